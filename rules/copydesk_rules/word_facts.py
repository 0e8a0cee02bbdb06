"""What rules know of words, asked once for every word that a process meets, whatever articles it stands in.

The words of a corpus are few and come again and again. Each is numbered when it is first met, and what a rule asks of a
word is kept by number: for the columns of a batch there is then one look-up of all words, which all rules share, and an
index into a small column for each question.
"""

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Hashes, group

Numbers = npt.NDArray[np.intp]
Question = Callable[[Hashes], npt.NDArray[Any]]
"""A function of a module that tells something of each word by its hash alone, and always the same."""
SpellingQuestion = Callable[[str], bool]
"""A function of a module that tells something of each word by its folded form, and always the same."""

MAX_WORDS: Final = 1 << 17
"""From so many words on they are forgotten and numbered anew: they take 6 MB then, and look-ups leave the cache."""
_MOST_SLOT_BITS = 18
_FIRST_ROOM = 1 << 12
_NOT_ASKED, _NO, _YES = 0, 1, 2


class _Slots:
    """Numbers of words, each in the slot that some bits of its hash name; 0 in a free one."""

    def __init__(self, first_bit: int, bits: int) -> None:
        self._shift, self._mask = np.uint64(first_bit), np.uint64((1 << bits) - 1)
        self._number: Numbers = np.zeros(1 << bits, np.intp)

    def _of(self, hashes: Hashes) -> Numbers:
        return ((hashes >> self._shift if self._shift else hashes) & self._mask).view(np.intp)

    def numbers(self, hashes: Hashes) -> Numbers:
        """Return the number in the slot of each word, which may be that of another."""
        return self._number.take(self._of(hashes))

    def add(self, hashes: Hashes, number: Numbers) -> npt.NDArray[np.intp]:
        """Put the numbers of words into free slots; return the places of those that found none."""
        slot = self._of(hashes)
        free = self._number[slot] == 0
        self._number[slot[free]] = number[free]
        return np.flatnonzero(self._number[slot] != number)


class MetWords:
    """The words that were met, numbered in the order in which they came, with the answers to what was asked of them."""

    def __init__(self) -> None:
        """Begin with the word of hash 0, whose number the free slots hold."""
        self._lock = Lock()
        self._hash: Hashes = np.zeros(_FIRST_ROOM, np.uint64)
        self._answers: dict[Question, tuple[npt.NDArray[Any], int]] = {}
        self._told: dict[SpellingQuestion, npt.NDArray[np.uint8]] = {}
        self.size = 1
        self._make_slots()

    def _make_slots(self) -> None:
        """Begin with free slots, four for each word or more as long as that is not too many.

        Memory that is first written to costs more than a look-up, so that few words have few slots. Where a slot is
        taken there is a second one; words that found neither free stand in order of their hashes.
        """
        bits = min(self.size.bit_length() + 2, _MOST_SLOT_BITS)
        self._slots, self._second_slots = _Slots(0, bits), _Slots(bits, bits - 2)
        self._room = 1 << (bits - 1)
        self._crowded: Hashes = np.zeros(1, np.uint64)
        self._crowded_number: Numbers = np.zeros(1, np.intp)

    def numbers(self, hashes: Hashes) -> Numbers:
        """Return the number of each word; new ones are given the next."""
        with self._lock:
            number, missed = self._find(hashes)
            if missed.size:
                self._add(group(hashes[missed]).value)
                number[missed], _ = self._find(hashes[missed])
            return number

    def answers(self, question: Question) -> npt.NDArray[Any]:
        """Return the answers to a question by the numbers of the words."""
        with self._lock:
            answers, answered = self._answers.get(question, (np.empty(0), 0))
            if answered < self.size:
                new = question(self._hash[answered : self.size])
                answers = _with_room(answers.astype(new.dtype, copy=False), self._hash.size)
                answers[answered : self.size] = new
                self._answers[question] = answers, self.size
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

    def _find(self, hashes: Hashes) -> tuple[Numbers, Numbers]:
        """Return the numbers of some words, and the places of those that have none."""
        number = self._slots.numbers(hashes)
        missed = np.flatnonzero(self._hash.take(number) != hashes)
        for look_up in (self._second_slots.numbers, self._crowded_numbers):
            wanted = hashes[missed]
            number[missed] = found = look_up(wanted)
            missed = missed[self._hash.take(found) != wanted]
        return number, missed

    def _crowded_numbers(self, hashes: Hashes) -> Numbers:
        """Return the numbers of words that found no slot, any number for others."""
        return self._crowded_number[np.minimum(np.searchsorted(self._crowded, hashes), self._crowded.size - 1)]

    def _add(self, hashes: Hashes) -> None:
        """Number new words, given once each and in order."""
        number = np.arange(self.size, self.size + hashes.size)
        self._hash = _with_room(self._hash, self.size + hashes.size)
        self._hash[number] = hashes
        self.size += hashes.size
        if self.size > self._room:
            self._make_slots()
            hashes, number = self._hash[1 : self.size], np.arange(1, self.size)
        for slots in (self._slots, self._second_slots):
            left = slots.add(hashes, number)
            hashes, number = hashes[left], number[left]
        if hashes.size:
            hashes = np.concatenate((self._crowded, hashes))
            order = np.argsort(hashes)
            self._crowded = hashes[order]
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


def met_words() -> MetWords:
    """Return the words that this process has met, to be used for one batch: there may be others for the next."""
    if _met().size > MAX_WORDS:
        _met.cache_clear()
    return _met()


def numbered(batch: Analysis) -> tuple[MetWords, Numbers]:
    """Return the words that were met and the number of each word of a batch; for `Analysis.memo`."""
    words = met_words()
    return words, words.numbers(batch.tokens.hash)


def tell(analysis: Analysis, question: Question) -> npt.NDArray[Any]:
    """Return the answer to a question for every token of a text, or of a batch."""
    words, number = analysis.batch.memo(numbered)
    answers: npt.NDArray[Any] = words.answers(question).take(number[analysis.token_slice])
    return answers


def tell_at(analysis: Analysis, question: Question, places: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the answer to a question for the tokens at some places."""
    words, number = analysis.batch.memo(numbered)
    answers: npt.NDArray[Any] = words.answers(question).take(number[analysis.token_slice][places])
    return answers


def tell_by_spelling(
    analysis: Analysis, question: SpellingQuestion, places: npt.NDArray[np.intp]
) -> npt.NDArray[np.bool_]:
    """Return the answer to a question of spelling for the tokens at some places; words elsewhere are not asked."""
    words, number = analysis.batch.memo(numbered)
    return words.told(question, number[analysis.token_slice][places], lambda place: analysis.folded(int(places[place])))
