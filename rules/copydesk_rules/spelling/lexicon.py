"""What is known of English words: which are valid, how frequent they are, and how known misspellings are meant.

The files in `data/` are made by `scripts/build_lexicon.py`. Look-ups are by hash, for whole columns at once; strings
are read only when a word is to be corrected.
"""

from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text import Hashes, hash_word, hash_words, shingles

LOWER: Final = 1
"""Valid in lower case."""
PROPER: Final = 2
"""Valid with a capital only: "Beijing"."""
KNOWN_NAME: Final = 4
"""A name of people or of a place, from lists."""
AMERICAN: Final = 8
"""Spelt so in American English only."""
BRITISH: Final = 16
"""Spelt so in British English only."""
TERM: Final = 32
"""A term of software; no word, but no slip either."""

_DATA = files(__package__).joinpath("data")


_FILTER_BITS = 22
_FEW = 50
"""Look-ups that the filter would cost more than it saves."""


class Table:
    """Rows of bytes, found by hash: all hashes in order, then one column after the other."""

    def __init__(self, name: str, columns: int) -> None:
        """Read a file of `data/` with so many columns beside the hashes."""
        data = _DATA.joinpath(name).read_bytes()
        count = len(data) // (8 + columns)
        self._hashes = np.frombuffer(data, np.uint64, count)
        self._columns = [np.frombuffer(data, np.uint8, count, offset=(8 + i) * count) for i in range(columns)]
        # Most words asked for are edits of others and in no list: a table of their low bits rules nine of ten out.
        self._filter = np.zeros(1 << _FILTER_BITS, np.bool_)
        self._filter[self._low_bits(self._hashes)] = True

    @staticmethod
    def _low_bits(hashes: Hashes) -> npt.NDArray[np.intp]:
        return (hashes & np.uint64((1 << _FILTER_BITS) - 1)).astype(np.intp)

    def look_up(self, hashes: Hashes) -> list[npt.NDArray[np.uint8]]:
        """Return for each column its entry for each hash, 0 where there is none."""
        if hashes.size <= _FEW:
            places = np.minimum(self._hashes.searchsorted(hashes), self._hashes.size - 1)
            known = self._hashes[places] == hashes
            return [column[places] * known for column in self._columns]
        maybe = np.flatnonzero(self._filter[self._low_bits(hashes)])
        places = np.minimum(self._hashes.searchsorted(hashes[maybe]), self._hashes.size - 1)
        found = self._hashes[places] == hashes[maybe]
        entries = [np.zeros(hashes.size, np.uint8) for _ in self._columns]
        for column, entry in zip(self._columns, entries, strict=True):
            entry[maybe[found]] = column[places[found]]
        return entries


class Facts(NamedTuple):
    """What is known of some words."""

    zipf: npt.NDArray[np.float64]
    """The frequency of each: log10 of its uses in 10^9 words, 0 where unknown."""
    bits: npt.NDArray[np.uint8]
    """What each is: `LOWER`, `PROPER`, `KNOWN_NAME`, `AMERICAN`, `BRITISH`, `TERM`."""


class Lexicon:
    """Facts and frequencies of words, by hash or by word."""

    def __init__(self) -> None:
        """Read the columns."""
        self._table = Table("lexicon.bin", 2)

    def facts(self, hashes: Hashes) -> Facts:
        """Return what is known of each word."""
        tenths, bits = self._table.look_up(hashes)
        return Facts(tenths / 10, bits)

    def is_valid(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """Whether each word is valid in lower case, in any kind of English."""
        valid: npt.NDArray[np.bool_] = (self._table.look_up(hashes)[1] & LOWER) != 0
        return valid

    def zipf(self, hashes: Hashes) -> npt.NDArray[np.float64]:
        """Return the frequency of each word."""
        return self.facts(hashes).zipf

    def knows(self, word: str) -> bool:
        """Whether one word is valid in lower case."""
        return bool(self.is_valid(hash_words([word]))[0])


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once a process."""
    return Lexicon()


@cache
def _bigrams() -> Table:
    return Table("bigrams.bin", 1)


def pair_frequencies(words: Hashes) -> npt.NDArray[np.float64]:
    """Return how frequent pairs of words are, given one pair behind the other; 0 for those that no list holds.

    Unit: log10 of uses in 10^9 words. Pairs below 3.8 are in no list, nor are rare words.
    """
    zipf: npt.NDArray[np.float64] = _bigrams().look_up(shingles(words, 2)[::2])[0] / 10
    return zipf


@cache
def common_words() -> dict[tuple[str, int], list[str]]:
    """Return the valid words worth suggesting, by first letter and length."""
    buckets: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word in _DATA.joinpath("common.txt").read_text("ascii").split():
        buckets[word[0], len(word)].append(word)
    return buckets


@cache
def _known_misspellings() -> tuple[Hashes, list[str]]:
    hashes = np.frombuffer(_DATA.joinpath("misspellings.bin").read_bytes(), np.uint64)
    return hashes, _DATA.joinpath("misspellings.txt").read_text("ascii").split("\n")


def known_corrections(word: str) -> list[str]:
    """Return what a known misspelling may be meant as; nothing for any other word."""
    hashes, lines = _known_misspellings()
    wanted = np.uint64(hash_word(word))
    place = int(np.searchsorted(hashes, wanted))
    return lines[place].split() if place < hashes.size and hashes[place] == wanted else []
