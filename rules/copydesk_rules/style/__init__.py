"""Readability: opt-in remarks on how a text is written."""
