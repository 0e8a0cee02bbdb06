"""The formats: which file has which, and what reads it."""

from collections.abc import Callable
from functools import cache

from copydesk.article import Article

EXTENSIONS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".mdx": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".xht": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jl": "jsonl",
    ".jsonlines": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
}
"""Formats by extension. In a folder only these are linted; a file that is named is linted whatever it is called."""
COMPRESSED = {".gz": "gz", ".zst": "zst", ".zstd": "zst"}
"""Compressions by extension, which stands behind that of the format: `articles.jsonl.gz`."""
CONTAINERS = frozenset({"parquet", "warc"})
"""Formats that hold many articles and are no text themselves."""
TEXT_FORMATS = tuple(sorted({*EXTENSIONS.values()} - CONTAINERS))
"""Formats of text."""
RECORDS = frozenset({"json", "jsonl", "csv", "tsv"})
"""Formats that hold many articles."""


def format_by_name(path: str) -> str | None:
    """Tell the format of a file by its name, None where it tells nothing."""
    stem, _, extension = path.lower().rpartition(".")
    if f".{extension}" in COMPRESSED:
        stem, _, extension = stem.rpartition(".")
    return EXTENSIONS.get(f".{extension}") if stem else None


def format_of(path: str, data: bytes) -> str:
    """Tell the format by the name, else by how the file begins."""
    known = format_by_name(path)
    if known is not None:
        return known
    if data.startswith((b"PAR1", b"WARC/")):
        return "parquet" if data.startswith(b"PAR1") else "warc"
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        return "html"
    if start.startswith((b'{"', b"[{", b"{\n", b"{\r", b"{ ", b"[\n", b"[\r")):
        return "json"
    return "text"


@cache
def reader_of(format: str) -> Callable[[str], Article]:  # noqa: A002
    """Return what reads an article of a format; the libraries of the others are never imported."""
    if format == "html":
        from copydesk.sources.html import read_html

        return read_html
    if format == "markdown":
        from copydesk.sources.markdown import read_markdown

        return read_markdown
    from copydesk.sources.plain import read_plain

    return read_plain
