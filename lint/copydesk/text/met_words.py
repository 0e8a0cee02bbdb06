"""The words that a process has met: hashed once, and asked once what rules want to know of them.

The words of a corpus are few and come again and again. Each is numbered when it is first met. All words of a batch are
looked up together; their hashes, and what a rule asks of a word, are then an index into a small column.
"""

import os
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

SpellingQuestion = Callable[[str], bool]
"""A function of a module that tells something of each word by its folded form, and always the same."""

MAX_WORDS: Final = 1 << 17
"""From so many words on they are forgotten before the next batch: they take 7 MB then, and look-ups leave the cache."""
_MOST_SLOT_BITS = 20
_FIRST_ROOM = 1 << 12
_NOT_ASKED, _NO, _YES = 0, 1, 2


class _Slots:
    """Numbers of words, each in the slot that some bits of its key name; 0 in a free one."""

    def __init__(self, bits_before: int, bits: int) -> None:
        """Take the number of upper bits of a key that are passed over, and of those that name the slot."""
        self._before, self._behind = np.uint64(bits_before), np.uint64(64 - bits)
        self._number: Numbers = np.zeros(1 << bits, np.intp)

    def _of(self, keys: npt.NDArray[np.uint64]) -> Numbers:
        return ((keys << self._before if self._before else keys) >> self._behind).view(np.intp)

    def numbers(self, keys: npt.NDArray[np.uint64]) -> Numbers:
        """Return the number in the slot of each word, which may be that of another."""
        return self._number.take(self._of(keys))

    def add(self, keys: npt.NDArray[np.uint64], number: Numbers) -> npt.NDArray[np.intp]:
        """Put the numbers of words into free slots; return the places of those that found none."""
        slot = self._of(keys)
        free = self._number[slot] == 0
        self._number[slot[free]] = number[free]
        return np.flatnonzero(self._number[slot] != number)


class MetWords:
    """The words that were met, numbered as they came, with the answers to what was asked of them."""

    def __init__(self) -> None:
        """Begin with the word of key 0, which is none: the free slots hold its number."""
        self._lock = RLock()  # a question may need words of its own
        self._key = np.zeros(_FIRST_ROOM, np.uint64)
        self._hash: Hashes = np.zeros(_FIRST_ROOM, np.uint64)
        self._answers: dict[Question, tuple[npt.NDArray[Any], int]] = {}
        self._told: dict[SpellingQuestion, npt.NDArray[np.uint8]] = {}
        self.size = 1
        self._make_slots()

    def _make_slots(self) -> None:
        """Begin with free slots, four for each word or more as long as that is not too many.

        Memory that is first written to costs more than a look-up, so that few words have few slots. Where a slot is
        taken there is a second one; words that found neither free stand in order of their keys.
        """
        bits = min(self.size.bit_length() + 2, _MOST_SLOT_BITS)
        self._slots, self._second_slots = _Slots(0, bits), _Slots(bits, bits - 2)
        self._room = 1 << (bits - 1)
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
                hashes = hash_of(first)
                order = np.argsort(hashes)  # what is asked in order is found sooner
                self._add(keys[first[order]], hashes[order])
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

    def told(self, question: SpellingQuestion, numbers: Numbers, spell: Callable[[int], str]) -> npt.NDArray[np.bool_]:
        """Return the answers to a question of spelling for some words, given with what spells the one at a place."""
        with self._lock:
            answers = _with_room(self._told.get(question, np.empty(0, np.uint8)), self._hash.size)
            self._told[question] = answers
            for place in np.flatnonzero(answers.take(numbers) == _NOT_ASKED).tolist():
                if answers[numbers[place]] == _NOT_ASKED:
                    answers[numbers[place]] = _YES if question(spell(place)) else _NO
            return np.asarray(answers.take(numbers) == _YES)

    def _find(self, keys: npt.NDArray[np.uint64]) -> tuple[Numbers, Numbers]:
        """Return the numbers of some words, and the places of those that have none."""
        number = self._slots.numbers(keys)
        missed = np.flatnonzero(self._key.take(number) != keys)
        for look_up in (self._second_slots.numbers, self._crowded_numbers):
            wanted = keys[missed]
            number[missed] = found = look_up(wanted)
            missed = missed[self._key.take(found) != wanted]
        return number, missed

    def _crowded_numbers(self, keys: npt.NDArray[np.uint64]) -> Numbers:
        """Return the numbers of words that found no slot, any number for others."""
        return self._crowded_number[np.minimum(np.searchsorted(self._crowded, keys), self._crowded.size - 1)]

    def _add(self, keys: npt.NDArray[np.uint64], hashes: Hashes) -> None:
        """Number new words, given once each."""
        number = np.arange(self.size, self.size + keys.size)
        self._key = _with_room(self._key, self.size + keys.size)
        self._hash = _with_room(self._hash, self.size + keys.size)
        self._key[number] = keys
        self._hash[number] = hashes
        self.size += keys.size
        if self.size > self._room:
            self._make_slots()
            keys, number = self._key[1 : self.size], np.arange(1, self.size)
        for slots in (self._slots, self._second_slots):
            left = slots.add(keys, number)
            keys, number = keys[left], number[left]
        if keys.size:
            keys = np.concatenate((self._crowded, keys))
            order = np.argsort(keys)
            self._crowded = keys[order]
            self._crowded_number = np.concatenate((self._crowded_number, number))[order]


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


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_met.cache_clear)  # another thread may have held the lock


def met_words() -> MetWords:
    """Return the words that this process has met, to be used for one batch: there may be others for the next."""
    if _met().size > MAX_WORDS:
        _met.cache_clear()
    return _met()
