"""Finding files and reading articles from them, one module per format."""

import os
import stat
from collections.abc import Callable, Iterator

from copydesk.article import Article
from copydesk.sources.decode import Decoded, decode, is_binary
from copydesk.sources.source import Binary, FoundFile, LineTable, Problem, Source, Unreadable
from copydesk.sources.walk import EXTENSIONS, walk

__all__ = [
    "MAX_SIZE",
    "Binary",
    "FoundFile",
    "LineTable",
    "Problem",
    "Source",
    "Unreadable",
    "read",
    "walk",
]

MAX_SIZE = 10_000_000
"""The most code points of an article that are linted, unless the settings say otherwise."""

_BAD_BYTES_SHOWN = 20
"""Findings for undecodable bytes in one file; the last one says how many more there are."""


def read(file: FoundFile, *, max_size: int = MAX_SIZE) -> Source:
    """Read the articles of a file.

    Raises `Unreadable` where that can't be done, and `Binary` for a file that is no text.
    """
    data, complete = (file.data, True) if file.data is not None else _load(file.path, 4 * max_size)
    format = file.format or _format_of(file.path, data)  # noqa: A001
    if is_binary(data):
        raise Binary("it looks like binary data, not text")
    decoded = decode(data, html=format == "html")
    source = Source(path=file.path, text=decoded.text, encoding=decoded.encoding, size=len(data), format=format)
    source.sha256 = _sha256(data) if complete else ""
    source.problems = list(_encoding_problems(decoded))
    if len(source.text) > max_size or not complete:
        source.text = _cut(source.text, max_size)
        end = len(source.text)
        message = f"the file is longer than {max_size} characters: the rest is not linted"
        source.problems.append(Problem("INP004", end, end, message))
    source.articles = [_reader(format)(source.text)]
    return source


def _load(path: str, limit: int) -> tuple[bytes, bool]:
    """Return the bytes of a file, at most `limit`, and whether that is all of it."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            os.listdir(path)  # a folder comes here only when it can't be listed
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is no regular file")
        # Asked for the whole limit, Python makes room for it first: ten times as slow for a small file.
        size = min(limit, status.st_size) + 1
        with open(path, "rb", buffering=0) as stream:
            data = stream.read(size)
            while len(data) < status.st_size and len(data) < size and (more := stream.read(size - len(data))):
                data += more
    except OSError as error:
        raise Unreadable((error.strerror or str(error)).lower()) from error
    except ValueError as error:
        raise Unreadable(str(error)) from error
    return data[:limit], len(data) <= limit


def _format_of(path: str, data: bytes) -> str:
    """Tell the format by the extension, else by how the file begins."""
    known = EXTENSIONS.get(os.path.splitext(path)[1].lower())
    if known is not None:
        return known
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if start.startswith((b"<!doctype html", b"<html", b"<?xml")) else "text"


def _reader(format: str) -> Callable[[str], Article]:  # noqa: A002
    """Return what reads a format; the libraries of the others are never imported."""
    if format == "html":
        from copydesk.sources.html import read_html

        return read_html
    if format == "markdown":
        from copydesk.sources.markdown import read_markdown

        return read_markdown
    from copydesk.sources.plain import read_plain

    return read_plain


def _sha256(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()


def _cut(text: str, size: int) -> str:
    """Cut a text behind the last white space within its first `size` characters, if that is near."""
    near = max(text.rfind(space, max(0, size - 1000), size) for space in " \n\r")
    return text[: near if near > 0 else size]


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
