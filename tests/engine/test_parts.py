"""Large files of records: linted in parts, they tell what they tell when they are linted whole."""

import gzip
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from copydesk.config import load
from copydesk.engine import lint
from copydesk.rule import find_rules
from copydesk.run import Run
from copydesk.selection import resolve
from copydesk.sources import FoundFile, SourceOptions, loading, parts

COPIED = "The council voted on Tuesday to close the old bridge for good, and nobody in the room objected to that."


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files of 10 kB be large ones, and jobs of any size be shared out."""
    monkeypatch.setattr(loading, "LARGE", 10_000)
    monkeypatch.setattr(parts, "PART_LENGTH", 5000)
    monkeypatch.setattr(parts, "_BLOCK", 1000)
    monkeypatch.setattr("copydesk.engine.local.SMALL_JOB_BYTES", 1)


def records(count: int) -> list[dict[str, Any]]:
    chance = Random(1)
    filler = [
        "The " + " of the ".join("".join(chance.choices("abcdefghij", k=7)) for _ in range(80)) + "."
        for _ in range(count)
    ]
    made: list[dict[str, Any]] = [
        {"id": f"r{number}", "text": f"Day {number} é🙂. {filler[number]}\n\nHe paid for the the ticket."}
        for number in range(count)
    ]
    made[1]["text"] += f"\n\n{COPIED}"
    made[-2]["text"] += f"\n\n{COPIED}"
    del made[2]["id"], made[3]["id"]
    return made


def run(*files: FoundFile | Path, jobs: int = 1, **overrides: Any) -> Run:
    rules = resolve(
        load((), isolated=True, overrides={"select": ["DUP", "SPL", "SCR"], "ignore": ["SCR007"], **overrides}),
        find_rules(),
    )
    found = [file if isinstance(file, FoundFile) else FoundFile(str(file)) for file in files]
    return lint(found, rules, options=SourceOptions(), jobs=jobs)


@pytest.mark.parametrize("layout", ["lines", "list", "table"])
def test_parts_and_jobs_change_nothing(
    tmp_path: Path, layout: str, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if layout == "lines":
        file = tmp_path / "a.jsonl"
        file.write_text("".join(json.dumps(record) + "\n" for record in records(40)))
    elif layout == "list":
        file = tmp_path / "a.json"
        items = (json.dumps(record, ensure_ascii=False) for record in records(40))
        file.write_text("[" + ",\n".join(items) + "\n]", "utf-8")
    else:
        file = tmp_path / "a.csv"
        rows = (f'{record.get("id", "")},"{record["text"]}"\n' for record in records(40))
        file.write_text("id,text\n" + "".join(rows), "utf-8")
    in_parts = run(file)
    assert run(file, jobs=2) == in_parts
    monkeypatch.setattr(loading, "LARGE", 10**9)
    assert run(file) == in_parts
    (copy,) = (found for found in in_parts.diagnostics if found.code == "DUP101")
    assert (copy.article.id, copy.message) == ("r38", "this passage is copied from record 1 of this file")
    assert [found.code for found in in_parts.diagnostics].count("DUP006") == 40
    fingerprints = [found.fingerprint for found in in_parts.diagnostics]
    assert len(set(fingerprints)) == len(fingerprints)


def test_columns_go_on_where_a_list_has_no_lines(tmp_path: Path, large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_text(json.dumps(records(40), ensure_ascii=False), "utf-8")
    in_parts = run(tmp_path / "a.json").diagnostics
    monkeypatch.setattr(loading, "LARGE", 10**9)
    whole = run(tmp_path / "a.json").diagnostics
    assert [(it.code, it.start, it.end, it.related) for it in in_parts] == [
        (it.code, it.start, it.end, it.related) for it in whole
    ]


def test_a_compressed_file_is_linted_but_not_fixed(tmp_path: Path, large: None) -> None:
    text = "".join(json.dumps(record) + "\n" for record in records(40))
    (tmp_path / "a.jsonl").write_text(text)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    plain, packed = run(tmp_path / "a.jsonl"), run(tmp_path / "a.jsonl.gz")
    places = [[(it.code, it.start, it.end) for it in each.diagnostics] for each in (plain, packed)]
    assert places[0] == places[1]
    assert all(found.fix is None for found in packed.diagnostics)
    assert any(found.fix is not None for found in plain.diagnostics)


def test_what_is_wrong_with_one_part_costs_that_part_only(tmp_path: Path, large: None) -> None:
    lines = [json.dumps(record) for record in records(40)]
    lines[20] = lines[20][:500]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    found = run(tmp_path / "a.jsonl", jobs=2).diagnostics
    assert [(it.code, it.start.line) for it in found if it.code == "INP003"] == [("INP003", 21)]
    assert [it.code for it in found].count("DUP006") == 39


def test_a_file_that_goes_away_is_one_finding(tmp_path: Path, large: None) -> None:
    (found,) = run(FoundFile(str(tmp_path / "a.jsonl.gz"))).diagnostics
    assert found.code == "INP001"


def test_fingerprints_stay_when_records_come_before(tmp_path: Path) -> None:
    before, after = tmp_path / "1" / "a.jsonl", tmp_path / "2" / "a.jsonl"
    lines = [json.dumps(record) for record in records(5)]
    for file, content in ((before, lines), (after, ['{"text": "New."}', *lines])):
        file.parent.mkdir()
        file.write_text("\n".join(content))
    one, other = (
        {it.fingerprint for it in run(FoundFile("a.jsonl", file.read_bytes())).diagnostics} for file in (before, after)
    )
    assert one == other
