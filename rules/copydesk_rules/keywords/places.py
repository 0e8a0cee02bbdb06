"""Shares what the keyword rules find in the columns of a batch with the checks of its articles."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Hashes, TokenFlag, bits_of, hash_words
from copydesk_rules.keywords.lexicon import hashes

Places = npt.NDArray[np.intp]


def tokens_of(analysis: Analysis, find: Callable[[Analysis], Places]) -> Places:
    """Return the tokens of a text, in order, among those that `find` returns, in order, for its whole batch."""
    return _within(analysis.batch.memo(find), analysis.token_slice)


def blocks_of(analysis: Analysis, find: Callable[[Analysis], Places]) -> Places:
    """Return the blocks of a text among those that `find` returns for its whole batch."""
    return _within(analysis.batch.memo(find), analysis.block_slice)


def _within(places: Places, part: slice) -> Places:
    first, last = np.searchsorted(places, (part.start, part.stop))
    return np.asarray(places[first:last] - part.start, np.intp)


FUNCTION_WORD, QUALIFIER, PREPOSITION = 1, 2, 4
_prepositions = np.sort(hash_words(("at", "for", "in", "on")))


def roles(batch: Analysis) -> npt.NDArray[np.uint8]:
    """Return for each token whether it is a `FUNCTION_WORD`, a `QUALIFIER`, a `PREPOSITION`; for `Analysis.memo`."""
    return batch.tell(_roles)


def _roles(words: Hashes) -> npt.NDArray[np.uint8]:
    qualifiers = hashes("search_qualifiers")
    return bits_of(words, ((FUNCTION_WORD, hashes("stopwords")), (QUALIFIER, qualifiers), (PREPOSITION, _prepositions)))


def names(batch: Analysis) -> Places:
    """Return the tokens, in order, that have a capital and are no function words; for `Analysis.memo`."""
    is_function = (batch.memo(roles) & FUNCTION_WORD) != 0
    return np.flatnonzero(((batch.tokens.flags & TokenFlag.CAPITAL) != 0) & ~is_function)


def are_words(batch: Analysis, places: Places) -> npt.NDArray[np.bool_]:
    """Whether tokens are words of four letters and more, without a digit."""
    tokens = batch.tokens
    letters = (tokens.flags[places] & (TokenFlag.LETTER | TokenFlag.DIGIT)) == TokenFlag.LETTER
    return np.asarray(letters & (tokens.end[places] - tokens.start[places] > 3), np.bool_)


def touch_next(batch: Analysis, places: Places) -> npt.NDArray[np.bool_]:
    """Whether a single character parts tokens, none of them the last one, from the next in their sentence."""
    tokens = batch.tokens
    near = tokens.start[places + 1] - tokens.end[places] == 1
    return np.asarray(near & (tokens.sentence[places + 1] == tokens.sentence[places]), np.bool_)
