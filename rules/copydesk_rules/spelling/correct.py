"""Finds what an unknown word is meant as, and how surely.

Scores and costs are those measured in research/spelling.md, section 4: the frequency of the correction against that
of the word, less a cost by the kind of slip, more for longer words; less for words that are built like words.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text import Hashes, hash_edits
from copydesk_rules.spelling.lexicon import common_words, known_corrections, lexicon

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = frozenset("aeiouy")
_NEIGHBOURS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        (
            "wa qes wrd etf ryg tuh yij uok ipl ol qsz awdxz sefcx drgvc fthbv gyjnb hukmn jilm kop "
            "asx zsdc xdfv cfgb vghn bhjm njk"
        ).split(),
        strict=True,
    )
)
"""The keys next to each key of a QWERTY keyboard."""

_COST = {
    "transposed": 0.0,
    "doubled": 0.0,
    "undoubled": 0.0,
    "vowel": 0.3,
    "missing": 0.5,
    "extra": 0.7,
    "near key": 0.7,
    "other letter": 1.2,
    "last missing": 1.0,
    "last extra": 1.3,
    "first missing": 1.8,
    "first extra": 1.5,
    "first letter": 2.0,
    "two slips": 1.6,
}
_LENGTH_BONUS = {3: -2.0, 4: -1.2, 5: -0.6, 6: -0.2, 7: 0.0, 8: 0.2}
_LONG_BONUS = 0.3
_SHORT_BONUS = -4.0
_MIN_SUGGESTED = 2.5
_KNOWN_SCORE = 4.0
_SURE = 4.0
"""With a correction by one slip this good, two slips need not be looked for."""
_DERIVED_COST, _DERIVED_BY_EASY_SLIP_COST, _COMPOUND_COST = 2.5, 1.5, 2.5

_PREFIXES = """anti auto bio co counter cyber de dis eco electro ex geo hyper in inter intra macro mega meta micro mid
mini mis mono multi nano neo neuro non out over para poly post pre pro pseudo psycho re semi sub super tele trans ultra
un under up""".split()
_SUFFIXES = """s es ed d ing er ers r ly ness less able ish ism ist ists like wise wide long ization ify y fy esque dom
hood ship gate""".split()
_FUNCTION_WORDS = frozenset(
    """the of and to in is was for that on with as are at by it from be this have has had he they you she we his her
    their its our not or but who which were been will would can could said about after into than then more also when
    there what all out up one two a""".split()
)


class Correction(NamedTuple):
    """What a word is meant as, and how surely: about -5 to 6, worth reporting from 1 on."""

    score: float
    word: str


def length_bonus(word: str) -> float:
    """Return what the word's length adds to the score: short words are like many others by chance."""
    return _LENGTH_BONUS.get(len(word), _LONG_BONUS if len(word) > 8 else _SHORT_BONUS)


@lru_cache(maxsize=20_000)
def correct(word: str) -> Correction | None:
    """Return the best correction of a word that is not valid, lower case and ASCII; None where there is none."""
    known = known_corrections(word)
    if known:
        best = max(known, key=lexicon().frequency)
        return Correction(_KNOWN_SCORE + length_bonus(word) / 2, best)
    if _is_run_together(word):
        return None  # no misspelling, but a lost space
    found = _by_one_slip(word)
    if len(word) >= 6 and (found is None or found[0] < _SURE):
        found = max(filter(None, (found, _by_two_slips(word))), default=None)
    if found is None:
        return None
    value, suggestion, slip = found
    score = value - lexicon().frequency(word) + length_bonus(word)
    if _is_derived(word):
        score -= _DERIVED_BY_EASY_SLIP_COST if _COST[slip] <= 0.3 else _DERIVED_COST
    if _is_compound(word):
        score -= _COMPOUND_COST
    return Correction(score, suggestion)


def _edits(word: str) -> Iterator[tuple[str, str]]:
    """Yield the words worth suggesting that are one slip away, with the kind of slip that made `word` of them."""
    deleted, swapped, replaced, inserted = (_worth_suggesting(hashes) for hashes in hash_edits(word, _LETTERS))
    for place in np.flatnonzero(deleted).tolist():
        yield word[:place] + word[place + 1 :], _surplus(word, place)
    for place in np.flatnonzero(swapped).tolist():
        if word[place] != word[place + 1]:
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :], "transposed"
    for place, letter in np.argwhere(replaced).tolist():
        if word[place] != _LETTERS[letter]:
            slip = _substitution(place, word[place], _LETTERS[letter])
            yield word[:place] + _LETTERS[letter] + word[place + 1 :], slip
    for place, letter in np.argwhere(inserted).tolist():
        yield word[:place] + _LETTERS[letter] + word[place:], _omission(word, place, _LETTERS[letter])


def _worth_suggesting(hashes: Hashes) -> npt.NDArray[np.bool_]:
    flat = hashes.ravel()
    good: npt.NDArray[np.bool_] = lexicon().is_valid(flat) & (lexicon().zipf(flat) >= _MIN_SUGGESTED)
    return good.reshape(hashes.shape)


def _surplus(word: str, place: int) -> str:
    """Name the slip of writing the letter at a place too much."""
    if word[place] in (word[place - 1 : place], word[place + 1 : place + 2]):
        return "doubled"
    if place == 0:
        return "first extra"
    return "last extra" if place == len(word) - 1 else "extra"


def _substitution(place: int, letter: str, other: str) -> str:
    if place == 0:
        return "first letter"
    if letter in _VOWELS and other in _VOWELS:
        return "vowel"
    return "near key" if letter in _NEIGHBOURS.get(other, "") else "other letter"


def _omission(word: str, place: int, letter: str) -> str:
    if letter in (word[place - 1 : place], word[place : place + 1]):
        return "undoubled"
    if place == 0:
        return "first missing"
    return "last missing" if place == len(word) else "missing"


def _by_one_slip(word: str) -> tuple[float, str, str] | None:
    """Return value, word and slip of the best valid word one slip away."""
    frequency = lexicon().frequency
    good = ((frequency(edit) - _COST[slip], edit, slip) for edit, slip in _edits(word) if len(edit) >= 3)
    return max(good, default=None)


def _by_two_slips(word: str) -> tuple[float, str, str] | None:
    """Return value, word and slip of the best common word with the same first letter two slips away."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near: list[str] = []
    for length in range(len(word) - 2, len(word) + 3):
        bucket = common_words().get((word[0], length), [])
        matches = process.extract(word, bucket, scorer=OSA.distance, score_cutoff=2, limit=20)
        near.extend(found for found, distance, _ in matches if distance == 2)
    frequency = lexicon().frequency
    return max(((frequency(other) - _COST["two slips"], other, "two slips") for other in near), default=None)


def _is_run_together(word: str) -> bool:
    """Whether the word is two words, one of them a function word, with a lost space: "thehuge"."""
    frequency, knows = lexicon().frequency, lexicon().knows
    for place in range(1, len(word)) if len(word) >= 5 else ():
        left, right = word[:place], word[place:]
        if len(right) == 1 or (len(left) == 1 and left != "a"):
            continue
        either = left in _FUNCTION_WORDS or right in _FUNCTION_WORDS
        if either and knows(left) and knows(right) and min(frequency(left), frequency(right)) >= 4.0:
            return True
    return False


def _is_common(word: str) -> bool:
    return len(word) >= 3 and lexicon().knows(word) and lexicon().frequency(word) >= _MIN_SUGGESTED


def _is_derived(word: str) -> bool:
    """Whether the word is a common one with a prefix or suffix: new formations are no slips."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 4 and _is_common(word[len(prefix) :]):
            return True
    for suffix in _SUFFIXES:
        stem = word[: -len(suffix)]
        if word.endswith(suffix) and len(stem) >= 4 and (_is_common(stem) or _is_common(stem + "e")):
            return True
    return False


def _is_compound(word: str) -> bool:
    """Whether the word is two frequent words written as one."""
    knows, frequency = lexicon().knows, lexicon().frequency
    return any(
        knows(word[:place]) and knows(word[place:]) and min(frequency(word[:place]), frequency(word[place:])) >= 3.0
        for place in range(3, len(word) - 2)
    )
