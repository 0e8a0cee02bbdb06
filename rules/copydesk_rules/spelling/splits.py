"""Finds the two words that a lost space has made one, and how surely."""

from collections.abc import Sequence
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text import Hashes, hash_words
from copydesk_rules.spelling.correct import Place, are_derived, context_gains
from copydesk_rules.spelling.lexicon import LOWER, lexicon, pair_frequencies
from copydesk_rules.spelling.remembered import Remembered

_SHORT_PART = 2
_SHORT = frozenset("a am an as at be by do go he i if in is it me my no of oh on or so to tv uk up us we".split())
"""The words of one and two letters that a split may leave: dictionaries know many more, none of them likely."""
_KNOWN = {
    wrong: (left, wrong[len(left) :])
    for left, rights in {
        "a": "lot bit",
        "in": "fact case spite order",
        "no": "one",
        "as": "well",
        "at": "least",
    }.items()
    for wrong in (left + right for right in rights.split())
} | {"eachother": ("each", "other"), "eventhough": ("even", "though")}
"""What is written as one so often that its frequency would speak for it."""
_KNOWN_SCORE = 3.0
_RAREST_PAIR = 3.7
_CONTEXT_WEIGHT = 0.3
_MIN_LENGTH = 4

# Logistic regression over 292 words with a lost space, planted in the articles of two sources, against 2,271 unknown
# words of these and of four collections of clean English that could be split. Fitted on one source it finds 0.92 to
# 0.98 of those in the other, with an alarm or none in 30,000 words that is no lost space; what is left are terms made
# of two words ("smallcaps", "netfilter"). The constant is moved so that a score of 1 is where reports begin.
_CONSTANT = -0.75
_PAIR = 1.16
_LISTED_PAIR = -1.54
_FREQUENCY, _NEVER_SEEN = -1.72, 0.23
_SHORTER_PART, _LONGEST_SHORTER_PART = -0.67, 4
_LENGTH, _LONGEST = 0.46, 18
_RARER_PART = -0.43
_CAPITAL = -1.43
_HYPHEN = -1.2
_QUOTED = -0.87
_STRANGE_NEIGHBOUR = -0.29
_USED_AGAIN = -2.77
_DERIVED = -2.26


class Split(NamedTuple):
    """The two words in one, and how surely: worth reporting from 1 on."""

    score: float
    left: str
    right: str


class _Ways(NamedTuple):
    """All ways to part a word in two valid ones, as columns; `hashes` and `zipf` have a row of two for each."""

    parts: list[tuple[str, str]]
    hashes: Hashes
    zipf: npt.NDArray[np.float64]
    pair: npt.NDArray[np.float64]
    """The frequency of the pair: as listed, else as by chance."""
    is_listed: npt.NDArray[np.bool_]


def _find_ways(words: Sequence[str]) -> list[_Ways]:
    """Return for each word the ways to part it."""
    cuts = [_cuts(word) for word in words]
    all_cuts = list(chain.from_iterable(cuts))
    valid, left, left_zipf = _valid([left for left, _ in all_cuts])
    kept, right, right_zipf = _valid([all_cuts[place][1] for place in valid.tolist()])
    valid, hashes = valid[kept], np.stack((left[kept], right), 1)
    zipf = np.stack((left_zipf[kept], right_zipf), 1)
    listed = pair_frequencies(hashes.ravel())
    by_chance = np.minimum(_RAREST_PAIR, zipf.sum(axis=1) - 9)
    pair = np.where(listed > 0, listed, by_chance)
    bounds = np.searchsorted(valid, list(accumulate(map(len, cuts), initial=0))).tolist()
    return [
        _Ways([all_cuts[i] for i in valid[own].tolist()], hashes[own], zipf[own], pair[own], listed[own] > 0)
        for own in (slice(start, end) for start, end in pairwise(bounds))
    ]


def _valid(words: Sequence[str]) -> tuple[npt.NDArray[np.intp], Hashes, npt.NDArray[np.float64]]:
    """Return which of some words are valid, and of these the hashes and frequencies."""
    hashes = hash_words(words)
    zipf, bits = lexicon().facts(hashes)
    valid = np.flatnonzero((bits & LOWER) != 0)
    return valid, hashes[valid], zipf[valid]


def _cuts(word: str) -> list[tuple[str, str]]:
    """Return the ways to part a word in two, none for a short one; of short parts only those that are likely words."""
    size = len(word) if len(word) >= _MIN_LENGTH else 0
    cuts = ((place, word[:place], word[place:]) for place in range(1, size))
    return [
        (left, right)
        for place, left, right in cuts
        if (place > _SHORT_PART or left in _SHORT) and (size - place > _SHORT_PART or right in _SHORT)
    ]


_ways = Remembered(_find_ways)


def split(places: Sequence[Place]) -> list[Split | None]:
    """Return the best way to part each unknown word in two; None where there is none."""
    words = [place.word for place in places]
    ways = _ways(words)
    counts = [len(own.parts) for own in ways]
    hashes = np.concatenate((np.empty((0, 2), np.uint64), *(own.hashes for own in ways)))
    zipf = np.concatenate((np.empty((0, 2)), *(own.zipf for own in ways)))
    gains = context_gains(hashes[:, 0], zipf[:, 0], counts, [place.left for place in places], before=True)
    gains += context_gains(hashes[:, 1], zipf[:, 1], counts, [place.right for place in places], before=False)
    values = np.concatenate((np.empty(0), *(own.pair for own in ways))) + _CONTEXT_WEIGHT * gains
    bounds = pairwise(accumulate(counts, initial=0))
    return [
        _best(place, own, values[start:end], is_derived)
        for place, own, is_derived, (start, end) in zip(places, ways, are_derived(words), bounds, strict=True)
    ]


def _best(place: Place, ways: _Ways, values: npt.NDArray[np.float64], is_derived: bool) -> Split | None:
    """Return the best of the ways to part a word, given what each is worth where it stands."""
    if place.word in _KNOWN:
        return Split(_KNOWN_SCORE, *_KNOWN[place.word])
    if not values.size:
        return None
    best = int(values.argmax())
    left, right = ways.parts[best]
    score = _CONSTANT + _PAIR * float(values[best]) + _LISTED_PAIR * bool(ways.is_listed[best])
    score += _SHORTER_PART * min(len(left), len(right), _LONGEST_SHORTER_PART)
    score += _RARER_PART * min(ways.zipf[best].tolist())
    return Split(score + _doubts(place, is_derived), left, right)


def _doubts(place: Place, is_derived: bool) -> float:
    """Return what speaks for and against a lost space, besides the pair of words."""
    doubts = _FREQUENCY * place.zipf if place.zipf else _NEVER_SEEN
    doubts += _LENGTH * min(len(place.word), _LONGEST) + _DERIVED * is_derived
    doubts += _CAPITAL * place.capital + _HYPHEN * place.hyphen + _QUOTED * place.quoted
    return doubts + _STRANGE_NEIGHBOUR * place.strange_neighbours + _USED_AGAIN * (place.uses > 1)
