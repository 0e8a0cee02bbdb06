"""What is known of English words: which are valid, how frequent they are, and how known misspellings are meant.

The files in `data/` are made by `scripts/build_lexicon.py`. Look-ups are by hash, for whole columns at once; strings
are read only when a word is to be corrected.
"""

from collections import defaultdict
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from copydesk.text import Hashes, hash_word, hash_words

_DATA = files(__package__).joinpath("data")
_VALID = 0x80
_TENTHS = 0x7F
_ROW_BYTES = 9


class Lexicon:
    """Valid words and frequencies, by hash."""

    def __init__(self) -> None:
        """Read the columns: all hashes in order, then a byte for each."""
        data = _DATA.joinpath("lexicon.bin").read_bytes()
        count = len(data) // _ROW_BYTES
        self._hashes = np.frombuffer(data, np.uint64, count)
        self._facts = np.frombuffer(data, np.uint8, count, offset=8 * count)

    def _look_up(self, hashes: Hashes) -> npt.NDArray[np.uint8]:
        places = np.minimum(np.searchsorted(self._hashes, hashes), self._hashes.size - 1)
        return np.where(self._hashes[places] == hashes, self._facts[places], np.uint8(0))

    def is_valid(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """Whether each word is valid in American or British English, in lower case."""
        valid: npt.NDArray[np.bool_] = (self._look_up(hashes) & _VALID) != 0
        return valid

    def zipf(self, hashes: Hashes) -> npt.NDArray[np.float64]:
        """Return the frequency of each word: log10 of its uses in 10^9 words, 0 where unknown."""
        zipf: npt.NDArray[np.float64] = (self._look_up(hashes) & _TENTHS) / 10
        return zipf

    def knows(self, word: str) -> bool:
        """Whether one word is valid."""
        return bool(self.is_valid(hash_words([word]))[0])

    def frequency(self, word: str) -> float:
        """Return the frequency of one word."""
        return float(self.zipf(hash_words([word]))[0])


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once a process."""
    return Lexicon()


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
