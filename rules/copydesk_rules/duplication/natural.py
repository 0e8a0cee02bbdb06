"""Repeats that somebody meant: pull quotes and embedded posts."""

import re

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind, Span

PULL_QUOTE_REACH = 4
"""Paragraphs between a pull quote without quotation marks and the paragraph that it is taken from, at most."""
_PULL_QUOTE_WORDS = range(6, 61)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”“»][.,]?(?:\s*[—–-][^\n]{1,60})?")
"""A block that is a quotation, perhaps with a dash and its speaker behind it."""
_PLAIN_QUOTES = str.maketrans("“”„«»‘’", '"""""\'\'')
_POST = re.compile(r"pic\.twitter\.com/|\bt\.co/|#\w+\s*$|^\W{0,2}@\w+:?\s")
_POSTED_BY = re.compile(r"[—–-]\s?[^\n]{0,80}\(@\w{1,30}\)")
_BEFORE_AT, _BEHIND_AT = 83, 32
"""How far that reaches before and behind its @."""


def block_of(analysis: Analysis, span: Span) -> int:
    """Return the block that holds the start of a span."""
    return int(np.searchsorted(analysis.blocks.start, span.start, "right")) - 1


def whole_block(analysis: Analysis, span: Span) -> Span:
    """Return the span of the block that holds the start of a span."""
    block = block_of(analysis, span)
    return Span(int(analysis.blocks.start[block]), int(analysis.blocks.end[block]))


def is_pull_quote(analysis: Analysis, one: Span, other: Span) -> bool:
    """Whether the block of one of two spans is a quotation lifted out of the block of the other.

    In quotation marks it may stand anywhere; else it is a sentence alone, near the paragraph that it is taken from and
    not its beginning (a copy that was cut short keeps the beginning).
    """
    first, second = block_of(analysis, one), block_of(analysis, other)
    return first != second and (_is_lifted(analysis, first, second) or _is_lifted(analysis, second, first))


def _is_lifted(analysis: Analysis, block: int, source: int) -> bool:
    blocks, tokens = analysis.blocks, analysis.tokens
    first, last = int(blocks.first[block]), int(blocks.last[block])
    start, end = int(blocks.start[block]), int(blocks.end[block])
    quoted = _QUOTED.fullmatch(analysis.text, start, end)
    if quoted:
        last = int(np.searchsorted(tokens.start, quoted.end(1)))
    alone = not quoted and int(tokens.sentence[first]) == int(tokens.sentence[last - 1])
    is_prose = blocks.kind[block] in (BlockKind.PARAGRAPH, BlockKind.QUOTE)
    is_longer = int(blocks.last[source] - blocks.first[source]) > last - first
    if last - first not in _PULL_QUOTE_WORDS or not is_prose or not is_longer or not (quoted or alone):
        return False
    place = _plain(analysis, int(blocks.first[source]), int(blocks.last[source])).find(_plain(analysis, first, last))
    within = place > 0 or analysis.text[int(blocks.start[source])] in '"“„«'
    return place >= 0 and (quoted is not None or (within and abs(block - source) <= PULL_QUOTE_REACH))


def _plain(analysis: Analysis, first: int, last: int) -> str:
    """Return the text from token to token with plain quotation marks and single spaces."""
    text = analysis.text[int(analysis.tokens.start[first]) : int(analysis.tokens.end[last - 1])]
    return " ".join(text.translate(_PLAIN_QUOTES).split())


def quotes_post(analysis: Analysis, one: Span, other: Span) -> bool:
    """Whether one of two spans is a post embedded from a social network which the text at the other quotes.

    The lines that sign posts ("— The Senate (@senate) October 9") are alike by nature.
    """
    if _POSTED_BY.match(analysis.text, one.start):
        return True
    first, second = block_of(analysis, one), block_of(analysis, other)
    equal = analysis.blocks.hash[first] == analysis.blocks.hash[second]
    return not equal and _is_post(analysis, first) != _is_post(analysis, second)


def post_signatures(analysis: Analysis) -> npt.NDArray[np.intp]:
    """Return the starts of the lines that sign posts, in code points, ascending."""
    codes = analysis.codes
    at = np.flatnonzero(codes == ord("@"))
    at = at[codes[at - 1] == ord("(")]
    apart = np.flatnonzero(np.diff(at) > _BEFORE_AT + _BEHIND_AT)
    first = np.maximum(at[np.append(0, apart + 1)[: at.size]] - _BEFORE_AT, 0)
    last = at[np.append(apart, -1)[: at.size]] + _BEHIND_AT
    near = zip(first.tolist(), last.tolist(), strict=True)
    return np.array([it.start() for span in near for it in _POSTED_BY.finditer(analysis.text, *span)], np.intp)


def _is_post(analysis: Analysis, block: int) -> bool:
    blocks = analysis.blocks
    text = analysis.text[int(blocks.start[block]) : int(blocks.end[block])]
    following = int(blocks.start[block + 1]) if block + 1 < blocks.start.size else len(analysis.text)
    return _POST.search(text) is not None or _POSTED_BY.match(analysis.text, following) is not None
