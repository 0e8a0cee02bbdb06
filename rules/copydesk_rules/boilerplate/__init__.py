"""Boilerplate: what the page left in the article."""
