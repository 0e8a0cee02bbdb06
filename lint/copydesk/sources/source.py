"""A file that was read: its text, its articles, what is wrong with it, and its lines."""

import re
from bisect import bisect_right

import msgspec

from copydesk.article import Article
from copydesk.diagnostic import Place

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Unreadable(Exception):  # noqa: N818 (a state of a file, not a mistake)
    """The file can't be read; the message says why in plain words."""


class Binary(Exception):  # noqa: N818
    """The file is no text and is passed over; the message says how that was seen."""


class FoundFile(msgspec.Struct, frozen=True):
    """A file to lint: its path as the user gave it, with forward slashes.

    `data` holds its bytes where they don't come from the disk (standard input), `format` its format where the path
    does not tell.
    """

    path: str
    data: bytes | None = None
    format: str | None = None


class Problem(msgspec.Struct, frozen=True):
    """Something that is wrong with a file, at a half-open span of code points of the decoded file."""

    code: str
    start: int
    end: int
    message: str


class Source(msgspec.Struct, kw_only=True):
    """A file that was read. `text` is the decoded file, U+FFFD standing for bytes that are none of its encoding.

    `size` is in bytes; `sha256` is of the bytes, in hexadecimal.
    """

    path: str
    text: str = ""
    encoding: str = ""
    size: int = 0
    sha256: str = ""
    format: str = "text"
    articles: list[Article] = []
    problems: list[Problem] = []


class LineTable:
    """The lines of a decoded file. Lines end with CR LF, LF or CR, and with nothing else (U+2028 is a character)."""

    def __init__(self, text: str) -> None:
        """Find the lines of a text."""
        self._text = text
        self._starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]

    def place(self, offset: int) -> Place:
        """Return the line and column of an offset in code points, which may be the text's length."""
        line = bisect_right(self._starts, offset) - 1
        start = self._starts[line]
        before = self._text[start:offset]
        utf16 = len(before) if before.isascii() else len(before.encode("utf-16-le", "surrogatepass")) // 2
        return Place(offset, line + 1, offset - start + 1, utf16 + 1)

    def line_span(self, line: int) -> tuple[int, int]:
        """Return the half-open span of a line, counted from 1, without its line break."""
        start = self._starts[line - 1]
        if line == len(self._starts):
            return start, len(self._text)
        end = self._starts[line] - 1
        return start, end - (self._text[end - 1 : end + 1] == "\r\n")
