"""The vote of extractors on a page's frame: what it says, and what becomes of pages that break an extractor."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import Article
from copydesk.sources import FoundFile, Source, SourceOptions, asking, extractors, read, vote
from copydesk.sources.asking import Asking, NoVote
from copydesk.sources.html import read_html
from copydesk.sources.landmarks import Landmarks
from copydesk.sources.vote import voted_article
from copydesk.text import Frame

STORY = [
    "The council voted late on Tuesday night to close the old bridge and the lock for good, and nobody objected.",
    "A new one will be built further down the river, where the banks are firm and the road is straight enough.",
    "Lorries of more than twelve tonnes have had to take the long way round by Ostrow since the flood of last year.",
    "The harbour office says that the ferry will run twice as often until the work is done, at no extra cost.",
    "Work begins in March, and the mayor hopes that the first carts will roll over the bridge before winter comes.",
    "“We have waited long enough,” she said after the vote, and thanked the farmers who had given up meadows.",
]
MENU = ["Weather", "Rowing club", "Our theatres"]
TEASER = "Ten lighthouses that every keeper of the northern coast would like to see again."
PAGE = (
    "<!doctype html><html><head><title>A new bridge at Ostrow | Harbour Gazette</title></head><body>"
    f"<nav><ul>{''.join(f'<li><a href=x>{item}</a></li>' for item in MENU)}</ul></nav>"
    "<article><h1>A new bridge at Ostrow</h1>"
    f"{''.join(f'<p>{it}</p>' for it in STORY)}</article>"
    f'<div class="related-posts"><ul><li><a href=x>{TEASER}</a></li></ul></div>'
    "<div><a href=x>Printed on recycled paper by our own press.</a></div>"
    "<footer><p>Harbour Gazette, 4 Quay Street, Ostrow</p></footer></body></html>"
)


@pytest.fixture
def extractors_there() -> None:
    for name in ("trafilatura", "readability", "newspaper"):
        pytest.importorskip(name)


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what lets three extractors give some lines."""

    def answer(*lines: list[str]) -> None:
        given = dict(zip(extractors.EXTRACTORS, lines, strict=True))
        monkeypatch.setattr(Asking, "ask", lambda self, page: given)

    return answer


def read_page(page: str = PAGE) -> Source:
    return read(FoundFile("a.html", page.encode()), SourceOptions(html_text="vote"))


def frames(article: Article) -> dict[str, Frame]:
    return {article.text[it.start : it.end]: it.frame for it in article.blocks}


def test_what_all_drop_is_of_the_frame(extractors_there: None) -> None:
    source = read_page()
    found = frames(source.articles[0])
    assert not source.problems
    assert all(found[line] is Frame.KEPT for line in ["A new bridge at Ostrow", *STORY])
    assert all(found[line] is Frame.NAVIGATION for line in MENU)
    assert found[TEASER] is Frame.RELATED
    assert found["Printed on recycled paper by our own press."] is Frame.DROPPED
    assert found["Harbour Gazette, 4 Quay Street, Ostrow"] is Frame.FOOTER


def test_what_one_takes_is_kept(answered: Callable[..., None]) -> None:
    answered(STORY, [*STORY, TEASER], STORY[:3])
    found = frames(read_page().articles[0])
    assert found[TEASER] is Frame.KEPT
    assert found[STORY[-1]] is Frame.KEPT


def test_what_an_extractor_moves_is_kept(answered: Callable[..., None]) -> None:
    answered(STORY, STORY, [f"{TEASER} {STORY[0]}", *STORY[1:]])
    assert frames(read_page().articles[0])[TEASER] is Frame.KEPT


def test_the_title_and_the_sentences_under_it_are_kept(answered: Callable[..., None]) -> None:
    under = "How a county found the money for a bridge that nobody had asked for."
    page = PAGE.replace("</h1>", f"</h1><p>{under}</p><p>By Jane Roe</p>").replace(
        "<nav>", "<nav><h2>Harbour Gazette</h2>"
    )
    answered(STORY, STORY, STORY)
    found = frames(read_page(page).articles[0])
    assert found["A new bridge at Ostrow"] is found[under] is Frame.KEPT
    assert found["By Jane Roe"] is Frame.DROPPED
    assert found["Harbour Gazette"] is Frame.NAVIGATION


@pytest.mark.parametrize("nothing", [[], ["Home", "Weather"]])
def test_there_is_no_vote_where_one_finds_no_article(answered: Callable[..., None], nothing: list[str]) -> None:
    answered(STORY, nothing, STORY)
    source = read_page()
    assert set(frames(source.articles[0]).values()) == {Frame.UNKNOWN}
    (problem,) = source.problems
    assert problem.code == "INP013"
    assert problem.message.startswith("readability finds no article")


def test_there_is_no_vote_where_nothing_is_found_again(answered: Callable[..., None]) -> None:
    other = ["Wholly different matter, of which the page that is being looked at says nothing whatever, is given here."]
    answered(other, other, other)
    source = read_page()
    assert [problem.code for problem in source.problems] == ["INP013"]
    assert set(frames(source.articles[0]).values()) == {Frame.UNKNOWN}


@pytest.mark.parametrize("page", ["<p>Short.</p>", "<html><body><p>Short.</p></body></html>", "x " * 500])
def test_fragments_are_not_voted_on(page: str) -> None:
    source = read_page(page)
    assert not source.problems
    assert set(frames(source.articles[0]).values()) == {Frame.UNKNOWN}


def test_a_page_that_is_too_long_is_not_voted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MAX_PAGE", 1000)
    (problem,) = read_page().problems
    assert problem.message.startswith("the page is longer than 1000 characters")


# Extractors that break

SCRIPT = f"""
import importlib.util, os, re, signal, socket, sys
spec = importlib.util.spec_from_file_location("extractors", {extractors.__file__!r})
extractors = importlib.util.module_from_spec(spec)
spec.loader.exec_module(extractors)
def first(page):
    if "LOOP" in page:
        re.match("(a+)+$", "a" * 60 + "b")
    if "CRASH" in page:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "LEAVE" in page:
        os._exit(3)
    if "RAISE" in page:
        raise RecursionError("too deep\\nin there")
    if "HOARD" in page:
        return [bytes(8 << 30).hex()]
    if "CALL" in page:
        socket.create_connection(("192.0.2.1", 80))
    if "PRINT" in page:
        print("hello")
    return [page]
for name in extractors.EXTRACTORS:
    extractors.EXTRACTORS[name] = first
extractors.main()
"""


@pytest.fixture
def breaking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asking]:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, "utf-8")
    monkeypatch.setattr(extractors, "__file__", str(script))
    made = Asking(seconds=1)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("LOOP", "trafilatura takes longer than 1 seconds"),
        ("LEAVE", "trafilatura crashes (exit code 3)"),
        ("RAISE", "trafilatura fails (RecursionError: too deep)"),
        ("CALL", "trafilatura fails (PermissionError: extractors must not use the network)"),
    ],
)
def test_a_page_that_breaks_an_extractor_is_told_and_the_next_one_answered(
    breaking: Asking, page: str, reason: str
) -> None:
    start = time.monotonic()
    with pytest.raises(NoVote) as raised:
        breaking.ask(page)
    assert str(raised.value) == reason
    assert breaking.ask("fine") == {name: ["fine"] for name in extractors.EXTRACTORS}
    assert time.monotonic() - start < 20


@pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
@pytest.mark.parametrize(("page", "reason"), [("CRASH", f"-{signal.SIGSEGV:d}"), ("HOARD", "MemoryError")])
def test_crashes_in_c_and_too_much_memory_are_survived(breaking: Asking, page: str, reason: str) -> None:
    with pytest.raises(NoVote, match=reason):
        breaking.ask(page)
    assert breaking.ask("fine")["newspaper"] == ["fine"]


def test_what_an_extractor_prints_is_no_answer(breaking: Asking) -> None:
    assert breaking.ask("PRINT é \ud800")["readability"] == ["PRINT é ?"]


def test_extractors_that_are_not_installed_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(page: str) -> list[str]:
        import no_such_extractor  # type: ignore[import-not-found]

        return [no_such_extractor, page]

    assert extractors.answer(missing, PAGE) == "is not installed (pip install 'copydesk[html]')"


def test_a_process_has_its_own_extractors(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asking.extractors_of(os.getpid()) is asking.extractors_of(os.getpid())
    assert asking.extractors_of(os.getpid()) is not asking.extractors_of(os.getpid() + 1)


def test_deep_nesting_is_read(extractors_there: None) -> None:
    page = PAGE.replace("<article>", "<article>" + "<div>" * 50_000)
    assert STORY[1] in frames(read_page(page).articles[0])


# Landmarks


@pytest.mark.parametrize(
    ("before", "frame"),
    [
        ("<nav>", Frame.NAVIGATION),
        ("<header>", Frame.NAVIGATION),
        ("<article><header>", Frame.DROPPED),
        ('<div role="contentinfo">', Frame.FOOTER),
        ("<aside>", Frame.FOOTER),
        ('<div class="socialShare">', Frame.SHARE),
        ('<section id="comments">', Frame.COMMENTS),
        ('<footer><div class="newsletter-box">', Frame.SIGN_UP),
        ('<div class="cookie_banner footer">', Frame.LEGAL),
        ('<body class="no-sidebar">', Frame.DROPPED),
        ('<div class="padding breadth">', Frame.DROPPED),
        ("<nav><ul><li>a<li>b</ul></nav>", Frame.DROPPED),
        ("<nav></div>", Frame.NAVIGATION),
        ('<ul><li class="share">a<li>', Frame.DROPPED),
        ("<nav><br><img></nav>", Frame.DROPPED),
        ("<!-- <nav> -->\r\n", Frame.DROPPED),
    ],
)
def test_the_innermost_named_element_tells_the_part(before: str, frame: Frame) -> None:
    assert Landmarks(f"\r\n{before}here").at(len(before) + 2) is frame


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["<nav>", "</nav>", "<p class=share>", "<li>", "</ul>", "<footer>", "x", "\n", "&amp;"]))
)
def test_any_markup_has_landmarks(pieces: list[str]) -> None:
    page = "".join(pieces)
    assert all(Landmarks(page).at(place) in set(Frame) for place in range(len(page) + 1))


def test_landmarks_take_linear_time() -> None:
    page = "<div class=share>" * 200_000 + "</nav></p>" * 200_000
    start = time.perf_counter()
    assert Landmarks(page).at(len(page)) is Frame.SHARE
    assert time.perf_counter() - start < 10


# The whole

lines = st.lists(st.sampled_from([*STORY, *MENU, TEASER, "other", ""]), max_size=9)


@settings(deadline=None)
@given(st.tuples(lines, lines, lines))
def test_a_vote_changes_nothing_but_frames(taken: tuple[list[str], list[str], list[str]]) -> None:
    page = read_html(PAGE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Asking, "ask", lambda self, source: dict(zip(extractors.EXTRACTORS, taken, strict=True)))
        article, reason = voted_article(page, PAGE)
    assert article.text == page.text
    assert [it._replace(frame=Frame.UNKNOWN) for it in article.blocks] == list(page.blocks)
    assert (reason is None) == (Frame.UNKNOWN not in frames(article).values())
    found = frames(article)
    assert reason or all(found[line] is Frame.KEPT for line in STORY for given in taken if line in given)
    assert vote.voted_article(page, "<p>")[0] is page
    assert all(before.end <= after.start for before, after in pairwise(article.blocks))


def test_a_preset_lints_the_whole_page_against_the_vote(copydesk, tmp_path: Path, extractors_there: None) -> None:
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    done = copydesk("check", "a.html", "--preset", "page", "--select", "BPL", "--output-format", "json")
    found = {
        (it["code"], PAGE[it["start"]["offset"] : it["end"]["offset"]].partition("<")[0])
        for it in json.loads(done.stdout)
    }
    assert ("BPL008", "Weather") in found
    assert ("BPL005", TEASER) in found
    assert ("BPL001", "Harbour Gazette, 4 Quay Street, Ostrow") in found
    assert not any(STORY[0] in text for _, text in found)
    assert not json.loads(copydesk("check", "a.html", "--select", "BPL", "--output-format", "json").stdout)
    shown = copydesk("config", "--preset", "page").stdout.decode()
    assert [line.split()[1:] for line in shown.splitlines() if line.startswith("html-text")] == [
        ['"vote"', "preset", "page"]
    ]
