"""The article: clean text, the blocks it is made of, and the map from its characters back to the file."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import msgspec

from copydesk.text import Block


class SourceMap:
    """Where in the file each character of an article's text comes from.

    A sorted list of runs `(text_start, source_start, length, stride)`. Offsets are code points: of the text on one
    side, of the decoded file on the other. A run's stride says how the two sides go together:

    * 1: verbatim;
    * k > 1: every character of the text stands for k characters of the file (`&amp;`, a JSON escape, a run of
      white space that became one space);
    * 0: the characters of the run come from a stretch of the file *together* (an entity for two characters, a line
      break for a paragraph's tags; the stretch may be empty). Any of them maps to the whole stretch.

    Built by `SourceMapBuilder`; never searched for text, so a repeated phrase can't be mistaken for its twin.
    """

    __slots__ = ("_lengths", "_source_ends", "_source_starts", "_strides", "_text_starts", "length")

    def __init__(
        self,
        text_starts: list[int],
        source_starts: list[int],
        lengths: list[int],
        strides: list[int],
        source_ends: list[int],
    ) -> None:
        """Take the runs as columns; `SourceMapBuilder.build` keeps them consistent."""
        self._text_starts = text_starts
        self._source_starts = source_starts
        self._lengths = lengths
        self._strides = strides
        self._source_ends = source_ends
        self.length = text_starts[-1] + lengths[-1] if text_starts else 0

    @classmethod
    def identity(cls, length: int, source_start: int = 0) -> "SourceMap":
        """Map a text that is a verbatim stretch of the file."""
        if not length:
            return cls([], [], [], [], [])
        return cls([0], [source_start], [length], [1], [source_start + length])

    def _char(self, offset: int) -> tuple[int, int]:
        """Return the stretch of the file that made the character at `offset`."""
        run = bisect_right(self._text_starts, offset) - 1
        stride = self._strides[run]
        if stride:
            start = self._source_starts[run] + (offset - self._text_starts[run]) * stride
            return start, start + stride
        return self._source_starts[run], self._source_ends[run]

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span of the text to the narrowest half-open span of the file that covers it.

        An empty span maps to an empty one: before the character at `start`, or behind the text's last.
        """
        if not self.length:
            return 0, 0
        if start >= end:
            place = self._char(start)[0] if start < self.length else self._char(self.length - 1)[1]
            return place, place
        first, last = self._char(start), self._char(end - 1)
        return min(first[0], last[0]), max(first[1], last[1])

    def is_exact(self, start: int, end: int) -> bool:
        """Whether each character of the span has characters of the file to itself, and nothing stands between those.

        Then an edit of the span is one of the file. White space may be another than in the file: readers write a
        space for a tab or a line break.
        """
        if start >= end:  # something may be put in there, unless it is amid what came of one stretch
            run = bisect_right(self._text_starts, start) - 1
            is_amid = 0 < start < self.length and self._strides[run] == 0 and start != self._text_starts[run]
            return start <= self.length and not is_amid
        first, last = (bisect_right(self._text_starts, offset) - 1 for offset in (start, end - 1))
        return all(self._strides[first : last + 1]) and (
            self._source_ends[first:last] == self._source_starts[first + 1 : last + 1]
        )

    def compose(self, outer: "SourceMap") -> "SourceMap":
        """Chain two maps: this one from text to a middle text, `outer` from that to the file.

        Markdown in a CSV cell and HTML in a JSON string are read this way.
        """
        builder = SourceMapBuilder()
        for run, stride in enumerate(self._strides):
            length, middle = self._lengths[run], self._source_starts[run]
            if stride == 1:
                builder.extend(outer, middle, middle + length)
            elif stride:
                for start in range(middle, middle + length * stride, stride):
                    builder.atom(1, *outer.to_source(start, start + stride))
            else:
                builder.together(length, *outer.to_source(middle, self._source_ends[run]))
        return builder.build()

    def runs(self, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
        """Yield the runs of the text's [start, end): length, start in the file, stride, end in the file."""
        while start < end:
            run = bisect_right(self._text_starts, start) - 1
            skipped = start - self._text_starts[run]
            length = min(self._lengths[run] - skipped, end - start)
            stride = self._strides[run]
            source_start = self._source_starts[run] + skipped * stride
            yield length, source_start, stride, source_start + length * stride if stride else self._source_ends[run]
            start += length


class DeferredMap(SourceMap):
    """A map that is made when it is first asked: most articles of a large file have no finding."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], SourceMap]) -> None:
        """Take what makes the map."""
        self._make = make

    def __getattr__(self, name: str) -> Any:
        """Make the map; called when a column is asked for that is not there yet."""
        if name not in SourceMap.__slots__:
            raise AttributeError(name)
        made = self._make()
        for column in SourceMap.__slots__:
            setattr(self, column, getattr(made, column))
        return getattr(self, name)


class SourceMapBuilder:
    """Collects runs in the order of the text; equal neighbours are joined."""

    __slots__ = ("_lengths", "_source_ends", "_source_starts", "_strides", "_text_starts", "length")

    def __init__(self) -> None:
        """Start with an empty text."""
        self._text_starts: list[int] = []
        self._source_starts: list[int] = []
        self._lengths: list[int] = []
        self._strides: list[int] = []
        self._source_ends: list[int] = []
        self.length = 0

    def run(self, length: int, source_start: int, stride: int = 1) -> None:
        """Append `length` characters, each made by `stride` characters of the file, from `source_start` on."""
        if not length:
            return
        if self._strides and self._strides[-1] == stride and self._source_ends[-1] == source_start:
            self._lengths[-1] += length
            self._source_ends[-1] += length * stride
        else:
            self._append(length, source_start, stride, source_start + length * stride)
            return
        self.length += length

    def atom(self, length: int, source_start: int, source_end: int) -> None:
        """Append `length` characters that the file's [source_start, source_end) made; a single one stands for all."""
        if length == 1 and source_end > source_start:
            self.run(1, source_start, source_end - source_start)
        else:
            self.together(length, source_start, source_end)

    def together(self, length: int, source_start: int, source_end: int) -> None:
        """Append `length` characters that come of the file's [source_start, source_end) but do not stand for it."""
        if length:
            self._append(length, source_start, 0, source_end)

    def extend(self, other: SourceMap, start: int = 0, end: int | None = None) -> None:
        """Append what another map says of its text's [start, end), by default of all of it."""
        for length, source_start, stride, source_end in other.runs(start, other.length if end is None else end):
            if stride:
                self.run(length, source_start, stride)
            else:
                self.together(length, source_start, source_end)

    def _append(self, length: int, source_start: int, stride: int, source_end: int) -> None:
        self._text_starts.append(self.length)
        self._source_starts.append(source_start)
        self._lengths.append(length)
        self._strides.append(stride)
        self._source_ends.append(source_end)
        self.length += length

    def build(self) -> SourceMap:
        """Return the map of all that was appended."""
        return SourceMap(self._text_starts, self._source_starts, self._lengths, self._strides, self._source_ends)


Notation = Literal["plain", "markdown", "html", "json", "csv", "csv-bare"]
"""How text is written in a file: which of its characters need an escape. `csv-bare` is a cell without quotes."""


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One article as rules see it.

    `text` is clean prose: markup, front matter and code fences of the format are gone. `blocks` are in order and do
    not overlap; white space between them belongs to none. `index` is the number of its record in the file, from 0. The
    other fields are what the file says of the article, None where it says nothing.

    `notations` are those that the text is written in, the innermost first: HTML in a JSON string is `("html", "json")`,
    and nothing can be written where it is empty. `keys` lead to the text in a file of many, as from a list of all its
    records; they are a word where the file is no text.
    """

    text: str
    blocks: Sequence[Block]
    source_map: SourceMap
    index: int = 0
    id: str | None = None
    title: str | None = None
    url: str | None = None
    site: str | None = None
    language: str | None = None
    date: str | None = None
    notations: tuple[Notation, ...] = ("plain",)
    keys: tuple[str | int, ...] | str | None = None

    @property
    def address(self) -> str | None:
        """The keys as a JSON pointer (RFC 6901), such as `/17/text`; None where the file is the article."""
        if self.keys is None or isinstance(self.keys, str):
            return self.keys
        return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in self.keys)

    @property
    def host(self) -> str:
        """The site in lower case: as the file names it, else the host of the url, else empty."""
        return (self.site or (self.url or "").partition("://")[2].partition("/")[0].removeprefix("www.")).lower()
