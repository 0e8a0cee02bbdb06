"""The slips that make one word of another: which words are one or two slips away from a misspelt one, by what slip."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text import Hashes, hash_edits, hash_words
from copydesk_rules.spelling.lexicon import LOWER, common_words, known_corrections, lexicon

_LETTERS = "abcdefghijklmnopqrstuvwxyz'"
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

EASE = {
    "known": 2.4,
    "missing": 1.6,
    "transposed": 1.5,
    "last missing": 1.1,
    "undoubled": 1.0,
    "doubled": 0.9,
    "vowel": 0.7,
    "near key": 0.3,
    "apostrophe": 0.0,
    "extra": 0.0,
    "first missing": -0.4,
    "last extra": -0.6,
    "other letter": -1.0,
    "first extra": -1.4,
    "first letter": -1.4,
    "two slips": -2.6,
}
"""How easily each slip is made, in powers of ten of frequency; "known" is a slip that a list of misspellings holds.

Fitted on 1,840 planted slips by conditional logit: which candidate is the word that was meant. Fitted on the articles
of many sites the first candidate is right for 0.90 of the slips in an agency's, and the other way round as well.
"""

_MIN_SUGGESTED = 1.0
_SHORT, _MIN_SUGGESTED_SHORT = 3, 6.0
"""Words of fewer letters are suggested only where they are as frequent as "of"."""
_SURE = 4.6
"""With a correction by one slip of this value, two slips need not be looked for."""
_MIN_TWO_SLIPS = 5
"""Letters of a word in which two slips are looked for."""
_KEPT = 12
"""Corrections that are kept for a word; its neighbours decide between them."""


class Candidates(NamedTuple):
    """The words that a misspelt one may be meant as, the most likely first, as columns."""

    words: tuple[str, ...]
    slips: tuple[str, ...]
    hashes: Hashes
    zipf: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]
    """How frequent each word is, and how easily the slip is made."""


@lru_cache(maxsize=20_000)
def candidates(word: str) -> Candidates:
    """Return what a word may be meant as. `word` is lower-case ASCII, with apostrophes inside at most."""
    found = dict.fromkeys(known_corrections(word), "known")
    for other, slip in one_slip(word, _worth_suggesting):
        found.setdefault(other, slip)
    columns = _weigh(found)
    if len(word) >= _MIN_TWO_SLIPS and columns.values.max(initial=0.0) < _SURE:
        for other in _two_slips(word):
            found.setdefault(other, "two slips")
        columns = _weigh(found)
    return columns


def _weigh(found: dict[str, str]) -> Candidates:
    """Return the best of some words, given with the slips that they take."""
    words, slips = list(found), list(found.values())
    hashes = hash_words(words)
    zipf = lexicon().zipf(hashes)
    values = zipf + np.array([EASE[slip] for slip in slips])
    long = np.array([len(word) >= _SHORT for word in words], np.bool_)
    kept = np.flatnonzero(long | (zipf >= _MIN_SUGGESTED_SHORT))
    best = kept[np.argsort(-values[kept], kind="stable")][:_KEPT]
    order = best.tolist()
    return Candidates(
        tuple(words[i] for i in order), tuple(slips[i] for i in order), hashes[best], zipf[best], values[best]
    )


def one_slip(word: str, are_wanted: Callable[[Hashes], npt.NDArray[np.bool_]]) -> Iterator[tuple[str, str]]:
    """Yield the wanted words that are one slip away, with the kind of slip that made `word` of them.

    `are_wanted` is asked once, for a column of hashes.
    """
    _, _, replaced, inserted = edits = [column[0] for column in hash_edits([word], _LETTERS)]
    wanted = are_wanted(np.concatenate([hashes.ravel() for hashes in edits]))
    if not wanted.any():
        return
    cuts = np.cumsum([hashes.size for hashes in edits])[:-1]
    is_deleted, is_swapped, is_replaced, is_inserted = np.split(wanted, cuts)
    for place in np.flatnonzero(is_deleted).tolist():
        yield word[:place] + word[place + 1 :], _surplus(word, place)
    for place in np.flatnonzero(is_swapped).tolist():
        if word[place] != word[place + 1]:
            slip = "apostrophe" if "'" in word[place : place + 2] else "transposed"
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :], slip
    for place, letter in np.argwhere(is_replaced.reshape(replaced.shape)).tolist():
        if word[place] != _LETTERS[letter]:
            slip = _substitution(place, word[place], _LETTERS[letter])
            yield word[:place] + _LETTERS[letter] + word[place + 1 :], slip
    for place, letter in np.argwhere(is_inserted.reshape(inserted.shape)).tolist():
        yield word[:place] + _LETTERS[letter] + word[place:], _omission(word, place, _LETTERS[letter])


def _worth_suggesting(hashes: Hashes) -> npt.NDArray[np.bool_]:
    facts = lexicon().facts(hashes)
    good: npt.NDArray[np.bool_] = ((facts.bits & LOWER) != 0) & (facts.zipf >= _MIN_SUGGESTED)
    return good


def _surplus(word: str, place: int) -> str:
    """Name the slip of writing the letter at a place too much."""
    if word[place] == "'":
        return "apostrophe"
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
    if letter == "'":
        return "apostrophe"
    if letter in (word[place - 1 : place], word[place : place + 1]):
        return "undoubled"
    if place == 0:
        return "first missing"
    return "last missing" if place == len(word) else "missing"


def _two_slips(word: str) -> Iterator[str]:
    """Yield the most common words with the same first letter two slips away."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    for length in range(len(word) - 2, len(word) + 3):
        bucket = common_words().get((word[0], length), [])
        matches = process.extract(word, bucket, scorer=OSA.distance, score_cutoff=2, limit=20)
        yield from (found for found, distance, _ in matches if distance == 2)
