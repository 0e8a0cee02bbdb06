"""Unicode as columns: a class and a folded form for every code point, looked up for a whole text at once."""

import unicodedata
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[Any]
"""A text as an array of code points: uint8 where it is ASCII, else uint32."""


class Class:
    """What a code point is to the tokeniser: the low bits of a class byte; UPPER, LOWER, EXPANDS are bits above.

    Plain integers, not an enumeration: NumPy widens a whole column to compare it with one.
    """

    UNKNOWN: Final = 0
    OTHER: Final = 1
    SPACE: Final = 2
    LETTER: Final = 3
    DIGIT: Final = 4
    MARK: Final = 5
    """A combining mark: goes with the word before it."""
    UNSPACED: Final = 6
    """A letter of a script without spaces between words: a token of its own."""
    APOSTROPHE: Final = 7
    """Belongs to a word when letters stand on both sides."""
    POINT: Final = 8
    """Full stop or comma: belongs to a number when digits stand on both sides."""
    IGNORABLE: Final = 9
    """A format character that shows nothing, such as a soft hyphen or zero-width space: no part of the spelling."""
    CLOSING: Final = 10
    """Closing quote or bracket: stands behind a sentence's final punctuation."""
    OPENING: Final = 11
    TERMINAL: Final = 12
    """Ends a sentence, besides the full stop: ! ? … and their relatives."""


CLASS_BITS: Final = np.uint8(0x0F)
UPPER: Final = 0x10
LOWER = 0x20
EXPANDS = 0x40
"""The folded form is not one code point, so words with it are folded as strings."""

_UNSPACED_RANGES = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_APOSTROPHES = "'’ʼ＇"
_TERMINALS = "!?…。！？｡؟।"
_CLOSINGS = '"”»)]}'
_OPENINGS = "“‘«([{„‚¿¡"

_SPACE = ord(" ")

_classes = np.zeros(0x110000, np.uint8)
_folded = np.zeros(0x110000, np.uint32)


def fold(word: str) -> str:
    """Return a word as look-ups know it: NFKC, case-folded, ’ as ', without invisible characters."""
    if word.isascii():
        return word.lower()
    word = unicodedata.normalize("NFKC", word.replace("’", "'").replace("ʼ", "'"))
    folded = unicodedata.normalize("NFKC", word.casefold())
    if not folded.isprintable():  # only format characters make a word unprintable
        folded = "".join(char for char in folded if unicodedata.category(char) != "Cf")
    return folded


def _classify(code: int) -> int:
    """Return the class byte of one code point."""
    char = chr(code)
    category = unicodedata.category(char)
    for chars, kind in (
        (_APOSTROPHES, Class.APOSTROPHE),
        (".,", Class.POINT),
        (_TERMINALS, Class.TERMINAL),
        (_CLOSINGS, Class.CLOSING),
        (_OPENINGS, Class.OPENING),
    ):
        if char in chars:
            return kind
    if category in ("Lu", "Lt"):
        return Class.LETTER | UPPER
    if category == "Ll":
        return Class.LETTER | LOWER
    if category[0] == "L":
        unspaced = any(first <= code <= last for first, last in _UNSPACED_RANGES)
        return Class.UNSPACED if unspaced else Class.LETTER
    if category in ("Nd", "Nl", "No"):
        return Class.DIGIT
    if category[0] == "M":
        return Class.MARK
    if category == "Cf":
        return Class.IGNORABLE | EXPANDS
    return Class.SPACE if char.isspace() else Class.OTHER


def _learn(codes: Iterable[int]) -> None:
    """Fill the tables for code points that no text has shown before."""
    for code in codes:
        kind = _classify(code)
        folded = fold(chr(code))
        if len(folded) == 1:
            _folded[code] = ord(folded)
        else:
            kind |= EXPANDS
        _classes[code] = kind


_learn(range(128))
_ASCII_CLASSES: Final = bytes(_classes[:256].tolist())
"""For `bytes.translate`, which is several times as fast as an index."""


def codes_of(text: str) -> Codes:
    """Return the text as an array of code points."""
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def classes_of(codes: Codes) -> npt.NDArray[np.uint8]:
    """Return the class byte of every code point."""
    classes = np.frombuffer(bytearray(codes.astype(np.uint8, copy=False)).translate(_ASCII_CLASSES), np.uint8)
    if codes.dtype != np.uint8:
        places = np.flatnonzero(codes > 127)
        others = codes[places]
        found = _classes.take(others)
        unknown = found == Class.UNKNOWN
        if unknown.any():
            _learn(set(others[unknown].tolist()))
            found = _classes.take(others)
        classes[places] = found
    return classes


def folded_of(codes: Codes) -> npt.NDArray[np.uint32]:
    """Return the folded form of every code point; 0 for those that EXPANDS. Call `classes_of` first."""
    return _folded[codes]


def find_marks(codes: Codes, classes: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
    """Return the offsets of all characters but letters, digits, combining marks and the common space, in order."""
    kinds = classes & CLASS_BITS
    is_mark = (kinds < Class.LETTER) | (kinds > Class.UNSPACED)
    is_mark &= codes != _SPACE
    return np.flatnonzero(is_mark).astype(np.int32)
