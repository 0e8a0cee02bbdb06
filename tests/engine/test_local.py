"""Several files: the same result whatever the number of jobs and the order of files."""

import json
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import Analysis, Article, Diagnostic, Finding, Rule, lint_text
from copydesk.config import load
from copydesk.engine import lint
from copydesk.engine.files import FileResult
from copydesk.engine.join import Joiner
from copydesk.engine.local import BATCH_BYTES, batches
from copydesk.engine.processes import lint_in_processes
from copydesk.engine.store import open_store
from copydesk.rule import find_rules
from copydesk.selection import Selection, resolve
from copydesk.sources import FoundFile, SourceOptions

TEXTS = [
    "He paid for the the ticket.",
    "The parcel was never recieved by the old man in the house.",
    "Share this article\n\nNothing here.",
    "It costs 5&nbsp;euros.",
    "A clean line that stands alone.",
]


def corpus(folder: Path, count: int) -> list[FoundFile]:
    files = []
    for number in range(count):
        path = folder / f"{number:03}.txt"
        path.write_text("\n\n".join(random.Random(number).choices(TEXTS, k=400)))
        files.append(FoundFile(str(path)))
    return files


def default_rules() -> Selection:
    return resolve(load((), isolated=True), find_rules())


def test_jobs_and_order_change_nothing(tmp_path: Path) -> None:
    files = corpus(tmp_path, 90)
    assert sum(os.path.getsize(file.path) for file in files) > 1_000_000
    alone = lint(files, default_rules(), options=SourceOptions(), jobs=1)
    shuffled = random.Random(1).sample(files, len(files))
    together = lint(shuffled, default_rules(), options=SourceOptions(), jobs=2)
    assert alone == together
    assert len(alone.diagnostics) > 1000


@given(st.lists(st.integers(0, 1_500_000), max_size=60), st.integers(1, 4))
def test_batches_hold_every_file_once_and_the_last_ones_are_small(sizes: list[int], jobs: int) -> None:
    files = [FoundFile(f"{number}.txt") for number in range(len(sizes))]
    size_of = {file.path: size for file, size in zip(files, sizes, strict=True)}
    dealt = list(batches(files, size_of, SourceOptions(), Joiner(), jobs))
    assert [file for batch in dealt for file in batch] == files
    filled = [sum(size_of[file.path] for file in batch) for batch in dealt]
    for number, batch in enumerate(dealt):
        left = sum(max(size_of[file.path], 1000) for rest in dealt[number:] for file in rest)
        room = max(left // (2 * jobs), 200_000) if jobs > 1 else BATCH_BYTES
        assert len(batch) == 1 or filled[number] <= min(room, BATCH_BYTES)


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    files = corpus(tmp_path, 3)
    lint(files, default_rules(), options=SourceOptions(), jobs=1, progress=lambda *it: seen.append(it))
    sizes = [os.path.getsize(file.path) for file in files]
    assert seen == [(sum(sizes[:done]), sum(sizes)) for done in (1, 2, 3)]


class _Odd(Rule):
    """Says what can't be sent as it should be."""

    code, name = "XXX001", "odd"

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        message: Any = {"a.txt": "half a pair: \ud83d", "b.txt": 5, "d.txt": 5j, "e.txt": 2**70}.get(
            article.text, "a message"
        )
        yield self.finding((0, 1), message)


class _OddRules:
    """One rule for all files."""

    rules = (_Odd(),)

    def for_path(self, path: str) -> tuple[Rule, ...]:
        return self.rules


def test_whatever_a_rule_says_comes_back_from_another_process() -> None:
    files = [FoundFile(name, name.encode()) for name in ("a.txt", "b.txt", "c.txt", "d.txt", "e.txt")]
    results = lint_in_processes([[file] for file in files], _OddRules(), SourceOptions(), 2)
    said = {result.path: [it.message for it in result.diagnostics] for result in results}
    assert said == {
        "a.txt": ["half a pair: \ud83d"],
        "b.txt": [5],
        "c.txt": ["a message"],
        "d.txt": [5j],
        "e.txt": [2**70],
    }


def test_a_rule_need_not_be_hashable(tmp_path: Path) -> None:
    class Unhashable(_Odd):
        def __eq__(self, other: object) -> bool:
            return isinstance(other, Unhashable)

        __hash__ = None  # type: ignore[assignment]

    class Rules(_OddRules):
        rules = (Unhashable(),)

    (tmp_path / "c.txt").write_text("c.txt")
    for _ in range(2):
        kept = open_store(str(tmp_path / "cache"), str(tmp_path), SourceOptions(), create=True)
        run = lint([FoundFile(str(tmp_path / "c.txt"))], Rules(), options=SourceOptions(), store=kept)
        assert [it.code for it in run.diagnostics] == ["XXX001"]


class _Killer:
    """Rules that kill the process on one file."""

    rules = ()

    def for_path(self, path: str) -> tuple[()]:
        if path.endswith("bad.txt"):
            os.kill(os.getpid(), signal.SIGKILL)
        return ()


def test_a_process_that_dies_costs_one_file_only(tmp_path: Path) -> None:
    names = ["a.txt", "bad.txt", "c.txt", "d.txt"]
    for name in names:
        (tmp_path / name).write_text("Fine.")
    batches = [[FoundFile(str(tmp_path / name))] for name in names]
    results: list[FileResult] = sorted(
        lint_in_processes(batches, _Killer(), SourceOptions(), 2), key=lambda result: result.path
    )
    assert [Path(result.path).name for result in results] == names
    assert [[found.code for found in result.diagnostics] for result in results] == [[], ["INP001"], [], []]
    assert "died" in results[1].diagnostics[0].message


def test_lint_text_refuses_what_is_no_format() -> None:
    with pytest.raises(ValueError, match="format must be csv, html, json, jsonl, markdown, text, tsv, not 'md'"):
        lint_text("Fine.", format="md")


def test_lint_text_is_the_whole_job() -> None:
    (found,) = lint_text("<p>He paid for <i>the</i> the ticket.", format="html", name="x")
    assert isinstance(found, Diagnostic)
    assert (found.path, found.code, found.start.column) == ("x", "DUP006", 27)


WORDS = st.sampled_from(
    [
        *"Apple privacy the the of recieved Share â€™ &nbsp; <br> {{ x }} \u200b … © 2024 Related . , 3.5 我 é".split(),
        *("Related articles", "\n\n", "\n", "- ", "# "),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join), st.sampled_from(["text", "markdown", "html"]))
def test_no_rule_crashes_and_every_place_lies_in_the_file(text: str, format: str) -> None:  # noqa: A002
    wanted = {"select": ["ALL"], "ignore": ["GRM001"]}  # it would start a server for every text; it has its own tests
    rules = resolve(load((), isolated=True, overrides=wanted), find_rules())
    file = FoundFile("x", text.encode(), format)
    run = lint([file], rules, options=SourceOptions(), jobs=1)
    assert [found for found in run.diagnostics if found.code == "INP005"] == []
    for found in run.diagnostics:
        assert 0 <= found.start.offset <= found.end.offset <= len(text)
        for edit in found.fix.edits if found.fix else ():
            assert 0 <= edit.start.offset <= edit.end.offset <= len(text)
    fingerprints = [found.fingerprint for found in run.diagnostics]
    assert len(set(fingerprints)) == len(fingerprints)


def test_fingerprints_stay_when_lines_move() -> None:
    before = {found.fingerprint for found in lint_text("He paid for the the ticket.\n\nIt cost 5&nbsp;euros.")}
    after = {found.fingerprint for found in lint_text("New.\n\nHe paid for the the ticket.\n\nIt cost 5&nbsp;euros.")}
    assert before == after
    assert len(before) == 2


def test_json_of_many_files_is_in_order(copydesk, tmp_path: Path) -> None:
    corpus(tmp_path, 5)
    found = json.loads(copydesk("check", "--output-format", "json", ".").stdout)
    keys = [(it["path"], it["start"]["offset"]) for it in found]
    assert keys == sorted(keys)
