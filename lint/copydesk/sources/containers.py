"""Parquet and WARC: files of records that are no text themselves. Places are those of a record's own text."""

import io
import os
import stat
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

import msgspec

from copydesk.article import Article
from copydesk.sources.decode import decode
from copydesk.sources.fields import INNER, USUAL_NAMES, FieldFinder, notation_of, plain_name
from copydesk.sources.formats import format_by_name, reader_of
from copydesk.sources.loading import RawFile
from copydesk.sources.records import looks_like_html
from copydesk.sources.source import FoundFile, Origin, Part, Problem, SourceOptions, Unreadable

_PART_BYTES = 1_000_000
_ROWS_AT_ONCE = 256
_HTML_TYPES = ("text/html", "application/xhtml+xml")


class ContainedRecord(msgspec.Struct, array_like=True):
    """A record on its way to the process that lints it: its address, its fields, and a page as bytes."""

    address: str
    fields: dict[str, Any]
    page: bytes | None = None


class Contents(NamedTuple):
    """What a part of a container holds: articles, the text of each one's record by number, the fields of the first.

    `problems` are those of pages on which extractors could not vote.
    """

    articles: list[Article]
    texts: dict[int, str]
    fields: tuple[str, ...]
    problems: list[Problem]


class ContainerSplitter:
    """Splits one file into parts of about `_PART_BYTES`; the work of `parts.Splitter` for containers."""

    encoding = "utf-8"

    def __init__(self, file: FoundFile, options: SourceOptions) -> None:
        """Take a Parquet or WARC file."""
        self.raw = RawFile(file)
        self._file = file
        self._format = file.format or format_by_name(file.path)
        self._options = options
        self._number = 0
        self._records = 0

    def parts(self) -> Iterator[FoundFile]:
        """Yield the parts in order. Raises `Unreadable`."""
        records = _parquet_records if self._format == "parquet" else _warc_records
        waiting: list[ContainedRecord] = []
        size = 0
        trouble = None
        with _open(self._file) as stream:
            try:
                for record in records(stream, self._options):
                    waiting.append(record)
                    size += len(record.page or b"") + sum(map(_length, record.fields.values()))
                    if size >= _PART_BYTES:
                        yield self._emit(waiting)
                        waiting, size = [], 0
            except (Unreadable, GeneratorExit):
                raise
            except Exception as error:  # each library has its own
                trouble = Problem("INP001", 0, 0, f"the file can't be read further: {error}".splitlines()[0])
        yield self._emit(waiting, *((trouble,) if trouble else ()))
        self.raw.exhaust()

    def _emit(self, records: list[ContainedRecord], *problems: Problem) -> FoundFile:
        part = Part(
            number=self._number,
            origin=Origin(records=self._records),
            layout="container",
            encoding="utf-8",
            problems=problems,
        )
        self._number += 1
        self._records += len(records)
        return FoundFile(self._file.path, msgspec.msgpack.encode(records), self._format, part)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str) else 0


def _open(file: FoundFile) -> IO[bytes]:
    if file.data is not None:
        return io.BytesIO(file.data)
    try:
        if not stat.S_ISREG(os.stat(file.path).st_mode):
            raise Unreadable("it is no regular file")
        return open(file.path, "rb")
    except OSError as error:
        raise Unreadable((error.strerror or str(error)).lower()) from error


def _parquet_records(stream: IO[bytes], options: SourceOptions) -> Iterator[ContainedRecord]:
    try:
        from pyarrow import parquet
    except ImportError:
        raise Unreadable("it is a Parquet file: pip install 'copydesk[parquet]' reads it") from None
    file = parquet.ParquetFile(stream)
    given = {name.partition(".")[0] for names in msgspec.structs.astuple(options.fields) for name in names}
    known = {plain_name(name) for names in USUAL_NAMES.values() for name in names} | set(INNER)
    columns = [name for name in file.schema_arrow.names if name in given or plain_name(name) in known]
    for group in range(file.num_row_groups):
        row = 0
        for batch in file.iter_batches(_ROWS_AT_ONCE, row_groups=[group], columns=columns):
            for fields in batch.to_pylist():
                yield ContainedRecord(f"row_group[{group}].row[{row}]", _sendable(fields))
                row += 1


def _sendable(value: Any) -> Any:
    """Return a value without what no field of an article is made of."""
    if isinstance(value, dict):
        return {key: _sendable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [inner for inner in value if isinstance(inner, str)]
    if isinstance(value, (str, int)):
        return value if not isinstance(value, int) or abs(value) < 2**63 else None
    return value.isoformat() if hasattr(value, "isoformat") else None


def _warc_records(stream: IO[bytes], options: SourceOptions) -> Iterator[ContainedRecord]:
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise Unreadable("it is a WARC file: pip install 'copydesk[warc]' reads it") from None
    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    for record in ArchiveIterator(stream, record_types=wanted, auto_decode="all"):
        kind = (record.http_content_type or record.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        status = record.http_headers.status_code if record.http_headers is not None else 200
        if status != 200 or kind not in (*_HTML_TYPES, "text/plain"):
            continue
        fields = {"id": record.record_id, "url": record.headers.get("WARC-Target-URI")}
        page = _as_utf8(record.reader.read(4 * options.max_size), record.http_charset)
        is_html = kind in _HTML_TYPES
        if not is_html:
            fields["text"] = decode(page).text
        yield ContainedRecord(f"record[{record.record_id}]@{record.stream_pos}", fields, page if is_html else None)


def _as_utf8(page: bytes, charset: str | None) -> bytes:
    """Return a page in UTF-8 where the server said that it is something else, and it is."""
    try:
        page.decode()
    except UnicodeDecodeError:
        try:
            return page.decode(charset or "", "replace").encode()
        except LookupError:
            pass  # what the page says of itself will tell, else statistics
    return page


def read_container(data: bytes, first: int, finder: FieldFinder, options: SourceOptions) -> Contents:
    """Read the articles of a part, whose records are counted from `first`."""
    contents = Contents([], {}, (), [])
    for number, record in enumerate(msgspec.msgpack.decode(data, type=list[ContainedRecord]), first):
        if not contents.fields:
            contents = contents._replace(fields=tuple(record.fields))
        if record.page is not None:
            text, notation, name = decode(record.page, html=True).text, "html", ""
        elif (found := finder.text(record.fields)) is not None:
            text, name = "\n\n".join(found.pieces), f".{found.name}"
            notation = notation_of(found.name) or ("html" if looks_like_html(text) else "text")
        else:
            continue
        text = text[: options.max_size]
        article = reader_of(notation)(text)
        if record.page is not None and options.html_text == "main":
            from copydesk.sources.main_text import main_article

            article = main_article(article, text)
        elif record.page is not None and options.html_text == "vote":
            from copydesk.sources.vote import voted_article

            article, reason = voted_article(article, text)
            if reason is not None:
                contents.problems.append(Problem("INP013", 0, 0, f"{record.address}: {reason}"))
        fields: dict[str, Any] = {"index": number, "notations": (), "keys": record.address + name}
        contents.articles.append(msgspec.structs.replace(article, **finder.others(record.fields), **fields))
        contents.texts[number] = text
    return contents
