"""Whether a text is English, which is all that most rules need to know; see `languages` for the others."""

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Hashes, contains, hash_words
from copydesk_rules.word_facts import tell

_FUNCTION_WORDS = """the of and to is that it with his they at be this from have or by had not but what were when we
there can your which their if will each about how out them then she many some these would other into has more him two
been who its did than said are could after where over only also because through between while during against before
our should""".split()
_hashes = np.sort(hash_words(_FUNCTION_WORDS))

MIN_SHARE = 0.15
"""English prose has a quarter and more of these words, others next to none (research: spelling.md, section 1)."""
_MIN_WORDS = 8


def english_function_words(words: Hashes) -> npt.NDArray[np.bool_]:
    """Whether each word, given by its hash, is a function word of English."""
    return contains(_hashes, words)


def is_english(analysis: Analysis) -> bool:
    """Whether the text is English, by the share of its function words; a text of a few words counts as English."""
    if analysis.tokens.hash.size < _MIN_WORDS:
        return True
    return bool(np.mean(tell(analysis, english_function_words)) >= MIN_SHARE)
