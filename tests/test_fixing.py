"""The options that write fixes, and the one that only shows them."""

from difflib import unified_diff
from pathlib import Path

import pytest

TEXT = "The the ferry leaves at nine, and it was recieved with music by all who stood there.\n"


def test_fix_writes_what_is_safe_and_reports_the_rest(copydesk, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    done = copydesk("check", "--fix", "--output-format", "concise", "a.txt")
    assert file.read_bytes() == b"\xef\xbb\xbf" + TEXT.replace("The the", "The").replace("\n", "\r\n").encode()
    assert b"SPL001" in done.stdout
    assert b"DUP006" not in done.stdout
    assert done.stderr == b"fixes written: 1, files changed: 1\n"
    assert done.returncode == 1


def test_unsafe_fixes_leave_nothing_to_report(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    done = copydesk("check", "--fix", "--unsafe-fixes", ".")
    assert (tmp_path / "a.txt").read_text() == TEXT.replace("The the", "The").replace("recieved", "received")
    assert done.stdout == b"1 file: nothing found\n"
    assert done.returncode == 0


def test_diff_shows_what_fix_would_write(copydesk, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT + "\nThe last line.", newline="")
    before = file.read_text()
    shown = copydesk("check", "--diff", "a.txt")
    assert file.read_text() == before
    assert shown.returncode == 1
    copydesk("check", "--fix", "a.txt")
    lines = (text.splitlines(keepends=True) for text in (before, file.read_text()))
    expected = "".join(line if line.endswith("\n") else line + "\n" for line in unified_diff(*lines, "a.txt", "a.txt"))
    assert shown.stdout.decode().replace("\\ No newline at end of file\n", "") == expected
    again = copydesk("check", "--diff", "a.txt")
    assert (again.stdout, again.returncode) == (b"", 0)


def test_diff_takes_standard_input(copydesk) -> None:
    done = copydesk("check", "--diff", "-", "--stdin-filename", "x.txt", stdin=TEXT.encode())
    assert b"-The the ferry" in done.stdout
    assert b"+The ferry" in done.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--unsafe-fixes"], b"--unsafe-fixes goes with --fix or --diff"),
        (["--fix", "--diff"], b"give one of them"),
        (["--fix", "-"], b"standard input can't be fixed"),
    ],
)
def test_options_that_do_not_go_together(copydesk, options: list[str], message: bytes) -> None:
    done = copydesk("check", *options)
    assert done.returncode == 2
    assert message in done.stderr


def test_the_cache_knows_what_was_written(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    copydesk("check", ".")
    copydesk("check", "--fix", ".")
    assert b"DUP006" not in copydesk("check", ".").stdout


PARAGRAPH = "Open the settings, look for the printer in the list, choose it and press the button below the list."


def test_a_heading_keeps_what_stands_below_it(copydesk, tmp_path: Path) -> None:
    text = f"# How to print\n\n## On Windows\n\n{PARAGRAPH}\n\n## On a Mac\n\n{PARAGRAPH}\n"
    (tmp_path / "a.md").write_text(text)
    assert b"DUP001" in copydesk("check", "--fix", "a.md").stdout
    assert (tmp_path / "a.md").read_text() == text
    (tmp_path / "b.md").write_text(f"{text}\nThen wait for the page to come out.\n")
    copydesk("check", "--fix", "b.md")
    assert (tmp_path / "b.md").read_text().count(PARAGRAPH) == 1


def test_a_short_sentence_said_again_is_left_to_a_person(copydesk, tmp_path: Path) -> None:
    said = "We shall build the bridge again."
    text = f"{said} The mayor took a long breath and looked at the crowd.\n\n{said} Then he left for the train.\n"
    (tmp_path / "a.txt").write_text(text)
    copydesk("check", "--fix", "a.txt")
    assert (tmp_path / "a.txt").read_text() == text
