"""The words that a process has met: hashed once, and asked once what rules want to know of them.

The words of a corpus are few and come again and again. Each is numbered when it is first met. All words of a batch are
looked up together; their hashes, and what a rule asks of a word, are then an index into a small column.
"""

from collections.abc import Callable
from functools import cache
from threading import RLock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from copydesk.text.hashing import Hashes, group

Numbers = npt.NDArray[np.intp]
Question = Callable[[Hashes], npt.NDArray[Any]]
"""A function of a module that tells something of each word by its hash alone, and always the same."""

MAX_WORDS: Final = 1 << 17
"""From so many words on they are forgotten and numbered anew: they take 5 MB then, and look-ups leave the cache."""
_SLOT_BITS = 18
_NOT_SLOT = np.uint64(64 - _SLOT_BITS)
_FIRST_ROOM = 1 << 12


class MetWords:
    """The words that were met, numbered in the order in which they came, with the answers to what was asked of them."""

    def __init__(self) -> None:
        """Begin with the word of key 0, which is none: the free slots hold its number."""
        self._lock = RLock()  # a question may need words of its own
        self._key = np.zeros(_FIRST_ROOM, np.uint64)
        self._hash: Hashes = np.zeros(_FIRST_ROOM, np.uint64)
        self._answers: dict[Question, tuple[npt.NDArray[Any], int]] = {}
        self.size = 1
        # By the highest bits of a key, the first word met that has them; the others stand in order of their keys.
        self._slots = np.zeros(1 << _SLOT_BITS, np.int32)
        self._crowded = np.zeros(1, np.uint64)
        self._crowded_number: Numbers = np.zeros(1, np.intp)

    def numbers(self, keys: npt.NDArray[np.uint64], hash_of: Callable[[Numbers], Hashes]) -> Numbers:
        """Return the number of each word; new ones are given the next.

        Equal keys are of one word, none is 0, and their highest bits are scattered; `hash_of` returns the hashes of the
        words at some places of `keys`, in order.
        """
        with self._lock:
            number, missed = self._find(keys)
            if missed.size:
                new = group(keys[missed])
                first = np.sort(missed[new.order[new.start]])
                self._add(keys[first], hash_of(first))
                number[missed], _ = self._find(keys[missed])
            return number

    def hashes(self, number: Numbers) -> Hashes:
        """Return the hashes of some words, given by number."""
        return self._hash.take(number)

    def answers(self, question: Question) -> npt.NDArray[Any]:
        """Return the answers to a question by the numbers of the words."""
        with self._lock:
            answers, answered = self._answers.get(question, (np.empty(0), 0))
            while answered < self.size:
                size = self.size
                new = question(self._hash[answered:size])
                answers = _with_room(answers.astype(new.dtype, copy=False), self._hash.size)
                answers[answered:size] = new
                answered = size
                self._answers[question] = answers, answered
            return answers

    def _find(self, keys: npt.NDArray[np.uint64]) -> tuple[Numbers, Numbers]:
        """Return the numbers of some words, and the places of those that have none."""
        number = self._slots.take((keys >> _NOT_SLOT).view(np.intp)).astype(np.intp)
        missed = np.flatnonzero(self._key.take(number) != keys)
        if not missed.size:
            return number, missed
        wanted = keys[missed]
        place = np.minimum(np.searchsorted(self._crowded, wanted), self._crowded.size - 1)
        found = self._crowded[place] == wanted
        number[missed[found]] = self._crowded_number[place[found]]
        return number, missed[~found]

    def _add(self, keys: npt.NDArray[np.uint64], hashes: Hashes) -> None:
        """Number new words, given once each."""
        number = np.arange(self.size, self.size + keys.size)
        self._key = _with_room(self._key, self.size + keys.size)
        self._hash = _with_room(self._hash, self.size + keys.size)
        self._key[number] = keys
        self._hash[number] = hashes
        self.size += keys.size
        slot = (keys >> _NOT_SLOT).view(np.intp)
        free = self._slots[slot] == 0
        self._slots[slot[free]] = number[free]
        crowded = self._slots[slot] != number
        if crowded.any():
            keys = np.concatenate((self._crowded, keys[crowded]))
            order = np.argsort(keys)
            self._crowded = keys[order]
            self._crowded_number = np.concatenate((self._crowded_number, number[crowded]))[order]


def _with_room(column: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """Return a column of that size at least, twice as long as before where it has to grow."""
    if column.size >= size:
        return column
    longer = np.zeros(max(size, 2 * column.size), column.dtype)
    longer[: column.size] = column
    return longer


@cache
def _met() -> MetWords:
    return MetWords()


def met_words() -> MetWords:
    """Return the words that this process has met, to be used for one batch: there may be others for the next."""
    if _met().size > MAX_WORDS:
        _met.cache_clear()
    return _met()
