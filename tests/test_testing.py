"""The harness is strict with the author of cases."""

from pathlib import Path

import pytest

from copydesk.testing import CaseError, check_case, load_cases


def write(folder: Path, cases: str, rule: str = "DUP006") -> Path:
    file = folder / "cases.yml"
    file.write_text(f"rule: {rule}\ncases:\n{cases}", "utf-8")
    return file


@pytest.mark.parametrize(
    ("cases", "message"),
    [
        ("  - {name: a, text: «the}", "« is never closed"),
        ("  - {name: a, text: the»}", "» closes nothing"),
        ("  - {name: a, text: «the›}", "› closes nothing"),
        ("  - {name: a, text: x}\n  - {name: a, text: y}", "comes twice"),
        ("  - {name: a, text: x}\n  - {name: b, text: x}", "comes twice"),
        ("  - {name: a, text: x, marks: '[]'}", "four characters"),
        ("  - {name: a}", "needs either a text or articles"),
        ("  - {name: a, text: x, colour: red}", "unknown field `colour`"),
    ],
)
def test_a_bad_file_of_cases_is_refused(tmp_path: Path, cases: str, message: str) -> None:
    with pytest.raises(CaseError, match=message):
        load_cases(write(tmp_path, cases))


def test_an_unknown_rule_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no rule NIX001 is installed"):
        load_cases(write(tmp_path, "  - {name: a, text: x}", "NIX001"))


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("{name: a, text: 'It is for the the end.'}", "flagged but not marked"),
        ("{name: a, text: 'It is for «the» end.'}", "marked but not flagged"),
        ("{name: a, text: 'It is for «the» the end.'}", "flagged but not marked"),
        ("{name: a, text: 'It is for the «the» end.', message: three}", "lacks 'three'"),
        ("{name: a, text: 'It is for the «the» end.', severity: error}", "severity None, not error"),
        ("{name: a, text: 'It is for the «the» end.', fixed: x}", "fixed to"),
        ("{name: a, text: '‹It› is for the «the» end.'}", "marked but not related"),
    ],
)
def test_a_case_that_does_not_hold_fails_and_says_why(tmp_path: Path, case: str, message: str) -> None:
    (loaded,) = load_cases(write(tmp_path, f"  - {case}"))
    with pytest.raises(AssertionError, match=message):
        check_case(loaded)
