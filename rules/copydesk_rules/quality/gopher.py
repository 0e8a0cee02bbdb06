"""QLT001 to QLT010: Gopher's quality rules (Rae et al. 2021, section A.1.1)."""

from collections.abc import Iterable
from functools import cache

import numpy as np

from copydesk import Analysis, Span
from copydesk.text import Hashes, TokenFlag, contains, hash_words
from copydesk_rules.quality.columns import Words, find_words, split_lines
from copydesk_rules.quality.signal import Measure, Signal

_STOP_WORDS = frozenset(("the", "be", "to", "of", "and", "that", "have", "with"))


@cache
def _stop_hashes() -> Hashes:
    return np.sort(hash_words(_STOP_WORDS))


class _Gopher(Signal):
    source = "Gopher"


def _words(analysis: Analysis) -> Words:
    return analysis.memo(find_words)


def _mean_length(analysis: Analysis) -> Measure | None:
    words = _words(analysis)
    lengths = (words.end - words.start)[~words.is_mark]
    return Measure(float(np.mean(lengths))) if lengths.size else None


def _share_of_words(analysis: Analysis, symbols: Iterable[str]) -> Measure | None:
    """Return how often symbols come for each word, with their places."""
    text, words = analysis.text, _words(analysis)
    places: list[Span] = []
    for symbol in symbols:
        start = text.find(symbol)
        while start >= 0:
            places.append(Span(start, start + len(symbol)))
            start = text.find(symbol, start + len(symbol))
    return Measure(len(places) / words.start.size, sorted(places)) if words.start.size else None


class TooFewWords(_Gopher):
    """A text of less than 50 words.

    ## Why

    Gopher's filter drops it: such pages are menus, errors and captions. Marks are no words.

    ## Example

    A page that says "Access denied." and nothing else.
    """

    code = "QLT001"
    name = "too-few-words"
    quantity = "words"
    threshold = 50
    is_minimum = True

    def measure(self, analysis: Analysis) -> Measure:
        """Count the words."""
        return Measure(float(np.count_nonzero(~_words(analysis).is_mark)))


class TooManyWords(_Gopher):
    """A text of more than 100,000 words.

    ## Why

    Gopher's filter drops it: such files are dumps and lists.

    ## Example

    A log file of a million lines.
    """

    code = "QLT002"
    name = "too-many-words"
    quantity = "words"
    threshold = 100_000

    def measure(self, analysis: Analysis) -> Measure:
        """Count the words."""
        return Measure(float(np.count_nonzero(~_words(analysis).is_mark)))


class ShortWords(_Gopher):
    """A text whose words have less than 3 characters on average.

    ## Why

    Gopher's filter drops it: it is a table of numbers or letters, no prose.

    ## Example

    The results of a league: "3 1 W 2 0 W 1 1 D".
    """

    code = "QLT003"
    name = "short-words"
    quantity = "mean word length"
    threshold = 3
    is_minimum = True

    def measure(self, analysis: Analysis) -> Measure | None:
        """Return the mean length of the words."""
        return _mean_length(analysis)


class LongWords(_Gopher):
    """A text whose words have more than 10 characters on average.

    ## Why

    Gopher's filter drops it: it is encoded data or program text, no prose.

    ## Example

    A page of base64.
    """

    code = "QLT004"
    name = "long-words"
    quantity = "mean word length"
    threshold = 10

    def measure(self, analysis: Analysis) -> Measure | None:
        """Return the mean length of the words."""
        return _mean_length(analysis)


class HashMarks(_Gopher):
    """A text with more than one "#" for ten words.

    ## Why

    Gopher's filter drops it: it is a list of tags.

    ## Example

    A post that is nothing but #tags.
    """

    code = "QLT005"
    name = "hash-marks"
    quantity = "“#” for each word"
    threshold = 0.1

    def measure(self, analysis: Analysis) -> Measure | None:
        """Return how often "#" comes for each word."""
        return _share_of_words(analysis, "#")


class Ellipses(_Gopher):
    """A text with more than one ellipsis for ten words.

    ## Why

    Gopher's filter drops it: it is a list of teasers, each cut off.

    ## Example

    A page of search results that all end in "…".
    """

    code = "QLT006"
    name = "ellipses"
    quantity = "ellipses for each word"
    threshold = 0.1

    def measure(self, analysis: Analysis) -> Measure | None:
        """Return how often an ellipsis comes for each word."""
        return _share_of_words(analysis, ("...", "…"))


class BulletLines(_Gopher):
    """A text of whose lines more than 90 % begin with a bullet.

    ## Why

    Gopher's filter drops it: it is a list, no article. Bullets are "•" and "-"; empty lines count as lines.

    ## Example

    A menu that was copied with its bullets.
    """

    code = "QLT007"
    name = "bullet-lines"
    quantity = "share of lines with a bullet"
    threshold = 0.9

    def measure(self, analysis: Analysis) -> Measure:
        """Return the share of lines that begin with a bullet, and those lines."""
        text, lines = analysis.text, split_lines(analysis.text)
        found = [line for line in lines if text[slice(*line)].lstrip().startswith(("•", "-"))]
        return Measure(len(found) / len(lines), found)


class EllipsisLines(_Gopher):
    """A text of whose lines more than 30 % end in an ellipsis.

    ## Why

    Gopher's filter drops it: it is a list of teasers. Empty lines count as lines.

    ## Example

    A front page whose paragraphs all break off.
    """

    code = "QLT008"
    name = "ellipsis-lines"
    quantity = "share of lines that end in an ellipsis"
    threshold = 0.3

    def measure(self, analysis: Analysis) -> Measure:
        """Return the share of lines that end in an ellipsis, and those lines."""
        text, lines = analysis.text, split_lines(analysis.text)
        found = [line for line in lines if text[slice(*line)].rstrip().endswith(("...", "…"))]
        return Measure(len(found) / len(lines), found)


class FewLetters(_Gopher):
    """A text of whose words less than 80 % have a letter.

    ## Why

    Gopher's filter drops it: it is numbers and marks. Marks count as words without a letter here.

    ## Example

    A table of prices.
    """

    code = "QLT009"
    name = "few-letters"
    quantity = "share of words with a letter"
    threshold = 0.8
    is_minimum = True

    def measure(self, analysis: Analysis) -> Measure | None:
        """Return the share of words that have a letter, and the numbers among the others."""
        words = _words(analysis)
        if not words.start.size:
            return None
        numbers = np.flatnonzero(~words.has_letter & ~words.is_mark).tolist()
        return Measure(float(np.mean(words.has_letter)), [words.span(number, number + 1) for number in numbers])


class FewStopWords(_Gopher):
    """A text with less than two of "the", "be", "to", "of", "and", "that", "have", "with".

    ## Why

    Gopher's filter drops it: it is no English prose.

    ## Example

    A list of names, or an article in German.
    """

    code = "QLT010"
    name = "few-stop-words"
    quantity = "different stop words"
    threshold = 2
    is_minimum = True

    def measure(self, analysis: Analysis) -> Measure:
        """Count the different stop words, in small letters."""
        tokens, text = analysis.tokens, analysis.text
        small = (tokens.flags & TokenFlag.CAPITAL) == 0
        hits = np.flatnonzero(contains(_stop_hashes(), tokens.hash) & small).tolist()
        return Measure(float(len(_STOP_WORDS.intersection(text[tokens.start[i] : tokens.end[i]] for i in hits))))
