"""Whether an article is about programs: then code and markup in it belong there."""

from collections.abc import Iterable
from functools import cache

import numpy as np

from copydesk import Analysis, Span
from copydesk.text import Hashes, contains, hash_words

_WORDS = """javascript typescript jquery json css html php python java sql code coding programming programmer developer
developers script scripts syntax snippet snippets schema markup api apis function functions variable variables
compiler selector selectors stylesheet stylesheets shortcode shortcodes template templates bbcode parameter
parameters algorithm ajax tag tags entity entities encoding unicode"""
MIN_WORDS = 3
"""An article that uses so many of these words is about programs: of the two labelled pages that show code in plain text
each has more than twenty (naive.jsonl)."""


@cache
def _hashes() -> Hashes:
    return np.sort(hash_words(_WORDS.split()))


def is_about_programs(analysis: Analysis, without: Iterable[Span]) -> bool:
    """Whether the article uses words of programming outside of some spans."""
    tokens = analysis.tokens
    places = tokens.start[contains(_hashes(), tokens.hash)]
    if places.size < MIN_WORDS:
        return False
    for start, end in without:
        places = places[(places < start) | (places >= end)]
    return places.size >= MIN_WORDS
