"""Finds sentences without a word that may be their verb, and the place where one is missing."""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import Hashes, TokenFlag, bits_of, hash_words, ranges
from copydesk_rules.data_files import read_data
from copydesk_rules.english.parts_of_speech import BASE, PAST, THIRD
from copydesk_rules.english.slots import Weights, before, evidence, read_weights
from copydesk_rules.english.symbols import (
    REACH,
    Symbol,
    by_ending,
    coarse_symbols,
    fine_symbols,
    kinds,
    neighbours,
    parted,
)
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


_FINITE, _OPENS_FRAGMENT, _BARS_VERB, _MAY_BE_VERB = 1, 2, 4, 8


def _roles(words: Hashes) -> npt.NDArray[np.uint8]:
    """Return for each word what it may be to a sentence's verb.

    `_FINITE` are finite verbs, `_OPENS_FRAGMENT` begin fragments on purpose, behind `_BARS_VERB` stands no verb, and
    `_MAY_BE_VERB` is what is known as a word that may be a finite verb.
    """
    lists = (_FINITE, "finite_words"), (_OPENS_FRAGMENT, "fragment_openers"), (_BARS_VERB, "not_before_a_verb")
    listed = bits_of(words, ((bit, _hashes(name)) for bit, name in lists))
    return listed | np.where(_finite_symbols()[coarse_symbols(words)], np.uint8(_MAY_BE_VERB), np.uint8(0))


def _roles_of(analysis: Analysis) -> npt.NDArray[np.uint8]:
    """Return the roles of all words of a text; for `Analysis.memo`."""
    return analysis.tell(_roles)


@cache
def _hashes(name: str) -> Hashes:
    return np.sort(hash_words(load_words("copydesk_rules.grammar", f"{name}.txt")))


@cache
def _finite_symbols() -> Mask:
    """Whether a word with each symbol may be a finite verb."""
    finite = np.zeros(1 << 16, np.bool_)
    for place, kind in enumerate(kinds()):
        finite[Symbol.FIRST_CLASS + place] = not set(kind).isdisjoint(BASE + THIRD + PAST)
    return finite


@cache
def _model() -> tuple[Weights, float]:
    bias = read_data(__package__, "missing_verb.txt").decode()
    return read_weights(__package__, "missing_verb.bin"), float(bias.split(" ")[-1])


def verbless_sentences(analysis: Analysis) -> Indexes:
    """Return the sentences of running text that end with a full stop and have no word that may be a finite verb."""
    tokens, sentences = analysis.tokens, analysis.sentences
    if not sentences.first.size:
        return np.empty(0, np.intp)
    judged = ~_have_known_verb(analysis)
    judged &= (analysis.memo(_roles_of)[sentences.first] & _OPENS_FRAGMENT) == 0
    judged &= (tokens.flags[sentences.first] & TokenFlag.CAPITAL) != 0
    length = sentences.last - sentences.first
    judged &= (length >= _MIN_WORDS) & (length <= _MAX_WORDS)
    kept: Indexes = np.flatnonzero(judged)
    kept = kept[analysis.blocks.kind[sentences.block[kept]] == BlockKind.PARAGRAPH]
    kept = kept[_ends_with_full_stop(analysis, kept)]
    # What costs more is asked of the sentences that are left.
    for find_verbs in (_unknown_verbs, _contracted_verbs):
        has_verb = np.zeros(sentences.first.size, np.bool_)
        has_verb[tokens.sentence[find_verbs(analysis, _tokens_in(analysis, kept))]] = True
        kept = kept[~has_verb[kept]]
    return kept


def _tokens_in(analysis: Analysis, sentences: Indexes) -> Indexes:
    """Return the tokens of some sentences, in order."""
    return ranges(analysis.sentences.first[sentences], analysis.sentences.last[sentences])


def _ends_with_full_stop(analysis: Analysis, sentences: Indexes) -> Mask:
    end, codes = analysis.sentences.end[sentences], analysis.codes
    found = np.zeros(end.size, np.bool_)
    for back in range(1, _TAIL + 1):
        found |= codes[np.maximum(end - back, 0)] == _FULL_STOP
    return found


def _have_known_verb(analysis: Analysis) -> Mask:
    """Whether each sentence has a finite verb, or a word that is known as one that may be, where one may stand."""
    roles, first = analysis.memo(_roles_of), analysis.sentences.first
    found = ((roles & _FINITE) != 0) | (((roles & _MAY_BE_VERB) != 0) & ~analysis.memo(_are_barred))
    return np.asarray(np.logical_or.reduceat(found, first), np.bool_)


def _are_barred(analysis: Analysis) -> Mask:
    """Whether each word is no verb for where it stands: a name, or behind "to", "the" and the like.

    For `Analysis.memo`.
    """
    barred: Mask = (analysis.tokens.flags & TokenFlag.CAPITAL) != 0
    barred[1:] |= (analysis.memo(_roles_of)[:-1] & _BARS_VERB) != 0
    barred[analysis.sentences.first] = False
    return barred


def _unknown_verbs(analysis: Analysis, places: Indexes) -> Indexes:
    """Return the words among some that are unknown and end in -ed; one in -s is a plural more often."""
    # Not by the coarse symbol, which some known words have none of.
    places = places[analysis.tell_at(fine_symbols, places) == Symbol.UNKNOWN]
    places = places[by_ending(analysis, places) == Symbol.UNKNOWN_ED]
    return places[~analysis.memo(_are_barred)[places]]


def _contracted_verbs(analysis: Analysis, places: Indexes) -> Indexes:
    """Return the tokens whose 's is "is" or "has": where a function word comes behind, as in "Rob's not here"."""
    end, codes = analysis.tokens.end[places], analysis.codes
    mark = codes[np.maximum(end - 2, 0)]
    places = places[(codes[np.maximum(end - 1, 0)] == ord("s")) & ((mark == ord("'")) | (mark == ord("’")))]
    if not places.size:
        return places
    return places[neighbours(analysis, places).coarse[:, REACH + 1] >= Symbol.FIRST_WORD]


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
    if not places.size:
        return Gaps(places, np.empty(0, np.float32))
    weights, bias = _model()
    score = weights.of(evidence(before(neighbours(analysis, places)))).sum(1) + np.float32(bias)
    sentence = tokens.sentence[places]
    order = np.lexsort((-score, sentence))
    best = order[np.diff(sentence[order], prepend=-1) != 0]
    return Gaps(places[best], score[best])
