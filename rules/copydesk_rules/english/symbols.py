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
    near = np.clip(steps[:, None] + places, 0, max(analysis.tokens.start.size - 1, 0))
    layers = [symbols.reshape(near.shape) for symbols in _symbols(analysis, near.ravel())]
    # Row REACH + d is the gap between the words d and d + 1 places on.
    gaps = _gaps(analysis, near[:-1].ravel(), near[1:].ravel()).reshape(2 * REACH, places.size)
    for side in (1, -1):
        stopped = np.zeros(places.size, np.uint16)
        for step in range(1, REACH + 1):
            gap = gaps[REACH + side * step - (side > 0)]
            stopped = np.where(stopped != 0, stopped, gap)
            for symbols in layers:
                np.copyto(symbols[REACH + side * step], stopped, where=stopped != 0)
    coarse, fine = layers
    return Neighbours(coarse.T, fine.T)


def _symbols(analysis: Analysis, places: Places) -> tuple[Symbols, Symbols]:
    """Return the symbols of the tokens at some places, whatever stands round them."""
    flags = analysis.tokens.flags.take(places)
    both = analysis.tell_at(_both_symbols, places)
    coarse, fine = (both >> np.uint32(_LAYER_BITS)).astype(np.uint16), both.astype(np.uint16)
    capital = np.flatnonzero((flags & TokenFlag.CAPITAL) != 0)
    named = capital[_are_names(analysis, places[capital], coarse[capital])]
    number = np.flatnonzero((flags & TokenFlag.DIGIT) != 0)
    for symbols in (coarse, fine):
        symbols[named] = Symbol.NAME
        symbols[number] = Symbol.NUMBER
    odd = np.flatnonzero(coarse == Symbol.UNKNOWN)
    coarse[odd] = fine[odd] = by_ending(analysis, places[odd])
    return coarse, fine


_LAYER_BITS = 16


def _both_symbols(words: Hashes) -> npt.NDArray[np.uint32]:
    """Return the fine symbol of each word in one number with the coarse one above it."""
    return coarse_symbols(words).astype(np.uint32) << np.uint32(_LAYER_BITS) | fine_symbols(words)


def _are_names(analysis: Analysis, places: Places, coarse: Symbols) -> npt.NDArray[np.bool_]:
    """Whether words with a capital, given with their coarse symbols, are names; at a sentence's start any has one."""
    opens = places == analysis.sentences.first[analysis.tokens.sentence[places]]
    named = np.where(opens, coarse < Symbol.FIRST_CLASS, ~contains(_never_named, analysis.tokens.hash[places]))
    return np.asarray(named, np.bool_)


_never_named = np.sort(hash_words(("i", "i'm", "i've", "i'd", "i'll")))


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


def _gaps(analysis: Analysis, left: Places, right: Places) -> Symbols:
    """Return the symbols of what parts some tokens from the next ones; 0 for mere white space.

    A token is given with itself where none stands before it, or behind it.
    """
    tokens, codes = analysis.tokens, analysis.codes
    end = tokens.end.take(left)
    width = tokens.start.take(right) - end
    plain = (width == 1) & (codes.take(end, mode="clip") == ord(" "))
    plain &= tokens.sentence.take(left) == tokens.sentence.take(right)
    symbols = np.zeros(left.size, np.uint16)
    odd = np.flatnonzero(~plain)
    is_end = (left[odd] == right[odd]) | (tokens.sentence[left[odd]] != tokens.sentence[right[odd]])
    symbols[odd] = np.where(is_end, np.uint16(Symbol.END), _odd_gaps(codes, end[odd], width[odd]))
    return symbols


def _odd_gaps(codes: npt.NDArray[Any], start: npt.NDArray[np.int32], width: npt.NDArray[np.int32]) -> Symbols:
    """Return the symbols of the marks between words, by where they begin and how many they are."""
    first, second = codes.take(start, mode="clip"), codes.take(start + 1, mode="clip")
    symbols = np.full(start.size, Symbol.MARK, np.uint16)
    symbols[_is_space(first) & ((width == 1) | ((width == 2) & _is_space(second)))] = 0
    symbols[(first == ord(",")) & (width == 2) & _is_space(second)] = Symbol.COMMA
    symbols[((width == 1) & _is_dash(first)) | ((width == 3) & _is_space(first) & _is_dash(second))] = Symbol.DASH
    return symbols


def parted(analysis: Analysis, places: Places) -> npt.NDArray[np.bool_]:
    """Whether a mark, or more, parts each token from the one before."""
    return np.asarray(_gaps(analysis, np.maximum(places - 1, 0), places) != 0)


def _is_space(codes: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    return np.asarray((codes == 0x20) | (codes == 0xA0) | (codes == 0x0A))


def _is_dash(codes: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    return np.asarray((codes == 0x2D) | (codes == 0x2013) | (codes == 0x2014))
