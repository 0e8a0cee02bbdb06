"""The main text of pages: what is left, and that it leads to the page."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import Article
from copydesk.sources import FoundFile, SourceOptions, main_text, read
from copydesk.sources.main_text import align

STORY = [
    "The council voted late on Tuesday night to close the old bridge &amp; the lock for good, and nobody objected.",
    "A new one will be built further down the river, where the banks are firm and the road is straight enough.",
    "Lorries of more than twelve tonnes have had to take the long way round by Ostrow since the flood of last year.",
    "The <b>harbour</b> office says that the ferry will run twice as often until the work is done, at no extra cost.",
    "Work begins in March, and the mayor hopes that the first carts will roll over the new bridge before winter comes.",
    "“We have waited long enough,” she said after the vote, and thanked the farmers who had given up their meadows.",
    "The money comes from the county, from the harbour and from a fund for bridges that the state set up in spring.",
    "Those who live on the other side were asked twice, and twice four of five said that they wanted the bridge.",
]
MENU = ["Home", "News", "Sport", "Weather", "About us", "Contact"]


def page(newline: str = "\n") -> str:
    menu = newline.join(f'<li><a href="/{item}">{item}</a></li>' for item in MENU)
    story = newline.join(f"<p>{paragraph}</p>" for paragraph in STORY)
    head = '<html lang="en"><head><title>Bridge</title><script type="application/ld+json">'
    linked = '{"@graph": [{"@type": ["NewsArticle"], "headline": "H", "datePublished": "2026-03-01"}]}'
    return newline.join(
        [
            f"<!doctype html>{head}{linked}</script></head><body><nav><ul>",
            menu,
            f"</ul></nav><article><h1>A new bridge</h1>{newline}{story}{newline}</article>",
            f"<footer><p>Home</p><ul>{menu}</ul><p>All rights reserved.</p></footer></body></html>",
        ]
    )


@pytest.fixture(params=["trafilatura", "turbohtml"])
def extractor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "turbohtml":
        monkeypatch.setattr(main_text, "_trafilatura", lambda: None)
    else:
        pytest.importorskip("trafilatura")


def article_of(source: str, **options: str) -> Article:
    (article,) = read(FoundFile("a.html", source.encode()), SourceOptions(**options)).articles  # type: ignore[arg-type]
    return article


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_article_is_the_main_text_and_leads_to_the_page(extractor: None, newline: str) -> None:
    source = page(newline)
    article = article_of(source)
    assert "Weather" not in article.text
    assert "rights" not in article.text
    assert article.text.count("\n\n") == len(STORY)
    for block, wanted in zip(article.blocks, ["A new bridge", *STORY], strict=True):
        start, end = article.source_map.to_source(block.start, block.end)
        assert source[start:end] == wanted
    assert (article.title, article.date, article.language) == ("Bridge", "2026-03-01", "en")


def test_the_whole_page_is_linted_where_that_is_asked_for() -> None:
    assert article_of(page(), html_text="page").text.count("Weather") == 2


@pytest.mark.parametrize(
    "text", ["<p>Short.</p>", "<html><body><p>Short.</p><footer>All rights reserved</footer></html>"]
)
def test_short_pages_and_fragments_are_the_article_themselves(text: str) -> None:
    assert "Short." in article_of(text).text
    assert ("All rights" in article_of(text).text) == ("All rights" in text)


def test_deep_nesting_is_read(extractor: None) -> None:
    source = page().replace("<article>", "<article>" + "<div>" * 50_000)
    assert STORY[1] in article_of(source).text


def test_the_setting_names_the_whole_page(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page().replace("Weather", "the the weather"), "utf-8")
    assert copydesk("check", "a.html", "--select", "DUP006").returncode == 0
    (tmp_path / "copydesk.toml").write_text('html-text = "page"\n')
    assert copydesk("check", "a.html", "--select", "DUP006").returncode == 1


LINES = st.lists(st.sampled_from([*MENU, *STORY]), max_size=12)


@settings(max_examples=200, deadline=None)
@given(LINES, st.data())
def test_lines_are_found_where_they_were_taken(lines: list[str], data: st.DataObject) -> None:
    text = "\n\n".join(lines)
    taken = data.draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines)))
    wanted = [line for line, is_taken in zip(lines, taken, strict=True) if is_taken]
    covered = align(text, [line.replace(" ", "\xa0") for line in wanted])
    found = "".join(char for char, is_covered in zip(text, covered.tolist(), strict=True) if is_covered)
    # Equal lines can't be told apart, and what no longer can be told is left out.
    assert len("".join(found.split())) <= len("".join(text.split()))
    if len(set(lines)) == len(lines):
        assert "".join(found.split()) == "".join("".join(wanted).split())


def test_what_is_not_there_is_not_guessed() -> None:
    assert not align("One two three four.", ["Five six seven eight nine ten eleven twelve thirteen fourteen."]).any()


def test_equal_lines_are_found_one_behind_the_other() -> None:
    text = "\n\n".join([STORY[1], "Ferry", "Lock", "Ferry", STORY[2]])
    assert align(text, text.split("\n\n")).sum() == len(text) - 8


@pytest.mark.parametrize("lines", [[f"item {it}" for it in range(50_000)], [f"zq{it}" for it in range(50_000)]])
def test_many_lines_take_little_time(lines: list[str]) -> None:
    text = "\n\n".join([STORY[1], *(f"item {it}" for it in range(50_000)), STORY[2]])
    start = time.perf_counter()
    align(text, [STORY[1], *lines, STORY[2]])
    assert time.perf_counter() - start < 8


def test_decorated_items_and_cells_are_found() -> None:
    text = "Apples\n\nPears\n\nName\n\nTown"
    assert (
        align(text, ["- Apples", "2. Pears", "| Name | Town |"]).sum() == len(text) - 4
    )  # but the lines between items
