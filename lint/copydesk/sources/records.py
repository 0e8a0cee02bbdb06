"""Files of many articles: from records to articles, each mapped back to the characters of the file on demand."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec

from copydesk.article import Article, DeferredMap, Notation, SourceMap, SourceMapBuilder
from copydesk.sources.csv_records import cell_map, find_cell, read_rows
from copydesk.sources.fields import FieldFinder, Path, TextField, notation_of
from copydesk.sources.formats import reader_of
from copydesk.sources.json_records import JsonRecord, expand, read_values
from copydesk.sources.source import JsonLayout, Problem, Table
from copydesk.text import ShapedBlocks

PROBLEMS_SHOWN = 20
"""Problems of one code that are shown of one file; the last one says how many more there are."""

_BEGINS_AS_HTML = re.compile(
    r"\s{0,99}<(?:!doctype|html|body|main|article|section|div|p|span|h[1-6]|ul|ol|table|figure|blockquote)\b",
    re.IGNORECASE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BETWEEN = "\n\n"
"""Parts the paragraphs of a text that is a list of them."""

StringMap = Callable[[Path], SourceMap]
"""Maps the string that a path in a record leads to."""


class Record(NamedTuple):
    """A record of a file: its number, what it holds, the keys that name it there, and the map of its strings."""

    number: int
    value: Any
    name: Path
    string_map: StringMap


def json_records(source: str, layout: JsonLayout, finder: FieldFinder, first: int = 0) -> Iterator[Record | Problem]:
    """Yield the records of a JSON text, counted from `first`; one that can't be read counts."""
    number = first
    for value in read_values(source, layout):
        if isinstance(value, Problem):
            yield value
        elif value is None:
            number += 1
        elif layout != "values":
            yield Record(number, value.value, (number,), partial(_map_json, source, value))
            number += 1
        else:  # mostly the only one: a list of records may stand anywhere in it
            name: Path = (number,) if number else ()
            for it in expand(value, finder):
                yield Record(number, it.value, name + it.path, partial(_map_json, source, it))
                number += 1


def _map_json(source: str, record: JsonRecord, path: Path) -> SourceMap:
    from copydesk.sources.json_strings import find_string, string_map  # only where something was found

    return string_map(source, *find_string(source, record.start, record.path + path))


def csv_records(source: str, table: Table, start: int, first: int = 0) -> Iterator[Record | Problem]:
    """Yield the rows of a table whose records begin at `start`, counted from `first`."""
    number = first
    for row in read_rows(source, table, start):
        if isinstance(row, Problem):
            yield row
        else:
            yield Record(number, row.cells, (number,), partial(_map_cell, source, row.start, table))
            number += 1


def _map_cell(source: str, start: int, table: Table, path: Path) -> SourceMap:
    return cell_map(source, find_cell(source, start, table, str(path[0])))


class Reading(NamedTuple):
    """What came of the records of a file; `fields` are those of the first record."""

    articles: list[Article]
    problems: list[Problem]
    fields: tuple[str, ...]


def make_articles(
    records: Iterable[Record | Problem],
    finder: FieldFinder,
    notation: Notation,
    max_size: int,
) -> Reading:
    """Make the articles of records.

    `notation` is that of the records' strings, `max_size` the most code points of an article.
    """
    articles: list[Article] = []
    problems: list[Problem] = []
    fields: tuple[str, ...] = ()
    for record in records:
        if isinstance(record, Problem):
            problems.append(record)
            continue
        if isinstance(record.value, dict):
            fields = fields or tuple(record.value)
            text = finder.text(record.value)
        else:
            text = TextField("", ((),), (record.value,)) if isinstance(record.value, str) else None
        if text is None:
            continue
        value = _BETWEEN.join(text.pieces)
        if len(value) > max_size:
            _, start = record.string_map(text.paths[0]).to_source(0, 0)
            message = f"the article is longer than {max_size} characters: the rest is not linted"
            problems.append(Problem("INP004", start, start, message))
            value = value[:max_size]
        if not value.isascii() and (half := _half(value)) is not None:
            start, end = _outer_map(record.string_map, text.paths).to_source(half, half + 1)
            problems.append(Problem("INP002", start, end, "half of a character (a lone surrogate), linted as U+FFFD"))
            value = _SURROGATE.sub("\ufffd", value)
        articles.append(_article(record, text, value, finder, notation))
    return Reading(articles, problems, fields)


def _article(record: Record, text: TextField, value: str, finder: FieldFinder, notation: Notation) -> Article:
    fields: dict[str, Any] = finder.others(record.value) if isinstance(record.value, dict) else {}
    keys = record.name + (text.paths[0] if len(text.paths) == 1 else text.paths[0][:-1])
    outer = partial(_outer_map, record.string_map, text.paths)
    format = notation_of(text.name) or ("html" if looks_like_html(value) else "text")  # noqa: A001
    if format == "text" and not ("<" in value and "copydesk:" in value):  # one character is found ten times as fast
        return Article(
            text=value,
            blocks=ShapedBlocks(value),
            source_map=DeferredMap(outer),
            index=record.number,
            notations=("plain", notation),
            keys=keys,
            **fields,
        )
    inner = reader_of(format)(value)
    if format == "html":  # a page's head says what the record does not
        fields = {field: getattr(inner, field) for field in ("title", "url", "site", "language", "date")} | fields
    return msgspec.structs.replace(
        inner,
        source_map=DeferredMap(lambda: inner.source_map.compose(outer())),
        index=record.number,
        notations=(*inner.notations, notation),
        keys=keys,
        **fields,
    )


def _half(text: str) -> int | None:
    """Return the place of the first surrogate: half of a character, which JSON can write and no encoding."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return error.start
    return None


def looks_like_html(text: str) -> bool:
    """Whether a text is HTML from end to end, rather than prose with tags left in it."""
    if not text.startswith(("<", " ", "\n", "\r", "\t")):
        return False
    return _BEGINS_AS_HTML.match(text) is not None and text.endswith(">", 0, len(text.rstrip())) and "</" in text


def _outer_map(string_map: StringMap, paths: Sequence[Path]) -> SourceMap:
    """Return the map of a text that is one string, or several that are put together."""
    if len(paths) == 1:
        return string_map(paths[0])
    builder = SourceMapBuilder()
    end = 0
    for piece in map(string_map, paths):
        if builder.length:
            builder.atom(len(_BETWEEN), end, piece.to_source(0, 0)[0])
        builder.extend(piece)
        end, _ = piece.to_source(piece.length, piece.length)
    return builder.build()


def thinned(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the first problems of each code; the last of them says how many more there are."""
    problems = list(problems)
    counts = Counter(problem.code for problem in problems)
    seen: Counter[str] = Counter()
    for problem in problems:
        seen[problem.code] += 1
        more = counts[problem.code] - PROBLEMS_SHOWN
        if seen[problem.code] <= PROBLEMS_SHOWN:
            yield problem
        elif seen[problem.code] == PROBLEMS_SHOWN + 1:
            yield msgspec.structs.replace(problem, message=f"{more} more problems of this kind, the first one here")
