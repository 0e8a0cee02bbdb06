"""Finds sentences without a word that may be their verb, and the place where one is missing."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import Hashes, TokenFlag, contains, hash_words
from copydesk_rules.english.parts_of_speech import BASE, PAST, THIRD
from copydesk_rules.english.slots import Weights, before, evidence, read_weights
from copydesk_rules.english.symbols import REACH, Symbol, by_ending, kinds, neighbours, parted, table
from copydesk_rules.spelling.confusions import prose
from copydesk_rules.words import load_words

Indexes = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

_MIN_WORDS, _MAX_WORDS = 5, 45
"""Words of a sentence that is judged: a shorter one is a fragment on purpose, a longer one a list."""
_FULL_STOP = ord(".")
_TAIL = 3
"""Characters at the end of a sentence among which its full stop is, before quotes and brackets."""


class Gaps(NamedTuple):
    """The places where a verb is missing, in order: the token behind each, and how sure it is."""

    token: Indexes
    score: npt.NDArray[np.float32]


@cache
def _hashes(name: str) -> Hashes:
    return np.sort(hash_words(load_words("copydesk_rules.grammar", f"{name}.txt")))


@cache
def _may_be_finite() -> Mask:
    """Whether a word with each symbol may be a finite verb."""
    finite = np.zeros(1 << 16, np.bool_)
    for place, kind in enumerate(kinds()):
        finite[Symbol.FIRST_CLASS + place] = not set(kind).isdisjoint(BASE + THIRD + PAST)
    return finite


@cache
def _model() -> tuple[Weights, float]:
    bias = files(__package__).joinpath("data/missing_verb.txt").read_text("ascii")
    return read_weights(__package__, "missing_verb.bin"), float(bias.split(" ")[-1])


def verbless_sentences(analysis: Analysis) -> Indexes:
    """Return the sentences of running text that end with a full stop and have no word that may be a finite verb."""
    tokens, sentences = analysis.tokens, analysis.sentences
    length = sentences.last - sentences.first
    judged = (analysis.blocks.kind[sentences.block] == BlockKind.PARAGRAPH) & (length >= _MIN_WORDS)
    judged &= (length <= _MAX_WORDS) & _ends_with_full_stop(analysis)
    judged &= (tokens.flags[sentences.first] & TokenFlag.CAPITAL) != 0
    judged &= ~contains(_hashes("fragment_openers"), tokens.hash[sentences.first])
    judged[tokens.sentence[contains(_hashes("finite_words"), tokens.hash)]] = False
    left = np.flatnonzero(judged)
    # What costs more is asked of the sentences that are left.
    for is_finite in (_is_known_verb, _is_unknown_verb, _is_contracted):
        places = _tokens_in(analysis, left)
        judged[tokens.sentence[places[is_finite(analysis, places)]]] = False
        left = left[judged[left]]
    return left


def _tokens_in(analysis: Analysis, sentences: Indexes) -> Indexes:
    """Return the tokens of some sentences, in order."""
    first = analysis.sentences.first[sentences].astype(np.intp)
    length = analysis.sentences.last[sentences] - first
    shift = first - (np.cumsum(length) - length)
    return np.asarray(np.arange(int(length.sum())) + np.repeat(shift, length), np.intp)


def _ends_with_full_stop(analysis: Analysis) -> Mask:
    end, codes = analysis.sentences.end, analysis.codes
    found = np.zeros(end.size, np.bool_)
    for back in range(1, _TAIL + 1):
        found |= codes[np.maximum(end - back, 0)] == _FULL_STOP
    return found


def _is_known_verb(analysis: Analysis, places: Indexes) -> Mask:
    """Whether known words may be finite verbs, unless they stand behind "to", "the" and the like."""
    rows, is_known = table().rows(analysis.tokens.hash[places])
    finite = is_known & _may_be_finite()[table().coarse[rows]]
    return _unless_barred(analysis, places, finite)


def _is_unknown_verb(analysis: Analysis, places: Indexes) -> Mask:
    """Whether words are unknown and end in -ed; one in -s is a plural more often."""
    _, is_known = table().rows(analysis.tokens.hash[places])
    finite = ~is_known
    finite[finite] = by_ending(analysis, places[finite]) == Symbol.UNKNOWN_ED
    return _unless_barred(analysis, places, finite)


def _unless_barred(analysis: Analysis, places: Indexes, finite: Mask) -> Mask:
    """Leave out names and what stands behind a word that no finite verb stands behind."""
    tokens, asked = analysis.tokens, places[finite]
    opens = asked == analysis.sentences.first[tokens.sentence[asked]]
    named = ((tokens.flags[asked] & TokenFlag.CAPITAL) != 0) & ~opens
    behind = ~opens & contains(_hashes("not_before_a_verb"), tokens.hash[np.maximum(asked - 1, 0)])
    found = finite.copy()
    found[finite] = ~named & ~behind
    return found


def _is_contracted(analysis: Analysis, places: Indexes) -> Mask:
    """Whether the 's of tokens is "is" or "has": where a function word comes behind, as in "Rob's not here"."""
    end, codes = analysis.tokens.end[places], analysis.codes
    mark = codes[np.maximum(end - 2, 0)]
    ends = np.flatnonzero((codes[np.maximum(end - 1, 0)] == ord("s")) & ((mark == ord("'")) | (mark == ord("’"))))
    contracted = np.zeros(places.size, np.bool_)
    contracted[ends] = neighbours(analysis, places[ends]).coarse[:, REACH + 1] >= Symbol.FIRST_WORD
    return contracted


def missing_verbs(analysis: Analysis) -> Gaps:
    """Return the likeliest gap of every sentence without a verb, in texts that are prose at all."""
    tokens = analysis.tokens
    verbless = verbless_sentences(analysis)
    verbless = verbless[analysis.memo(prose)[analysis.parts_of(analysis.sentences.start[verbless])]]
    places = _tokens_in(analysis, verbless)
    lower = (tokens.flags[places] & TokenFlag.CAPITAL) == 0
    inner = places != analysis.sentences.first[tokens.sentence[places]]
    places = places[lower & inner]
    places = places[~parted(analysis, places)]
    weights, bias = _model()
    score = weights.of(evidence(before(neighbours(analysis, places)))).sum(1) + np.float32(bias)
    sentence = tokens.sentence[places]
    order = np.lexsort((-score, sentence))
    best = order[np.diff(sentence[order], prepend=-1) != 0]
    return Gaps(places[best], score[best])
