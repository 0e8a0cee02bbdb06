"""Finds the name that a capital word nobody knows is meant as: one that its article uses, or one that all know."""

import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Hashes, TokenFlag, contains, group, hash_words, shingles
from copydesk_rules.spelling.correct import Place
from copydesk_rules.spelling.lexicon import KNOWN_NAME, PROPER, lexicon
from copydesk_rules.spelling.slips import EASE, one_slip
from copydesk_rules.spelling.unknown import MAX_NAME_USES, MAX_NAME_ZIPF

_MIN_FAMOUS = 2.5
"""How frequent a name that the article does not use must be."""
_MAX_ZIPF_BESIDE_FAMOUS = 1.3
"""A name that is as frequent is never a slip of one that the article does not use: no score would reach 1. Nor would,
but for the most famous ones, that of a name in the lists."""
_USED_ONCE_IN_ARTICLE = 6.1
"""The frequency of a word that stands once in an article of 800 words: a name of the article is that frequent there."""
_MIN_LENGTH, _MAX_LENGTH = 3, 30
_MAX_COMPARED = 2_000
"""Names of an article that others are compared with, the first ones."""

# Logistic regression over 250 slips planted in names of the articles of two sources, against 1,866 names nobody knows
# of these and of four collections of clean English. Fitted on one source it finds 0.93 to 0.94 of those in the other
# that have a candidate, with two alarms in 90,000 words, all of them slips of the originals ("Starhip", "Vigin"). A
# score of 1 is where reports begin.
_CONSTANT = -0.66
_VALUE, _EASE = 0.71, 0.79
_NOT_IN_ARTICLE = -2.3
_FREQUENCY = -1.55
_IS_NAME = -0.36
_AT_START = -1.13
_STRANGE_NEIGHBOUR = -0.73
_USED_AGAIN = -2.56
_SAME_NEIGHBOUR = 0.37
_FIRST_LETTER = -0.9
_FIRST_LETTER_SLIPS = frozenset({"first letter", "first missing", "first extra"})


class Name(NamedTuple):
    """The name that a word is meant as, and how surely: worth reporting from 1 on."""

    score: float
    word: str
    """In lower case."""
    uses: int
    """How often the article uses it; 0 for one that all know."""
    zipf: float


class _NameUses(NamedTuple):
    """The words that a batch writes with a capital inside a sentence: own hashes, ascending, and how often each."""

    own_hash: Hashes
    uses: npt.NDArray[np.intp]


def may_be_name(analysis: Analysis, token: int, place: Place) -> bool:
    """Whether a word is to be asked about: with a capital, in no list with it, and seldom anywhere."""
    seldom = place.uses <= MAX_NAME_USES and place.zipf < MAX_NAME_ZIPF
    if not (place.capital and seldom and _MIN_LENGTH <= len(place.word) <= _MAX_LENGTH):
        return False
    if not (_is_near_a_name_of_the_article(analysis, place.word) or _is_near_a_famous_name(place)):
        return False
    # "Ostrow’s" is no other name than "Ostrow".
    possessive = analysis.tokens.end[token] - analysis.tokens.start[token] > len(place.word)
    return not (possessive and _uses(analysis, hash_words([place.word]))[0])


def _is_near_a_name_of_the_article(analysis: Analysis, word: str) -> bool:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(word, analysis.memo(_capital_words), scorer=OSA.distance, score_cutoff=1, limit=2)
    return any(other != word for other, _, _ in near)


def _is_near_a_famous_name(place: Place) -> bool:
    seldom = place.zipf < _MAX_ZIPF_BESIDE_FAMOUS and not place.bits & KNOWN_NAME
    return seldom and _has_famous_twin(place.word)


@lru_cache(maxsize=50_000)
def _has_famous_twin(word: str) -> bool:
    return next(one_slip(word, _are_famous), None) is not None


def _capital_words(analysis: Analysis) -> list[str]:
    """Return the words with a capital inside a sentence of one text, each once and in lower case."""
    tokens, text = analysis.tokens, analysis.text
    capital = (tokens.flags & (TokenFlag.CAPITAL | TokenFlag.UPPER | TokenFlag.DIGIT)) == TokenFlag.CAPITAL
    capital[analysis.sentences.first] = False
    spans = zip(tokens.start[capital].tolist(), tokens.end[capital].tolist(), strict=True)
    return list(dict.fromkeys(text[start:end].lower() for start, end in spans))[:_MAX_COMPARED]


def find_name(analysis: Analysis, token: int, place: Place) -> Name | None:
    """Return the best name for a word where it stands; None where there is none."""
    found = (
        _weigh(analysis, place, other, slip)
        for other, slip in one_slip(place.word, lambda hashes: _are_names(analysis, hashes))
        if place.word.removesuffix("s") != other.removesuffix("s")
    )
    best = max(
        filter(lambda name: name.uses != 1 or name.zipf >= max(_MIN_FAMOUS, place.zipf + 0.1), found), default=None
    )
    if best is None:
        return None
    doubts = _FREQUENCY * place.zipf + _STRANGE_NEIGHBOUR * place.strange_neighbours + _USED_AGAIN * (place.uses > 1)
    doubts += _IS_NAME * bool(place.bits & KNOWN_NAME)
    doubts += _AT_START * (token == analysis.sentences.first[analysis.tokens.sentence[token]])
    return best._replace(score=best.score + doubts)


def _weigh(analysis: Analysis, place: Place, word: str, slip: str) -> Name:
    """Weigh one candidate, without what speaks against any."""
    hashes = hash_words([word])
    uses = int(_uses(analysis, hashes)[0])
    value = math.log10(uses) + _USED_ONCE_IN_ARTICLE if uses else 0.0
    facts = lexicon().facts(hashes)
    zipf = float(facts.zipf[0])
    if facts.bits[0] & PROPER:
        value = max(value, zipf)
    score = _CONSTANT + _VALUE * value + _EASE * EASE[slip] + _NOT_IN_ARTICLE * (not uses)
    score += _FIRST_LETTER * (slip in _FIRST_LETTER_SLIPS)
    return Name(score + _SAME_NEIGHBOUR * _has_neighbour(analysis, place, hashes[0]), word, uses, zipf)


def _are_names(analysis: Analysis, hashes: Hashes) -> npt.NDArray[np.bool_]:
    are_names: npt.NDArray[np.bool_] = _are_famous(hashes) | (_uses(analysis, hashes) > 0)
    return are_names


def _are_famous(hashes: Hashes) -> npt.NDArray[np.bool_]:
    facts = lexicon().facts(hashes)
    famous: npt.NDArray[np.bool_] = ((facts.bits & PROPER) != 0) & (facts.zipf >= _MIN_FAMOUS)
    return famous


def _uses(analysis: Analysis, hashes: Hashes) -> npt.NDArray[np.intp]:
    """Return how often an article writes each word with a capital inside a sentence."""
    names, batch = analysis.batch.memo(_name_uses), analysis.batch
    if not names.own_hash.size:
        return np.zeros(hashes.size, np.intp)
    own = batch.own(hashes, np.full(hashes.size, analysis.offset))
    places = np.minimum(np.searchsorted(names.own_hash, own), names.own_hash.size - 1)
    return np.where(names.own_hash[places] == own, names.uses[places], 0)


def _name_uses(batch: Analysis) -> _NameUses:
    tokens = batch.tokens
    capital = (tokens.flags & (TokenFlag.CAPITAL | TokenFlag.UPPER | TokenFlag.DIGIT)) == TokenFlag.CAPITAL
    capital[batch.sentences.first] = False
    found = group(batch.own_hashes[capital])
    return _NameUses(found.value, found.size)


def _has_neighbour(analysis: Analysis, place: Place, word: Any) -> bool:
    """Whether a name stands elsewhere in the article with the same word before or behind it."""
    pairs = [(place.left, word)] if place.left is not None else []
    pairs += [(word, place.right)] if place.right is not None else []
    if not pairs:
        return False
    asked = shingles(np.array(pairs, np.uint64).ravel(), 2)[::2]
    return bool(contains(analysis.memo(_pairs), asked).any())


def _pairs(analysis: Analysis) -> Hashes:
    return np.sort(shingles(analysis.tokens.hash, 2))
