"""Shares what the keyword rules find in the columns of a batch with the checks of its articles."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Hashes, contains
from copydesk_rules.keywords.lexicon import hashes
from copydesk_rules.word_facts import tell

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


def function_words(analysis: Analysis) -> npt.NDArray[np.bool_]:
    """Tell for each token whether it is a function word."""
    return analysis.batch.memo(_function_words)[analysis.token_slice]


def _function_words(batch: Analysis) -> npt.NDArray[np.bool_]:
    return tell(batch, _are_function_words)


def _are_function_words(words: Hashes) -> npt.NDArray[np.bool_]:
    return contains(hashes("stopwords"), words)
