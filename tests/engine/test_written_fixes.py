"""Fixes in files of every format: the file still parses, and its articles say what the fix promised."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import Article, Edit, Finding, Fix, Rule, Span
from copydesk.diagnostic import Diagnostic
from copydesk.engine.locate import Locator
from copydesk.fix import apply_fixes
from copydesk.sources import FoundFile, NoArticle, SourceOptions, read
from copydesk.text import Analysis


class Anywhere(Rule):
    """Puts anything anywhere."""

    code = "ANY001"
    name = "anywhere"

    def check(self, article: Article, analysis: Analysis) -> list[Finding]:
        return []


WORDS = st.sampled_from(["one", "two", '"', "\\", "é", "🙂", "\n\n", ",", "<", "&", "\t", "’"])
TEXTS = st.lists(WORDS, max_size=8).map(lambda words: " ".join(["zero", *words]))


def as_json(texts: Sequence[str]) -> str:
    return json.dumps([{"id": place, "text": text} for place, text in enumerate(texts)])


def as_lines(texts: Sequence[str]) -> str:
    return "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)


def as_csv(texts: Sequence[str]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["id", "text"], *((str(place), text) for place, text in enumerate(texts))])
    return stream.getvalue()


def as_html_in_json(texts: Sequence[str]) -> str:
    return json.dumps([{"html": "".join(f"<p>{escape(it)}</p>" for it in text.split("\n\n"))} for text in texts])


def as_text(texts: Sequence[str]) -> str:
    return "\n\n".join(texts)


FORMATS: dict[str, tuple[str, Callable[[Sequence[str]], str]]] = {
    "JSON": ("json", as_json),
    "JSON Lines": ("jsonl", as_lines),
    "CSV": ("csv", as_csv),
    "HTML in JSON": ("json", as_html_in_json),
    "text": ("text", as_text),
}


def read_articles(data: str, format: str) -> list[Article]:  # noqa: A002
    try:
        return read(FoundFile("x", data.encode(), format), SourceOptions()).articles
    except NoArticle:
        return []


def written(data: str, found: Diagnostic) -> str:
    """Return a file after a fix."""
    assert found.fix is not None
    for edit in reversed(found.fix.edits):
        data = data[: edit.start.offset] + edit.content + data[edit.end.offset :]
    return data


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_is_read_back(name: str) -> None:
    format, write = FORMATS[name]  # noqa: A001
    offered = []

    @settings(max_examples=300, deadline=None)
    @given(
        st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(["", "x", 'a "b"', "c, d", "\\", "é\n<&"]), st.data()
    )
    def holds(texts: list[str], content: str, data: st.DataObject) -> None:
        source = read(FoundFile("x", write(texts).encode(), format), SourceOptions())
        article = data.draw(st.sampled_from(source.articles))
        ends = st.integers(0, len(article.text))
        span = Span(*sorted((data.draw(ends), data.draw(ends))))
        fix = Fix("put it there", (Edit(span, content),))
        found = Locator(source).diagnose(Anywhere(Anywhere.Options()), article, Finding("ANY001", span, "x", fix=fix))
        if found.fix is None:
            return
        offered.append(found)
        expected = {it.index: it.text for it in source.articles} | {article.index: apply_fixes(article.text, [fix])}
        after = {it.index: it.text for it in read_articles(written(source.text, found), format)}
        if "html" in article.notations:  # where white space says nothing
            expected, after = ({key: " ".join(text.split()) for key, text in it.items()} for it in (expected, after))
        assert after == {index: text for index, text in expected.items() if text.strip() or index in after}

    holds()
    assert len(offered) > 50
