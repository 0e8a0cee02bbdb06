"""Whether a text is English, which is all that most rules need to know; see `languages` for the others."""

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Hashes, contains, hash_words

_FUNCTION_WORDS = """the of and to is that it with his they at be this from have or by had not but what were when we
there can your which their if will each about how out them then she many some these would other into has more him two
been who its did than said are could after where over only also because through between while during against before
our should""".split()
_hashes = np.sort(hash_words(_FUNCTION_WORDS))

MIN_SHARE = 0.15
"""English prose has a quarter and more of these words, others next to none (research: spelling.md, section 1)."""
_LEAST_SHARE, _CERTAIN_SHARE = 0.08, 0.2
"""Below the one no text is English, from the other on every text is, whatever it is declared to be. Of English words
these are 0.31, of no other language in wordfreq more than 0.034 (Filipino); nine English articles in ten have 0.17."""
_MIN_WORDS = 8
_LONG_NAMES = {"eng": "en", "english": "en"}


def english_function_words(words: Hashes) -> npt.NDArray[np.bool_]:
    """Whether each word, given by its hash, is a function word of English."""
    return contains(_hashes, words)


def function_word_counts(batch: Analysis) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return how many words each text of a batch has, and how many of them are function words of English.

    For `Analysis.memo`.
    """
    bounds = batch.bounds_of(batch.tokens.start)
    functional = np.flatnonzero(batch.tell(english_function_words))
    return np.diff(bounds), np.diff(np.searchsorted(functional, bounds))


def declared_language(language: str | None) -> str:
    """Return the code of a declared language, such as "en" for "en-GB"; empty for what is no code."""
    code = (language or "").strip().lower().replace("_", "-").partition("-")[0]
    code = _LONG_NAMES.get(code, code)
    return code if code.isalpha() and len(code) in (2, 3) else ""


def is_english(analysis: Analysis, language: str | None) -> bool:
    """Whether the text is English, by the share of its function words; `language` is the one that its file declares.

    The declaration decides where the text leaves a doubt: pages are made from templates that declare anything. A text
    of a few words is what it is declared to be, and English without a declaration.
    """
    declared = declared_language(language)
    words, functional = (int(count[analysis.part]) for count in analysis.batch.memo(function_word_counts))
    if words < _MIN_WORDS:
        return declared in ("", "en")
    least = MIN_SHARE if not declared else _LEAST_SHARE if declared == "en" else _CERTAIN_SHARE
    return functional / words >= least
