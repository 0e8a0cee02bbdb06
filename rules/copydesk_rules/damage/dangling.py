"""Words that no sentence ends in: where a line does, it breaks off or goes on in the next one."""

from functools import cache

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Hashes, contains, hash_words

_WORDS = """a an the and or but nor of to in on at by for with from into as than that which who whose because although
while if is are was were be been has have had will would can could may might must should their its his her our
your this these very such between"""


@cache
def _hashes() -> Hashes:
    return np.sort(hash_words(_WORDS.split()))


def dangles(words: Hashes) -> npt.NDArray[np.bool_]:
    """Whether each word, given by its hash, is one that no English sentence ends in."""
    return contains(_hashes(), words)


def ends_in_letter(analysis: Analysis) -> npt.NDArray[np.bool_]:
    """Whether each block ends in its last word, without punctuation."""
    blocks, tokens = analysis.blocks, analysis.tokens
    full = blocks.last > blocks.first
    ends = np.zeros(full.size, np.bool_)
    ends[full] = tokens.end[blocks.last[full] - 1] == blocks.end[full]
    return ends
