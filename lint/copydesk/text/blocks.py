"""Blocks: the paragraphs, headings and list items that an article is made of, found by shape in plain text."""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple


class BlockKind(IntEnum):
    """What a block is. Only paragraphs and quotes are running prose."""

    PARAGRAPH = 0
    HEADING = 1
    LIST_ITEM = 2
    QUOTE = 3
    CAPTION = 4
    TABLE = 5
    CODE = 6


class Block(NamedTuple):
    """A half-open span of an article's text in code points, without the white space round it.

    `level` is a heading's level or a list item's depth, 0 where unknown. A list item's bullet lies outside.
    """

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0


_LINE = re.compile(r"\S(?:[^\r\n]*\S)?")
"""A line without outer white space."""
_BULLET = re.compile(r"(?:[-*+•‣▪◦●·–]|\(?\d{1,3}[.)]|[a-z]\))[ \t\xa0]+(?=\S)")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_QUOTE = re.compile(r">[ \t]+(?=\S)")
_TERMINAL = ".!?…:;,。！？"
_CLOSING = "\"'”’»)]"

HEADING_MAX_WORDS = 14
"""A line with no final punctuation and no more words is a heading (research: keyword-stuffing.md, section 4)."""
HEADING_MAX_LENGTH = 120
WRAP_WIDTHS = range(40, 101)
"""Line lengths that fixed-width text is wrapped to."""


def find_blocks(text: str) -> list[Block]:
    """Find the blocks of plain text, in order.

    Scrapers write a paragraph as one line, so a line is a block of its own; lines that a fixed width has wrapped are
    one block. Blank lines always end a block. Time is linear in the text.
    """
    blocks: list[Block] = []
    for group in _groups(text):
        if _is_wrapped(text, group):
            blocks.append(_block(text, group[0][0], group[-1][1]))
        else:
            blocks.extend(_block(text, start, end) for start, end in group)
    return blocks


def _groups(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of lines that no blank line parts, each line as its span without outer white space."""
    group: list[tuple[int, int]] = []
    previous_end = 0
    for match in _LINE.finditer(text):
        start, end = match.span()
        if group and _has_blank_line(text[previous_end:start]):
            yield group
            group = []
        group.append((start, end))
        previous_end = end
    if group:
        yield group


def _has_blank_line(gap: str) -> bool:
    if gap == "\n\n" or gap.count("\n") > 1:
        return True
    return "\r" in gap and gap.replace("\r\n", "\n").replace("\r", "\n").count("\n") > 1


def _is_wrapped(text: str, group: list[tuple[int, int]]) -> bool:
    """Whether a fixed width has broken these lines: like lengths, and breaks within sentences."""
    if len(group) < 2 or any(_BULLET.match(text, start) for start, _ in group):
        return False
    full = group[:-1]
    lengths = [end - start for start, end in full]
    if max(lengths) not in WRAP_WIDTHS or min(lengths) < 0.6 * max(lengths):
        return False
    if group[-1][1] - group[-1][0] > max(lengths) + 8:
        return False
    within = sum(text[end - 1] not in _TERMINAL for _, end in full)
    lower = sum(text[start].islower() for start, _ in group[1:])
    return within * 2 >= len(full) and lower * 3 >= len(full)


def _block(text: str, start: int, end: int) -> Block:
    """Make one block of [start, end), with its kind by its shape."""
    if text[start].isalpha() and text[start + 1 : start + 2] != ")":
        return _unmarked(text, start, end)
    hashes = _HASHES.match(text, start, end)
    if hashes:
        return Block(hashes.end(), end, BlockKind.HEADING, len(hashes.group(1)))
    bullet = _BULLET.match(text, start, end)
    if bullet:
        return Block(bullet.end(), end, BlockKind.LIST_ITEM)
    quote = _QUOTE.match(text, start, end)
    if quote:
        return Block(quote.end(), end, BlockKind.QUOTE)
    return _unmarked(text, start, end)


def _unmarked(text: str, start: int, end: int) -> Block:
    """Make one block of a line that begins with a word."""
    line = text[start:end]
    if line.count("|") > 1 or "\t" in line:
        return Block(start, end, BlockKind.TABLE)
    return Block(start, end, BlockKind.HEADING if _is_heading(line) else BlockKind.PARAGRAPH)


def _is_heading(line: str) -> bool:
    if len(line) > HEADING_MAX_LENGTH or line.rstrip(_CLOSING)[-1:] in _TERMINAL:
        return False
    words = line.split()
    first = line.lstrip("\"'“‘«([¿¡")[:1]
    return len(words) <= HEADING_MAX_WORDS and first.isalnum() and not first.islower()
