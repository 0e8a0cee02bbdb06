"""The corpus quality signals against datatrove's filters: a filter lets a text pass at our value, and not beyond.

Both are given our words and sentences, since datatrove's are spaCy's: what differs between the two is told in
`copydesk_rules.quality.columns`. Empty lines, which C4's filter drops for their missing end mark, are no findings.
"""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import Analysis
from copydesk.testing import make_article
from copydesk.text import find_blocks
from copydesk_rules.quality import c4, fineweb, gopher, repetition
from copydesk_rules.quality.columns import find_words
from copydesk_rules.quality.signal import Signal

filters = pytest.importorskip("datatrove.pipeline.filters", reason="datatrove, the oracle, is not installed")

SENTENCES = [
    "The council voted on Tuesday to close the old bridge.",
    "The council voted on Tuesday to close the old bridge, and that will have to be…",
    "Nobody objected; “nobody,” said the mayor (aged 71)!",
    "Read more...",
    "- Trams",
    "• 3 1 W 2 0",
    "#bridge #brenn #b",
    "Recent Posts",
    "Recent Posts\x0bAbout us",
    "Please enable JavaScript to view it.",
    "It uses cookies, see our terms of use.[1]",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "日本の橋。 100 € – don't",
    "  ",
    "",
    "x" * 1001 + " is long.",
    "Yes. No. A?",
]
texts = st.lists(
    st.tuples(st.sampled_from(SENTENCES), st.sampled_from(["\n", "\n\n", "\n\n\n", " ", "\n \n"])), max_size=14
)


def analysed(text: str) -> Analysis:
    return Analysis(text, find_blocks(text))


def words_of(text: str, language: str = "") -> list[str]:
    words = find_words(analysed(text))
    return [text[start:end] for start, end in zip(words.start.tolist(), words.end.tolist(), strict=True)]


def sentences_of(text: str, language: str = "") -> list[int]:
    return analysed(text).sentences.start.tolist()


@pytest.fixture(autouse=True)
def our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("gopher_quality_filter", "gopher_repetition_filter", "fineweb_quality_filter"):
        monkeypatch.setattr(f"datatrove.pipeline.filters.{module}.split_into_words", words_of)
    monkeypatch.setattr("datatrove.pipeline.filters.c4_filters.split_into_sentences", sentences_of)


def quality(**given: Any) -> Any:
    names = "min_doc_words max_doc_words min_avg_word_length max_avg_word_length max_symbol_word_ratio min_stop_words"
    ratios = "max_bullet_lines_ratio max_ellipsis_lines_ratio max_non_alpha_words_ratio"
    return filters.GopherQualityFilter(**dict.fromkeys((names + " " + ratios).split()) | given)


def repeats(**given: Any) -> Any:
    none = dict.fromkeys(("dup_line_frac", "dup_para_frac", "dup_line_char_frac", "dup_para_char_frac"))
    return filters.GopherRepetitionFilter(**{**none, "top_n_grams": (), "dup_n_grams": (), **given})


def web(**given: Any) -> Any:
    none = {"line_punct_thr": 0, "short_line_thr": 1, "char_duplicates_ratio": 1, "new_line_ratio": math.inf}
    return filters.FineWebQualityFilter(**{**none, **given})


ORACLES: dict[type[Signal], tuple[Callable[[float], Any], str]] = {
    gopher.TooFewWords: (lambda limit: quality(min_doc_words=limit), "gopher_short_doc"),
    gopher.TooManyWords: (lambda limit: quality(max_doc_words=limit), "gopher_long_doc"),
    gopher.ShortWords: (lambda limit: quality(min_avg_word_length=limit), "gopher_below_avg_threshold"),
    gopher.LongWords: (lambda limit: quality(max_avg_word_length=limit), "gopher_above_avg_threshold"),
    gopher.BulletLines: (lambda limit: quality(max_bullet_lines_ratio=limit), "gopher_too_many_bullets"),
    gopher.EllipsisLines: (lambda limit: quality(max_ellipsis_lines_ratio=limit), "gopher_too_many_end_ellipsis"),
    gopher.FewLetters: (lambda limit: quality(max_non_alpha_words_ratio=limit), "gopher_below_alpha_threshold"),
    gopher.FewStopWords: (lambda limit: quality(min_stop_words=limit), "gopher_enough_stop_words"),
    repetition.RepeatedLines: (lambda limit: repeats(dup_line_frac=limit), "dup_line_frac"),
    repetition.RepeatedParagraphs: (lambda limit: repeats(dup_para_frac=limit), "dup_para_frac"),
    repetition.RepeatedLineCharacters: (lambda limit: repeats(dup_line_char_frac=limit), "dup_line_char_frac"),
    repetition.RepeatedParagraphCharacters: (lambda limit: repeats(dup_para_char_frac=limit), "dup_para_char_frac"),
    fineweb.FewEndMarks: (lambda limit: web(line_punct_thr=limit), "line_punct_ratio"),
    fineweb.ShortLines: (lambda limit: web(short_line_thr=limit), "short_line_ratio"),
    fineweb.RepeatedLineText: (lambda limit: web(char_duplicates_ratio=limit), "char_dup_ratio"),
    fineweb.ManyLineBreaks: (lambda limit: web(new_line_ratio=limit), "list_ratio"),
}
GRAMS = [value for value in vars(repetition).values() if isinstance(value, type) and hasattr(value, "size")]
for kind in GRAMS:
    is_top = issubclass(kind, repetition.FrequentBigram.__base__)
    ORACLES[kind] = (
        lambda limit, n=kind.size, key="top_n_grams" if is_top else "dup_n_grams": repeats(**{key: ((n, limit),)}),
        f"top_{kind.size}_gram" if is_top else f"duplicated_{kind.size}_n_grams",
    )


def verdict(oracle: Any, text: str) -> Any:
    from datatrove.data import Document

    return oracle.filter(Document(text=text, id="1"))


@pytest.mark.parametrize("rule", ORACLES, ids=lambda rule: rule.name)
@given(parts=texts)
@settings(max_examples=25, deadline=None)
def test_a_value_is_datatroves(rule: type[Signal], parts: list[tuple[str, str]]) -> None:
    text = "".join(map("".join, parts))
    measured = rule().measure(analysed(text)) if text.strip() else None
    if measured is None or not words_of(text):
        return
    make, reason = ORACLES[rule]
    value, tiny = measured.value, 1e-9
    beyond = value + tiny if rule.is_minimum else value - tiny
    assert verdict(make(value), text) is True
    if beyond > 0:
        assert verdict(make(beyond), text) == (False, reason)


@pytest.mark.parametrize(("rule", "symbols"), [(gopher.HashMarks, "#"), (gopher.Ellipses, "…")])
@given(parts=texts)
@settings(max_examples=25, deadline=None)
def test_symbols_for_each_word_are_datatroves(rule: type[Signal], symbols: str, parts: list[tuple[str, str]]) -> None:
    # One limit of datatrove's filter is for both symbols; a text that holds no other shows the value of one.
    text = "".join(map("".join, parts)).replace("#" if symbols == "…" else "…", "").replace("...", symbols)
    measured = rule().measure(analysed(text)) if text.strip() else None
    if measured is not None and measured.value > 1e-9 and words_of(text):
        assert verdict(quality(max_symbol_word_ratio=measured.value), text) is True
        assert verdict(quality(max_symbol_word_ratio=measured.value - 1e-9), text)[0] is False


REASONS = {
    c4.NoEndMark: "line-filter-no_terminal_punc",
    c4.LinesOfFewWords: "line-filter-too_few_words",
    c4.LongWord: "line-filter-too_long_word",
    c4.JavascriptLines: "line-filter-javascript",
    c4.PolicyLines: "line-filter-policy",
}


@given(parts=texts)
@settings(max_examples=50, deadline=None)
def test_lines_that_c4_drops_are_datatroves(parts: list[tuple[str, str]]) -> None:
    text = "".join(map("".join, parts))
    if not text.strip():
        return
    oracle = filters.C4QualityFilter()
    verdict(oracle, text)
    empty = sum(not line.strip() for line in text.splitlines())
    for rule, reason in REASONS.items():
        expected = oracle.stats[reason].total - (empty if rule is c4.NoEndMark else 0)
        assert rule().measure(analysed(text)).value == expected
    sentences = c4.FewSentences().measure(analysed(text)).value
    assert verdict(filters.C4QualityFilter(min_num_sentences=int(sentences)), text) is True
    assert verdict(filters.C4QualityFilter(min_num_sentences=int(sentences) + 1), text) == (False, "too_few_sentences")


@pytest.mark.parametrize(
    ("rule", "text"),
    [(c4.LoremIpsum, "lorem_ipsum"), (c4.CurlyBracket, "curly_bracket")],
    ids=["lorem-ipsum", "curly-bracket"],
)
def test_texts_that_c4_drops_are_datatroves(rule: type[Signal], text: str) -> None:
    bad = "It began. Lorem ipsum dolor sit amet." if rule is c4.LoremIpsum else "He wrote { b(); } and left."
    assert rule().measure(analysed(bad)).value == 1
    assert verdict(filters.C4QualityFilter(), bad) == (False, text)


@given(parts=texts)
@settings(max_examples=25, deadline=None)
def test_causes_lie_in_the_text(parts: list[tuple[str, str]]) -> None:
    text = "".join(map("".join, parts))
    for rule in [*ORACLES, *REASONS, gopher.HashMarks, gopher.Ellipses]:
        for finding in rule().check(make_article(text), analysed(text)):
            places = [finding.span, *(related.span for related in finding.related)]
            assert all(0 <= start <= end <= len(text) for start, end in places)
