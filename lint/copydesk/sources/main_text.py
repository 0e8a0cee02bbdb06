"""The main text of a page: what an extractor takes for the article, found again in the page it came from.

An extractor gives text and no places. Each of its lines is looked for in the page's own text, whose every character
leads to the file: long lines first, in order, then the short ones between those, in order too. What is not found there
is left out, never guessed: .15 % of what trafilatura gives (research: formats.md, section 2).
"""

import logging
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

import msgspec
import numpy as np
import numpy.typing as npt
import turbohtml

from copydesk.article import Article, SourceMapBuilder
from copydesk.text import Block

_MIN_PAGE = 600
"""Characters of a page's text: extractors find no main text in less, so that all of it counts."""
_LONG = 40
"""Characters of a line, spaces not counted, that will not stand in a menu as well."""
_CHUNK = 5
"""Words of a long line that are looked for together where the line is not found whole."""
_REACH = 2000
"""Characters behind what was found last in which such words are looked for."""
_MAX_LOOK = 1_000_000_000
"""Characters that are looked at for the lines of one page at most, which takes a second or two."""
_DECORATION = re.compile(r"^(?:[-*•#>]+|\d{1,3}[.)])\s+|\|")
"""What extractors put before items and between cells."""
_BETWEEN = "\n\n"

Spans = list[tuple[int, int]]


def main_article(page: Article, source: str) -> Article:
    """Return the article of a page, given with all the page's text; that itself where no main text is found."""
    if not is_page(page, source):
        return page
    covered = _extracted(page, source)
    if covered is None:
        covered = _main_element(page, source)
    blocks = list(_covered_blocks(page, covered))
    return _restricted(page, blocks) if blocks else page


def is_page(page: Article, source: str) -> bool:
    """Whether a source is a page with enough text to have a main one, rather than a fragment."""
    lower = source[:_MIN_PAGE].lower()
    return len(page.text) >= _MIN_PAGE and ("<html" in lower or "<body" in lower or "<!doctype" in lower)


def has_main_text(lines: Sequence[str]) -> bool:
    """Whether what an extractor gives is an article: from a page that is nested too deeply it takes the menu."""
    return any(len(line) >= 2 * _LONG for line in lines)


def _extracted(page: Article, source: str) -> npt.NDArray[np.bool_] | None:
    """Mark the characters of a page that trafilatura takes; None where it is not installed or finds nothing."""
    extract = _trafilatura()
    lines = (extract(source) or "").splitlines() if extract is not None else []
    return align(page.text, lines) if has_main_text(lines) else None


def _trafilatura() -> Callable[[str], str | None] | None:
    try:
        import trafilatura
    except ImportError:
        return None
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

    def extract(source: str) -> str | None:
        try:
            found: str | None = trafilatura.extract(source, include_comments=False, include_tables=True)
        except Exception:
            return None  # whatever a hostile page does to it, the page is linted
        return found

    return extract


def _main_element(page: Article, source: str) -> npt.NDArray[np.bool_]:
    """Mark the characters of a page that stand in the element which turbohtml takes for the main one."""
    covered = np.ones(len(page.text), np.bool_)
    try:
        main = turbohtml.parse(source, source_locations=True).main_content()
        where = main.source_location if main is not None else None
    except Exception:
        where = None
    if where is None or where.end_tag is None:
        return covered
    # Offsets of spans count CR LF as one character; lines and columns are those of the file.
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", source))]
    first = starts[where.start_tag.start_line - 1] + where.start_tag.start_col
    last = starts[where.end_tag.end_line - 1] + where.end_tag.end_col
    for block in page.blocks:
        start, _ = page.source_map.to_source(block.start, block.end)
        covered[block.start : block.end] = first <= start < last
    return covered


def align(text: str, lines: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Mark the characters of a text that lines, which were taken from it in order, are made of.

    White space and the decoration of items and cells count for nothing.
    """
    solid = np.flatnonzero(~np.fromiter(map(str.isspace, text), np.bool_, len(text)))
    search = _Search("".join(text.split()))
    wanted = [(it, "".join(it.split())) for it in (_DECORATION.sub(" ", line) for line in lines)]
    spans: dict[int, tuple[int, int]] = {}
    reached = 0
    for number, (_, line) in enumerate(wanted):
        if len(line) >= _LONG and (start := search.find(line, reached, search.length)) >= 0:
            reached = start + len(line)
            spans[number] = (start, reached)
    anchors = sorted(spans)
    found: Spans = list(spans.values())
    gap, behind = -1, 0
    for number, (line, solid_line) in enumerate(wanted):
        if number in spans or not solid_line:
            continue
        place = bisect_right(anchors, number)
        low = spans[anchors[place - 1]][1] if place else 0
        high = spans[anchors[place]][0] if place < len(anchors) else search.length
        if len(solid_line) >= _LONG:
            found += search.chunks(line, low, high)
            continue
        if gap != place:
            gap, behind = place, low
        # Before the first long line a title may stand in a menu too: the last place is the nearest.
        start = search.between(solid_line, low, behind, high) if place else search.find_last(solid_line, low, high)
        if start >= 0:
            behind = start + len(solid_line)
            found.append((start, behind))
    covered = np.zeros(len(text), np.bool_)
    for start, end in found:
        covered[solid[start] : solid[end - 1] + 1] = True
    return covered


class _Search:
    """Looks for lines in a condensed text until `_MAX_LOOK` of its characters were looked at: a page may be hostile."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = _MAX_LOOK
        self.length = len(text)

    def find(self, line: str, low: int, high: int) -> int:
        """Return the first place of a line in [low, high); -1 where it is not found."""
        if self._left <= 0 or low >= high:
            return -1
        start = self._text.find(line, low, high)
        self._left -= (start if start >= 0 else high) - low
        return start

    def find_last(self, line: str, low: int, high: int) -> int:
        """Return the last place of a line in [low, high); -1 where it is not found."""
        if self._left <= 0 or low >= high:
            return -1
        start = self._text.rfind(line, low, high)
        self._left -= high - max(start, low)
        return start

    def between(self, line: str, low: int, behind: int, high: int) -> int:
        """Return the first place of a line in [behind, high), else in [low, high)."""
        start = self.find(line, behind, high)
        return start if start >= 0 else self.find(line, low, min(high, behind + len(line)))

    def chunks(self, line: str, low: int, high: int) -> Iterator[tuple[int, int]]:
        """Yield the spans in which the words of a line stand, some at a time."""
        words = line.split()
        for first in range(0, len(words), _CHUNK):
            chunk = "".join(words[first : first + _CHUNK])
            start = self._text.find(chunk, low, min(high, low + _REACH + len(chunk)))
            if start >= 0:
                low = start + len(chunk)
                yield start, low


def _covered_blocks(page: Article, covered: npt.NDArray[np.bool_]) -> Iterator[Block]:
    """Yield the blocks of a page that are covered, from their first covered character to the last."""
    for block in page.blocks:
        places = np.flatnonzero(covered[block.start : block.end])
        if places.size:
            yield block._replace(start=block.start + int(places[0]), end=block.start + int(places[-1]) + 1)


def _restricted(page: Article, blocks: Sequence[Block]) -> Article:
    """Return an article of some blocks of a page, given in order."""
    parts: list[str] = []
    kept: list[Block] = []
    builder = SourceMapBuilder()
    source_end = 0
    for block in blocks:
        source_start, _ = page.source_map.to_source(block.start, block.end)
        if kept:
            parts.append(_BETWEEN)
            builder.together(len(_BETWEEN), min(source_end, source_start), source_start)
        kept.append(block.moved(builder.length - block.start))
        parts.append(page.text[block.start : block.end])
        builder.extend(page.source_map, block.start, block.end)
        _, source_end = page.source_map.to_source(block.start, block.end)
    return msgspec.structs.replace(page, text="".join(parts), blocks=tuple(kept), source_map=builder.build())
