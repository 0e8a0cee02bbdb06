"""How fast files of each format are read, beside what a program would read them with that wants no places.

    python benchmarks/formats.py [--pages FOLDER] [--articles 5000]

Each reader is timed in turn with its peer, five times, in one process; the table shows medians. JSON Lines, CSV,
Parquet and WET hold the articles of `corpora.py`; `--pages` names a folder of HTML pages. MB are those of the file, of
Parquet and WARC those of the JSON Lines with the same articles, since they are compressed.

"records" is the reading alone: each record's values, and a place on demand for each of them. "articles" is all that a
run does before it lints: the encoding, the file's SHA-256, the records, their fields, and an article of each.
"""

import argparse
import contextlib
import csv
import gc
import gzip
import io
import json
import statistics
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

from corpora import articles

from copydesk.sources import FoundFile, NoArticle, SourceOptions, read
from copydesk.sources.csv_records import read_header
from copydesk.sources.fields import FieldFinder, FieldNames
from copydesk.sources.html import read_html
from copydesk.sources.parts import splitter_of
from copydesk.sources.records import csv_records, json_records

ROUNDS = 5
WHOLE = SourceOptions(max_size=10**9)


def records(count: int) -> list[dict[str, str]]:
    """Return records as scrapers write them."""
    return [
        {"id": name, "url": f"https://site.example/{name}", "title": text.partition("\n")[0], "text": text}
        for name, text, _ in articles(count, 4000, 0, 0.0, 1)
    ]


def read_json_records(data: bytes) -> None:
    """Read the records of JSON Lines, with places for all their values on demand."""
    for _ in json_records(data.decode(), "lines", FieldFinder(FieldNames())):
        pass


def read_csv_records(data: bytes) -> None:
    """Read the rows of a table, with places for all their cells on demand."""
    text = data.decode()
    for _ in csv_records(text, *read_header(text, is_tsv=False)):
        pass


def read_whole(data: bytes, name: str) -> None:
    """Read all articles of a file; their maps are made when they are asked for."""
    read(FoundFile("x", data, name), WHOLE)


def read_in_parts(data: bytes, name: str) -> None:
    """Read all articles of a file as a large one is read."""
    for part in splitter_of(FoundFile("x", data, name), WHOLE).parts():
        read(part, WHOLE)


def map_all(data: bytes, name: str) -> None:
    """Read all articles and make every map, as if each had a finding."""
    for article in read(FoundFile("x", data, name), WHOLE).articles:
        article.source_map.to_source(0, 1)


def loads(data: bytes) -> None:
    """Parse JSON Lines."""
    for line in data.decode().split("\n"):
        if line:
            json.loads(line)


def cells(data: bytes) -> None:
    """Parse CSV."""
    csv.field_size_limit(2**31 - 1)
    for _ in csv.reader(io.StringIO(data.decode(), newline="")):
        pass


def pages_of(folder: Path) -> list[str]:
    """Return the pages of a folder, at most 20 MB of them."""
    pages: list[str] = []
    for file in sorted(folder.rglob("*.html")):
        if sum(map(len, pages)) > 20_000_000:
            break
        pages.append(file.read_text("utf-8", "replace"))
    return pages


def rates(size: int, jobs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return MB/s of jobs over so many bytes, each timed in turn with the others."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            seconds[name].append(time.perf_counter() - start)
    return {name: size / 1e6 / statistics.median(times) for name, times in seconds.items()}


def show(kind: str, found: dict[str, float]) -> None:
    """Print the rows of one format; the first is that of the peer."""
    peer = next(iter(found.values()))
    for name, rate in found.items():
        print(f"| {kind} | {name} | {rate:.0f} | {rate / peer:.2f} |")


def text_jobs(kind: str, data: bytes) -> dict[str, Callable[[], object]]:
    """Return what is timed of a file of records that is text."""
    peer, peer_name, reader = (
        (loads, "json.loads", read_json_records) if kind == "jsonl" else (cells, "csv.reader", read_csv_records)
    )
    return {
        peer_name: partial(peer, data),
        "records": partial(reader, data),
        "articles": partial(read_whole, data, kind),
        "articles, in parts": partial(read_in_parts, data, kind),
        "articles and every map": partial(map_all, data, kind),
    }


def csv_of(made: list[dict[str, str]]) -> bytes:
    """Return records as a table."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(made[0]))
    writer.writeheader()
    writer.writerows(made)
    return stream.getvalue().encode()


def parquet_jobs(made: list[dict[str, str]]) -> dict[str, Callable[[], object]]:
    """Return what is timed of a Parquet file, beside its library alone."""
    import pyarrow as pa
    from pyarrow import parquet

    stream = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(made), stream)
    data = stream.getvalue()

    def rows() -> None:
        for batch in parquet.ParquetFile(io.BytesIO(data)).iter_batches(256):
            batch.to_pylist()

    return {"pyarrow": rows, "articles, in parts": partial(read_in_parts, data, "parquet")}


def wet_jobs(made: list[dict[str, str]]) -> dict[str, Callable[[], object]]:
    """Return what is timed of the texts of a crawl, compressed by record, beside their library alone."""
    from fastwarc.warc import ArchiveIterator

    members = []
    for number, record in enumerate(made):
        body = record["text"].encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: {record['url']}\r\n"
            f"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{uuid.UUID(int=number)}>\r\n"
            f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        members.append(gzip.compress(head.encode() + body + b"\r\n\r\n", mtime=0))
    data = b"".join(members)

    def bodies() -> None:
        for record in ArchiveIterator(io.BytesIO(data)):
            record.reader.read().decode()

    return {"fastwarc": bodies, "articles, in parts": partial(read_in_parts, data, "warc")}


def html_jobs(texts: list[str]) -> dict[str, Callable[[], object]]:
    """Return what is timed of pages."""
    import trafilatura

    def extract_all() -> None:
        for page in texts:
            trafilatura.extract(page, include_comments=False)

    def read_main() -> None:
        for page in texts:
            with contextlib.suppress(NoArticle):
                read_whole(page.encode(), "html")

    return {
        "trafilatura": extract_all,
        "text and map of the page": lambda: [read_html(page) for page in texts],
        "main text, by trafilatura": read_main,
    }


def main(count: int, pages: Path | None) -> None:
    """Measure and print a table."""
    gc.disable()
    made = records(count)
    lines = "".join(json.dumps(record) + "\n" for record in made).encode()
    table = csv_of(made)
    print("| format | | MB/s | of the peer |\n| --- | --- | --- | --- |")
    show("JSON Lines", rates(len(lines), text_jobs("jsonl", lines)))
    show("CSV", rates(len(table), text_jobs("csv", table)))
    show("Parquet", rates(len(lines), parquet_jobs(made)))
    show("WET", rates(len(lines), wet_jobs(made)))
    if pages is not None:
        texts = pages_of(pages)
        show("HTML", rates(sum(len(page.encode()) for page in texts), html_jobs(texts)))


if __name__ == "__main__":
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--articles", type=int, default=5000)
    cli.add_argument("--pages", type=Path)
    given = cli.parse_args()
    main(given.articles, given.pages)
