"""Duplication: what an article says twice."""
