"""Blocks: the paragraphs, headings and list items that an article is made of, found by shape in plain text."""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text.characters import CLASS_BITS, Class, Codes, classes_of, codes_of, find_marks
from copydesk.text.hashing import Hashes, Indexes, ranges


class BlockKind(IntEnum):
    """What a block is. Only paragraphs and quotes are running prose."""

    PARAGRAPH = 0
    HEADING = 1
    LIST_ITEM = 2
    QUOTE = 3
    CAPTION = 4
    TABLE = 5
    CODE = 6


class Frame(IntEnum):
    """Whether a block is of a page's frame rather than of its article, and of which part.

    `UNKNOWN` unless a page is read whole and extractors are asked: then `KEPT` is what one of them takes for the
    article, and all else is what every one of them drops; of `DROPPED` the page's own markup does not say what it is.
    """

    UNKNOWN = 0
    KEPT = 1
    DROPPED = 2
    FOOTER = 3
    NAVIGATION = 4
    COMMENTS = 5
    RELATED = 6
    SHARE = 7
    SIGN_UP = 8
    AUTHOR = 9
    LEGAL = 10
    PAYWALL = 11
    MEDIA = 12


class Block(NamedTuple):
    """A half-open span of an article's text in code points, without the white space round it.

    `level` is a heading's level or a list item's depth, 0 where unknown. A list item's bullet lies outside.
    """

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    frame: Frame = Frame.UNKNOWN

    def moved(self, by: int) -> "Block":
        """Return the block of a text that begins `by` code points later."""
        return Block(self.start + by, self.end + by, self.kind, self.level, self.frame)


_BULLET = re.compile(r"(?:[-*+•‣▪◦●·–]|\(?\d{1,3}[.)]|[a-z]\))[ \t\xa0]+(?=\S)")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_QUOTE = re.compile(r">[ \t]+(?=\S)")
_TERMINAL = ".!?…:;,。！？"
_TERMINAL_CODES = np.array([ord(char) for char in _TERMINAL], np.uint32)
_CLOSING = "\"'”’»)]"
_ENDING_CODES = np.array([ord(char) for char in _TERMINAL + _CLOSING], np.uint32)
_LF, _CR = ord("\n"), ord("\r")

HEADING_MAX_WORDS = 14
"""A line with no final punctuation and no more words is a heading (research: keyword-stuffing.md, section 4)."""
HEADING_MAX_LENGTH = 120
WRAP_WIDTHS = range(40, 101)
"""Line lengths that fixed-width text is wrapped to."""


class BlockColumns(NamedTuple):
    """Blocks as columns: code point spans, `BlockKind`, level, `Frame`."""

    start: Indexes
    end: Indexes
    kind: npt.NDArray[np.uint8]
    level: npt.NDArray[np.uint8]
    frame: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> "BlockColumns":
        """Make the columns of blocks."""
        table = np.fromiter(chain.from_iterable(blocks), np.int32).reshape(-1, len(Block._fields))
        start, end, *others = table.T
        kind, level, frame = (column.astype(np.uint8) for column in others)
        return cls(start.copy(), end.copy(), kind, level, frame)

    def merged(self, kept: npt.NDArray[np.bool_], others: "BlockColumns") -> "BlockColumns":
        """Return those of the blocks that are kept, and others, in order."""
        order = np.argsort(np.concatenate((self.start[kept], others.start)), kind="stable")
        both: tuple[tuple[npt.NDArray[Any], ...], ...] = (self, others)
        columns = [np.concatenate((mine[kept], theirs))[order] for mine, theirs in zip(*both, strict=True)]
        return BlockColumns(*columns)


class Blocks(NamedTuple):
    """The blocks of a text as columns: code point spans, `BlockKind`, token ranges, hash of the folded words.

    A block without words has an empty token range and the hash 0.
    """

    start: Indexes
    end: Indexes
    kind: npt.NDArray[np.uint8]
    first: Indexes
    last: Indexes
    hash: Hashes


class ShapedBlocks(Sequence[Block]):
    """The blocks of a plain text, found when they are asked for; a batch finds those of all its texts at once."""

    def __init__(self, text: str) -> None:
        """Take the text."""
        self._text = text
        self._found: list[Block] | None = None

    def __len__(self) -> int:
        """Count the blocks."""
        return len(self._blocks())

    def __getitem__(self, place: Any) -> Any:
        """Return a block, or several."""
        return self._blocks()[place]

    def _blocks(self) -> list[Block]:
        if self._found is None:
            self._found = find_blocks(self._text)
        return self._found


def find_blocks(text: str) -> list[Block]:
    """Find the blocks of plain text, in order."""
    codes = codes_of(text)
    classes = classes_of(codes)
    columns = shape_blocks(text, codes, classes, find_marks(codes, classes))
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [Block(start, end, BlockKind(kind), level, Frame(frame)) for start, end, kind, level, frame in rows]


def shape_blocks(text: str, codes: Codes, classes: npt.NDArray[np.uint8], marks: Indexes) -> BlockColumns:
    """Find the blocks of plain text, given with its columns (`marks` are those of `Analysis`), in order.

    Scrapers write a paragraph as one line, so a line is a block of its own; lines that a fixed width has wrapped are
    one block. Blank lines always end a block. Time is linear in the text.
    """
    mark = codes[marks]
    start, end, group = _lines(codes, classes, marks[np.flatnonzero((mark == _LF) | (mark == _CR))])
    is_first = np.ones(start.size, bool)
    for first, last in _wrapped(text, start, end, group):
        is_first[first + 1 : last + 1] = False
        end[first] = end[last]
    start, end = start[is_first], end[is_first]
    kind, level = np.zeros(start.size, np.uint8), np.zeros(start.size, np.uint8)
    bars = marks[np.flatnonzero((mark == ord("|")) | (mark == ord("\t")))]
    special = np.flatnonzero(_may_be_special(codes, bars, start, end))
    is_label = _are_labels(codes, classes, bars, start[special], end[special])
    kind[special[is_label]] = BlockKind.HEADING
    for place in special[~is_label].tolist():
        start[place], end[place], kind[place], level[place], _ = _block(text, int(start[place]), int(end[place]))
    return BlockColumns(start, end, kind, level, np.zeros(start.size, np.uint8))


def _lines(codes: Codes, classes: npt.NDArray[np.uint8], breaks: Indexes) -> tuple[Indexes, Indexes, Indexes]:
    """Return the lines that hold something, as spans without outer white space, and the runs that they stand in.

    `breaks` are the places of line feeds and carriage returns. Runs are parted by blank lines and numbered from 0.
    """
    start, end = np.append(np.int32(0), breaks + 1), np.append(breaks, np.int32(codes.size))
    _strip(classes, start, end)
    # A CR LF is one line break.
    is_second = np.zeros(start.size, bool)
    is_second[2:] = (codes[breaks[1:]] == _LF) & (codes[breaks[:-1]] == _CR) & (np.diff(breaks) == 1)
    number = np.cumsum(~is_second)
    full = np.flatnonzero(start < end)
    group = np.cumsum(np.diff(number[full], prepend=number[full[:1]]) > 1) if full.size else full
    return start[full], end[full], group.astype(np.int32)


def _strip(classes: npt.NDArray[np.uint8], start: Indexes, end: Indexes) -> None:
    """Take the outer white space from spans, in place; what is nothing else becomes empty."""
    full = np.flatnonzero(start < end)
    led = full[(classes[start[full]] & CLASS_BITS) == Class.SPACE]
    trailed = full[(classes[end[full] - 1] & CLASS_BITS) == Class.SPACE]
    if led.size or trailed.size:
        solid = np.flatnonzero((classes & CLASS_BITS) != Class.SPACE).astype(np.int32)
        behind = np.append(solid, np.int32(classes.size))[np.searchsorted(solid, start[led])]
        start[led] = np.minimum(behind, end[led])
        before = np.append(np.int32(0), solid + 1)[np.searchsorted(solid, end[trailed])]
        end[trailed] = np.maximum(before, start[trailed])


def _wrapped(text: str, start: Indexes, end: Indexes, group: Indexes) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of each run of lines that a fixed width has broken."""
    if not group.size:
        return
    first = np.flatnonzero(np.diff(group, prepend=-1))
    last = np.append(first[1:], group.size) - 1
    length = end - start
    length[last] = 0  # the last line of a paragraph may be short
    widest = np.maximum.reduceat(length, first)
    for place in np.flatnonzero((widest >= WRAP_WIDTHS.start) & (widest < WRAP_WIDTHS.stop)).tolist():
        lines = slice(int(first[place]), int(last[place]) + 1)
        if _is_wrapped(text, list(zip(start[lines].tolist(), end[lines].tolist(), strict=True))):
            yield lines.start, lines.stop - 1


def _is_wrapped(text: str, group: list[tuple[int, int]]) -> bool:
    """Whether a fixed width has broken these lines: like lengths, and breaks within sentences."""
    if any(_BULLET.match(text, start) for start, _ in group):
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


def _may_be_special(codes: Codes, bars: Indexes, start: Indexes, end: Indexes) -> npt.NDArray[np.bool_]:
    """Whether blocks may be anything but paragraphs: they begin oddly, hold bars or tabs, or may be headings."""
    first, last = codes[start], codes[end - 1]
    is_lower = (first >= ord("a")) & (first <= ord("z"))
    is_upper = (first >= ord("A")) & (first <= ord("Z"))
    is_point = codes[np.minimum(start + 1, end - 1)] == ord(")")
    is_short = end - start <= HEADING_MAX_LENGTH
    special: npt.NDArray[np.bool_] = ~(is_lower | is_upper) | is_point
    special |= is_short & ~is_lower & ~_is_among(last, _TERMINAL_CODES)
    if special.size:
        special[np.searchsorted(start, bars, "right") - 1] = True  # in vain where a bar lies between blocks
    return special


def _is_among(codes: Codes, wanted: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Whether each code point is one of a few. (`np.isin` may import `numpy.ma`, 12 ms.)"""
    among: npt.NDArray[np.bool_] = np.logical_or.reduce([codes == code for code in wanted])
    return among


def _are_labels(
    codes: Codes, classes: npt.NDArray[np.uint8], bars: Indexes, start: Indexes, end: Indexes
) -> npt.NDArray[np.bool_]:
    """Whether blocks are plainly headings, as most short lines of a page are: a capital, few words, no mark at the end.

    Of what is left `_block` tells.
    """
    first, last = codes[start], codes[end - 1]
    labels = (first >= ord("A")) & (first <= ord("Z")) & (end - start <= HEADING_MAX_LENGTH)
    labels &= ~_is_among(last, _ENDING_CODES)
    labels &= codes[np.minimum(start + 1, end - 1)] != ord(")")
    labels &= np.searchsorted(bars, start) == np.searchsorted(bars, end)
    maybe = np.flatnonzero(labels)
    length = end[maybe] - start[maybe]
    is_space = np.append((classes[ranges(start[maybe], end[maybe])] & CLASS_BITS) == Class.SPACE, False)
    ends_word = is_space[1:] & ~is_space[:-1]
    words = np.add.reduceat(ends_word, np.cumsum(length) - length, dtype=np.intp) + 1 if maybe.size else 0
    labels[maybe] = words <= HEADING_MAX_WORDS
    return labels


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
