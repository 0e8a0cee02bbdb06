"""Reports for code review by other means than SARIF."""

import json

import msgspec

from copydesk import lint_text
from copydesk.diagnostic import ArticleRef, Diagnostic
from copydesk.report import render
from copydesk.run import Run


def shown(kind: str, found: list[Diagnostic]) -> str:
    return "".join(render(Run(diagnostics=found, files=[], rules={}, notices=[]), kind))


def found(text: str, name: str = "a.txt") -> list[Diagnostic]:
    return [it for it in lint_text(text, name=name) if it.code == "DUP006"]


def test_a_command_of_github() -> None:
    assert shown("github", found("🙂 paid for the the ticket.")) == (
        "::warning title=DUP006 doubled-word,file=a.txt,line=1,endLine=1,col=17,endColumn=20"
        "::“the” stands twice in a row\n"
    )


def test_nothing_of_a_file_ends_a_command_of_github() -> None:
    hostile = [msgspec.structs.replace(found("For the the ticket.", "a,b:c%.txt")[0], message="100 %\n::error::x")]
    lines = shown("github", hostile).splitlines()
    assert len(lines) == 1
    assert "file=a%2Cb%3Ac%25.txt," in lines[0]
    assert lines[0].endswith("::100 %25%0A::error::x")


def test_gitlab_gets_a_unique_fingerprint_and_a_line() -> None:
    rows = json.loads(shown("gitlab", found("He paid for the the ticket.\n\nAnd for the the bus.\n", "./a.txt")))
    assert [row["location"] for row in rows] == [
        {"path": "a.txt", "lines": {"begin": 1, "end": 1}},
        {"path": "a.txt", "lines": {"begin": 3, "end": 3}},
    ]
    assert rows[0]["check_name"] == "DUP006 doubled-word"
    assert rows[0]["severity"] == "minor"
    assert len({row["fingerprint"] for row in rows}) == 2


def test_what_is_no_text_is_told_by_the_address_of_its_record() -> None:
    ref = ArticleRef(address="row_group[0].row[3].text", is_apart=True)
    apart = [msgspec.structs.replace(found("One.\n\nFor the the ticket.")[0], article=ref)]
    assert ",line=1::row_group[0].row[3].text: “the”" in shown("github", apart)
    row = json.loads(shown("gitlab", apart))[0]
    assert row["description"].startswith("row_group[0].row[3].text: ")
    assert row["location"]["lines"] == {"begin": 1, "end": 1}


def test_nothing_found() -> None:
    assert shown("github", []) == ""
    assert json.loads(shown("gitlab", [])) == []
