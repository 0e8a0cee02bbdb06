"""Words, lines and paragraphs as the filters of training corpora see them, in one text.

The filters are those of datatrove (Apache 2.0), whose values the tests compare with ours. Its words for English are
spaCy's tokens, marks included. Ours are the shared tokens, and each run of one mark: they differ from spaCy's in
contractions ("don't" is one word, not two), abbreviations ("U.S." is four), addresses (parted at their marks) and
scripts without spaces (a word a letter). On 181 labelled articles of many languages the number of words differs by
1.4 % at the median, and of 1,629 verdicts of nine signals that count words 18 do.
"""

import re
from functools import cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Span
from copydesk.text import Hashes, TokenFlag, group_repeated, shingles
from copydesk_rules.data_files import read_lines

_MARKS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«´»–—’“”„…∶━►、。〈〉《》「」【】！％（），．１：；？～")
"""What datatrove takes for punctuation; a word of nothing else is none to Gopher's filter."""
_LINES = re.compile(r"[^\n]+")
_SPLIT_LINES = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*")
_PARAGRAPHS = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_LONG_WORD = 40
"""Characters of a word that is hashed by itself rather than with the others."""
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SPREAD = np.uint64(0xBF58476D1CE4E5B9)


class Words(NamedTuple):
    """The words of a text and its marks, in order: offsets, hash of the characters as they stand, what they are."""

    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    hash: Hashes
    has_letter: npt.NDArray[np.bool_]
    is_mark: npt.NDArray[np.bool_]

    def span(self, first: int, last: int) -> Span:
        """Return the span of the words [first, last)."""
        return Span(int(self.start[first]), int(self.end[last - 1]))


def find_words(analysis: Analysis) -> Words:
    """Return the words of a text of a batch: those of the batch, moved to the text's own start."""
    words, bounds = analysis.batch.memo(_words_of_batch)
    own = slice(int(bounds[analysis.part]), int(bounds[analysis.part + 1]))
    by = analysis.offset
    return Words(words.start[own] - by, words.end[own] - by, words.hash[own], words.has_letter[own], words.is_mark[own])


def _words_of_batch(batch: Analysis) -> tuple[Words, npt.NDArray[np.intp]]:
    """Return the words of a batch, and where those of each text begin, and the last one's end."""
    words = _find_words(batch)
    return words, batch.bounds_of(words.start)


def second_grams(batch: Analysis, size: int) -> npt.NDArray[np.int64]:
    """Return where sequences of `size` words start that have come before in the same text of a batch."""
    words, _ = batch.memo(_words_of_batch)
    grams = shingles(batch.own(words.hash, words.start), size)
    found = group_repeated(grams)
    number, place = found.members()
    is_first = np.ones(number.size, np.bool_)
    is_first[1:] = number[1:] != number[:-1]
    again: npt.NDArray[np.int64] = words.start[place[~is_first]]
    return again


def _find_words(analysis: Analysis) -> Words:
    text, codes, tokens = analysis.text, analysis.codes, analysis.tokens
    covered = np.zeros(len(text) + 1, np.int8)
    covered[tokens.start] += 1
    covered[tokens.end] -= 1
    left = np.flatnonzero((np.cumsum(covered[:-1]) == 0) & ~_is_space(text, codes))
    opens = np.ones(left.size, np.bool_)
    opens[1:] = (np.diff(left) > 1) | (codes[left[1:]] != codes[left[:-1]])
    first = np.flatnonzero(opens)
    last = np.append(first[1:], left.size) - 1
    start: npt.NDArray[np.int64] = np.concatenate((tokens.start.astype(np.int64), left[first]))
    end: npt.NDArray[np.int64] = np.concatenate((tokens.end.astype(np.int64), left[last] + 1 if first.size else first))
    kinds, kind = np.unique(codes[left[first]], return_inverse=True)
    marks = list(map(chr, kinds.tolist()))
    none = np.zeros(tokens.start.size, np.bool_)
    has_letter = (tokens.flags & TokenFlag.LETTER) != 0
    letters = np.concatenate((has_letter, np.array([mark.isalpha() for mark in marks], np.bool_)[kind]))
    is_mark = np.concatenate((none, np.array([mark in _MARKS or mark < " " for mark in marks], np.bool_)[kind]))
    order = np.argsort(start, kind="stable")
    start, end = start[order], end[order]
    return Words(start, end, _hash(codes, start, end), letters[order], is_mark[order])


def _is_space(text: str, codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Whether each character is white space."""
    space = np.zeros(codes.size, np.bool_)
    for char in set(text):
        if char.isspace():
            space |= codes == ord(char)
    return space


def _hash(codes: npt.NDArray[np.uint32], start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> Hashes:
    """Hash the characters of spans as they stand, by a polynomial over spread code points."""
    lengths = end - start
    hashes = lengths.astype(np.uint64) * _ODD
    remaining, place, weight = np.flatnonzero(lengths <= _LONG_WORD), 0, np.ones(1, np.uint64)
    while remaining.size:
        mixed = (codes[start[remaining] + place].astype(np.uint64) + np.uint64(1)) * _SPREAD
        hashes[remaining] += (mixed ^ (mixed >> np.uint64(29))) * weight
        place, weight = place + 1, weight * _ODD
        remaining = remaining[lengths[remaining] > place]
    for word in np.flatnonzero(lengths > _LONG_WORD).tolist():
        digest = blake2b(codes[start[word] : end[word]].tobytes(), digest_size=8).digest()
        hashes[word] = int.from_bytes(digest, "little")
    return hashes ^ (hashes >> np.uint64(31))


def lines_of(text: str) -> list[Span]:
    """Return the lines that `re.split("\\n+", text)` gives, empty ones at the ends included."""
    spans = [Span(*match.span()) for match in _LINES.finditer(text)]
    if text.startswith("\n"):
        spans.insert(0, Span(0, 0))
    if text.endswith("\n"):
        spans.append(Span(len(text), len(text)))
    return spans


def paragraphs_of(text: str) -> list[Span]:
    """Return what blank lines part, without the white space round the text."""
    inner = text.strip()
    shift = len(text) - len(text.lstrip())
    return [Span(match.start() + shift, match.end() + shift) for match in _PARAGRAPHS.finditer(inner)]


def split_lines(text: str) -> list[Span]:
    """Return the lines that `str.splitlines` gives."""
    spans, start = [], 0
    for line in text.splitlines(keepends=True):
        match = _SPLIT_LINES.match(text, start)
        assert match is not None
        spans.append(Span(*match.span()))
        start += len(line)
    return spans


@cache
def sentence_terminals() -> tuple[str, ...]:
    """Return the characters that end sentences, in all scripts."""
    rows = read_lines(__package__, "sentence_terminals.txt")
    ranges = [row.split("..") for row in rows if not row.startswith("#")]
    return tuple(chr(code) for row in ranges for code in range(int(row[0], 16), int(row[-1], 16) + 1))
