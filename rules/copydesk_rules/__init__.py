"""The rules that come with copydesk: a package per family, found by entry points like anybody's."""
