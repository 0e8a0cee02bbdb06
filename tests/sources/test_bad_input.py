"""Nasty input: each does what research asks (formats.md, section 5, the inputs that concern text, Markdown and HTML).

The numbers are those of that table. What matters is seen from outside: the command's findings, places and exit code.
"""

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

DOUBLED = "He paid for the the ticket."
PLACE = (1, 17)


def findings(done: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def check(copydesk: Any, *paths: str) -> Any:
    done = copydesk("check", "--output-format", "json", *paths)
    assert b"Traceback" not in done.stderr
    return done


def codes(done: Any) -> list[str]:
    return [found["code"] for found in findings(done)]


def place(found: dict[str, Any]) -> tuple[int, int]:
    return found["start"]["line"], found["start"]["column"]


@pytest.mark.parametrize(
    ("name", "data", "code", "where"),
    [
        ("1 invalid byte", b"caf\xc3\xa9 \xff " + DOUBLED.encode(), 2, (1, 24)),
        (
            "1 invalid byte after many letters",
            "The café that they had was there. ".encode() * 8 + b"\xff\n" + DOUBLED.encode(),
            2,
            (2, 17),
        ),
        ("2 UTF-16 with a mark", DOUBLED.encode("utf-16"), 1, PLACE),
        ("2 UTF-16 big endian", b"\xfe\xff" + DOUBLED.encode("utf-16-be"), 1, PLACE),
        ("3 UTF-16 without a mark", DOUBLED.encode("utf-16-le"), 1, PLACE),
        ("3 UTF-16 big endian without a mark", DOUBLED.encode("utf-16-be"), 1, PLACE),
        ("4 UTF-32", DOUBLED.encode("utf-32"), 1, PLACE),
        ("5 NUL", DOUBLED.encode() + b"\0", 1, PLACE),
        ("6 UTF-8 with a mark", b"\xef\xbb\xbf" + DOUBLED.encode(), 1, PLACE),
        ("7 Windows-1252", "Un café à Paris, déjà vu. ".encode("cp1252") + DOUBLED.encode(), 1, (1, 43)),
        ("16 emoji sequence", "👨‍👩‍👧 ".encode() + DOUBLED.encode(), 1, (1, 23)),
        ("17 CR only", b"Ah.\r\r" + DOUBLED.encode() + b"\r", 1, (3, 17)),
        ("18 U+2028, NEL, VT, FF", "Oh \u2028 a \x85 b \x0b c \x0c d. ".encode() + DOUBLED.encode(), 1, (1, 37)),
        ("29 CRLF", b"Ah.\r\n\r\n" + DOUBLED.encode() + b"\r\n", 1, (3, 17)),
        ("30 mixed newlines", b"Ah.\n\r\nOh.\r\r" + DOUBLED.encode(), 1, (5, 17)),
        ("31 overlong and surrogate bytes", b"\xc0\xaf \xed\xa0\x80 \xf5\x80\x80\x80 " + DOUBLED.encode(), 2, None),
        ("44 tabs are one column each", b"\t" + DOUBLED.encode(), 1, (1, 18)),
    ],
)
def test_text_is_read_and_columns_are_exact(
    copydesk: Any, tmp_path: Path, name: str, data: bytes, code: int, where: tuple[int, int] | None
) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    done = check(copydesk, "a.txt")
    assert done.returncode == code, name
    doubled = [found for found in findings(done) if found["code"] == "DUP006"]
    assert len(doubled) == 1
    if where is not None:
        assert place(doubled[0]) == where


def test_1_each_bad_byte_is_reported_at_its_place(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("é".encode() * 20 + b"\n ok \xff\xfe then \xff.")
    found = [it for it in findings(check(copydesk, "a.txt")) if it["code"] == "INP002"]
    assert [(place(it), it["end"]["column"]) for it in found] == [((2, 5), 7), ((2, 13), 14)]


def test_1_many_bad_bytes_are_counted_not_listed(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("é ".encode() * 2000 + b"\xff a " * 300)
    found = [it for it in findings(check(copydesk, "a.txt")) if it["code"] == "INP002"]
    assert len(found) == 21
    assert "280 more places" in found[-1]["message"]


def test_7_a_guessed_encoding_is_told(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Un café à Paris, déjà vu.".encode("cp1252"))
    done = check(copydesk, "a.txt")
    assert [(found["code"], found["severity"]) for found in findings(done)] == [("INP011", "info")]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("5 NUL", "An odd \0 sign.", "U+0000 NULL"),
        ("13 bidi control", "The file \u202egpj.exe is odd.", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("14 zero width", "The zero\u200bwidth word.", "U+200B ZERO WIDTH SPACE"),
        ("15 combining marks", "Za" + "\u0301" * 5000 + "lgo is here.", "5000 combining marks"),
        ("43 escape", "An \x1b[31m escape.", "U+001B ESCAPE"),
    ],
)
def test_characters_that_do_not_show_are_found(
    copydesk: Any, tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    (found,) = [it for it in findings(check(copydesk, "a.txt")) if it["code"] == "SCR006"]
    assert message in found["message"], name


def test_14_rules_see_words_without_zero_width_characters(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("He paid for the t\u200bhe ticket.", "utf-8")
    assert codes(check(copydesk, "a.txt")) == ["DUP006", "SCR006"]


def test_34_mojibake_is_found_not_mended(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("He didnâ€™t go.", "utf-8")
    assert codes(check(copydesk, "a.txt")) == ["SCR001"]


@pytest.mark.parametrize("text", ["13 The \u202e file.", "43 An \x1b]0;evil\x07 escape."])
def test_reports_for_people_hold_no_control_character(copydesk: Any, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    shown = copydesk("check", "a.txt").stdout.decode()
    assert all(char.isprintable() or char == "\n" for char in shown)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\t\r\n", "\u2003\n".encode()])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_19_20_empty_files_are_clean(copydesk: Any, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    done = check(copydesk, name)
    assert (done.returncode, findings(done)) == (0, [])


def test_8_a_huge_line_is_linted_up_to_the_limit(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text("max-article-size = 100_000")
    (tmp_path / "a.txt").write_text(DOUBLED + " and so on" * 200_000)
    done = check(copydesk, "a.txt")
    assert done.returncode == 2
    assert set(codes(done)) >= {"DUP006", "INP004"}


def test_21_symbolic_links_are_not_followed(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/loop").symlink_to("..")
    (tmp_path / "a/b.txt").write_text(DOUBLED)
    (tmp_path / "a/c.txt").symlink_to("b.txt")
    assert [found["path"] for found in findings(check(copydesk, "."))] == ["a/b.txt"]


def test_22_an_unreadable_file_is_one_error_and_the_rest_is_linted(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    (tmp_path / "a.txt/b.txt").write_text(DOUBLED)
    (tmp_path / "gone.txt").symlink_to("nowhere")
    done = check(copydesk, "a.txt", "gone.txt")
    assert (done.returncode, codes(done)) == (2, ["DUP006", "INP001"])


@pytest.mark.skipif(os.name != "posix", reason="pipes and sockets in the file system are POSIX")
@pytest.mark.parametrize("kind", ["fifo", "socket", "device"])
def test_23_pipes_and_devices_are_refused_without_waiting(copydesk: Any, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.txt"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        os.chdir(tmp_path)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("x.txt")
    named = "/dev/zero" if kind == "device" else "x.txt"
    done = check(copydesk, named)
    assert (done.returncode, codes(done)) == (2, ["INP001"])
    assert "no regular file" in findings(done)[0]["message"]


def test_24_a_binary_file_is_skipped_with_a_notice(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(bytes(range(256)) * 20)
    done = check(copydesk, "a.txt")
    assert (done.returncode, findings(done)) == (0, [])
    assert b"a.txt: skipped: it looks like binary data" in done.stderr


@pytest.mark.parametrize(
    "page",
    [
        "<p>One<table><tr><td>of<table><td>He paid for the the ticket",
        "<svg><p>He paid for the the ticket.",
        "<button>Buy<div>He paid for the the ticket.",
        "<div " * 2000 + ">He paid for the the ticket.",
        "<!-- never closed --><p>He paid for the the ticket.</p><!-- x",
    ],
)
def test_25_text_in_broken_pages_is_kept(copydesk: Any, tmp_path: Path, page: str) -> None:
    (tmp_path / "a.html").write_text(page)
    (found,) = findings(check(copydesk, "a.html"))
    assert page[found["start"]["offset"] : found["end"]["offset"]] == "the"


def test_26_a_long_attribute_is_no_text(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f'<img src="data:{"the the " * 500_000}"><p>{DOUBLED}</p>')
    assert codes(check(copydesk, "a.html")) == ["DUP006"]


@pytest.mark.parametrize(
    "bait",
    ["a" * 100_000, "<a " * 30_000, "&" * 100_000, "[" * 100_000, "{{" * 50_000, "the " * 50_000, "-" * 100_000],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_27_bait_for_slow_expressions_ends(copydesk: Any, tmp_path: Path, name: str, bait: str) -> None:
    (tmp_path / name).write_text(f"{bait}\n\n{DOUBLED}\n")
    done = check(copydesk, name, "--select", "ALL")
    assert done.returncode in (0, 1)  # an HTML tag that never ends holds all that follows


def test_33_deep_nesting(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<div>" * 200_000 + DOUBLED + "</div>" * 200_000)
    assert codes(check(copydesk, "a.html")) == ["DUP006"]


@pytest.mark.parametrize("start", ["<!doctype html><p>", "<HTML><p>", "\ufeff<?xml version='1.0'?><p>"])
def test_39_without_an_extension_the_content_tells(copydesk: Any, tmp_path: Path, start: str) -> None:
    (tmp_path / "page").write_text(f"{start}He paid for <b>the</b> the ticket.", "utf-8")
    assert codes(check(copydesk, "page")) == ["DUP006"]


def test_40_a_name_that_is_no_utf8(copydesk: Any, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (tmp_path / name).write_text(DOUBLED)
    except OSError:
        pytest.skip("the file system wants UTF-8 names")
    sarif = json.loads(copydesk("check", "--output-format", "sarif", ".").stdout)
    location = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "caf%E9.txt"
    assert copydesk("check", ".").stdout.decode().startswith("caf\\udce9.txt:1:17")
    assert copydesk("check", "--output-format", "json", ".").returncode == 1


def test_41_a_name_with_a_line_break(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a\nb.txt").write_text(DOUBLED)
    shown = copydesk("check", "--output-format", "concise", ".").stdout.decode()
    assert shown == "a\\x0ab.txt:1:17: warning DUP006 “the” stands twice in a row\n"


def test_45_a_missing_path_ends_with_2(copydesk: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DOUBLED)
    done = check(copydesk, "nowhere.txt", "a.txt")
    assert (done.returncode, codes(done)) == (2, ["DUP006", "INP001"])
