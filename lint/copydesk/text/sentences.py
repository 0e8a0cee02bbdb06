"""The sentence columns: where sentences begin and end, without a Python loop over words.

Candidates are the terminal marks; each is judged by the word before it and the word behind it, as columns. The
guards follow Punkt's observation (Kiss and Strunk 2006) that an abbreviation ends a sentence mostly when a frequent
sentence starter follows.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text.characters import CLASS_BITS, LOWER, UPPER, Class, Codes
from copydesk.text.hashing import Hashes, Indexes, bits_of, hash_words
from copydesk.text.tokens import Words

Classes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

_TITLES = """mr mrs ms mx dr prof rev hon sen rep gov gen col lt maj sgt capt cmdr adm st messrs mme mlle vs cf approx
viz eg ie bzw""".split()
"""Stand before what they belong to, so they never end a sentence."""

_ABBREVIATIONS = """inc ltd co corp llc plc bros jr sr etc ave blvd rd dept est assn bldg univ cit ed eds min max tel
ext am pm jan feb mar apr jun jul aug sep sept oct nov dec no nos vol fig figs eq pp ch sec sect art ca mt ft pres fr
al nr""".split()
"""May end a sentence; they do when a common sentence starter follows."""

_STARTERS = """the a an this that these those it he she they we i you his her its their our my in on at by for from with
as but and or so yet however meanwhile moreover furthermore also although though while when after before since if
once until because there here what who where why how all some many most both one no not now then according despite
during among under over""".split()

_TITLE, _ABBREVIATION, _STARTER = 1, 2, 4
"""Bits of what a word is to the splitter."""


@cache
def _known_words() -> tuple[tuple[int, Hashes], ...]:
    """Return the lists by their bits, as hashes in order."""
    lists = (_TITLE, _TITLES), (_ABBREVIATION, _ABBREVIATIONS), (_STARTER, _STARTERS)
    return tuple((bit, np.sort(hash_words(words))) for bit, words in lists)


def _roles(hashes: Hashes) -> npt.NDArray[np.uint8]:
    """Return of each word the bits of the lists it is in."""
    return bits_of(hashes, _known_words())


_FULL_STOP = ord(".")
_MAX_TAIL = 8
"""Marks and closing quotes that may stand behind a terminal mark."""


class Sentences(NamedTuple):
    """The sentences of a text, in order.

    `start` and `end` are half-open code point offsets, with final punctuation and closing quotes; `block` is the
    block's index; [`first`, `last`) are its tokens, never none; `hash` is of its folded words in order.
    """

    start: Indexes
    end: Indexes
    block: Indexes
    first: Indexes
    last: Indexes
    hash: Hashes


def find_boundaries(codes: Codes, classes: Classes, marks: Indexes, words: Words) -> tuple[Indexes, Indexes]:
    """Return the sentence boundaries inside blocks: where the old sentence ends, and the new one's first token.

    `marks` are those of `Analysis`.
    """
    marks = marks[np.flatnonzero(_ends_sentence(codes, classes, marks))]
    after = np.searchsorted(words.start, marks, "right").astype(np.int32)
    inner = np.flatnonzero((after > 0) & (after < words.start.size))
    marks, after = marks[inner], after[inner]
    before = after - 1
    same = np.flatnonzero((words.block[before] == words.block[after]) & (words.end[before] <= marks))
    marks, before, after = marks[same], before[same], after[same]
    tail = _end_of_tail(codes, classes, marks)
    spaced = ((classes[tail] & CLASS_BITS) == Class.SPACE) | (codes[marks] >= 0x3000)
    keep = spaced & _starts_sentence(classes, words, after)
    stop = codes[marks] == _FULL_STOP
    keep &= ~stop | _may_end(classes, words, marks, before, after)
    tail, after = tail[keep], after[keep]
    if after.size > 1:  # "?!" and "..." make one boundary
        last = np.append(after[1:] != after[:-1], True)
        tail, after = tail[last], after[last]
    return tail, after


def _ends_sentence(codes: Codes, classes: Classes, places: Indexes) -> Mask:
    """Whether the characters at some places are terminal marks or full stops."""
    ends: Mask = ((classes[places] & CLASS_BITS) == Class.TERMINAL) | (codes[places] == _FULL_STOP)
    return ends


def _end_of_tail(codes: Codes, classes: Classes, marks: Indexes) -> Indexes:
    """Return where the marks and closing quotes that begin at `marks` are over."""
    tail = marks + 1
    limit = codes.size - 1
    open_ = np.arange(marks.size)
    for _ in range(_MAX_TAIL):
        at = np.minimum(tail[open_], limit)
        closes = _CLOSES.take(classes[at] & CLASS_BITS) | _ends_sentence(codes, classes, at)
        open_ = open_[np.flatnonzero(closes)]
        if not open_.size:
            break
        tail[open_] += 1
    return np.asarray(np.minimum(tail, limit), np.int32)


_CLOSES = np.array([kind in (Class.CLOSING, Class.APOSTROPHE) for kind in range(CLASS_BITS + 1)])
_QUOTES = np.array([kind in (Class.OPENING, Class.CLOSING, Class.APOSTROPHE) for kind in range(CLASS_BITS + 1)])
_MAX_QUOTES = 3
"""Opening quotes and brackets that may stand before a sentence's first word."""


def _starts_sentence(classes: Classes, words: Words, after: Indexes) -> Mask:
    """Whether the word may begin a sentence: upper case, a digit, or a script without case."""
    starts: Mask = (classes[words.start[after]] & LOWER) == 0
    return starts


def _may_end(classes: Classes, words: Words, marks: Indexes, before: Indexes, after: Indexes) -> Mask:
    """Whether a full stop behind the word `before` may end a sentence rather than an abbreviation."""
    touching = words.end[before] == marks
    roles = words.met.answers(_roles)
    role = roles.take(words.number[before])
    starter = (roles.take(words.number[after]) & _STARTER) != 0
    starter &= (classes[words.start[after]] & UPPER) != 0
    length = words.end[before] - words.start[before]
    first = classes[words.start[before]]
    letter = (length == 1) & ((first & CLASS_BITS) == Class.LETTER)
    doubtful = letter | ((role & _ABBREVIATION) != 0)
    # "1. First" at a block's start is a number, not a sentence.
    opens = (before == 0) | (words.block[np.maximum(before - 1, 0)] != words.block[before])
    number = opens & ((first & CLASS_BITS) == Class.DIGIT)
    may_end: Mask = ~touching | (((role & _TITLE) == 0) & ~number & (~doubtful | starter))
    return may_end


def sentence_starts(classes: Classes, words: Words, first: Indexes, floor: Indexes) -> Indexes:
    """Return where the sentences that begin with the tokens `first` start: at the opening quotes before them."""
    start = words.start[first]
    quoted = np.flatnonzero(start > floor)
    for _ in range(_MAX_QUOTES):
        before = start[quoted] - 1
        quoted = quoted[(before >= floor[quoted]) & _QUOTES.take(classes[before] & CLASS_BITS)]
        start[quoted] -= 1
    return start
