"""Finds the name that a capital word nobody knows is meant as: one that its article uses, or one that all know."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Hashes, TokenFlag, contains, group, hash_words, ranges, shingles
from copydesk_rules.spelling.correct import Place
from copydesk_rules.spelling.lexicon import KNOWN_NAME, MIN_FAMOUS, PROPER, lexicon
from copydesk_rules.spelling.remembered import Remembered
from copydesk_rules.spelling.slips import EASE, one_slip, slips_between
from copydesk_rules.spelling.unknown import MAX_NAME_USES, MAX_NAME_ZIPF

_MAX_ZIPF_BESIDE_FAMOUS = 1.3
"""A name that is as frequent is never a slip of one that the article does not use: no score would reach 1. Nor would,
but for the most famous ones, that of a name in the lists."""
_USED_ONCE_IN_ARTICLE = 6.1
"""The frequency of a word that stands once in an article of 800 words: a name of the article is that frequent there."""
_MIN_LENGTH, _MAX_LENGTH = 3, 30
_MAX_COMPARED = 2_000
"""Names of an article that others are compared with, the first ones."""
_AT_ONCE = 500
"""Words that are held against these at once."""
_LETTER_BITS = 31

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


class Asked(NamedTuple):
    """A word of a batch that may be a slip in a name."""

    part: int
    """The number of its text."""
    place: Place
    is_possessive: bool
    opens: bool
    """Whether it is the first word of its sentence."""


class _Pair(NamedTuple):
    """The number of a word that is asked about, a name that it may be meant as, and the slip between them."""

    number: int
    name: str
    slip: str


def may_be_name(place: Place) -> bool:
    """Whether a word is to be asked about: with a capital, in no list with it, and seldom anywhere."""
    seldom = place.uses <= MAX_NAME_USES and place.zipf < MAX_NAME_ZIPF
    return place.capital and seldom and _MIN_LENGTH <= len(place.word) <= _MAX_LENGTH


def find_names(batch: Analysis, asked: Sequence[Asked]) -> list[Name | None]:
    """Return the best name for each word where it stands; None where there is none."""
    pairs = _pairs(batch, asked)
    best: list[Name | None] = [None] * len(asked)
    for (number, *_), name in zip(pairs, _weigh(batch, asked, pairs), strict=True):
        if name.uses != 1 or name.zipf >= max(MIN_FAMOUS, asked[number].place.zipf + 0.1):
            best[number] = max(name, best[number] or name)
    return [name and name._replace(score=name.score + _doubts(word)) for name, word in zip(best, asked, strict=True)]


def _pairs(batch: Analysis, asked: Sequence[Asked]) -> list[_Pair]:
    """Return the names that each word may be meant as."""
    words = [word.place.word for word in asked]
    near = _near_names(batch, asked)
    seldom = [word.place.zipf < _MAX_ZIPF_BESIDE_FAMOUS and not word.place.bits & KNOWN_NAME for word in asked]
    numbers = [number for number in range(len(asked)) if near[number] or seldom[number]]
    famous = _famous_twins([words[number] for number in numbers])
    # "Ostrow’s" is no other name than "Ostrow".
    own_uses = _uses(batch, [(asked[number].part, words[number]) for number in numbers])
    pairs = []
    for number, twins, uses in zip(numbers, famous, own_uses, strict=True):
        if (near[number] or twins) and not (asked[number].is_possessive and uses):
            slips = ((other, slip) for other in near[number] for slip in slips_between(words[number], other))
            stem = words[number].removesuffix("s")
            pairs += [
                _Pair(number, *found) for found in dict.fromkeys((*slips, *twins)) if found[0].removesuffix("s") != stem
            ]
    return pairs


def _near_names(batch: Analysis, asked: Sequence[Asked]) -> list[list[str]]:
    """Return for each word the names one edit away that its text writes with a capital inside a sentence."""
    near: list[list[str]] = [[] for _ in asked]
    for start in range(0, len(asked), _AT_ONCE):
        numbers, tokens = _may_be_near(batch, asked[start : start + _AT_ONCE])
        if numbers.size:
            from rapidfuzz.distance import OSA  # slow to import, and few texts need it
        for number, token in zip(numbers.tolist(), tokens.tolist(), strict=True):
            name = batch.folded(token)
            if OSA.distance(asked[start + number].place.word, name, score_cutoff=1) == 1:
                near[start + number].append(name)
    return near


def _may_be_near(batch: Analysis, asked: Sequence[Asked]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the numbers of words and the tokens of names of about equal length and with nearly the same letters.

    One edit exchanges one letter of a word for another at most.
    """
    names = batch.memo(_name_letters)
    parts = np.array([word.part for word in asked], np.intp)
    first, last = np.searchsorted(names.part, parts), np.searchsorted(names.part, parts, "right")
    last = np.minimum(last, first + _MAX_COMPARED)
    name = ranges(first, last)
    length = np.array([len(word.place.word) for word in asked], np.int32)
    letters = np.array([_letter_set(word.place.word) for word in asked], np.uint32)
    number = np.repeat(np.arange(len(asked)), last - first)
    close = np.abs(names.length[name] - length[number]) <= 1
    close &= np.bitwise_count(names.letters[name] ^ letters[number]) <= 2
    return number[close], names.token[name[close]]


class _NameLetters(NamedTuple):
    """The names that a batch writes with a capital inside a sentence, in order of place, each once for each text."""

    token: npt.NDArray[np.intp]
    part: npt.NDArray[np.intp]
    length: npt.NDArray[np.int32]
    letters: npt.NDArray[np.uint32]
    """As `_letter_set` has them. Upper and lower case share a bit, in ASCII; a name has one other letter at most."""


def _name_letters(batch: Analysis) -> _NameLetters:
    tokens = batch.tokens
    token = np.sort(batch.memo(_name_uses).token)
    start, end = tokens.start[token], tokens.end[token]
    codes = batch.codes[ranges(start, end)].astype(np.uint32)
    codes[codes == ord("’")] = ord("'")
    bits = np.uint32(1) << (codes & np.uint32(_LETTER_BITS))
    length = end - start
    letters = np.bitwise_or.reduceat(bits, np.cumsum(length) - length) if token.size else bits
    return _NameLetters(token, batch.parts_of(start), length, letters)


@lru_cache(maxsize=20_000)
def _letter_set(word: str) -> int:
    """Return the letters of a word as a set of bits; some share one."""
    letters = 0
    for letter in word:
        letters |= 1 << (ord(letter) & _LETTER_BITS)
    return letters


def _doubts(word: Asked) -> float:
    """Return what speaks for and against a slip in a name, whatever the name."""
    place = word.place
    doubts = _FREQUENCY * place.zipf + _STRANGE_NEIGHBOUR * place.strange_neighbours + _USED_AGAIN * (place.uses > 1)
    return doubts + _IS_NAME * bool(place.bits & KNOWN_NAME) + _AT_START * word.opens


def _weigh(batch: Analysis, asked: Sequence[Asked], pairs: Sequence[_Pair]) -> list[Name]:
    """Weigh names that words may be meant as, given with the slips, without what speaks against any."""
    hashes = hash_words(word for _, word, _ in pairs)
    zipf, bits = lexicon().facts(hashes)
    all_uses = _uses(batch, [(asked[number].part, word) for number, word, _ in pairs])
    beside = _have_neighbour(batch, [asked[number] for number, _, _ in pairs], hashes)
    names = []
    for (_, word, slip), frequency, is_proper, uses, has_neighbour in zip(
        pairs, zipf.tolist(), (bits & PROPER).tolist(), all_uses, beside, strict=True
    ):
        value = math.log10(uses) + _USED_ONCE_IN_ARTICLE if uses else 0.0
        if is_proper:
            value = max(value, frequency)
        score = _CONSTANT + _VALUE * value + _EASE * EASE[slip] + _NOT_IN_ARTICLE * (not uses)
        score += _FIRST_LETTER * (slip in _FIRST_LETTER_SLIPS)
        names.append(Name(score + _SAME_NEIGHBOUR * has_neighbour, word, uses, frequency))
    return names


def _find_famous_twins(words: Sequence[str]) -> list[list[tuple[str, str]]]:
    return one_slip(words, lexicon().famous_names)


_famous_twins = Remembered(_find_famous_twins)


class _NameUses(NamedTuple):
    """The words that a batch writes with a capital inside a sentence: own hashes, ascending, and how often each.

    `token` is where each stands first.
    """

    own_hash: Hashes
    uses: npt.NDArray[np.intp]
    token: npt.NDArray[np.intp]


def _name_uses(batch: Analysis) -> _NameUses:
    tokens = batch.tokens
    capital = (tokens.flags & (TokenFlag.CAPITAL | TokenFlag.UPPER | TokenFlag.DIGIT)) == TokenFlag.CAPITAL
    capital[batch.sentences.first] = False
    places = np.flatnonzero(capital)
    found = group(batch.own_hashes[places])
    return _NameUses(found.value, found.size, places[found.order[found.start]])


def _uses(batch: Analysis, words: Sequence[tuple[int, str]]) -> list[int]:
    """Return how often texts, given by number, write each word with a capital inside a sentence."""
    names = batch.memo(_name_uses)
    if not (names.own_hash.size and words):
        return [0] * len(words)
    parts = np.array([part for part, _ in words], np.intp)
    own = batch.own(hash_words(word for _, word in words), batch.part_starts[parts])
    places = np.minimum(np.searchsorted(names.own_hash, own), names.own_hash.size - 1)
    uses: list[int] = np.where(names.own_hash[places] == own, names.uses[places], 0).tolist()
    return uses


def _have_neighbour(batch: Analysis, asked: Sequence[Asked], names: Hashes) -> list[bool]:
    """Tell for each word and name whether the name stands elsewhere in the text with the word's own neighbour."""
    pairs = [
        (number, pair)
        for number, (word, name) in enumerate(zip(asked, names.tolist(), strict=True))
        for pair in ((word.place.left, name), (name, word.place.right))
        if None not in pair
    ]
    if not pairs:
        return [False] * len(asked)
    number = np.array([number for number, _ in pairs], np.intp)
    parts = np.array([word.part for word in asked], np.intp)[number]
    wanted = shingles(np.array([pair for _, pair in pairs], np.uint64).ravel(), 2)[::2]
    wanted = batch.own(wanted, batch.part_starts[parts])
    starts = batch.tokens.start
    there = batch.own(shingles(batch.tokens.hash, 2), starts[:-1])
    there = there[contains(np.sort(wanted), there)]
    found = np.zeros(len(asked), np.bool_)
    found[number[contains(np.sort(there), wanted)]] = True
    beside: list[bool] = found.tolist()
    return beside
