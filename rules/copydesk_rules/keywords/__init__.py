"""Keyword stuffing: search phrases put where they don't belong."""
