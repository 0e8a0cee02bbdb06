"""What is known of English words: which are valid, how frequent they are, and how known misspellings are meant.

The files in `data/` are made by `scripts/build_lexicon.py`. Look-ups are by hash, for whole columns at once; strings
are read only when a word is to be corrected.
"""

from collections.abc import Sequence
from functools import cache, cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text import Hashes, hash_words, shingles
from copydesk_rules.data_files import map_data, read_data, read_lines

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

MIN_SUGGESTED: Final = 1.0
"""How frequent a word must be to be worth suggesting."""
MIN_FAMOUS: Final = 2.5
"""How frequent a name that all know must be."""


class Table:
    """Rows of bytes, found by hash: all hashes in order, then one column after the other."""

    def __init__(self, name: str, columns: int) -> None:
        """Read a file of `data/` with so many columns beside the hashes."""
        data = map_data(__package__, name)
        count = len(data) // (8 + columns)
        self.hashes: Hashes = np.frombuffer(data, np.uint64, count)
        self.columns = [np.frombuffer(data, np.uint8, count, offset=(8 + i) * count) for i in range(columns)]

    def look_up(self, hashes: Hashes) -> list[npt.NDArray[np.uint8]]:
        """Return for each column its entry for each hash, 0 where there is none."""
        places = np.minimum(self.hashes.searchsorted(hashes), self.hashes.size - 1)
        known = self.hashes[places] == hashes
        return [column[places] * known for column in self.columns]


class WordSet:
    """A set of words by hash, for questions that are mostly answered no.

    Hashes are even over their range: the highest bits of one say where in their order it stands, give or take a few.
    """

    def __init__(self, hashes: Hashes) -> None:
        """Take the hashes, in order and each once."""
        self._hashes = hashes
        bits = hashes.size.bit_length() + 2
        self._shift = np.uint64(64 - bits)
        counts = np.bincount((hashes >> self._shift).astype(np.intp), minlength=1 << bits)
        self._starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)

    def has(self, asked: Hashes) -> npt.NDArray[np.bool_]:
        """Whether each of some words, a column, is in the set."""
        bucket = (asked >> self._shift).astype(np.intp)
        place, end = self._starts[bucket], self._starts[bucket + 1]
        found = np.zeros(asked.size, np.bool_)
        left = np.flatnonzero(place < end)
        place, end, wanted = place[left], end[left], asked[left]
        while left.size:
            same = self._hashes[place] == wanted
            found[left[same]] = True
            more = ~same & (place + 1 < end)
            left, place, end, wanted = left[more], place[more] + 1, end[more], wanted[more]
        return found


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

    @cached_property
    def suggested(self) -> WordSet:
        """The words worth suggesting."""
        zipf, bits = self._table.columns
        return WordSet(self._table.hashes[((bits & LOWER) != 0) & (zipf >= 10 * MIN_SUGGESTED)])

    @cached_property
    def famous_names(self) -> WordSet:
        """The names that all know."""
        zipf, bits = self._table.columns
        return WordSet(self._table.hashes[((bits & PROPER) != 0) & (zipf >= 10 * MIN_FAMOUS)])

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


class CommonWords:
    """The valid words worth suggesting, by first letter and length, with the set of letters that each has."""

    def __init__(self, words: list[str]) -> None:
        """Take words of ASCII letters and apostrophes; those of one letter and length keep their order."""
        lengths = np.fromiter(map(len, words), np.intp, len(words))
        codes = np.frombuffer("".join(words).encode("ascii"), np.uint8)
        starts = np.cumsum(lengths) - lengths
        letters = np.bitwise_or.reduceat(_LETTER_BITS[codes], starts)
        bucket = codes[starts].astype(np.intp) * _LONGEST + np.minimum(lengths, _LONGEST - 1)
        self._order = np.argsort(bucket, kind="stable")
        self._words, self._letters = words, letters[self._order]
        counts = np.bincount(bucket, minlength=128 * _LONGEST)
        self._starts: list[int] = np.concatenate(([0], np.cumsum(counts))).tolist()

    def near(self, word: str, reach: int) -> list[str]:
        """Return the words, the shortest first, that begin like one and may be a few edits away from it.

        An edit exchanges one letter of a word's set for another at most; one that changes its length adds or takes one.
        """
        bucket = ord(word[0]) * _LONGEST + len(word)
        starts = self._starts[bucket - reach : bucket + reach + 2]
        same = slice(starts[0], starts[-1])
        own = np.bitwise_or.reduce(_LETTER_BITS[np.frombuffer(word.encode("ascii"), np.uint8)])
        most = np.repeat(2 * reach - np.abs(np.arange(-reach, reach + 1, dtype=np.int8)), np.diff(starts))
        kept = np.flatnonzero(np.bitwise_count(self._letters[same] ^ own) <= most)
        return [self._words[place] for place in self._order[same][kept].tolist()]


_LONGEST = 64
"""Longer words are in no list; a number of words by first letter and length."""
_LETTER_BITS = np.zeros(128, np.uint32)
_LETTER_BITS[ord("a") : ord("z") + 1] = 1 << np.arange(26)
_LETTER_BITS[ord("'")] = 1 << 26


@cache
def common_words() -> CommonWords:
    """Return the words worth suggesting, read once a process."""
    return CommonWords(read_lines(__package__, "common.txt"))


@cache
def _known_misspellings() -> tuple[Hashes, list[str]]:
    hashes = np.frombuffer(read_data(__package__, "misspellings.bin"), np.uint64)
    return hashes, read_lines(__package__, "misspellings.txt")


def known_corrections(words: Sequence[str]) -> list[list[str]]:
    """Return what each word may be meant as where it is a known misspelling; nothing for any other."""
    hashes, lines = _known_misspellings()
    wanted = hash_words(words)
    places = np.minimum(np.searchsorted(hashes, wanted), hashes.size - 1)
    known = (hashes[places] == wanted).tolist()
    return [lines[place].split() if is_known else [] for place, is_known in zip(places.tolist(), known, strict=True)]
