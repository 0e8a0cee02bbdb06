"""Rules across articles, run as users run them."""

import json
from pathlib import Path

import pytest

COPIED = "The council voted on Tuesday to close the old bridge for good, and nobody in the room objected."
OWN = {
    "a": "Traders were not asked, and neither were the two bus companies that serve the market square.",
    "b": "A new orchard was planted behind the school by children who had never seen a pear on a tree.",
    "c": "The choir sang until midnight, and the last bus had left when the mayor came out at last.",
}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    for name, own in OWN.items():
        (tmp_path / f"{name}.txt").write_text(f"{own}\n\n{COPIED}\n")
    return tmp_path


def found(copydesk, *args: str) -> list[tuple[str, str, list[str]]]:
    diagnostics = json.loads(copydesk("check", "--output-format", "json", *args).stdout)
    return [(it["code"], it["path"], [twin["path"] for twin in it["related"]]) for it in diagnostics]


def test_copies_point_at_the_earliest(copydesk, articles: Path) -> None:
    assert found(copydesk, ".") == [("DUP101", "b.txt", ["a.txt"]), ("DUP101", "c.txt", ["a.txt"])]


def test_neither_order_nor_jobs_change_anything(copydesk, articles: Path) -> None:
    outputs = {
        copydesk("check", "--output-format", "json", "--jobs", jobs, *files).stdout
        for jobs in ("1", "2")
        for files in (("a.txt", "b.txt", "c.txt"), ("c.txt", "a.txt", "b.txt"))
    }
    assert len(outputs) == 1


def test_the_date_tells_which_is_the_copy(copydesk, articles: Path) -> None:
    for name, date in (("x", "2024-03-02"), ("y", "2024-03-01")):
        (articles / f"{name}.md").write_text(f"---\ndate: {date}\n---\n\n{OWN['abc'['xy'.index(name)]]}\n\n{COPIED}\n")
    assert found(copydesk, "x.md", "y.md") == [("DUP101", "x.md", ["y.md"])]


def test_a_suppression_works_at_either_end(copydesk, articles: Path) -> None:
    (articles / "a.txt").write_text(f"{OWN['a']}\n\n<!-- copydesk: ignore DUP101 -->\n{COPIED}\n")
    assert found(copydesk, ".") == []


def test_an_archive_is_no_copy_and_not_linted(copydesk, articles: Path) -> None:
    (articles / "archive").mkdir()
    (articles / "z.txt").write_text(f"{COPIED}\n\nHe paid for it with his own money in the end.\n")
    (articles / "a.txt").rename(articles / "archive" / "zz.txt")
    (articles / "archive" / "more.txt").write_text("He paid for the the ticket.\n")
    assert found(copydesk, "b.txt", "--against", "archive") == [("DUP101", "b.txt", ["archive/zz.txt"])]
    assert found(copydesk, "archive/zz.txt", "--against", "archive") == []


def test_what_stands_in_more_than_fifty_articles_is_a_template(copydesk, tmp_path: Path) -> None:
    for number in range(60):
        own = " ".join(f"word{number}x{place}" for place in range(40))
        (tmp_path / f"{number:02d}.txt").write_text(f"Then {own}.\n\n{COPIED}\n")
    assert found(copydesk, ".", "--select", "DUP1") == []
    templates = found(copydesk, ".", "--select", "DUP1,BPL101")
    assert [(code, path) for code, path, _ in templates] == [("BPL101", f"{number:02d}.txt") for number in range(60)]
    (tmp_path / "new.txt").write_text(f"{OWN['a']}\n\n{COPIED}\n")
    assert [code for code, *_ in found(copydesk, "new.txt", "--select", "DUP1,BPL101")] == ["BPL101"]


def test_html_and_markdown_twins_are_placed_in_their_files(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<p>{OWN['a']}</p>\n<p>{COPIED.replace('old bridge', '<b>old</b> bridge')}</p>")
    (tmp_path / "b.md").write_text(f"# Title of it\n\n{OWN['b']}\n\n{COPIED.replace('council', '*council*')}\n")
    (diagnostic,) = json.loads(copydesk("check", "--output-format", "json", ".").stdout)
    (twin,) = diagnostic["related"]
    assert (diagnostic["path"], diagnostic["start"]["line"], diagnostic["start"]["column"]) == ("b.md", 5, 1)
    assert (twin["path"], twin["start"]["line"], twin["start"]["column"]) == ("a.html", 2, 4)
