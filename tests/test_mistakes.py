"""Where a mistake in settings stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.mistakes import did_you_mean, line_of, one_of, place_of

TOML = """\
# select = []
select = ["DUP"]
rules.KEY001.minimum-uses = 3
fields = {text = ["a"]}

[ per-file-ignores ]
"a.*/b c" = ["KEY"]
ignore = ["X"]
[rules."SPL001"]
vocabulary = [
    "select = 1",
]

[[suppressions]]
path = "x"
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("select",), 2),
        (("rules", "KEY001", "minimum-uses"), 3),
        (("fields", "text"), 4),
        (("per-file-ignores", "a.*/b c"), 7),
        (("ignore",), None),
        (("rules", "SPL001", "vocabulary"), 10),
        (("rules", "SPL001", "other"), 9),
        (("suppressions", "path"), 15),
        (("jobs",), None),
    ],
)
def test_the_line_of_a_key(keys: tuple[str, ...], line: int | None) -> None:
    assert line_of(TOML, keys) == line
    nested = "\n".join(f"[tool.copydesk.{row.strip('[] ')}]" if row[:1] == "[" else row for row in TOML.splitlines())
    assert line_of(f"[project]\nignore = 1\njobs = 2\n\n[tool.copydesk]\n{nested}", keys) == (line and line + 5)


@given(st.text(), st.lists(st.text(), min_size=1, max_size=3))
def test_any_text(toml: str, keys: list[str]) -> None:
    line = line_of(toml, keys)
    assert line is None or 1 <= line <= len(toml.splitlines())


def test_places_without_a_file() -> None:
    assert place_of("command line", "select") == "--select"
    assert place_of("no/such/file", "select") == "no/such/file: select"


def test_choices_are_written_out() -> None:
    assert [one_of(["a"]), one_of(["a", "b"]), one_of(["a", "b", "c"])] == ["a", "a or b", "a, b or c"]
    assert did_you_mean("xyz", ["json", "html"]) == ""
    assert did_you_mean("x", []) == ""
