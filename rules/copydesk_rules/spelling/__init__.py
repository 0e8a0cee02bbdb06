"""Spelling: words that English does not know."""
