"""The token columns: where every word stands, its hash, and what it looks like."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text.characters import CLASS_BITS, EXPANDS, UPPER, Class, Codes, folded_of
from copydesk.text.hashing import Hashes, Indexes, hash_folded, hash_words, ranges
from copydesk.text.met_words import MetWords, Numbers

Classes = npt.NDArray[np.uint8]


class TokenFlag:
    """What a token looks like: bits, as plain integers so that NumPy does not widen the column."""

    CAPITAL: Final = 1
    """Begins with an upper-case letter."""
    UPPER: Final = 2
    """Two letters or more, all upper case."""
    DIGIT: Final = 4
    """Has a digit."""
    LETTER: Final = 8
    """Has a letter."""
    MARKED: Final = 16
    """Has a character outside ASCII."""


class Tokens(NamedTuple):
    """The words of a text, one entry each, in order.

    `start` and `end` are half-open code point offsets; `hash` is of the folded word; `flags` are `TokenFlag` bits;
    `block` and `sentence` are indexes into those columns.
    """

    start: Indexes
    end: Indexes
    hash: Hashes
    flags: npt.NDArray[np.uint8]
    block: Indexes
    sentence: Indexes


class Words(NamedTuple):
    """What is known of the words of a text before it has sentences.

    `start`, `end`, `hash` and `block` are those of `Tokens`; `number` is by what `met` knows the word.
    """

    start: Indexes
    end: Indexes
    hash: Hashes
    block: Indexes
    number: Numbers
    met: MetWords


def _word_mask(classes: Classes, marks: Indexes) -> npt.NDArray[np.bool_]:
    """Mark the characters of words.

    Letters, digits, marks; apostrophes and invisible characters between two of those; points between two digits.
    """
    kinds = classes & CLASS_BITS
    word = (kinds >= Class.LETTER) & (kinds <= Class.UNSPACED)
    kind = kinds[marks]
    inner = marks[np.flatnonzero((kind >= Class.APOSTROPHE) & (kind <= Class.IGNORABLE))]
    inner = inner[(inner > 0) & (inner < kinds.size - 1)]
    before, after, kind = kinds[inner - 1], kinds[inner + 1], kinds[inner]
    between_words = word[inner - 1] & word[inner + 1] & (kind != Class.POINT)
    between_digits = (kind == Class.POINT) & (before == Class.DIGIT) & (after == Class.DIGIT)
    word[inner[between_words | between_digits]] = True
    return word


def find_words(classes: Classes, marks: Indexes) -> tuple[Indexes, Indexes]:
    """Return start and end of every word in a text, given with the classes of its characters and `Analysis.marks`.

    A word is a run of letters and digits with inner apostrophes; 3.5 and 1,000 are one word; hyphens part words; in a
    script without spaces every letter, with its marks, is a word.
    """
    if not classes.size:
        return np.empty(0, np.int32), np.empty(0, np.int32)
    word = _word_mask(classes, marks)
    kinds = classes & CLASS_BITS
    unspaced = kinds == Class.UNSPACED
    if not unspaced.any():
        is_edge = np.empty(word.size + 1, np.bool_)
        is_edge[0], is_edge[-1] = word[0], word[-1]
        np.not_equal(word[1:], word[:-1], out=is_edge[1:-1])
        edges = np.flatnonzero(is_edge).astype(np.int32)
        return edges[0::2].copy(), edges[1::2].copy()
    # A cut lies between two characters where word begins or ends, and round each letter of an unspaced script.
    cut = word[1:] != word[:-1]
    cut |= word[1:] & word[:-1] & (unspaced[1:] | unspaced[:-1]) & (kinds[1:] != Class.MARK)
    edges = np.concatenate(([0], np.flatnonzero(cut) + 1, [classes.size])).astype(np.int32)
    inside = word[edges[:-1]]
    return edges[:-1][inside], edges[1:][inside]


def key_tokens(text: str, codes: Codes, classes: Classes, start: Indexes, end: Indexes) -> npt.NDArray[np.uint64]:
    """Return keys of the words at [start, end) by which they are known again.

    Words with one key have one folded form; of words with one folded form those of ASCII have one key, and the others.
    A word of ASCII is read in pieces of eight letters, each taken for a number: a quarter of the time of its hash. The
    key of any other word, and of a very long one, is its hash.
    """
    letters = codes.astype(np.uint8, copy=False).tobytes() + bytes(_PIECE)
    pieces: npt.NDArray[np.uint64] = np.ndarray((codes.size + 1,), "<u8", letters, strides=(1,))
    length = end - start
    keys = _key_piece(pieces, start, length)
    keys *= _PIECE_WEIGHTS[0]
    longer = np.flatnonzero(length > _PIECE)
    for number, weight in enumerate(_PIECE_WEIGHTS[1:], 1):
        begun = number * _PIECE
        keys[longer] += _key_piece(pieces, start[longer] + begun, length[longer] - begun) * weight
        longer = longer[length[longer] > begun + _PIECE]
    is_hashed = np.zeros(start.size, np.bool_)
    is_hashed[longer] = True
    if codes.dtype != np.uint8:
        is_hashed[_holding(np.flatnonzero(codes > 127), start, end)] = True
    hashed = np.flatnonzero(is_hashed)
    keys[hashed] = hash_tokens(text, codes, classes, start[hashed], end[hashed])
    return keys


def _key_piece(pieces: npt.NDArray[np.uint64], start: Indexes, length: Indexes) -> npt.NDArray[np.uint64]:
    """Return the next letters of words, eight at most, as numbers; of words in capitals those of small letters."""
    piece = pieces[start]
    piece |= _SMALL
    piece &= _PIECE_MASKS.take(length, mode="clip")
    return piece


def hash_tokens(text: str, codes: Codes, classes: Classes, start: Indexes, end: Indexes) -> Hashes:
    """Hash the folded form of the words at [start, end), in order."""
    hashes = hash_folded(folded_of(codes[ranges(start, end)]), (end - start).astype(np.int64))
    if codes.dtype != np.uint8:
        odd = _need_folding(text, classes, start, end)
        if odd.size:
            hashes[odd] = hash_words(text[start[i] : end[i]] for i in odd.tolist())
    return hashes


_PIECE = 8
"""Letters that one number of 64 bits holds."""
_SMALL = np.uint64(0x2020202020202020)
"""The bit that small letters have and capitals lack; digits and what stands within words have it, too."""
_PIECE_MASKS = np.array([(1 << 8 * letters) - 1 for letters in range(_PIECE + 1)], np.uint64)
_PIECE_WEIGHTS = np.array((0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93), np.uint64)
"""Of each piece; odd and without a pattern, so that every letter tells in the upper bits of the key."""


def _need_folding(text: str, classes: Classes, start: Indexes, end: Indexes) -> npt.NDArray[np.intp]:
    """Return the words that no table folds: with a letter that becomes several, or in decomposed form."""
    special = (classes & EXPANDS) != 0
    marks = (classes & CLASS_BITS) == Class.MARK
    if marks.any() and not _are_composed(text, _holding(np.flatnonzero(marks), start, end), start, end):
        special |= marks
    return _holding(np.flatnonzero(special), start, end)


def _are_composed(text: str, words: npt.NDArray[np.intp], start: Indexes, end: Indexes) -> bool:
    """Whether words stay as they are when they are folded and composed."""
    import unicodedata

    folded = "\n".join(text[start[word] : end[word]] for word in words.tolist()).casefold()
    return unicodedata.is_normalized("NFC", folded)


def _holding(places: npt.NDArray[np.intp], start: Indexes, end: Indexes) -> npt.NDArray[np.intp]:
    """Return the words that hold one of a few characters, given by their places in order."""
    if not start.size:
        return np.empty(0, np.intp)
    words = np.searchsorted(start, places.astype(start.dtype), "right") - 1
    words = words[(words >= 0) & (places < end[words])]
    held: npt.NDArray[np.intp] = words[np.diff(words, prepend=-1) != 0]
    return held


def flag_tokens(codes: Codes, classes: Classes, start: Indexes, end: Indexes) -> npt.NDArray[np.uint8]:
    """Return the `TokenFlag` bits of the words at [start, end)."""
    if not start.size:
        return np.zeros(0, np.uint8)
    flags = np.full(start.size, TokenFlag.LETTER, np.uint8)
    # Most words are letters, and small ones behind the first: only the others are looked at letter by letter.
    kinds = classes & CLASS_BITS
    is_upper = (classes & UPPER) != 0
    odd = is_upper.copy()
    odd[1:] &= (kinds[:-1] >= Class.LETTER) & (kinds[:-1] <= Class.IGNORABLE)
    odd[:1] = False
    odd |= (kinds == Class.DIGIT) | (kinds == Class.MARK)
    words = _holding(np.flatnonzero(odd), start, end)
    lengths = (end[words] - start[words]).astype(np.int64)
    if words.size:
        marks = _MARKS[classes[ranges(start[words], end[words])]]
        held = np.bitwise_or.reduceat(marks, np.cumsum(lengths) - lengths)
        flags[words] = held & np.uint8(TokenFlag.LETTER | TokenFlag.DIGIT)
        letters = np.add.reduceat((marks & TokenFlag.LETTER) != 0, np.cumsum(lengths) - lengths, dtype=np.intp)
        flags[words[(letters > 1) & ((held & _NOT_UPPER) == 0)]] |= TokenFlag.UPPER
    flags |= is_upper.take(start).view(np.uint8) * np.uint8(TokenFlag.CAPITAL)
    if codes.dtype != np.uint8:
        flags[_holding(np.flatnonzero(codes > 127), start, end)] |= TokenFlag.MARKED
    return flags


_NOT_UPPER = np.uint8(0x80)
"""Marks a letter that is not upper case."""


def _mark(kind: int) -> int:
    """Return what a character says of its word: `TokenFlag.LETTER`, `TokenFlag.DIGIT`, `_NOT_UPPER`."""
    if kind & CLASS_BITS in (Class.LETTER, Class.UNSPACED):
        return int(TokenFlag.LETTER) | (0 if kind & UPPER else int(_NOT_UPPER))
    return int(TokenFlag.DIGIT) if kind & CLASS_BITS == Class.DIGIT else 0


_MARKS = np.array([_mark(kind) for kind in range(256)], np.uint8)
