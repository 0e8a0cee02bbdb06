"""What stands round a word, as numbers: the symbols of its neighbours, for many places at once.

A symbol is a function word, another frequent word, or what a word may be. Beyond a comma, a bracket or the sentence's
end nothing is seen but that symbol. `data/symbols.bin` is made by `scripts/build_parts_of_speech.py`.
"""

from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Hashes, TokenFlag, contains, hash_words
from copydesk_rules.data_files import read_data, read_lines
from copydesk_rules.word_facts import tell_at

Symbols = npt.NDArray[np.uint16]
Places = npt.NDArray[np.intp]

REACH: Final = 3
"""Words that are looked at on either side."""


class Symbol:
    """Symbols that are no words; those of the parts of speech that a word may be come behind them."""

    UNKNOWN: Final = 0
    NAME: Final = 1
    NUMBER: Final = 2
    UNKNOWN_ING: Final = 3
    UNKNOWN_ED: Final = 4
    UNKNOWN_S: Final = 5
    UNKNOWN_LY: Final = 6
    POSSESSIVE: Final = 7
    END: Final = 10
    COMMA: Final = 11
    DASH: Final = 12
    MARK: Final = 13
    FIRST_CLASS: Final = 20
    FIRST_WORD: Final = 1000


class Table(NamedTuple):
    """The known words by hash, ascending, with their symbols.

    `coarse` tells function words apart and else what a word may be; `fine` tells the frequent words apart as well.
    """

    hash: Hashes
    coarse: Symbols
    fine: Symbols


_ROW_BYTES = 12


@cache
def table() -> Table:
    """Return the known words, read once a process."""
    data = read_data(__package__, "symbols.bin")
    count = len(data) // _ROW_BYTES
    coarse = np.frombuffer(data, np.uint16, count, offset=8 * count)
    return Table(np.frombuffer(data, np.uint64, count), coarse, np.frombuffer(data, np.uint16, count, 10 * count))


def coarse_symbols(words: Hashes) -> Symbols:
    """Return the coarse symbol of each word, `Symbol.UNKNOWN` where it is not known."""
    return _entries(table().coarse, words)


def fine_symbols(words: Hashes) -> Symbols:
    """Return the fine symbol of each word, `Symbol.UNKNOWN` where it is not known."""
    return _entries(table().fine, words)


def _entries(column: Symbols, words: Hashes) -> Symbols:
    rows = np.minimum(np.searchsorted(table().hash, words), column.size - 1)
    return np.where(table().hash[rows] == words, column[rows], np.uint16(Symbol.UNKNOWN))


@cache
def kinds() -> list[str]:
    """Return the letters of what a word may be (`parts_of_speech`), for each symbol from `Symbol.FIRST_CLASS` on."""
    return read_lines(__package__, "kinds.txt")


class Neighbours(NamedTuple):
    """The symbols round some tokens: a row for each, column REACH + d for the word d places on (0: itself)."""

    coarse: Symbols
    fine: Symbols


def neighbours(analysis: Analysis, places: Places) -> Neighbours:
    """Return the symbols round the tokens at some places."""
    steps = np.arange(-REACH, REACH + 1)
    count = analysis.tokens.start.size
    near = np.clip(places[:, None] + steps, 0, max(count - 1, 0))
    coarse, fine = _symbols(analysis, near.ravel())
    found = Neighbours(coarse.reshape(near.shape), fine.reshape(near.shape))
    # Column REACH - 1 + d is the gap that a step from d to d + 1 crosses.
    gaps = _gaps(analysis, (places[:, None] + steps[1:]).ravel()).reshape(places.size, 2 * REACH)
    for side in (1, -1):
        stopped = np.zeros(places.size, np.uint16)
        for step in range(1, REACH + 1):
            gap = gaps[:, REACH - 1 + side * step + (side < 0)]
            stopped = np.where(stopped != 0, stopped, gap)
            column = REACH + side * step
            for symbols in found:
                symbols[:, column] = np.where(stopped != 0, stopped, symbols[:, column])
    return found


def _symbols(analysis: Analysis, places: Places) -> tuple[Symbols, Symbols]:
    """Return the symbols of the tokens at some places, whatever stands round them."""
    tokens, flags = analysis.tokens, analysis.tokens.flags[places]
    coarse, fine = tell_at(analysis, coarse_symbols, places), tell_at(analysis, fine_symbols, places)
    capital = (flags & TokenFlag.CAPITAL) != 0
    opens = places == analysis.sentences.first[tokens.sentence[places]]
    named = capital & np.where(opens, coarse < Symbol.FIRST_CLASS, ~tell_at(analysis, _is_never_named, places))
    number = (flags & TokenFlag.DIGIT) != 0
    odd = np.flatnonzero((coarse == 0) & ~named & ~number)
    coarse[odd] = fine[odd] = by_ending(analysis, places[odd])
    for symbols in (coarse, fine):
        symbols[named] = Symbol.NAME
        symbols[number] = Symbol.NUMBER
    return coarse, fine


_never_named = np.sort(hash_words(("i", "i'm", "i've", "i'd", "i'll")))


def _is_never_named(words: Hashes) -> npt.NDArray[np.bool_]:
    """Whether words have a capital wherever they stand."""
    return contains(_never_named, words)


def by_ending(analysis: Analysis, places: Places) -> Symbols:
    """Return the symbols of unknown words, by their last letters."""
    codes, tokens = analysis.codes, analysis.tokens
    end, length = tokens.end[places], tokens.end[places] - tokens.start[places]
    last = [codes[np.maximum(end - back, 0)] for back in (1, 2, 3)]
    is_s = last[0] == ord("s")
    long = length > 4
    symbols = np.full(places.size, Symbol.UNKNOWN, np.uint16)
    symbols[long & is_s] = Symbol.UNKNOWN_S
    symbols[long & (last[0] == ord("y")) & (last[1] == ord("l"))] = Symbol.UNKNOWN_LY
    symbols[long & (last[0] == ord("d")) & (last[1] == ord("e"))] = Symbol.UNKNOWN_ED
    symbols[long & (last[0] == ord("g")) & (last[1] == ord("n")) & (last[2] == ord("i"))] = Symbol.UNKNOWN_ING
    symbols[is_s & ((last[1] == ord("'")) | (last[1] == ord("’")))] = Symbol.POSSESSIVE
    return symbols


def _gaps(analysis: Analysis, before: Places) -> Symbols:
    """Return the symbols of what parts the token at `before` - 1 from the one at `before`; 0 for mere white space."""
    tokens, codes = analysis.tokens, analysis.codes
    inside = (before > 0) & (before < tokens.start.size)
    right = np.where(inside, before, 1 if tokens.start.size > 1 else 0)
    left = right - inside
    inside &= tokens.sentence[left] == tokens.sentence[right]
    end = tokens.end[left]
    width = tokens.start[right] - end
    first = codes[np.minimum(end, codes.size - 1)]
    second = codes[np.minimum(end + 1, codes.size - 1)]
    symbols = np.full(before.size, Symbol.MARK, np.uint16)
    symbols[_is_space(first) & ((width == 1) | ((width == 2) & _is_space(second)))] = 0
    symbols[(first == ord(",")) & (width == 2) & _is_space(second)] = Symbol.COMMA
    symbols[((width == 1) & _is_dash(first)) | ((width == 3) & _is_space(first) & _is_dash(second))] = Symbol.DASH
    symbols[~inside] = Symbol.END
    return symbols


def parted(analysis: Analysis, places: Places) -> npt.NDArray[np.bool_]:
    """Whether a mark, or more, parts each token from the one before."""
    return np.asarray(_gaps(analysis, places) != 0)


def _is_space(codes: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    return np.asarray((codes == 0x20) | (codes == 0xA0) | (codes == 0x0A))


def _is_dash(codes: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    return np.asarray((codes == 0x2D) | (codes == 0x2013) | (codes == 0x2014))
