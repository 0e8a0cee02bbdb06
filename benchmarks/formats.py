"""How fast files of each format are read, beside what a program would read them with that wants no places.

    python benchmarks/formats.py [--pages FOLDER] [--articles 5000]

Each reader is timed in turn with its peer, three times, in one process; the table shows medians. JSON Lines, CSV and
Parquet hold the articles of `corpora.py`; `--pages` names a folder of HTML pages. MB are those of the file.
"""

import argparse
import csv
import gc
import io
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from corpora import articles

from copydesk.sources import FoundFile, NoArticle, SourceOptions, read
from copydesk.sources.html import read_html
from copydesk.sources.parts import Splitter

ROUNDS = 3
WHOLE = SourceOptions(max_size=10**9)


def records(count: int) -> list[dict[str, str]]:
    """Return records as scrapers write them."""
    return [
        {"id": name, "url": f"https://site.example/{name}", "title": text.partition("\n")[0], "text": text}
        for name, text, _ in articles(count, 4000, 0, 0.0, 1)
    ]


def read_whole(data: bytes, name: str) -> None:
    """Read all articles of a file; their maps are made when they are asked for."""
    read(FoundFile("x", data, name), WHOLE)


def read_in_parts(data: bytes, name: str) -> None:
    """Read all articles of a file as a large one is read."""
    for part in Splitter(FoundFile("x", data, name), WHOLE).parts():
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


def main(count: int, pages: Path | None) -> None:
    """Measure and print a table."""
    gc.disable()
    made = records(count)
    lines = "".join(json.dumps(record) + "\n" for record in made).encode()
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(made[0]))
    writer.writeheader()
    writer.writerows(made)
    table = stream.getvalue().encode()
    print("| format | | MB/s | of the peer |\n| --- | --- | --- | --- |")
    for kind, data, name, peer in (("jsonl", lines, "json.loads", loads), ("csv", table, "csv.reader", cells)):
        jobs: dict[str, Callable[[], object]] = {
            name: partial(peer, data),
            "articles, spans and fields": partial(read_whole, data, kind),
            "in parts": partial(read_in_parts, data, kind),
            "every map": partial(map_all, data, kind),
        }
        show(kind, rates(len(data), jobs))
    if pages is not None:
        import trafilatura

        def extract_all() -> None:
            for page in texts:
                trafilatura.extract(page, include_comments=False)

        def lint_main() -> None:
            for page in texts:
                try:
                    read_whole(page.encode(), "html")
                except NoArticle:
                    continue

        texts = pages_of(pages)
        size = sum(len(page.encode()) for page in texts)
        jobs = {
            "trafilatura": extract_all,
            "text and map of the page": lambda: [read_html(page) for page in texts],
            "main text, by trafilatura": lint_main,
        }
        show("html", rates(size, jobs))


if __name__ == "__main__":
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--articles", type=int, default=5000)
    cli.add_argument("--pages", type=Path)
    given = cli.parse_args()
    main(given.articles, given.pages)
