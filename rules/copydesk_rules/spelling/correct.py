"""Finds what an unknown word is meant as where it stands, and how surely."""

from collections.abc import Sequence
from itertools import accumulate, chain, islice, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text import Hashes, hash_words
from copydesk_rules.spelling.lexicon import KNOWN_NAME, LOWER, lexicon, pair_frequencies
from copydesk_rules.spelling.remembered import Remembered
from copydesk_rules.spelling.slips import EASE, find_candidates

_PREFIXES = frozenset(
    """anti auto bio co counter cyber de dis eco electro ex geo hyper in inter intra macro mega meta micro mid
mini mis mono multi nano neo neuro non out over para poly post pre pro pseudo psycho re semi sub super tele trans ultra
un under up""".split()
)
_SUFFIXES = frozenset(
    """s es ed d ing er ers r ly ness less able ish ism ist ists like wise wide long ization ify y fy esque dom
hood ship gate ability""".split()
)
_PREFIX_SIZES, _SUFFIX_SIZES = (sorted(set(map(len, parts))) for parts in (_PREFIXES, _SUFFIXES))
_MIN_STEM, _MIN_STEM_LENGTH = 2.5, 4
"""How frequent a word must be, and of how many letters, to form others."""
_RAREST_PAIR = 3.8
_CONTEXT_RANGE = 1.5


_GAIN_WEIGHT, _LOSS_WEIGHT = 1.5, 0.6
"""How much a pair with a neighbour counts that is more, or less, frequent than by chance (fitted with `EASE`)."""

# Logistic regression over what is known of an unknown word with its best correction: 1,840 planted slips against 7,385
# unknown words of the same articles and of four collections of clean English (speeches, agency news, a manual,
# quotations: a million words). Fitted on one source it finds 0.97 of the slips in the other at one alarm in 10,000
# words; the constant is moved so that a score of 1 is where reports begin.
_CONSTANT = -1.5
_VALUE = 0.84
_FREQUENCY = -1.14
_NEVER_SEEN = -0.4
_DERIVED, _DERIVED_BY_EASY_SLIP = -1.0, -0.35
_EASY_SLIP = 0.6
_HYPHEN = -2.4
_CAPITAL, _CAPITAL_OF_NAME = -0.6, -1.45
_NAME_IN_LOWER_CASE = 0.85
_STRANGE_NEIGHBOUR = -0.45
_QUOTED = -1.3
_USED_AGAIN, _USED_OFTEN = -1.8, -2.5
_OFTEN = 4


class Place(NamedTuple):
    """An unknown word where it stands."""

    word: str
    """In lower case, ASCII letters with apostrophes inside at most, without a possessive ending."""
    zipf: float = 0.0
    bits: int = 0
    """What the lexicon knows of it."""
    left: int | None = None
    """Hash of the word before, None where there is none."""
    right: int | None = None
    capital: bool = False
    hyphen: bool = False
    quoted: bool = False
    strange_neighbours: int = 0
    """Unknown words and names beside it, 0 to 2: it may be part of a name or of a foreign phrase."""
    uses: int = 1


class Correction(NamedTuple):
    """What a word is meant as, and how surely: worth reporting from 1 on."""

    score: float
    word: str


def correct(places: Sequence[Place]) -> list[Correction | None]:
    """Return the best correction of each unknown word where it stands; None where there is none."""
    words = [place.word for place in places]
    found = _candidates(words)
    counts = [len(candidates.words) for candidates in found]
    hashes, zipf, values = (
        np.concatenate((np.empty(0, kind), *columns))
        for kind, columns in (
            (np.uint64, [candidates.hashes for candidates in found]),
            (np.float64, [candidates.zipf for candidates in found]),
            (np.float64, [candidates.values for candidates in found]),
        )
    )
    gains = context_gains(hashes, zipf, counts, [place.left for place in places], before=True)
    gains += context_gains(hashes, zipf, counts, [place.right for place in places], before=False)
    values += np.where(gains > 0, _GAIN_WEIGHT, _LOSS_WEIGHT) * gains
    corrections: list[Correction | None] = []
    bounds, column = pairwise(accumulate(counts, initial=0)), values.tolist()
    for place, candidates, is_new, (start, end) in zip(places, found, are_derived(words), bounds, strict=True):
        if start == end:
            corrections.append(None)
            continue
        value = max(column[start:end])
        best = column.index(value, start) - start
        slip = candidates.slips[best]
        doubts = _doubts(place, is_new, easy=EASE[slip] > _EASY_SLIP, known=slip == "known")
        score = _CONSTANT + _VALUE * value + doubts
        corrections.append(Correction(score, candidates.words[best]))
    return corrections


def _doubts(place: Place, is_derived: bool, *, easy: bool, known: bool) -> float:
    """Return what speaks for and against a slip, whatever the correction; a `known` one is no term of the article's."""
    is_name = bool(place.bits & KNOWN_NAME)
    doubts = _FREQUENCY * place.zipf if place.zipf else _NEVER_SEEN
    if is_derived:
        doubts += _DERIVED_BY_EASY_SLIP if easy else _DERIVED
    if place.capital:
        doubts += _CAPITAL + _CAPITAL_OF_NAME * is_name
    doubts += _NAME_IN_LOWER_CASE * is_name + _HYPHEN * place.hyphen + _QUOTED * place.quoted
    doubts += _STRANGE_NEIGHBOUR * place.strange_neighbours
    if place.uses > 1 and not known:
        doubts += _USED_OFTEN if place.uses >= _OFTEN else _USED_AGAIN
    return doubts


def context_gains(
    words: Hashes,
    zipf: npt.NDArray[np.float64],
    counts: Sequence[int],
    neighbours: Sequence[int | None],
    *,
    before: bool,
) -> npt.NDArray[np.float64]:
    """Return how much better than by chance each word fits beside its neighbour, in powers of ten.

    `words` are those of many places, one behind the other: so many of each as `counts` says, all beside the same of
    `neighbours`, which stands `before` them or behind. The pointwise mutual information of the pairs; a pair that no
    list holds is at most as frequent as the rarest there.
    """
    gains = np.zeros(words.size)
    beside = np.flatnonzero(np.repeat([neighbour is not None for neighbour in neighbours], counts))
    if not beside.size:
        return gains
    hashes = np.array([neighbour or 0 for neighbour in neighbours], np.uint64)
    words, other = words[beside], np.repeat(hashes, counts)[beside]
    pair = pair_frequencies(np.stack((other, words) if before else (words, other), 1).ravel())
    expected = zipf[beside] + np.repeat(lexicon().zipf(hashes), counts)[beside] - 9
    gain = np.where(pair > 0, pair - expected, np.minimum(0.0, _RAREST_PAIR - expected))
    gains[beside] = np.clip(gain, -_CONTEXT_RANGE, _CONTEXT_RANGE)
    return gains


def _derived(words: Sequence[str]) -> list[bool]:
    stems = [_stems(word) for word in words]
    facts = lexicon().facts(hash_words(chain.from_iterable(stems)))
    good = iter((((facts.bits & LOWER) != 0) & (facts.zipf >= _MIN_STEM)).tolist())
    return [any(list(islice(good, len(own)))) for own in stems]


def _stems(word: str) -> list[str]:
    """Return what is left of a word without a prefix or suffix."""
    longest = len(word) - _MIN_STEM_LENGTH
    stems = [word[size:] for size in _PREFIX_SIZES if size <= longest and word[:size] in _PREFIXES]
    for size in _SUFFIX_SIZES:
        if size <= longest and word[-size:] in _SUFFIXES:
            stems += [word[:-size], word[:-size] + "e"]
    return stems


_candidates = Remembered(find_candidates)
are_derived = Remembered(_derived)
"""Whether words are common ones with a prefix or suffix: new formations are no slips."""
