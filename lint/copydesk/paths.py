"""Paths as settings name them: relative to the settings' folder, by patterns."""

import os
from fnmatch import fnmatchcase


def relative_to(path: str, root: str) -> str:
    """Return a path as seen from the folder `root`, with forward slashes."""
    return os.path.relpath(path, root).replace(os.sep, "/")


def matches(pattern: str, path: str) -> bool:
    """Whether a relative path matches a pattern, in which `*` stands for anything, slashes too.

    A pattern without a slash is also held against the file's name alone; one that ends in a slash, or names a
    folder, covers all that is in it.
    """
    folder = pattern.rstrip("/")
    if fnmatchcase(path, pattern) or path.startswith(folder + "/"):
        return True
    return "/" not in pattern and fnmatchcase(path.rpartition("/")[2], pattern)
