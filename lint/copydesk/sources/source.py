"""A file that was read: its text, its articles, what is wrong with it, and its lines."""

import re
from bisect import bisect_right
from typing import Literal, NamedTuple

import msgspec

from copydesk.article import Article
from copydesk.diagnostic import Place
from copydesk.sources.fields import FieldNames

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Unreadable(Exception):  # noqa: N818 (a state of a file, not a mistake)
    """The file can't be read; the message says why in plain words."""


class NoArticle(Exception):  # noqa: N818
    """The file holds nothing to lint and is passed over; the message says how that was seen."""


HtmlText = Literal["main", "page", "vote"]


class SourceOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the settings say about reading.

    `max_size` is the most code points of an article that are linted, `fields` are the names of records' fields, and
    `html_text` says what of a page is its article: its main text, or all of it; with "vote" extractors tell what of
    all that is the page's frame. `is_hashed`: the SHA-256 of files will be asked for; it takes a tenth of the time for
    reading a small one.
    """

    max_size: int = 10_000_000
    fields: FieldNames = FieldNames()
    html_text: HtmlText = "main"
    is_hashed: bool = True


class Problem(msgspec.Struct, frozen=True):
    """Something that is wrong with a file, at a half-open span of code points of the decoded file."""

    code: str
    start: int
    end: int
    message: str


Contained = Literal["container"]
"""Records of a file that is no text itself, such as Parquet."""
JsonLayout = Literal["lines", "list", "values"]
"""A record a line; the items of one list; values one behind another, of any number of lines, mostly one value."""


class Table(NamedTuple):
    """How a file of rows is to be read: what parts its cells, and the names of its columns."""

    delimiter: str
    columns: tuple[str, ...]


class Origin(msgspec.Struct, frozen=True):
    """Where in a file a part of it begins, as `Place` tells it, and how many records lie before."""

    offset: int = 0
    line: int = 1
    column: int = 1
    utf16_column: int = 1
    records: int = 0

    def behind(self, text: str, records: int) -> "Origin":
        """Return where the part behind a text begins that begins here and holds so many records."""
        breaks = text.count("\n") + (text.count("\r") - text.count("\r\n") if "\r" in text else 0)
        last = text[max(text.rfind("\n"), text.rfind("\r")) + 1 :]
        column, utf16 = (1, 1) if breaks else (self.column, self.utf16_column)
        return Origin(
            offset=self.offset + len(text),
            line=self.line + breaks,
            column=column + len(last),
            utf16_column=utf16 + utf16_length(last),
            records=self.records + records,
        )


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a file of many records that is linted on its own.

    `layout` says how its records stand, `encoding` how it is to be decoded, `problems` what was noticed when the file
    was split, with offsets of the part. Parts are numbered from 0. A place in what `is_compressed` can't be edited.
    """

    number: int
    origin: Origin
    layout: JsonLayout | Table | Contained
    encoding: str
    is_compressed: bool = False
    problems: tuple[Problem, ...] = ()


class FoundFile(msgspec.Struct, frozen=True):
    """A file to lint: its path as the user gave it, with forward slashes.

    `data` holds its bytes where they don't come from the disk (standard input, a part of a large file), `format` its
    format where the path does not tell.
    """

    path: str
    data: bytes | None = None
    format: str | None = None
    part: Part | None = None


class Source(msgspec.Struct, kw_only=True):
    """A file that was read. `text` is the decoded file, U+FFFD standing for bytes that are none of its encoding.

    `size` is in bytes; `sha256` is of the bytes, in hexadecimal, or empty where it is not known. A part of a file is a
    source too, and `origin` says where it begins.

    A file that is no text itself, such as Parquet, has `texts`: the text of each article's record, by the number of the
    article. Places are counted in those.
    """

    path: str
    text: str = ""
    encoding: str = ""
    size: int = 0
    sha256: str = ""
    format: str = "text"
    articles: list[Article] = []
    problems: list[Problem] = []
    origin: Origin = Origin()
    texts: dict[int, str] = {}


class LineTable:
    """The lines of a decoded file. Lines end with CR LF, LF or CR, and with nothing else (U+2028 is a character)."""

    def __init__(self, text: str, origin: Origin = Origin()) -> None:  # noqa: B008 (it is frozen)
        """Find the lines of a text; it is the part of a file that begins at `origin`."""
        self._origin = origin
        self._text = text
        self._counted = (0, 0, 0)
        self._starts = [0]
        if "\r" in text:
            self._starts += [match.end() for match in _LINE_BREAK.finditer(text)]
        else:
            while end := text.find("\n", self._starts[-1]) + 1:
                self._starts.append(end)

    def place(self, offset: int) -> Place:
        """Return where in the file an offset of the text is, in code points; it may be the text's length."""
        line = bisect_right(self._starts, offset) - 1
        column = offset - self._starts[line]
        utf16 = self._utf16_column(self._starts[line], offset)
        if line == 0:
            column, utf16 = column + self._origin.column - 1, utf16 + self._origin.utf16_column - 1
        return Place(self._origin.offset + offset, self._origin.line + line, column + 1, utf16 + 1)

    def _utf16_column(self, start: int, offset: int) -> int:
        """Count the UTF-16 code units from a line's start to an offset: on from the last that was asked for, if nearer.

        The places of a long line are asked for nearly in order, and so found in the time of one.
        """
        line, last, units = self._counted
        if line != start or abs(offset - last) > offset - start:
            last, units = start, 0
        if offset < last:
            units -= utf16_length(self._text[offset:last])
        else:
            units += utf16_length(self._text[last:offset])
        self._counted = start, offset, units
        return units

    def line_span(self, offset: int) -> tuple[int, int]:
        """Return the half-open span of the line that an offset of the text is in, without its line break."""
        line = bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        if line == len(self._starts):
            return start, len(self._text)
        end = self._starts[line] - 1
        return start, end - (self._text[end - 1 : end + 1] == "\r\n")


def utf16_length(text: str) -> int:
    """Count UTF-16 code units, as editors do."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
