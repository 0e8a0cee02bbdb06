"""CSV and TSV: a record a row, its fields named by the first row.

`csv` tells what the cells hold and no place. Places are looked up afterwards, for the few cells that are asked for.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from copydesk.article import SourceMap, SourceMapBuilder
from copydesk.sources.source import Problem, Table

_DELIMITERS = ",;\t|"
_TWO_QUOTES = re.compile('""')
_UNQUOTED_END = {delimiter: re.compile(rf"[\r\n{re.escape(delimiter)}]|\Z") for delimiter in _DELIMITERS}
_LONGEST_CELL = 2**31 - 1  # what a C long holds everywhere


class Row(NamedTuple):
    """A record: its cells by column, and where it begins."""

    cells: dict[str, str]
    start: int


class Cell(NamedTuple):
    """The half-open span of what a cell holds, without its quotes, and that of what wrongly stands behind those."""

    start: int
    end: int
    is_quoted: bool = False
    tail_start: int = 0
    tail_end: int = 0


def read_header(source: str, *, is_tsv: bool) -> tuple[Table, int]:
    """Return how to read a file, and where its records begin. A comma parts cells if nothing parts more of them."""
    first = next(iter(_Lines(source)), "")
    delimiter = "\t" if is_tsv else max(_DELIMITERS, key=first.count)
    lines = _Lines(source)
    names = next(_rows(lines, delimiter), [])
    return Table(delimiter, tuple(name.strip() for name in names)), lines.reached


def whole_rows(source: str, table: Table, *, is_complete: bool) -> tuple[int, int]:
    """Return where the last row ends that is sure to stand in a text whole, and how many hold something.

    Unless the text `is_complete`, its last row may go on.
    """
    lines = _Lines(source)
    end = rows = 0
    for row in _rows(lines, table.delimiter):
        if not is_complete and lines.reached == len(source):
            break
        end, rows = lines.reached, rows + any(row)
    return end, rows


def read_rows(source: str, table: Table, start: int = 0) -> Iterator[Row | Problem]:
    """Yield the rows from `start` on, and what is wrong with them. Rows that hold nothing are passed over."""
    lines = _Lines(source, start)
    width = len(table.columns)
    end = start
    for row in _rows(lines, table.delimiter):
        start, end = end, lines.reached
        if lines.reached == len(source) and (opened := _open_quote(source, start, table.delimiter)) is not None:
            yield Problem("INP003", opened, opened + 1, "this quote is never closed; what follows is not linted")
            return
        if len(row) > width:
            yield Problem("INP012", start, start + 1, f"the row has {len(row)} cells, the header {width}")
        if any(row):
            yield Row(dict(zip(table.columns, row, strict=False)), start)


def find_cell(source: str, start: int, table: Table, column: str) -> Cell:
    """Return where a cell of the row that begins at `start` stands. Raises `LookupError` if it is not there."""
    # Of two columns of one name the last counts, as it does for those who read rows into dictionaries.
    wanted = len(table.columns) - 1 - table.columns[::-1].index(column)
    for number, cell in enumerate(_cells(source, start, table.delimiter)):
        if number == wanted:
            return cell
    raise LookupError(column)


def cell_map(source: str, cell: Cell) -> SourceMap:
    """Map what a cell holds to the characters of the file: two quotes in a quoted cell stand for one."""
    builder = SourceMapBuilder()
    reached = cell.start
    for match in _TWO_QUOTES.finditer(source, cell.start, cell.end) if cell.is_quoted else ():
        builder.run(match.start() - reached, reached)
        builder.run(1, match.start(), 2)
        reached = match.end()
    builder.run(cell.end - reached, reached)
    builder.run(cell.tail_end - cell.tail_start, cell.tail_start)
    return builder.build()


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)  # the default is less than a long article
    return csv.reader(lines, delimiter=delimiter)


class _Lines(Iterable[str]):
    """The lines of a text for `csv`, with their ends; `reached` is how far they were taken."""

    def __init__(self, source: str, start: int = 0) -> None:
        self._source = source
        self.reached = start

    def __iter__(self) -> Iterator[str]:
        stream = io.StringIO(self._source, newline="")  # lines end with CR LF, LF or CR and are left as they are
        stream.seek(self.reached)
        for line in stream:
            self.reached += len(line)
            yield line


def _cells(source: str, start: int, delimiter: str) -> Iterator[Cell]:
    """Yield the cells of the row that begins at `start`; one that is never closed has an end beyond the text."""
    place = start
    while True:
        if source[place : place + 1] == '"':
            end = _closing_quote(source, place + 1)
            tail_end = _end_of_unquoted(source, end + 1, delimiter)
            yield Cell(place + 1, end, True, end + 1, max(end + 1, tail_end))
        else:
            tail_end = _end_of_unquoted(source, place, delimiter)
            yield Cell(place, tail_end)
        place = tail_end
        if source[place : place + 1] != delimiter:
            return
        place += 1


def _closing_quote(source: str, place: int) -> int:
    """Return where the quote stands that closes a cell, one behind the text's end where none does."""
    while True:
        place = source.find('"', place)
        if place < 0:
            return len(source) + 1
        if source[place + 1 : place + 2] != '"':
            return place
        place += 2


def _end_of_unquoted(source: str, place: int, delimiter: str) -> int:
    match = _UNQUOTED_END[delimiter].search(source, place)
    return match.start() if match is not None else len(source)


def _open_quote(source: str, start: int, delimiter: str) -> int | None:
    """Return the place of a quote in the row at `start` that is never closed."""
    last = list(_cells(source, start, delimiter))[-1]
    return last.start - 1 if last.end > len(source) else None
