"""Large files of records, split into parts of about a megabyte: they are linted side by side, and never held whole."""

import codecs
import re
import sys
from collections.abc import Collection, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from copydesk.sources.csv_records import read_header, whole_rows
from copydesk.sources.decode import decode
from copydesk.sources.formats import CONTAINERS, format_by_name
from copydesk.sources.json_records import GAP, Decoder, indent_of, layout_of, next_record, skip
from copydesk.sources.loading import RawFile
from copydesk.sources.read import read
from copydesk.sources.source import (
    FoundFile,
    JsonLayout,
    Origin,
    Part,
    Problem,
    Source,
    SourceOptions,
    Table,
)

if TYPE_CHECKING:
    from copydesk.sources.containers import ContainerSplitter

PART_LENGTH = 1_000_000
"""Code points of a part: many times what a batch of columns takes, and little enough for ten of them to be held."""
_BLOCK = 1 << 20
_LINE_REST = re.compile(r"[ \t]*,?[ \t]*(?:\r\n|\r|\n)?")
"""What stands behind an item of a list, to the end of its line."""


class Splitter:
    """Splits one file. After the last part `raw` knows the file's size and hash."""

    def __init__(self, file: FoundFile, options: SourceOptions) -> None:
        """Take a file that `is_split` says should be."""
        self.raw = RawFile(file, is_hashed=options.is_hashed)
        self.encoding = "utf-8"
        self._file = file
        self._format = file.format or format_by_name(file.path)
        self._limit = 4 * options.max_size
        self._blocks = self.raw.blocks(_BLOCK)
        self._text = ""
        self._is_complete = False
        self._origin = Origin()
        self._problems: list[Problem] = []
        self._number = 0

    def parts(self) -> Iterator[FoundFile]:
        """Yield the parts in order. Raises `Unreadable`."""
        first = next(self._blocks, b"")
        self.encoding = decode(_whole_characters(first)).encoding
        self._is_wide = self.encoding.startswith(("utf-16", "utf-32"))
        # Each byte that is no text stays one character, so that it is found again when the part is read.
        self._decoder = codecs.getincrementaldecoder(self.encoding)("replace" if self._is_wide else "surrogateescape")
        self._text = self._decoder.decode(first).removeprefix("\ufeff")
        self._fill_to(PART_LENGTH)
        if self._format in ("csv", "tsv"):
            yield from self._split_rows()
        elif (layout := layout_of(self._text, one_a_line=self._format == "jsonl")) == "lines":
            yield from self._split_lines()
        elif layout == "list":
            yield from self._split_list()
        else:
            yield from self._split_values()
        if self.raw.trouble is not None:
            self._complain(*self.raw.trouble)
        if self._problems or not self._number:
            yield self._emit(0, "lines", 0)

    def _fill_to(self, length: int) -> None:
        """Read on until so many characters wait, or all is read."""
        pieces = [self._text]
        waiting = len(self._text)
        while waiting < length and not self._is_complete:
            block = next(self._blocks, None)
            self._is_complete = block is None
            pieces.append(self._decoder.decode(block or b"", final=block is None))
            waiting += len(pieces[-1])
        self._text = "".join(pieces)

    def _emit(self, length: int, layout: JsonLayout | Table, records: int) -> FoundFile:
        """Make a part of the first `length` characters, which hold so many records."""
        text = self._text[:length]
        part = Part(
            number=self._number,
            origin=self._origin,
            layout=layout,
            encoding=self.encoding,
            is_compressed=self.raw.is_compressed,
            problems=tuple(self._problems),
        )
        self._problems = []
        self._number += 1
        self._pass_over(length, records)
        data = text.encode(self.encoding, "surrogatepass" if self._is_wide else "surrogateescape")
        return FoundFile(self._file.path, data, self._format, part)

    def _pass_over(self, length: int, records: int) -> None:
        self._origin = self._origin.behind(self._text[:length], records)
        self._text = self._text[length:]

    def _complain(self, code: str, message: str) -> None:
        """Report a problem where the next part begins."""
        self._problems.append(Problem(code, 0, 0, message))

    # One record a line

    def _split_lines(self) -> Iterator[FoundFile]:
        newline = "\n" if "\n" in self._text or "\r" not in self._text else "\r"
        while self._text or not self._is_complete:
            self._fill_to(PART_LENGTH)
            end = len(self._text) if self._is_complete else self._text.rfind(newline) + 1
            if not end and len(self._text) <= self._limit:
                self._fill_to(2 * len(self._text))
            elif not end:
                self._drop_line(newline)
            else:
                lines = self._text[:end].split(newline)
                yield self._emit(end, "lines", sum(not line.isspace() for line in lines if line))

    def _drop_line(self, newline: str) -> None:
        """Pass over a record that is too long to be held."""
        self._complain("INP004", f"a record of more than {self._limit} characters ends here: it is not linted")
        while (end := self._text.find(newline)) < 0 and not self._is_complete:
            self._pass_over(len(self._text), 0)
            self._fill_to(PART_LENGTH)
        self._pass_over(end if end >= 0 else len(self._text), 1)

    # One value, or a few

    def _split_values(self) -> Iterator[FoundFile]:
        self._fill_to(self._limit + 1)
        is_whole = self._is_complete or len(self._text) <= self._limit
        yield self._emit(min(len(self._text), self._limit), "values", 1)
        if not is_whole:
            self._complain("INP004", f"the file is longer than {self._limit} characters: the rest is not linted")

    # The items of one list

    def _split_list(self) -> Iterator[FoundFile]:
        decoder = Decoder()
        self._pass_over(skip(GAP, self._text, 0) + 1, 0)  # the bracket
        indent = indent_of(self._text, skip(GAP, self._text, 0), 0)
        place = records = 0
        end: int | None = 0
        while (start := self._next_item(place)) is not None:
            end = self._end_of_item(decoder, start, indent)
            if end is None:
                break  # the reader of the part will say what is wrong with the item
            place, records = skip(_LINE_REST, self._text, end), records + 1
            if place >= PART_LENGTH:
                yield self._emit(place, "list", records)
                place = records = 0
        is_closed = start is None and self._text.startswith("]", skip(GAP, self._text, place))
        yield self._emit(len(self._text), "list", records)
        if end is None:
            self._complain("INP003", "the record that can't be read ends the list: what follows is not linted")
        elif not is_closed:
            self._complain("INP003", "the list is never closed: is the file cut off?")

    def _next_item(self, place: int) -> int | None:
        """Return where the item behind a place begins, None at the end of the list."""
        while (start := skip(GAP, self._text, place)) == len(self._text) and not self._is_complete:
            self._fill_to(len(self._text) + PART_LENGTH)
        return start if self._text[start : start + 1] not in ("", "]") else None

    def _end_of_item(self, decoder: Decoder, start: int, indent: int) -> int | None:
        """Return where an item ends; where it can't be read, where the next one begins; None if there is none."""
        while True:
            try:
                return decoder.decode(self._text, start)[1]
            except (ValueError, RecursionError) as error:
                length = len(self._text) - start
                if self._is_complete or length > self._limit:
                    return next_record(self._text, max(start + 1, getattr(error, "pos", 0)), indent)
                self._fill_to(len(self._text) + max(length, PART_LENGTH))

    # Rows of a table

    def _split_rows(self) -> Iterator[FoundFile]:
        table, start = read_header(self._text, is_tsv=self._format == "tsv")
        self._pass_over(start, 0)
        while self._text or not self._is_complete:
            self._fill_to(PART_LENGTH)
            end, rows = whole_rows(self._text, table, is_complete=self._is_complete)
            if end:
                yield self._emit(end, table, rows)
            elif len(self._text) <= self._limit:
                self._fill_to(2 * len(self._text))
            else:
                self._complain("INP004", f"the row is longer than {self._limit} characters: what follows is not linted")
                return


def _whole_characters(data: bytes) -> bytes:
    """Leave out a character of UTF-8 at the end that is cut off."""
    start = next((place for place in range(len(data) - 1, max(-1, len(data) - 4), -1) if data[place] >= 0xC0), None)
    return data[:start] if start is not None else data


def splitter_of(file: FoundFile, options: SourceOptions) -> "Splitter | ContainerSplitter":
    """Return what splits a file that `is_split` says should be."""
    if (file.format or format_by_name(file.path)) in CONTAINERS:
        from copydesk.sources.containers import ContainerSplitter

        return ContainerSplitter(file, options)
    return Splitter(file, options)


def read_articles(file: FoundFile, options: SourceOptions, numbers: Collection[int]) -> Iterator[Source]:
    """Read those parts of a file once more in which articles of some numbers stand. Raises as `read` does."""
    before: FoundFile | None = None
    for part in chain(splitter_of(file, options).parts(), (None,)):
        if before is not None and before.part is not None:
            start = before.part.origin.records
            end = part.part.origin.records if part is not None and part.part is not None else sys.maxsize
            if any(start <= number < end for number in numbers):
                yield read(before, options)
        before = part
