"""The boilerplate rules: phrases against a plain search, the core against all runs, batches, hostile lines, weights."""

import importlib.util
import json
import random
import re
import time
import tracemalloc
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.testing import make_article
from copydesk.text import Analysis, Block, BlockKind, Frame, ShapedBlocks
from copydesk_rules.boilerplate import biography, dateline, rules, speech
from copydesk_rules.boilerplate.context import find_boilerplate, suspects
from copydesk_rules.boilerplate.core import _COSTS, _find_core
from copydesk_rules.boilerplate.foot import _best_ends, find_feet
from copydesk_rules.boilerplate.judged import Judged, judge_lines, weigh_lines
from copydesk_rules.boilerplate.model import find_pages, first_columns, load_weights, score_lines, second_columns
from copydesk_rules.boilerplate.passages import BLOCK, Passage, _examples
from copydesk_rules.boilerplate.phrase_search import MAX_LINE, find_phrases
from copydesk_rules.boilerplate.phrases import KINDS, Phrase, load_phrases, phrase_of
from copydesk_rules.boilerplate.shape import find_lines, sort_words
from copydesk_rules.boilerplate.surroundings import _held_by_others, find_body, round_columns, window_mean
from copydesk_rules.expression import Expression

PROSE = (
    "The council voted late on Tuesday night to close the old bridge for good, and nobody objected to the plan that "
    "the mayor had brought before it in the spring of that year."
)
MENU = "Skip to content|Home|News|Ferries|Sport|Rowing|Theatre|Jobs|Log in|Search".split("|")
FOOT = "Recent Posts|Ferries|Rowing|Theatre|About us|Contact|Privacy Policy|Terms of Use|© 2024 Harbour Gazette".split(
    "|"
)
PAGE = "\n".join([*MENU, "", "Council closes the old bridge", "", *[PROSE, ""] * 5, *FOOT])

PHRASES: list[Phrase] = [phrase_of(number) for number in range(len(load_phrases().texts))]


def analyse(text: str) -> Analysis:
    return Analysis(text, ShapedBlocks(text))


def flagged(text: str) -> list[str]:
    blocks = analyse(text).blocks
    return [text[blocks.start[it.first] : blocks.end[it.last]] for it in find_boilerplate(analyse(text))]


# Phrases


def phrase_lines() -> Iterator[tuple[str, str]]:
    for kind in KINDS:
        for line in files("copydesk_rules.boilerplate").joinpath("data", f"{kind}.txt").read_text("utf-8").splitlines():
            if line and not line.startswith("# "):
                yield kind, line


def test_phrases_are_written_as_lines_are_searched() -> None:
    assert {kind for kind, _ in phrase_lines()} == set(KINDS)
    for kind, line in phrase_lines():
        text = re.fullmatch(r"[~?!-]?\^?(.+?)\$?", line)
        assert text, (kind, line)
        assert text[1] == text[1].lower().strip(), (kind, line)
        assert not set("’“”\xa0") & set(text[1]), (kind, line)
        assert not re.search(r"[~^]|\s\s", text[1]), (kind, line)


def test_every_line_is_a_phrase_that_counts_where_its_marks_say() -> None:
    for (kind, line), phrase in zip(phrase_lines(), PHRASES, strict=True):
        text = line.lstrip("~?!-")
        marks = line.removesuffix(text)
        assert (KINDS[phrase.kind], phrase.text) == (kind, text.removeprefix("^").removesuffix("$"))
        assert (phrase.starts, phrase.ends) == (text.startswith("^"), text.endswith("$")), line
        assert (phrase.outside, phrase.anywhere) == ("~" in marks, "!" in marks), line
        assert phrase.cue == bool({"?", "-"} & set(marks)), line


def test_letters_that_grow_in_lower_case_are_plain() -> None:
    found = find_phrases(analyse("Bizi LİNKEDİN’de ve İnstagram’da takip edin: LİNKEDİN, tramvay"))
    assert [load_phrases().texts[number] for number in found.phrase.tolist()] == ["linkedin"]


def test_no_phrase_is_listed_twice_in_a_kind() -> None:
    lines = list(phrase_lines())
    assert sorted(lines) == sorted(set(lines))


def test_lists_in_all_languages() -> None:
    for kind in KINDS:
        text = files("copydesk_rules.boilerplate").joinpath("data", f"{kind}.txt").read_text("utf-8")
        heads = re.findall(r"^# (German|French|Spanish|Italian|Portuguese|Dutch)$", text, re.MULTILINE)
        assert heads == ["German", "French", "Spanish", "Italian", "Portuguese", "Dutch"], kind


SOME = load_phrases().texts[::17]
piece = st.sampled_from([*SOME, "tram", "Ferry", "12", "ß", "İ", "x", "facebook’s", "mayor"])
line = st.lists(piece, min_size=1, max_size=6).map(" ".join)


def plain_search(text: str) -> set[tuple[int, str]]:
    """The phrases of words only, searched for line by line."""
    found = set()
    for number, it in enumerate(text.split("\n\n")):
        plain = it.lower().replace("’", "'").replace("i̇", "i")
        words = " ".join(re.findall(r"[\w']+", plain))
        for phrase in PHRASES:
            if not re.fullmatch(r"[a-z0-9' ]+", phrase.text):
                continue
            at_start, at_end = words.startswith(phrase.text + " "), words.endswith(" " + phrase.text)
            whole = words == phrase.text
            if phrase.starts or phrase.ends:
                fits = whole or (phrase.starts and not phrase.ends and at_start)
                fits = fits or (phrase.ends and not phrase.starts and at_end)
            else:
                fits = re.search(rf"(?<![\w']){phrase.text}(?![\w'])", plain) is not None
            if fits:
                found.add((number, phrase.text))
    return found


@settings(deadline=None, max_examples=60)
@given(st.lists(line, min_size=1, max_size=5))
def test_phrases_are_those_of_a_plain_search(lines: list[str]) -> None:
    text = "\n\n".join(f"q {it}" if it[0] in "-#>*+•(" or it[0].isdigit() else it for it in lines)
    analysis = analyse(text)
    known = load_phrases().texts
    matches = find_phrases(analysis)
    number = [text.count("\n\n", 0, int(start)) for start in analysis.blocks.start]
    found = {
        (number[block], known[phrase])
        for block, phrase in zip(matches.block.tolist(), matches.phrase.tolist(), strict=True)
        if re.fullmatch(r"[a-z0-9' ]+", known[phrase])
    }
    assert plain_search(text) <= found
    # Besides, a phrase may stand between marks that part no words, as in "sign-up".
    assert all(text_of in re.sub(r"[^\w']+", " ", text.lower().replace("’", "'")) for _, text_of in found)


def test_a_phrase_with_marks_needs_them() -> None:
    known = load_phrases().texts

    def texts(line: str) -> set[str]:
        return {known[phrase] for phrase in find_phrases(analyse(line)).phrase.tolist()}

    assert "advertisement:" in texts("Advertisement: tram tickets")
    assert "advertisement:" not in texts("Advertisement revenue falls")


def test_common_words_are_no_evidence() -> None:
    common = {it.text for it in PHRASES if it.common} - {it.text for it in PHRASES if not it.common}
    assert {"what", "says", "name", "how to"} <= common
    assert not {"newsletter", "about the author", "read more", "»"} & common


def test_a_reason_names_common_words_only_for_want_of_better() -> None:
    named = {phrase.text: phrase for phrase in PHRASES}
    home, news, skip = named["home"], named["news"], named["skip to content"]
    assert _examples([home, None, skip, news]) == ["skip to content", "home", "news"]
    assert _examples([home, news]) == ["home", "news"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("“Follow us,” she said.", True),
        ('"Like us on a good day," says Jane Roe.', True),
        ("The guide called: “Follow us, all of you.”", True),
        ("He is a writer who lives in Leeds, the mayor said.", True),
        ("Follow us on Instagram", False),
        ('Jane Roe is the author of "The Bridge". She lives in Leeds.', False),
        ("Read more: What the mayor said", False),
    ],
)
def test_speech_is_told_by_who_speaks(line: str, expected: bool) -> None:
    assert speech.is_speech(analyse(line), 0) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Sunday, July 21, 2024", True),
        ("By Jane Roe on Sunday, July 21st, 2024 at 11:04 a.m.", True),
        ("Jul 21, 2024 · 7 min read", True),
        ("by Jane Roe · Jul 21, 2024 at 3:00 am · no comments", True),
        ("January 20th, 2025 by JR", True),
        ("Published: 21/07/2024 by Jane Roe", True),
        ("July 21, 2024 was a Sunday.", False),
        ("By July 21, 2024 all was lost", False),
        ("Jane Roe", False),
    ],
)
def test_a_dateline_is_a_date_and_what_stands_beside_it(line: str, expected: bool) -> None:
    assert dateline.is_dateline(line) == expected


def test_long_lines_hold_no_phrase() -> None:
    assert find_phrases(analyse("Related articles " + "tram " * MAX_LINE)).block.size == 0


@pytest.mark.parametrize("text", ["İ" * 5000, ("affiliate links " * 28 + "\n") * 1000])
def test_odd_text_takes_memory_of_its_own_size(text: str) -> None:
    analysis = analyse(text)
    find_phrases(analysis)  # with all that is made once
    tracemalloc.start()
    find_phrases(analyse(text))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000 + 40 * len(text)


# Columns


@given(st.text("ab. ©\n", max_size=80), st.integers(1, 5))
def test_window_means(text: str, reach: int) -> None:
    lines = find_lines(analyse(text))
    values = lines.words.astype(float)
    for place, mean in enumerate(window_mean(lines, values, reach).tolist()):
        others = [values[i] for i in range(values.size) if i != place and abs(i - place) <= reach]
        assert mean == pytest.approx(sum(others) / max(len(others), 1))


kinds_of_line = st.sampled_from([PROSE, "The bridge was old and the river was high.", "Ferries", "Home", "Read more"])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(kinds_of_line, min_size=1, max_size=12).map("\n\n".join), min_size=1, max_size=3))
def test_the_core_is_worth_most_of_all_runs(texts: list[str]) -> None:
    batch, parts = Analysis.join((text, ShapedBlocks(text)) for text in texts)
    for part in parts:
        alone = find_lines(analyse(part.text))
        for cost in _COSTS:
            together = _find_core(find_lines(batch), cost)
            core = _find_core(alone, cost)
            mine = part.block_slice
            assert (together.is_outside[mine] == core.is_outside).all()
            worth = np.where(
                alone.whole.any(1),
                -1.0,
                np.where(
                    alone.is_terminal & (alone.words >= 8) & ~(alone.has_phrase & (alone.words < 40)),
                    np.minimum(alone.words / 20, 5.0),
                    -cost,
                ),
            )
            runs = [worth[i:j].sum() for i in range(worth.size) for j in range(i + 1, worth.size + 1)]
            inside = np.flatnonzero(~core.is_outside)
            assert (inside.size > 0) == (max(runs) > 0)
            for run in np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1) if inside.size else ():
                assert worth[run].sum() == pytest.approx(max(runs))  # several where some are worth the same


@given(st.lists(st.lists(st.integers(-2, 2), min_size=1, max_size=8), min_size=1, max_size=4), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_the_foot_is_the_end_with_most_evidence(texts: list[list[int]], least: int) -> None:
    batch, parts = Analysis.join(
        (text, ShapedBlocks(text)) for text in ("\n".join(f"Line {it}" for it in own) for own in texts)
    )
    lines = find_lines(batch)
    evidence = np.array([value for own in texts for value in own], np.float64)
    is_end, most = _best_ends(lines, evidence, np.arange(evidence.size) - lines.first >= least)
    for part, own in zip(parts, texts, strict=True):
        sums = [sum(own[start:]) for start in range(least, len(own))]
        best = max(sums, default=-np.inf)
        first = least + sums.index(best) if sums else len(own)
        assert is_end[part.block_slice].tolist() == [number >= first for number in range(len(own))]
        assert set(most[part.block_slice].tolist()) == {best}


POSTS = "Ten lamps for a small garden|What the mayor eats|Rowers win again|Theatre opens with an old play".split("|")
FOOTED = [*[PROSE, ""] * 8, "Read more from the harbour", *POSTS, "Contact us today", "Book a demo", "Leave a Reply"]


def test_what_stands_between_the_lines_of_a_foot_goes_with_them() -> None:
    feet = find_feet(analyse("\n".join(FOOTED)))
    assert feet.tolist() == [False] * 8 + [True] * 8


def test_a_foot_never_takes_the_body() -> None:
    assert not find_feet(
        analyse("\n".join(["Share this article", "Facebook", *[PROSE, ""] * 2, "Leave a Reply"]))
    ).any()


def test_an_article_goes_on_behind_a_link() -> None:
    prose = "Nobody in the harbour knew on that evening how the old ferry would ever come home."
    assert not find_feet(analyse("\n".join([*[PROSE, ""] * 5, "Read also", *POSTS, *[prose, ""] * 2]))).any()


def test_an_end_that_goes_on_about_the_body_is_no_foot() -> None:
    body = ["The council voted to close the bridge.", "The mayor had brought the plan before the council."]
    assert not find_feet(analyse("\n".join([*[PROSE, ""] * 5, "Share this article", *body * 3]))).any()


def test_lists_without_a_phrase_are_no_foot() -> None:
    assert not find_feet(analyse("\n".join([*[PROSE, ""] * 5, *[f"Page {it} - Hardware" for it in range(30)]]))).any()


def test_words_of_a_sort_may_be_of_two() -> None:
    assert sort_words(analyse("you tram May")).tolist() == [5, 0, 3]  # "may" is a month and a function word


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=40), st.integers(0, 15))
def test_words_that_other_paragraphs_hold(words: list[tuple[int, int]], paragraphs: int) -> None:
    block = np.array(sorted(block for _, block in words), np.intp)
    hashes = np.array([word for word, _ in words], np.uint64)
    in_body = (paragraphs >> block & 1) > 0
    places = list(zip(hashes.tolist(), block.tolist(), in_body.tolist(), strict=True))
    assert _held_by_others(hashes, block, in_body).tolist() == [
        any(inside and word == other and there != here for other, there, inside in places) for word, here, _ in places
    ]


def test_the_body_reaches_from_the_first_paragraph_to_the_last() -> None:
    analysis = analyse(PAGE)
    body = find_body(analysis)
    assert body.is_paragraph.sum() == 5
    assert set(body.first.tolist()) == {len(MENU) + 1}
    assert set(body.last.tolist()) == {len(MENU) + 5}
    assert round_columns(analysis)["before"].sum() == len(MENU) + 1


# The model


def test_weights_are_of_columns_that_exist() -> None:
    analysis = analyse(PAGE)
    second = second_columns(find_lines(analysis), np.zeros(find_lines(analysis).part.size))
    for name, weights in load_weights().items():
        assert weights.first.keys() == first_columns(analysis, name).keys()
        assert weights.second.keys() == second.keys()
        assert weights.loose <= weights.strict


def test_a_whole_page_is_told_from_an_article() -> None:
    assert find_pages(analyse(PAGE)).all()
    assert not find_pages(analyse("\n\n".join([PROSE] * 5))).any()


def test_the_frame_of_a_page_is_flagged_and_its_article_is_not() -> None:
    assert flagged(PAGE) == ["\n".join(MENU), "\n".join(FOOT)]


def test_lists_and_tables_are_let_alone() -> None:
    names = "Ash Beech Birch Cedar Elm Fir Hazel Larch Lime Maple Oak Pine Plane Poplar Rowan Spruce Walnut Yew".split()
    for row in ("{0} plank", "{0} | {1} | {2} kg", "https://example.org/{0}/{1}", "June {1} -- {0} Hall", "{1}. {0}"):
        rows = "\n".join(row.format(name, place, 3 * place) for place, name in enumerate(names, 3))
        for text in (rows, f"{PROSE}\n\n{rows}", f"{PROSE}\n\n{rows}\n\n{PROSE}", f"{rows}\n\n{PROSE}"):
            assert flagged(text) == [], row


@pytest.mark.parametrize("certain", [True, False])
def test_what_is_likely_is_a_remark_and_what_is_certain_a_warning(
    certain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    passage = Passage("block", 0, 0, "2 lines", False, certain)
    monkeypatch.setattr(rules, "find_boilerplate", lambda analysis: [passage])
    (finding,) = rules.BoilerplateBlock().check(make_article("Ferries", "text"), analyse("Ferries"))
    assert finding.severity == (None if certain else "info")
    assert finding.fix is not None
    assert finding.fix.applicability == "unsafe"


# All together

words = st.sampled_from(
    [*MENU, *FOOT, PROSE, "Ferries run late.", "Jane Roe is a writer based in Leeds.", "12", "", "©"]
)
article = st.lists(words, max_size=25).map("\n".join)


@settings(deadline=None, max_examples=60)
@given(st.lists(article, min_size=1, max_size=4))
def test_a_batch_gives_what_its_texts_give_alone(texts: list[str]) -> None:
    batch, parts = Analysis.join((text, ShapedBlocks(text)) for text in texts)
    suspected = set(batch.parts_of(suspects(batch)).tolist())
    for number, (text, part) in enumerate(zip(texts, parts, strict=True)):
        alone = find_boilerplate(analyse(text))
        assert find_boilerplate(part) == alone
        assert number in suspected or not alone


PLAIN = ["Ferries", f"{PROSE} Harbours freeze.", "The ferry to the island ran late again on Monday.", "By the sea"]


@settings(deadline=None, max_examples=100)
@given(st.lists(article | st.lists(st.sampled_from(PLAIN), max_size=8).map("\n".join), min_size=1, max_size=6))
def test_texts_that_are_not_weighed_have_nothing_to_flag(texts: list[str]) -> None:
    batch, _ = Analysis.join((text, ShapedBlocks(text)) for text in texts)
    for name, found, weighed in zip(Judged._fields, judge_lines(batch), weigh_lines(batch), strict=True):
        assert found.tolist() == weighed.tolist(), name


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300))
def test_any_text_has_passages_in_order(text: str) -> None:
    passages = find_boilerplate(analyse(text))
    places = [place for it in passages for place in (it.first, it.last)]
    assert places == sorted(places)
    assert all(before.last < after.first for before, after in pairwise(passages))
    assert {it.kind for it in passages} <= {*KINDS, BLOCK}


HOSTILE = {
    "spaces": " " * 200_000,
    "bars": "| " * 100_000,
    "signs": "©" * 200_000,
    "lines of signs": ("©" * 600 + "\n") * 300,
    "short lines": "a\n" * 100_000,
    "one phrase again": "Read more\n" * 20_000,
    "a phrase within one line": "facebook " * 20_000,
    "a phrase in many lines": ("facebook " * 59 + "\n") * 300,
    "dates": "July 21, 2024 " * 10_000,
    "names": "Jane Roe " * 20_000,
    "arrows": "Home > " * 30_000,
    "digits": "1" * 200_000,
    "quotes": "”" * 200_000,
    "biographies": f"{PROSE}\n" + ("Jane is a writer " * 50 + "\n") * 200,
}
SECONDS = 3.0
"""For 200 kB on a slow machine with much else to do; a quarter of a second is usual."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_lines_take_linear_time(name: str) -> None:
    load_phrases()
    text = HOSTILE[name]
    start = time.process_time()
    analysis = analyse(text)
    suspects(analysis)
    find_boilerplate(analysis)
    assert time.process_time() - start < SECONDS


FRAGMENTS = [
    "jane ",
    "is a ",
    "writer ",
    "writes about ",
    "covers ",
    "for ",
    "the ",
    "x" * 15 + " ",
    "a. ",
    "July 21, ",
    "20",
    '"',
    ", ",
    "Jane ",
    "said ",
    "by ",
    " · ",
    "min read",
    "at 10:30 ",
]
EXPRESSIONS = [expression for expression, _ in biography._EXPRESSIONS] + [
    biography._HEADS,
    biography._NAMED,
    dateline._DATELINE,
    speech._SPEECH,
]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda it: it.pattern[:30])
def test_no_expression_blows_up(expression: Expression) -> None:
    chance = random.Random(8)
    for _ in range(40):
        few = chance.sample(FRAGMENTS, 3)
        line = "".join(chance.choice(few) for _ in range(400))[: biography._MAX_LENGTH]
        start = time.process_time()
        expression.compiled.search(line)
        expression.compiled.fullmatch(line)
        assert time.process_time() - start < 0.5


def test_nothing_is_scored_in_an_empty_batch() -> None:
    empty = analyse("")
    assert score_lines(empty).score.size == 0
    assert judge_lines(empty).is_flagged.size == 0
    assert suspects(empty).size == 0


# The script that makes the weights


def line_model_script() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "build_line_model.py"
    spec = importlib.util.spec_from_file_location("build_line_model", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_fits_a_profile_on_labelled_lines(tmp_path: Path) -> None:
    chance = random.Random(8)
    for name in ("naive", "residue"):
        with (tmp_path / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for site in range(10):
                menu, foot = chance.sample(MENU, 6), chance.sample(FOOT, 6)
                text = "\n".join([*menu, *[PROSE, f"The bridge of number {site} is old."] * 4, *foot])
                spans = [
                    {"start": match.start(), "end": match.end(), "label": "boilerplate"}
                    for match in re.finditer(r"[^\n]+", text)
                    if match.group() in (*MENU, *FOOT)
                ]
                record = {"text": text, "site": f"{site}.example", "spans": spans, "neutral": []}
                file.write(json.dumps(record) + "\n")
    script = line_model_script()
    data = script.read(tmp_path)
    fitter = script.Fitter(data, "page", 0)
    is_unseen = data.site == "9.example"
    scores = fitter.score(*fitter.both(fitter.usable & ~is_unseen, 0))
    assert scores[is_unseen & (data.label == 1)].min() > scores[is_unseen & (data.label == 0)].max()


# The vote of extractors

FRAMED = [
    ("Weather", Frame.NAVIGATION),
    ("Rowing club", Frame.DROPPED),
    ("Council closes the old bridge", Frame.KEPT),
    (PROSE, Frame.KEPT),
    (PROSE, Frame.KEPT),
    ("Pots and pans", Frame.KEPT),
    ("Jane Roe is a freelance writer based in Leeds. Her work has appeared in the Evening Post.", Frame.KEPT),
    (PROSE.replace("council", "jury"), Frame.DROPPED),
    ("Ten ferries", Frame.RELATED),
    ("Ten lighthouses", Frame.RELATED),
    ("4 Quay Street", Frame.FOOTER),
]


def framed(lines: list[tuple[str, Frame]]) -> tuple[str, list[Block]]:
    blocks, text = [], ""
    for line, frame in lines:
        text += "\\n\\n" * bool(text)
        blocks.append(Block(len(text), len(text) + len(line), BlockKind.PARAGRAPH, 0, frame))
        text += line
    return text, blocks


def test_what_all_extractors_drop_is_boilerplate_of_the_kind_that_the_markup_says() -> None:
    found = find_boilerplate(Analysis(*framed(FRAMED)))
    assert [(it.kind, it.first, it.last, it.safe) for it in found] == [
        ("navigation", 0, 1, False),
        ("author_bio", 6, 6, False),
        ("related_links", 7, 9, False),
        ("site_footer", 10, 10, True),
    ]
    assert (
        "2 lines before the first long paragraph, which trafilatura, readability and newspaper drop" in found[0].reason
    )
    assert found[-1].reason == "trafilatura, readability and newspaper drop it"


def test_what_an_extractor_keeps_is_left_to_phrases() -> None:
    kept = [(line, Frame.KEPT) for line in PAGE.splitlines() if line]
    alone = find_boilerplate(Analysis(*framed([(line, Frame.UNKNOWN) for line, _ in kept])))
    found = find_boilerplate(Analysis(*framed(kept)))
    blocks = {block for it in found for block in range(it.first, it.last + 1)}
    assert blocks < {block for it in alone for block in range(it.first, it.last + 1)}
    assert all(kept[block][0] not in ("Ferries", "Rowing", "Theatre") for block in blocks)


frames = st.sampled_from(Frame)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.tuples(words.filter(str.strip), frames), max_size=20), min_size=1, max_size=3))
def test_every_dropped_line_is_flagged_once(pages: list[list[tuple[str, Frame]]]) -> None:
    batch, parts = Analysis.join(map(framed, pages))
    suspected = set(batch.parts_of(suspects(batch)).tolist())
    for number, (lines, part) in enumerate(zip(pages, parts, strict=True)):
        found = find_boilerplate(part)
        flagged = [block for it in found for block in range(it.first, it.last + 1)]
        assert flagged == sorted(set(flagged))
        assert set(flagged) >= {block for block, (_, frame) in enumerate(lines) if frame >= Frame.DROPPED}
        assert not found or number in suspected
        assert found == find_boilerplate(Analysis(*framed(lines)))
