"""What a person reads."""

import pytest

from copydesk import lint_text
from copydesk.report import render
from copydesk.run import Run

COPY = "The council voted on Tuesday to close the old bridge for good, and nobody in the room objected."


def shown(text: str) -> list[str]:
    return "".join(
        render(Run(diagnostics=lint_text(text, name="a.txt"), files=[], rules={}, notices=[]), "full")
    ).splitlines()


def test_the_twin_is_shown_beside_the_copy() -> None:
    assert shown(f"{COPY}\n\nWork begins in May.\n\n{COPY}\n") == [
        "a.txt:5:1: warning DUP001 repeated-paragraph",
        "  this paragraph repeats an earlier one",
        f"  5 | {COPY}",
        f"    | {'^' * len(COPY)}",
        "  see a.txt:1:1 first here",
        "  fix delete the copy (safe)",
        "",
        "0 files: 1 warning; 1 fixable by --fix",
    ]


@pytest.mark.parametrize(
    ("before", "columns"),
    [
        ("我们 ", 5),  # wide characters take two columns
        ("e\u0301 ", 2),  # a combining mark takes none
        ("a\x1b[31m ", 10),  # a control character is shown as an escape, and does not reach the terminal
    ],
)
def test_carets_stand_under_what_is_flagged(before: str, columns: int) -> None:
    lines = shown(f"{before}He paid for the the ticket.")
    place = next(number for number, line in enumerate(lines) if "DUP006" in line)
    frame, carets = lines[place + 2 : place + 4]
    assert "\x1b" not in frame
    assert carets == "    | " + " " * (columns + len("He paid for the ")) + "^^^"


def test_a_long_line_is_cut_round_the_place() -> None:
    filler = ", ".join(f"then he left house {number}" for number in range(60))
    frame, carets = shown(f"At noon {filler}, and paid for the the ticket, and {filler[:-1]}.")[2:4]
    assert len(frame) < 110
    assert frame[6] == "…"
    assert frame[-1] == "…"
    assert frame[carets.index("^") : carets.rindex("^") + 1] == "the"
