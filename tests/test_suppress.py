"""Suppressions in the file, in every format."""

import json
from pathlib import Path

import pytest

DOUBLED = "He paid for the the ticket."


def codes(copydesk, *args: str) -> list[str]:
    return [found["code"] for found in json.loads(copydesk("check", "--output-format", "json", *args).stdout)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", f"One.\n\n<!-- copydesk: ignore DUP006 -->\n{DOUBLED}\n"),
        ("a.txt", f"<!-- copydesk: ignore doubled-word -->\n\n\n{DOUBLED}\n"),
        ("a.txt", f"<!-- copydesk: ignore -->\n{DOUBLED}\n"),
        ("a.txt", f"<!-- copydesk: ignore KEY,DUP -->\n{DOUBLED}\n"),
        ("a.txt", f"{DOUBLED} <!-- copydesk: ignore DUP -->\n"),
        ("a.txt", f"{DOUBLED}\n\nOther.\n\n<!-- copydesk: ignore-file DUP -->\n"),
        ("a.md", f"# One\n\n<!-- copydesk: ignore DUP006 -->\n{DOUBLED}\n"),
        ("a.md", f"# One\n\n<!-- copydesk: ignore DUP006 -->\n\n- {DOUBLED}\n"),
        ("a.html", f"<h1>One</h1><!-- copydesk: ignore DUP006 --><div><p>{DOUBLED}</div>"),
        ("a.html", f"<p>{DOUBLED}</p><!-- copydesk: ignore-file DUP006 -->"),
    ],
)
def test_a_suppression_holds_for_its_block_or_file(copydesk, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert codes(copydesk, name) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<!-- copydesk: ignore DUP006 -->\nFine.\n", "nothing is left to ignore here for DUP006"),
        ("<!-- copydesk: ignore -->\nFine.\n", "nothing is left to ignore here"),
        ("<!-- copydesk: ignore XYZ001 -->\nFine.\n", "no rule is called XYZ001"),
        ("<!-- copydesk: ignore dup999 -->\nFine.\n", "no rule is called dup999"),
        ("<!-- copydesk: ingore DUP006 -->\nFine.\n", "“ingore DUP006” is not understood"),
    ],
)
def test_a_suppression_without_effect_is_reported(copydesk, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.txt").write_text(text)
    (found,) = json.loads(copydesk("check", "--output-format", "json", "a.txt").stdout)
    assert (found["code"], found["start"]["line"]) == ("INP010", 1)
    assert message in found["message"]


def test_only_the_next_block_is_spoken_for(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"<!-- copydesk: ignore DUP006 -->\n{DOUBLED}\n\nShe lost it of of course.\n")
    assert codes(copydesk, "a.txt") == ["DUP006"]


def test_a_suppression_of_a_rule_that_did_not_run_is_not_judged(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("<!-- copydesk: ignore DUP006 -->\nFine.\n")
    assert codes(copydesk, "--select", "KEY", "a.txt") == []


def test_the_comment_is_no_text(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("He paid for the <!-- copydesk: ignore KEY -->the ticket.")
    assert "DUP006" in codes(copydesk, "a.txt")


def test_in_a_file_of_many_articles_a_suppression_holds_for_one(copydesk, tmp_path: Path) -> None:
    texts = [
        f"<!-- copydesk: ignore-file DUP -->{DOUBLED}",
        DOUBLED,
        f"{DOUBLED} <!-- copydesk: ignore-file DUP -->",
        f"<!-- copydesk: ignore DUP006 -->{DOUBLED}\n\nShe lost it of of course.",
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    found = json.loads(copydesk("check", "--output-format", "json", "a.jsonl").stdout)
    assert [it["start"]["line"] for it in found] == [2, 4]
