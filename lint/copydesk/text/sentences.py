"""The sentence columns: where sentences begin and end, without a Python loop over words.

Candidates are the terminal marks; each is judged by the word before it and the word behind it, as columns. The
guards follow Punkt's observation (Kiss and Strunk 2006) that an abbreviation ends a sentence mostly when a frequent
sentence starter follows.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text.characters import CLASS_BITS, LOWER, UPPER, Class, Codes
from copydesk.text.hashing import Hashes, Indexes, contains, hash_words

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

_titles = np.sort(hash_words(_TITLES))
_abbreviations = np.sort(hash_words(_ABBREVIATIONS))
_starters = np.sort(hash_words(_STARTERS))
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


class Words(NamedTuple):
    """What the splitter needs of the tokens."""

    start: Indexes
    end: Indexes
    hash: Hashes
    block: Indexes


def find_boundaries(codes: Codes, classes: Classes, words: Words) -> tuple[Indexes, Indexes]:
    """Return the sentence boundaries inside blocks: where the old sentence ends, and the new one's first token."""
    kinds: Classes = classes & CLASS_BITS
    ends_it = (kinds == Class.TERMINAL) | (codes == _FULL_STOP)
    marks = np.flatnonzero(ends_it).astype(np.int32)
    after = np.searchsorted(words.start, marks, "right").astype(np.int32)
    inner = (after > 0) & (after < words.start.size)
    marks, after = marks[inner], after[inner]
    before = after - 1
    same = (words.block[before] == words.block[after]) & (words.end[before] <= marks)
    marks, before, after = marks[same], before[same], after[same]
    tail = _end_of_tail(kinds, ends_it, marks)
    spaced = (kinds[tail] == Class.SPACE) | (codes[marks] >= 0x3000)
    keep = spaced & _starts_sentence(classes, words, after)
    stop = codes[marks] == _FULL_STOP
    keep &= ~stop | _may_end(classes, words, marks, before, after)
    tail, after = tail[keep], after[keep]
    if after.size > 1:  # "?!" and "..." make one boundary
        last = np.append(after[1:] != after[:-1], True)
        tail, after = tail[last], after[last]
    return tail, after


def _end_of_tail(kinds: Classes, ends_it: Mask, marks: Indexes) -> Indexes:
    """Return where the marks and closing quotes that begin at `marks` are over."""
    closes = ends_it | (kinds == Class.CLOSING) | (kinds == Class.APOSTROPHE)
    tail = marks + 1
    limit = kinds.size - 1
    for _ in range(_MAX_TAIL):
        tail = np.minimum(tail, limit)
        tail = tail + closes[tail]
    return np.asarray(np.minimum(tail, limit), np.int32)


def _starts_sentence(classes: Classes, words: Words, after: Indexes) -> Mask:
    """Whether the word may begin a sentence: upper case, a digit, or a script without case."""
    starts: Mask = (classes[words.start[after]] & LOWER) == 0
    return starts


def _may_end(classes: Classes, words: Words, marks: Indexes, before: Indexes, after: Indexes) -> Mask:
    """Whether a full stop behind the word `before` may end a sentence rather than an abbreviation."""
    touching = words.end[before] == marks
    word = words.hash[before]
    starter = contains(_starters, words.hash[after]) & ((classes[words.start[after]] & UPPER) != 0)
    length = words.end[before] - words.start[before]
    first = classes[words.start[before]]
    letter = (length == 1) & ((first & CLASS_BITS) == Class.LETTER)
    doubtful = letter | contains(_abbreviations, word)
    # "1. First" at a block's start is a number, not a sentence.
    opens = (before == 0) | (words.block[np.maximum(before - 1, 0)] != words.block[before])
    number = opens & ((first & CLASS_BITS) == Class.DIGIT)
    title = contains(_titles, word)
    may_end: Mask = ~touching | (~title & ~number & (~doubtful | starter))
    return may_end


def sentence_starts(classes: Classes, words: Words, first: Indexes, floor: Indexes) -> Indexes:
    """Return where the sentences that begin with the tokens `first` start: at the opening quotes before them."""
    kinds = classes & CLASS_BITS
    quotes = (kinds == Class.OPENING) | (kinds == Class.CLOSING) | (kinds == Class.APOSTROPHE)
    start = words.start[first].copy()
    for _ in range(3):
        before = np.maximum(start - 1, 0)
        start = start - ((start > floor) & quotes[before])
    return np.asarray(start, np.int32)
