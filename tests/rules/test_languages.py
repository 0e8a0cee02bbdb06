"""Which language an article is in: what it declares, and what its text tells."""

import json
from pathlib import Path

import msgspec
import pytest

from copydesk import Analysis
from copydesk.sources.plain import read_plain
from copydesk.text import find_blocks
from copydesk_rules.language import declared_language, is_english
from copydesk_rules.languages import language_of

ENGLISH = "The mayor said that the bridge had to be closed, and that all of them knew it from the start of the year."
GERMAN = (
    "Die Brücke ist seit dem Morgen gesperrt, und wer in die Stadt will, muss mit dem Bus oder auf der Fähre fahren."
)
LISTED = "Tram depot, northern line: new rails, new points, signals repaired and platforms of old halts raised."
NAMES = "Ferrari, Alonso, Massa, Vettel, Webber, Rosberg, Button, Hamilton, Kubica, Petrov"


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        *[("en", "en"), ("en-GB", "en"), ("EN_us", "en"), ("English", "en"), ("eng", "en"), ("de-AT", "de")],
        *[(None, ""), ("", ""), ("x", ""), ("12", ""), ("unknown", ""), ("gsw", "gsw")],
    ],
)
def test_a_declaration_is_a_code_or_nothing(declared: str | None, code: str) -> None:
    assert declared_language(declared) == code


@pytest.mark.parametrize(
    ("text", "unsaid", "as_english", "as_german"),
    [
        (ENGLISH, True, True, True),  # the template declares what it likes
        (GERMAN, False, False, False),
        (LISTED, False, True, False),
        (NAMES, False, False, False),
        ("A bridge.", True, True, False),
        ("", True, True, False),
    ],
)
def test_a_declaration_decides_where_the_text_leaves_a_doubt(
    text: str, unsaid: bool, as_english: bool, as_german: bool
) -> None:
    analysis = Analysis(text, find_blocks(text))
    assert [is_english(analysis, declared) for declared in (None, "en", "de")] == [unsaid, as_english, as_german]


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (ENGLISH, "de", "en"),
        (GERMAN, None, "de"),
        (GERMAN, "en", "de"),
        (GERMAN, "fr", "de"),
        (GERMAN, "ru", "de"),
        (NAMES, None, None),
        (NAMES, "en", None),
        (NAMES, "fr", "fr"),
        (NAMES, "ru", "ru"),
        ("Una pont.", "ca", "ca"),
    ],
)
def test_the_language_of_an_article(text: str, declared: str | None, language: str | None) -> None:
    article = msgspec.structs.replace(read_plain(text), language=declared)
    assert language_of(article, Analysis(text, article.blocks)) == language


@pytest.mark.parametrize(("declared", "found"), [("en", True), ("nl", False), (None, False)])
@pytest.mark.parametrize("form", ["jsonl", "html"])
def test_rules_heed_it(copydesk, tmp_path: Path, declared: str | None, found: bool, form: str) -> None:
    text = "Tram depot, northern line: new rails, new points, signals repaired, platforms of of old halts raised again."
    if form == "jsonl":
        (tmp_path / "a.jsonl").write_text(json.dumps({"text": text, "language": declared}))
    else:
        (tmp_path / "a.html").write_text(f"<html lang='{declared or ''}'><body><p>{text}</p></body></html>")
    assert (copydesk("check", ".", "--select", "DUP006").returncode == 1) == found
