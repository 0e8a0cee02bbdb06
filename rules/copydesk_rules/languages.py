"""In which language articles are, as far as it is beyond doubt: by function words, or by the script."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article
from copydesk.text import Hashes, contains, hash_words, ranges
from copydesk_rules.data_files import read_lines
from copydesk_rules.language import MIN_SHARE as MIN_SHARE_OF_ENGLISH
from copydesk_rules.language import declared_language, is_english

UNKNOWN = ""
NAMES = {
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "sv": "Swedish",
    "tr": "Turkish",
}
MIN_WORDS = 40
"""Words of the shortest article whose language is told."""
MAX_WORDS = 300
"""Words of an article that are looked at."""
MIN_SHARE = 0.2
"""The least share of function words: prose has .3 to .5, in the agglutinating languages .15 to .25."""
MAX_SECOND = 0.6
"""The most that the second language may have of the first's share; Spanish and Catalan share a half, Danish and
Norwegian nearly all, so that between those nothing is told."""
_LEAD = 1.3
"""Related languages share function words; where one is merely likely it has a third more than the next."""
_SCRIPTS = {
    "Greek": ((0x370, 0x3FF),),
    "Cyrillic": ((0x400, 0x52F),),
    "Hebrew": ((0x590, 0x5FF),),
    "Arabic": ((0x600, 0x6FF), (0x750, 0x77F)),
    "Devanagari": ((0x900, 0x97F),),
    "Thai": ((0xE00, 0xE7F),),
    "Chinese or Japanese": ((0x3040, 0x30FF), (0x3400, 0x9FFF)),
    "Hangul": ((0xAC00, 0xD7AF),),
}
_SCRIPT_SHARE = 0.5
"""The least share of words that begin in a script of their own."""


class _Words(NamedTuple):
    """Function words: their hashes, sorted, and for each the languages that have it, a column a language."""

    codes: tuple[str, ...]
    hash: Hashes
    of: npt.NDArray[np.bool_]


@cache
def _function_words() -> _Words:
    lines = read_lines(__package__, "function_words.txt")
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    hashes = hash_words(word for _, *words in rows for word in words)
    known = np.sort(hashes)
    known = known[np.append(True, known[1:] != known[:-1])]
    of = np.zeros((known.size, len(rows)), np.bool_)
    of[np.searchsorted(known, hashes), np.repeat(np.arange(len(rows)), [len(row) - 1 for row in rows])] = True
    return _Words(tuple(code for code, *_ in rows), known, of)


def _rows(words: Hashes) -> npt.NDArray[np.uint16]:
    """Return the row of each word among the function words, counted from 1; 0 for others."""
    known = _function_words().hash
    row = np.minimum(np.searchsorted(known, words), known.size - 1)
    return np.where(known[row] == words, row + 1, 0).astype(np.uint16)


def find_languages(batch: Analysis) -> list[str]:
    """Return for every text of a batch its language's code or its script's name, `UNKNOWN` where in doubt."""
    words, tokens = _function_words(), batch.tokens
    bounds = batch.bounds_of(tokens.start)
    total = np.minimum(np.diff(bounds), MAX_WORDS)
    asked = ranges(bounds[:-1], bounds[:-1] + total)
    part = np.repeat(np.arange(total.size), total)
    rows = batch.tell_at(_rows, asked)
    hits = np.flatnonzero(rows != 0)
    # How often each text has each of the words that any has, then each language's.
    used, column = _renumbered(rows[hits] - 1, words.hash.size)
    uses = np.bincount(part[hits] * used.size + column, minlength=total.size * used.size).reshape(total.size, used.size)
    counts = uses @ words.of[used].astype(np.int64)
    order = np.argsort(counts, 1)
    first_count, second_count = np.take_along_axis(counts, order[:, -1:-3:-1], 1).T
    is_sure = (total >= MIN_WORDS) & (first_count >= MIN_SHARE * total) & (second_count <= MAX_SECOND * first_count)
    scripts = _scripts(batch, asked, part, total)
    return [
        words.codes[best] if sure else scripts[number]
        for number, (best, sure) in enumerate(zip(order[:, -1].tolist(), is_sure.tolist(), strict=True))
    ]


def _renumbered(numbers: npt.NDArray[Any], count: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return those of `count` numbers that occur, and of each number the place among them."""
    occurs = np.bincount(numbers, minlength=count) > 0
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[numbers]


def _scripts(
    batch: Analysis, asked: npt.NDArray[np.intp], part: npt.NDArray[np.intp], total: npt.NDArray[np.intp]
) -> list[str]:
    """Return for every text the script that most of its words begin in, `UNKNOWN` for Latin and in doubt."""
    found = [UNKNOWN] * total.size
    if batch.codes.dtype == np.uint8:
        return found
    codes = batch.codes[batch.tokens.start[asked]]
    for name, spans in _SCRIPTS.items():
        inside = np.zeros(codes.size, np.bool_)
        for start, end in spans:
            inside |= (codes >= start) & (codes <= end)
        if inside.any():
            count = np.bincount(part[inside], minlength=total.size)
            for number in np.flatnonzero((total >= MIN_WORDS) & (count >= _SCRIPT_SHARE * total)).tolist():
                found[number] = name
    return found


def language_of(article: Article, analysis: Analysis) -> str | None:
    """Return the code of an article's language: as the file declares it, unless the text tells of another.

    None where neither tells. A text of a few words counts as English, as for `is_english`; unlike `find_languages` this
    need not be sure.
    """
    declared = declared_language(article.language)
    if is_english(analysis, declared):
        return "en"
    words, size = _function_words(), analysis.tokens.hash.size
    hits = analysis.tokens.hash[contains(words.hash, analysis.tokens.hash)]
    counts = words.of[np.searchsorted(words.hash, hits)].sum(0)
    second, best = np.argsort(counts)[-2:].tolist()
    is_likely = counts[best] >= MIN_SHARE_OF_ENGLISH * size and counts[best] >= _LEAD * counts[second]
    likely = words.codes[best] if is_likely else None
    if declared in ("", "en"):
        return likely
    own = counts[words.codes.index(declared)] if declared in words.codes else 0
    return declared if likely is None or own > MAX_SECOND * counts[best] else likely
