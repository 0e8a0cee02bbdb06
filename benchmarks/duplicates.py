"""Copies across articles at size: what is found, how fast, in how much memory, beside a MinHash pipeline.

    python benchmarks/duplicates.py FOLDER --articles 10000 100000 [--peer PYTHON] [--peer-articles 10000]

For each number of articles a corpus is made below FOLDER (1.4 kB an article, 2 % of them with a paragraph copied from
an earlier one, 30 % with one of five footers) and linted for copies (DUP1, one process), once with an empty cache and
once more. Then one new file that copies a paragraph is checked against the index of all of them, in turn with a check
of the same file without an index and with the bare command. PYTHON is one that has datatrove (see peer_minhash.py).
Memory is the peak of the process. Writes a table in Markdown to standard output.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from corpora import make

from copydesk.config import load
from copydesk.engine.files import Collected, FileResult
from copydesk.engine.records import encode
from copydesk.engine.store import open_store
from copydesk.rule import CorpusRule, find_rules
from copydesk.run import FileSummary
from copydesk.selection import resolve
from copydesk.sources import Source, read, walk
from copydesk.text import Analysis

SIZE = 1400
ROUNDS = 15
BATCH = 140
"""Articles that are analysed at once: 200 kB."""


class Cost(NamedTuple):
    """What a process took: seconds of the clock and of the processor, and its peak of memory in MB."""

    clock: float
    processor: float
    memory: float


def run(*command: str) -> tuple[bytes, Cost]:
    """Run a command and return its output and its cost."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    output = process.stdout.read()
    _, _, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - begun
    return output, Cost(clock, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def check(cache: Path, *args: str) -> tuple[str, ...]:
    """Return the command that looks for copies."""
    copydesk = (sys.executable, "-m", "copydesk", "check", "--select", "DUP1", "--jobs", "1", "--cache-dir")
    return (*copydesk, str(cache.resolve()), "--output-format", "json", *args)


def pairs(output: bytes, folder: Path) -> set[tuple[str, str]]:
    """Return the pairs of files, copy and original, that a report tells."""
    return {
        (os.path.relpath(found["path"], folder), os.path.relpath(twin["path"], folder))
        for found in json.loads(output)
        for twin in found["related"]
    }


def build_rate(folder: Path, cache: Path) -> float:
    """Return the megabytes of text a second of which an index is made, the files being read already."""
    (rule,) = resolve(load((), isolated=True, overrides={"select": ["DUP101"]}), find_rules()).rules
    assert isinstance(rule, CorpusRule)
    files = walk([str(folder)])
    sources = [read(file) for file in files]
    store = open_store(str(cache), ".", 10**7, create=True)
    assert store is not None
    store.recall(files, lambda _: (rule,))
    begun = time.process_time()
    for result in collect(rule, sources):
        store.keep(result, (rule,))
    store.flush()
    rate = sum(source.size for source in sources) / (time.process_time() - begun) / 1e6
    store.discard()
    return rate


def collect(rule: CorpusRule, sources: Sequence[Source]) -> Iterator[FileResult]:
    """Yield for each file what is kept of it for the index."""
    for start in range(0, len(sources), BATCH):
        batch = [(source, article) for source in sources[start : start + BATCH] for article in source.articles]
        _, analyses = Analysis.join((article.text, article.blocks) for _, article in batch)
        for (source, article), analysis in zip(batch, analyses, strict=True):
            summary = FileSummary(source.path, source.encoding, source.size, source.sha256, 1)
            collected = Collected(0, article.host, encode(rule.collect(article, analysis)))
            yield FileResult(source.path, summary=summary, collected={rule.collector(): [collected]})


def one_file(folder: Path, cache: Path) -> tuple[bool, list[float]]:
    """Check one new file that copies a paragraph; return whether it is found, and median seconds of the clock.

    Those are of the check against the index, of the check alone, and of the bare command.
    """
    original = folder / "0000" / "0000007.txt"
    changed = folder / "changed.txt"
    changed.write_text("A title of its own\n\n" + original.read_text("utf-8").split("\n\n")[1] + "\n")
    commands = [
        check(cache, str(changed)),
        (*check(cache, str(changed)), "--no-cache"),
        (sys.executable, "-m", "copydesk", "--version"),
    ]
    costs: list[list[float]] = [[], [], []]
    for _ in range(ROUNDS):
        outputs = []
        for number, command in enumerate(commands):
            output, cost = run(*command)
            outputs.append(output)
            costs[number].append(cost.clock)
    changed.unlink()
    return bool(pairs(outputs[0], folder)), [median(it) for it in costs]


def measure(folder: Path, count: int) -> list[str]:
    """Measure copydesk over a corpus and return a row of the table."""
    planted = set(map(tuple, json.loads((folder / "copies.json").read_text())))
    cache = folder.with_name(f"{folder.name}-cache")
    shutil.rmtree(cache, ignore_errors=True)
    output, cold = run(*check(cache, str(folder)))
    found = pairs(output, folder)
    again, warm = run(*check(cache, str(folder)))
    assert again == output
    is_found, (indexed, alone, bare) = one_file(folder, cache)
    size = sum(file.stat().st_size for file in cache.iterdir()) / 1e6
    shutil.rmtree(cache)
    rate = build_rate(folder, cache) if count <= 100_000 else float("nan")
    shutil.rmtree(cache, ignore_errors=True)
    return [
        f"copydesk, {count:,} articles",
        f"{len(planted & found) / len(planted):.4f}",
        f"{len(found - planted)}",
        f"{cold.clock:.1f} ({cold.processor:.1f})",
        f"{cold.memory:.0f}",
        f"{warm.clock:.2f}",
        f"{rate:.1f}",
        f"{size:.0f}",
        f"{indexed:.3f} / {alone:.3f} / {bare:.3f}" + ("" if is_found else " NOT FOUND"),
    ]


def peer(python: str, folder: Path, *args: str) -> list[str]:
    """Measure a MinHash pipeline over a corpus and return a row of the table."""
    planted = set(map(tuple, json.loads((folder / "copies.json").read_text())))
    script = str(Path(__file__).with_name("peer_minhash.py"))
    output, cost = run(python, script, str(folder), *args)
    told = json.loads(output)
    found = set(map(tuple, told["pairs"]))
    name = f"{told['tool']} {' '.join(args)}".strip()
    seconds = f"{cost.clock:.1f} ({cost.processor:.1f})"
    recall = f"{len(planted & found) / len(planted):.4f}"
    return [name, recall, f"{len(found - planted)}", seconds, f"{told['peak_mb']:.0f}", "", "", "", ""]


HEAD = [
    "",
    "planted copies found",
    "other pairs",
    "seconds (processor)",
    "peak MB",
    "second run, s",
    "index build, MB/s",
    "index, MB",
    "one file: against the index / alone / bare command, s",
]


def main() -> None:
    """Measure what the command line asks for."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    cli.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    cli.add_argument("--peer", metavar="PYTHON")
    cli.add_argument("--peer-articles", type=int, default=10_000)
    given = cli.parse_args()
    rows = []
    for count in given.articles:
        folder = given.folder / f"{count}"
        make(folder, count, size=SIZE, copies=count // 50, footers=0.3)
        rows.append(measure(folder, count))
    if given.peer:
        folder = given.folder / f"{given.peer_articles}"
        make(folder, given.peer_articles, size=SIZE, copies=given.peer_articles // 50, footers=0.3)
        rows += [peer(given.peer, folder), peer(given.peer, folder, "--buckets", "20", "--hashes", "5")]
    for row in (HEAD, ["---"] * len(HEAD), *rows):
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
