"""From bytes to text, without losing a byte: every offset in the text can be found again in the file.

The order of tests was measured right on 17 of 17 samples (research: formats.md, section 2): byte order mark, NUL
bytes in a UTF-16 pattern, strict UTF-8, what an HTML page says of itself, statistics.
"""

import codecs
import re
from typing import NamedTuple

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The marks that a file may begin with, and the encodings that they tell; the first that fits counts."""
_MARKS = tuple(mark for mark, _ in BYTE_ORDER_MARKS)
_META_CHARSET = rb"(?i)<meta[^>]{0,200}?charset=[\"']?([A-Za-z0-9_.:-]{2,40})"
_SAMPLE = 4096
"""Bytes at the start of a file that the tests for UTF-16, for binary data and for a page's charset look at."""
_SEQUENCE = rb"[\xc0-\xff][\x80-\xbf]{1,3}"
"""What UTF-8 makes of a letter outside ASCII; text of a one-byte encoding almost never does so by chance."""
_UTF8_SHARE = 0.5
"""A file with errors is UTF-8 when at least this share of its bytes outside ASCII stand in such sequences."""

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b\b"))
"""Control characters that text has no use for."""


class Decoded(NamedTuple):
    """The text of a file; `bad` are the code points, in order, that stand for undecodable bytes.

    A bad code point is U+FFFD. `guessed` says that the encoding was inferred from statistics.
    """

    text: str
    encoding: str
    bad: list[int]
    guessed: bool = False


def decode(data: bytes, *, html: bool = False) -> Decoded:
    """Decode the bytes of a file. Never raises; a byte order mark is left out of the text."""
    if data.startswith(_MARKS):
        mark, encoding = next(it for it in BYTE_ORDER_MARKS if data.startswith(it[0]))
        return decode_as(data[len(mark) :], encoding)
    wide = _wide_encoding(data)
    if wide is not None:
        return decode_as(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", [])
    except UnicodeDecodeError:
        return _decode_unmarked(data, html)


def decode_as(data: bytes, encoding: str) -> Decoded:
    """Decode with one encoding, U+FFFD for what it can't read. Never raises."""
    try:
        return Decoded(data.decode(encoding), encoding, [])
    except UnicodeDecodeError:
        pass
    if encoding != "utf-8":
        text = data.decode(encoding, "replace")
        return Decoded(text, encoding, [match.start() for match in re.finditer("\ufffd", text)])
    # surrogateescape makes one character of every bad byte, so that offsets stay exact.
    escaped = data.decode("utf-8", "surrogateescape")
    bad = [match.start() for match in re.finditer("[\udc80-\udcff]", escaped)]
    return Decoded(re.sub("[\udc80-\udcff]", "\ufffd", escaped), encoding, bad)


def _wide_encoding(data: bytes) -> str | None:
    """Tell UTF-16 without a byte order mark by the NUL bytes of its Latin letters."""
    sample = data[: _SAMPLE & ~1]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    pairs = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if even > 0.4 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return None


def _decode_unmarked(data: bytes, html: bool) -> Decoded:
    """Decode what is no valid UTF-8 and bears no mark."""
    declared = re.search(_META_CHARSET, data[:_SAMPLE]) if html else None
    if declared is not None:
        encoding = _known(declared.group(1).decode("ascii"))
        if encoding not in (None, "utf-8"):
            return decode_as(data, encoding or "")
    decoded = decode_as(data, "utf-8")
    high = len(data.translate(None, bytes(range(128))))
    if sum(map(len, re.findall(_SEQUENCE, data))) >= _UTF8_SHARE * high:
        return decoded
    from turbohtml.detect import detect  # right on all one-byte samples; loaded only for such files

    guess = _known(detect(data[: _SAMPLE * 16]).encoding or "") or "cp1252"
    return decoded if guess == "utf-8" else decode_as(data, guess)._replace(guessed=True)


def _known(name: str) -> str | None:
    """Return Python's name for an encoding, None where it has none."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def is_binary(data: bytes) -> bool:
    """Whether the file is no text: control characters make up a tenth of its start, in no wide encoding."""
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls <= 0.1 * len(sample):
        return False
    return not data.startswith(_MARKS) and _wide_encoding(data) is None
