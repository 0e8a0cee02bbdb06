"""Which words are taken for which others, and where one stands in the place of another, for many texts at once."""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import Hashes, TokenFlag, hash_words, ranges
from copydesk_rules.data_files import read_lines
from copydesk_rules.english.slots import Weights, evidence, keyed, read_weights
from copydesk_rules.english.symbols import neighbours

Indexes = npt.NDArray[np.intp]


class Model(NamedTuple):
    """One line of `confusions.txt`: two words or kinds of words, and from which score on one is held for the other."""

    number: int
    first: str
    second: str
    forth: float
    back: float
    bias: float


class Swap(NamedTuple):
    """A word that may stand for another, and what tells so."""

    word: str
    right: str
    model: int
    sign: int
    threshold: float
    bias: float
    kind: str
    """What stands there in truth, "verb" or "noun"; empty where only the words are known."""


_NEVER = 50.0
_CONFIRMED = 2.0
"""A word whose rival scores less than minus this is where it belongs."""
_MIN_CONFIRMED, _MIN_JUDGED = 0.45, 5
"""The share of such words in prose, where it has a few that can be judged: 0.5 to 0.9 in articles with planted slips,
0.1 to 0.5 in words drawn at random (measured on extra-*.jsonl and benchmarks/corpora.py)."""
_NOUN, _NOUNS, _ADJECTIVE, _BASE, _THIRD = "C|CM|M", "S", "A", "B", "Z"
_IZE_THRESHOLD = 1.5
"""The score from which on a noun in -ies is a verb in -ize, where the two are equally frequent; spell checkers and
spinning programs put the one for the other (measured: benchmarks/wrong_words.py)."""

_BY_KIND: tuple[tuple[str, str, str, str, bool, float], ...] = (
    ("advice", "advise", _NOUN, _BASE, True, 4.5),
    ("advise", "advice", _NOUN, _BASE, False, 3.0),
    ("advices", "advises", _NOUNS, _THIRD, True, 2.0),
    ("advices", "advice", _NOUNS, _THIRD, False, 0.0),
    ("breath", "breathe", _NOUN, _BASE, True, 3.3),
    ("breathe", "breath", _NOUN, _BASE, False, 3.0),
    ("loose", "lose", _ADJECTIVE, _BASE, True, 4.5),
    ("device", "devise", _NOUN, _BASE, True, 3.0),
    ("devise", "device", _NOUN, _BASE, False, 3.0),
    ("proof", "prove", _NOUN, _BASE, True, 3.0),
    ("choice", "choose", _NOUN, _BASE, True, 3.0),
    ("choose", "choice", _NOUN, _BASE, False, 3.5),
    ("success", "succeed", _NOUN, _BASE, True, 6.0),
    ("succeed", "success", _NOUN, _BASE, False, 4.5),
)
"""Words told apart by their part of speech, since texts have too few of them: word, right word, the kinds of words that
a model parts, whether the right one is of the second kind, threshold."""


def _lines(name: str) -> list[list[str]]:
    return [line.split(" ") for line in read_lines(__package__, name)]


@cache
def _models() -> dict[tuple[str, str], Model]:
    return {
        (first, second): Model(number, first, second, float(forth), float(back), float(bias))
        for number, (first, second, forth, back, bias) in enumerate(_lines("confusions.txt"))
    }


@cache
def swaps() -> list[Swap]:
    """Return all words that may stand for another, in the order of their hashes."""
    found = []
    for model in _models().values():
        if model.forth < _NEVER:
            found.append(Swap(model.first, model.second, model.number, 1, model.forth, model.bias, ""))
        if model.back < _NEVER:
            found.append(Swap(model.second, model.first, model.number, -1, model.back, model.bias, ""))
    for word, right, first, second, forth, threshold in _BY_KIND:
        model = _models()[first, second]
        kind = "verb" if forth else "noun"
        found.append(Swap(word, right, model.number, 1 if forth else -1, threshold, model.bias, kind))
    for noun, verb, rarer in _lines("verbs_in_ize.txt"):
        for form, kind in ((verb, _BASE), (verb + "s", _THIRD)):
            model = _models()[_NOUNS, kind]
            threshold = _IZE_THRESHOLD + float(rarer)
            found.append(Swap(noun, form, model.number, 1, threshold, model.bias, "verb"))
    hashes = hash_words(swap.word for swap in found)
    return [found[place] for place in np.argsort(hashes, kind="stable").tolist()]


class Columns(NamedTuple):
    """The swaps as columns, with the weights of their models."""

    word: Hashes
    model: Indexes
    sign: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    threshold: npt.NDArray[np.float32]
    weights: Weights


@cache
def _columns() -> Columns:
    rows = swaps()
    sign = np.array([row.sign for row in rows], np.float32)
    return Columns(
        hash_words(row.word for row in rows),
        np.array([row.model for row in rows], np.intp),
        sign,
        sign * np.array([row.bias for row in rows], np.float32),
        np.array([row.threshold for row in rows], np.float32),
        read_weights(__package__, "confusions.bin"),
    )


def _first_swap(words: Hashes) -> npt.NDArray[np.uint16]:
    """Return for each word the number of the first swap that it has, counted from 1; 0 for none."""
    known = _columns().word
    first = np.searchsorted(known, words)
    has_any = known[np.minimum(first, known.size - 1)] == words
    return np.where(has_any, first + 1, 0).astype(np.uint16)


_OPEN_CLAUSE = frozenset(";:—–")
_END_CLAUSE = frozenset((";", ".", "!", "?", ""))


class Judged(NamedTuple):
    """The words of a text that may stand for others, a row for each of the others."""

    token: Indexes
    swap: Indexes
    score: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    """What the evidence of each template adds to the score."""


def _judged(analysis: Analysis) -> Judged:
    columns, tokens = _columns(), analysis.tokens
    first = analysis.tell(_first_swap)
    places = np.flatnonzero(first != 0)
    places = places[_are_judged(analysis, places)]
    low = first[places].astype(np.intp) - 1
    high = np.searchsorted(columns.word, tokens.hash[places], "right")
    place, swap = np.repeat(np.arange(places.size), high - low), ranges(low, high)
    seen = evidence(neighbours(analysis, places)).T.take(place, 1).T
    weights = columns.weights.of(keyed(seen, columns.model[swap])) * columns.sign[swap, None]
    return Judged(places[place], swap, weights.sum(1) + columns.bias[swap], weights)


def _are_judged(analysis: Analysis, places: Indexes) -> npt.NDArray[np.bool_]:
    """Whether words stand in prose, and have no capital but the one of a sentence's first word."""
    flags, kind = analysis.tokens.flags[places], analysis.blocks.kind[analysis.tokens.block[places]]
    opens = places == analysis.sentences.first[analysis.tokens.sentence[places]]
    plain = (flags & (TokenFlag.CAPITAL | TokenFlag.UPPER)) == 0
    plain |= opens & ((flags & TokenFlag.UPPER) == 0)
    return np.asarray(plain & (kind != BlockKind.TABLE) & (kind != BlockKind.CODE), np.bool_)


class Found(NamedTuple):
    """Tokens that stand for another word, in order: the swap, and the template of the evidence that tells most."""

    token: Indexes
    swap: Indexes
    template: Indexes


def misplaced(analysis: Analysis) -> Found:
    """Return the tokens whose neighbours say that another word is meant."""
    judged = analysis.memo(_judged)
    surplus = judged.score - _columns().threshold[judged.swap]
    good = np.flatnonzero(surplus >= 0)
    good = good[analysis.memo(prose)[analysis.parts_of(analysis.tokens.start[judged.token[good]])]]
    good = good[~_are_clauses(analysis, judged.token[good], judged.swap[good])]
    good = good[np.lexsort((-surplus[good], judged.token[good]))]
    best = good[np.diff(judged.token[good], prepend=-1) != 0]
    return Found(judged.token[best], judged.swap[best], judged.weights[best].argmax(1))


def _are_clauses(analysis: Analysis, places: Indexes, swap: Indexes) -> npt.NDArray[np.bool_]:
    """Whether contractions, given with what they may stand for, are a whole clause with the next word.

    Such as the second of "It's sleet; it's rain; it's cold": "its rain" would have no verb.
    """
    known = swaps()
    found = [
        "'" in known[number].word and "'" not in known[number].right and _is_clause(analysis, place)
        for place, number in zip(places.tolist(), swap.tolist(), strict=True)
    ]
    return np.array(found, np.bool_)


def _is_clause(analysis: Analysis, place: int) -> bool:
    """Whether a clause begins with a token and ends with the next one."""
    tokens, sentences, text = analysis.tokens, analysis.sentences, analysis.text
    if place + 1 == tokens.end.size:
        return False
    sentence = int(tokens.sentence[place])
    if place != sentences.first[sentence]:
        before = text[int(tokens.end[place - 1]) : int(tokens.start[place])].strip()
        if before not in _OPEN_CLAUSE:
            return False
    return text[int(tokens.end[place + 1]) : int(sentences.end[sentence])].strip()[:1] in _END_CLAUSE


def prose(analysis: Analysis) -> npt.NDArray[np.bool_]:
    """Whether the words of each text of a batch mostly stand where they belong, as far as their neighbours tell.

    In word salad, whatever made it, every word is in the wrong place.
    """
    judged = analysis.memo(_judged)
    opens = np.flatnonzero(np.diff(judged.token, prepend=-1))
    worst = np.maximum.reduceat(judged.score, opens) if opens.size else judged.score
    part = analysis.parts_of(analysis.tokens.start[judged.token[opens]])
    count = np.bincount(part, minlength=analysis.part_starts.size)
    confirmed = np.bincount(part, worst < -_CONFIRMED, minlength=analysis.part_starts.size)
    return np.asarray((count < _MIN_JUDGED) | (confirmed >= _MIN_CONFIRMED * count))
