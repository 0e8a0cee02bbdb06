"""QLT041 to QLT044: FineWeb's rules (Penedo et al. 2024, section 3.6)."""

from copydesk import Analysis, Span
from copydesk_rules.quality.columns import find_words, sentence_terminals
from copydesk_rules.quality.repetition import repeated
from copydesk_rules.quality.signal import Measure, Signal

_SHORT = 30
"""Characters of a short line."""


class _FineWeb(Signal):
    source = "FineWeb"


def _lines(text: str) -> list[Span]:
    """Return the lines that hold something, with their outer white space."""
    spans, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return spans


class FewEndMarks(_FineWeb):
    """A text of whose lines less than 12 % end in a mark that ends sentences.

    ## Why

    FineWeb's filter drops it: it is lists and menus, no prose. The marks are those of all scripts.

    ## Example

    A page of headlines.
    """

    code = "QLT041"
    name = "few-end-marks"
    quantity = "share of lines that end as sentences do"
    threshold = 0.12
    is_minimum = True

    def measure(self, analysis: Analysis) -> Measure:
        """Return the share of lines that end in such a mark, and the lines that don't."""
        text, lines = analysis.text, _lines(analysis.text)
        others = [line for line in lines if not text[slice(*line)].endswith(sentence_terminals())]
        return Measure((len(lines) - len(others)) / len(lines), others)


class ShortLines(_FineWeb):
    """A text of whose lines more than 67 % have at most 30 characters.

    ## Why

    FineWeb's filter drops it: it is lists and menus, no prose.

    ## Example

    A site map.
    """

    code = "QLT042"
    name = "short-lines"
    quantity = "share of lines of at most 30 characters"
    threshold = 0.67

    def measure(self, analysis: Analysis) -> Measure:
        """Return the share of short lines, and those lines."""
        lines = _lines(analysis.text)
        short = [line for line in lines if line.end - line.start <= _SHORT]
        return Measure(len(short) / len(lines), short)


class RepeatedLineText(_FineWeb):
    """A text of whose characters more than 1 % are in lines that have come before.

    ## Why

    FineWeb's filter drops it; its threshold is far stricter than Gopher's. Line breaks are not counted.

    ## Example

    An article with the same "Story continues below" between all its paragraphs.
    """

    code = "QLT043"
    name = "repeated-line-text"
    quantity = "share of characters in lines that come again"
    threshold = 0.01

    def measure(self, analysis: Analysis) -> Measure:
        """Return the share of characters in lines that have come before, and those lines."""
        text = analysis.text
        again = repeated(text, _lines(text))
        characters = sum(line.end - line.start for line in again)
        return Measure(characters / (len(text) - text.count("\n")), again)


class ManyLineBreaks(_FineWeb):
    """A text with more than 3 line breaks for ten words.

    ## Why

    FineWeb's filter drops it: it is a list. Marks are words.

    ## Example

    A list of names, one a line.
    """

    code = "QLT044"
    name = "many-line-breaks"
    quantity = "line breaks for each word"
    threshold = 0.3

    def measure(self, analysis: Analysis) -> Measure | None:
        """Return how many line breaks come for each word."""
        words = analysis.memo(find_words).start.size
        return Measure(analysis.text.count("\n") / words) if words else None
