"""Old findings are kept quiet, new ones are not."""

import json
from pathlib import Path

ONE = "He paid for the the ticket.\n"
BASELINE = ("--baseline", "old.json")


def codes(done) -> list[str]:
    return [line.split()[2] for line in done.stdout.decode().splitlines()]


def check(copydesk, *options: str):
    return copydesk("check", "--output-format", "concise", "--no-cache", *BASELINE, *options)


def test_what_was_there_is_not_reported_when_lines_move_and_what_is_new_is(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ONE)
    written = check(copydesk, "--write-baseline", "a.txt")
    assert (written.returncode, written.stdout) == (0, b"")
    assert written.stderr == b"old.json: findings in the baseline: 1\n"
    assert list(json.loads((tmp_path / "old.json").read_text())["findings"]["a.txt"].values()) == ["DUP006"]
    (tmp_path / "a.txt").write_text(f"A line before.\n\n{ONE}")
    assert check(copydesk, "a.txt").returncode == 0
    (tmp_path / "a.txt").write_text(f"{ONE}\nShe left with with him.\n")
    done = check(copydesk, "a.txt")
    assert (done.returncode, codes(done)) == (1, ["DUP006"])
    assert b"a.txt:3:15" in done.stdout


def test_a_second_finding_of_the_same_kind_is_new(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ONE)
    check(copydesk, "--write-baseline", "a.txt")
    (tmp_path / "a.txt").write_text(f"{ONE}\nShe sat by the the sea.\n")
    assert len(codes(check(copydesk, "a.txt"))) == 1


def test_what_is_gone_is_told_and_taken_out(copydesk, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(ONE)
    check(copydesk, "--write-baseline", ".")
    (tmp_path / "a.txt").write_text("He paid for the ticket.\n")
    assert check(copydesk, "b.txt").stderr == b""
    assert b"old.json: findings that are gone: 1;" in check(copydesk, ".").stderr
    check(copydesk, "--write-baseline", "a.txt")
    assert list(json.loads((tmp_path / "old.json").read_text())["findings"]) == ["b.txt"]
    assert check(copydesk, ".").stderr == b""


def test_what_the_baseline_knows_is_not_fixed(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ONE)
    check(copydesk, "--write-baseline", "a.txt")
    check(copydesk, "--fix", "a.txt")
    assert (tmp_path / "a.txt").read_text() == ONE


def test_a_file_that_cannot_be_handled_is_always_reported(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Er ging übers Feld".encode() + b"\xff.")
    assert check(copydesk, "--write-baseline", "a.txt").returncode == 2
    assert codes(check(copydesk, "a.txt")) == ["INP002"]


def test_a_wrong_baseline_is_told(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ONE)
    assert b"old.json: no such baseline; --write-baseline makes it" in check(copydesk, "a.txt").stderr
    (tmp_path / "old.json").write_text("[]")
    done = check(copydesk, "a.txt")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"old.json is no baseline" in done.stderr
    nowhere = copydesk("check", "--write-baseline", "a.txt")
    assert b"give --baseline FILE" in nowhere.stderr
