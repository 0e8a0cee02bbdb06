"""Scrape damage: what went wrong between the page and the text."""
