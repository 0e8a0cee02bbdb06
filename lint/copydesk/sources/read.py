"""Reading a file, or a part of one: its text, its articles, and what is wrong with it."""

from collections.abc import Iterator, Sequence

import msgspec

from copydesk.article import Notation
from copydesk.sources.decode import Decoded, decode, decode_as, is_binary
from copydesk.sources.fields import FieldFinder
from copydesk.sources.formats import RECORDS, format_of, reader_of
from copydesk.sources.loading import RawFile
from copydesk.sources.source import FoundFile, JsonLayout, NoArticle, Part, Problem, Source, SourceOptions, Table

_BAD_BYTES_SHOWN = 20
"""Findings for undecodable bytes in one file; the last one says how many more there are."""
_FIELDS_SHOWN = 8


def read(file: FoundFile, options: SourceOptions) -> Source:
    """Read the articles of a file, or of a part of one.

    Raises `Unreadable` where that can't be done, and `NoArticle` for a file that holds no text.
    """
    if file.part is not None:
        return _read_part(file, options)
    raw = RawFile(file, is_hashed=options.is_hashed)
    data, is_whole = _load(raw, 4 * options.max_size)
    format = file.format or format_of(file.path, data)  # noqa: A001
    if is_binary(data):
        raise NoArticle("it looks like binary data, not text")
    decoded = decode(data, html=format == "html")
    source = Source(path=file.path, text=decoded.text, encoding=decoded.encoding, size=raw.size, format=format)
    source.sha256 = raw.sha256 if is_whole else ""
    if decoded.bad or decoded.guessed:
        source.problems = list(_encoding_problems(decoded))
    if format in RECORDS:
        _read_records(source, options, *_layout(source))
    else:
        _cut(source, options.max_size, is_whole)
        article = reader_of(format)(source.text)
        if format == "html" and options.html_text == "main":
            from copydesk.sources.main_text import main_article

            article = main_article(article, source.text)
        elif format == "html" and options.html_text == "vote":
            from copydesk.sources.vote import voted_article

            article, reason = voted_article(article, source.text)
            if reason is not None:
                source.problems.append(Problem("INP013", 0, 0, reason))
        source.articles = [article]
    if raw.trouble is not None:
        code, message = raw.trouble
        source.problems.append(Problem(code, len(source.text), len(source.text), message))
    if raw.is_compressed:
        _forbid_edits(source)
    return source


def _read_part(file: FoundFile, options: SourceOptions) -> Source:
    part = file.part
    assert part is not None
    assert file.data is not None
    if part.layout == "container":
        return _read_container(file, part, options)
    decoded = decode_as(file.data, part.encoding)
    source = Source(path=file.path, text=decoded.text, encoding=part.encoding, size=len(file.data), origin=part.origin)
    source.problems = [*_encoding_problems(decoded), *part.problems]
    _read_records(source, options, part.layout, 0)
    if part.is_compressed:
        _forbid_edits(source)
    return source


def _read_container(file: FoundFile, part: Part, options: SourceOptions) -> Source:
    from copydesk.sources.containers import read_container

    finder = FieldFinder(options.fields)
    contents = read_container(file.data or b"", part.origin.records, finder, options)
    if not contents.articles and not part.problems:
        raise NoArticle(_why_no_article(finder, contents.fields))
    problems = [*part.problems, *contents.problems]
    return Source(path=file.path, encoding="utf-8", articles=contents.articles, texts=contents.texts, problems=problems)


def _layout(source: Source) -> tuple[JsonLayout | Table, int]:
    """Tell how the records of a whole file stand, and where they begin."""
    if source.format in ("csv", "tsv"):
        from copydesk.sources.csv_records import read_header

        return read_header(source.text, is_tsv=source.format == "tsv")
    from copydesk.sources.json_records import layout_of

    return layout_of(source.text, one_a_line=source.format == "jsonl"), 0


def _read_records(source: Source, options: SourceOptions, layout: JsonLayout | Table, start: int) -> None:
    """Read the articles of a file of records, or of a part of one; the records begin at `start`."""
    from copydesk.sources.records import csv_records, json_records, make_articles, thinned

    finder = FieldFinder(options.fields)
    if isinstance(layout, Table):
        records = csv_records(source.text, layout, start, source.origin.records)
    else:
        records = json_records(source.text, layout, finder, source.origin.records)
    notation: Notation = "csv" if isinstance(layout, Table) else "json"
    articles, problems, fields = make_articles(records, finder, notation, options.max_size)
    source.articles = articles
    source.problems += thinned(problems)
    if not articles and not source.problems and not source.text.isspace() and source.text:
        raise NoArticle(_why_no_article(finder, fields))


def _why_no_article(finder: FieldFinder, fields: Sequence[str]) -> str:
    if not fields:
        return "no record in it has fields"
    looked_for = ", ".join(finder.text_names[:_FIELDS_SHOWN])
    there = ", ".join(fields[:_FIELDS_SHOWN]) + ", …" * (len(fields) > _FIELDS_SHOWN)
    return f"no field of its records is known to hold text ({looked_for}, …); they have {there}: see --text-field"


def _forbid_edits(source: Source) -> None:
    """Offer no fix for what is compressed: its places are not those of the file."""
    source.articles = [msgspec.structs.replace(article, notations=()) for article in source.articles]


def _load(raw: RawFile, limit: int) -> tuple[bytes, bool]:
    """Return what a file holds, at most `limit` bytes of it, and whether that is all."""
    blocks = []
    size = 0
    for block in raw.blocks(limit + 1):
        blocks.append(block)
        size += len(block)
        if size > limit:
            return b"".join(blocks)[:limit], False
    return b"".join(blocks), True


def _cut(source: Source, size: int, is_whole: bool) -> None:
    """Cut a text that is too long behind the last white space within its first `size` characters, if that is near."""
    text = source.text
    if len(text) <= size and is_whole:
        return
    near = max(text.rfind(space, max(0, size - 1000), size) for space in " \n\r")
    source.text = text[: near if near > 0 else size]
    end = len(source.text)
    message = f"the file is longer than {size} characters: the rest is not linted"
    source.problems.append(Problem("INP004", end, end, message))


def _encoding_problems(decoded: Decoded) -> Iterator[Problem]:
    """Report bytes that are no text: runs of them, at most `_BAD_BYTES_SHOWN`."""
    if decoded.guessed:
        yield Problem("INP011", 0, 0, f"the file is not UTF-8; read as {decoded.encoding}, which is a guess")
    runs = _runs(decoded.bad)
    for start, end in runs[:_BAD_BYTES_SHOWN]:
        count = f"{end - start} bytes are" if end - start > 1 else "a byte is"
        yield Problem("INP002", start, end, f"{count} no {decoded.encoding.upper()}, linted as U+FFFD")
    if len(runs) > _BAD_BYTES_SHOWN:
        start = runs[_BAD_BYTES_SHOWN][0]
        more = len(runs) - _BAD_BYTES_SHOWN
        yield Problem("INP002", start, start + 1, f"{more} more places are no {decoded.encoding.upper()}")


def _runs(offsets: list[int]) -> list[tuple[int, int]]:
    """Join neighbouring offsets to half-open spans."""
    runs: list[tuple[int, int]] = []
    for offset in offsets:
        if runs and runs[-1][1] == offset:
            runs[-1] = (runs[-1][0], offset + 1)
        else:
            runs.append((offset, offset + 1))
    return runs
