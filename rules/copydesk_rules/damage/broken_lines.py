"""SCR009: sentences and words that line breaks cut apart."""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from msgspec import Meta

from copydesk import Analysis, Article, BlockKind, Edit, Finding, Fix, Related, Rule, RuleOptions, Span
from copydesk_rules.damage.dangling import dangles, ends_in_letter
from copydesk_rules.damage.marks import among, find_marks, in_code
from copydesk_rules.expression import Expression

_MIN_WORDS = 4
"""Words of a line that is part of a sentence rather than an entry of a list."""
_MIN_LENGTH = 60
"""Characters of the longer of two lines that are one sentence: shorter ones may be verse."""
_MAX_WIDTH = 120
"""Characters of a line that no fixed width has broken."""
_MANY = 3
"""With so many breaks behind words that no sentence ends in, the other breaks inside sentences are such, too."""
_HYPHENATED = Expression(r"-(?<=[^\W\d_]{2}-)[ \t]{0,9}(?:\r\n?|\n)[ \t]{0,99}(?=[^\W\d_A-Z]{2})")
"""Begins with the hyphen itself: what begins with a letter is slow to look for."""
_WRAP = Expression(r"[ \t]{0,9}(?:\r\n?|\n)[ \t]{0,99}")
_MAX_PLACES = 50
"""Places that one finding shows."""
_LOWER_A, _LOWER_Z, _COMMA = map(ord, "az,")


class Options(RuleOptions, frozen=True):
    """Options of SCR009."""

    wrapped: Annotated[
        bool, Meta(description="Whether a text that is wrapped to a fixed width throughout is flagged as well.")
    ] = False


class BrokenLines(Rule):
    """Line breaks within a sentence, and words hyphenated at the end of a line.

    ## Why

    PDF, e-mail and careless extraction break lines where the page did; what follows cuts sentences apart at them and
    knows no "inter-" nor "national". A break is certain behind a word that no sentence ends in, before a small letter;
    where there are three of those, the other breaks before small letters are shown as well. Lines of less than 60
    characters may be verse and are left alone, and so is a text that is wrapped to an even width throughout, unless the
    options say otherwise. One finding an article lists all places.

    ## Example

    ```text
    The council voted late on Tuesday night to close the old bridge for the
    winter, and nobody objected.
    ```

    ## Fix

    Joins the lines. Unsafe: the hyphen may belong to the word, and a list may look like a sentence.
    """

    code = "SCR009"
    name = "broken-lines"
    Options = Options

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of line breaks within sentences and behind hyphens."""
        marks = batch.memo(find_marks)
        hyphens = marks.of("-")
        is_break = among(hyphens.behind, "\r\n\t ") & (hyphens.before >= ord("A"))
        breaks = marks.of("\r\n").place
        suspects: list[npt.NDArray[Any]] = [
            batch.blocks.start[np.flatnonzero(_certain(batch))],
            hyphens.place[is_break],
        ]
        blocks = batch.blocks
        if blocks.start.size:
            block = np.maximum(np.searchsorted(blocks.start, breaks, "right") - 1, 0)
            suspects.append(breaks[(breaks >= blocks.start[block]) & (breaks < blocks.end[block])])
        return np.concatenate(suspects)

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield one finding at most, at the first broken line, with all others."""
        text = article.text
        places = {Span(*match.span()): "" for match in _HYPHENATED.compiled.finditer(text)}
        certain = _certain(analysis)
        broken = certain | (_likely(analysis) if certain.sum() >= _MANY else False)
        for block in np.flatnonzero(broken).tolist():
            places[Span(int(analysis.blocks.end[block]), int(analysis.blocks.start[block + 1]))] = " "
        for place in _wraps(analysis, everywhere=self.options.wrapped):
            places.setdefault(place, " ")
        kept = sorted(place for place in places if not in_code(analysis, place.start))
        if kept:
            first, *others = kept[:_MAX_PLACES]
            what = "a word is" if places[first] == "" else "a sentence is"
            count = f", the first of {len(kept)} places" if others else ""
            fix = Fix("join the lines", tuple(Edit(place, places[place]) for place in kept))
            related = [Related(_word_round(text, place), "here too") for place in others]
            yield self.finding(
                _word_round(text, first), f"{what} broken by the end of the line{count}", related=related, fix=fix
            )


def _goes_on(analysis: Analysis) -> npt.NDArray[np.bool_]:
    """Whether each block may go on in the next one: that begins with a small letter, and both are lines of prose."""
    blocks, codes = analysis.blocks, analysis.codes
    goes_on = np.zeros(blocks.start.size, np.bool_)
    if blocks.start.size > 1:
        words = blocks.last - blocks.first
        first = codes[blocks.start[1:]]
        length = np.maximum(blocks.end[:-1] - blocks.start[:-1], blocks.end[1:] - blocks.start[1:])
        prose = (blocks.kind == BlockKind.PARAGRAPH) | (blocks.kind == BlockKind.HEADING)
        goes_on[:-1] = (
            (first >= _LOWER_A)
            & (first <= _LOWER_Z)
            & prose[:-1]
            & prose[1:]
            & (words[:-1] >= _MIN_WORDS)
            & (words[1:] > 1)
            & (length >= _MIN_LENGTH)
        )
    return goes_on


def _certain(analysis: Analysis) -> npt.NDArray[np.bool_]:
    """Whether each block breaks off within a sentence that the next one ends."""
    blocks = analysis.blocks
    certain = _goes_on(analysis) & ends_in_letter(analysis)
    last = blocks.last[certain] - 1
    is_comma = analysis.codes[analysis.tokens.start[last] - 2] == _COMMA  # ", or" stands between the entries of a list
    certain[certain] = dangles(analysis.tokens.hash[last]) & ~is_comma
    return certain


def _likely(analysis: Analysis) -> npt.NDArray[np.bool_]:
    """Whether each block goes on in the next one, as far as its end and the next one's start tell."""
    likely: npt.NDArray[np.bool_] = ends_in_letter(analysis) | (analysis.codes[analysis.blocks.end - 1] == _COMMA)
    return likely & _goes_on(analysis)


def _wraps(analysis: Analysis, *, everywhere: bool) -> list[Span]:
    """Return the line breaks inside paragraphs: of those that are wrapped among at least as many that are not.

    A text that is wrapped throughout has them `everywhere` or nowhere.
    """
    text, tokens = analysis.text, analysis.tokens
    found: list[Span] = []
    wrapped = unwrapped = 0
    blocks = analysis.blocks
    length = blocks.end - blocks.start
    for block in np.flatnonzero((blocks.kind == BlockKind.PARAGRAPH) & (length >= _MIN_LENGTH)).tolist():
        start, end = int(blocks.start[block]), int(blocks.end[block])
        if text.find("\n", start, end) < 0 and text.find("\r", start, end) < 0:
            unwrapped += end - start > _MAX_WIDTH
            continue
        breaks = [Span(*match.span()) for match in _WRAP.compiled.finditer(text, start, end)]
        wrapped += 1
        before = np.searchsorted(tokens.end, [place.start for place in breaks], "right") - 1
        if everywhere or dangles(tokens.hash[before]).any():
            found += breaks
    return found if everywhere or wrapped <= unwrapped else []


def _word_round(text: str, place: Span) -> Span:
    """Widen a line break to the words on either side."""
    start, end = place
    while start > 0 and not text[start - 1].isspace() and place.start - start < 40:
        start -= 1
    while end < len(text) and not text[end].isspace() and end - place.end < 40:
        end += 1
    return Span(start, end)
