"""What is told by a word's neighbours: rules on texts made of the words that they look for, alone and in a batch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.testing import check_batch
from copydesk.text import Analysis, find_blocks
from copydesk_rules.english.slots import TEMPLATES, evidence, keyed, read_weights
from copydesk_rules.english.symbols import REACH, Symbol, neighbours
from copydesk_rules.grammar.missing_verb import MissingVerb
from copydesk_rules.spelling.confusions import misplaced, swaps
from copydesk_rules.spelling.wrong_word import WrongWord

RULES = (WrongWord(), MissingVerb())
WORDS = """there their it's its you’re your where were then than less may jeopardies
priorities The a of they
plan more Council not very""".split()
MARKS = [" ", " ", " ", ", ", ". ", "-", " – ", " “", "” ", "\n\n", "\n", "’s ", "? ", "  ", "\u3042", " 12 "]

text = st.lists(st.tuples(st.sampled_from([*WORDS, "ﬁne’s", "İt"]), st.sampled_from(MARKS)), max_size=40).map(
    lambda pairs: "".join(map("".join, pairs))
)


def analyse(text: str) -> Analysis:
    return Analysis(text, find_blocks(text))


@settings(deadline=None)
@given(st.lists(text, min_size=1, max_size=3))
def test_a_batch_gives_what_its_texts_give_alone(texts: list[str]) -> None:
    check_batch(RULES, texts)


@given(text)
def test_a_word_is_found_once_and_never_for_itself(text: str) -> None:
    analysis = analyse(text)
    found = misplaced(analysis)
    assert np.all(np.diff(found.token) > 0)
    for token, swap in zip(found.token.tolist(), found.swap.tolist(), strict=True):
        assert analysis.folded(token) == swaps()[swap].word != swaps()[swap].right


@pytest.mark.parametrize(
    ("between", "seen"),
    [
        (" ", None),
        ("  ", None),
        (", ", Symbol.COMMA),
        ("-", Symbol.DASH),
        (" – ", Symbol.DASH),
        (" (", Symbol.MARK),
        (". The ", Symbol.END),
    ],
)
def test_beyond_a_mark_nothing_is_seen_but_that(between: str, seen: int | None) -> None:
    found = neighbours(analyse(f"The old house{between}there is his."), np.array([2]))
    behind = found.coarse[0, REACH + 1 :].tolist()
    if seen is None:
        assert len(set(behind)) == REACH
        assert min(behind) >= Symbol.FIRST_WORD
    else:
        assert behind == [seen] * REACH


@pytest.mark.parametrize(
    ("word", "symbol"),
    [
        ("Xandria", Symbol.NAME),
        ("42", Symbol.NUMBER),
        ("xandring", Symbol.UNKNOWN_ING),
        ("xandred", Symbol.UNKNOWN_ED),
        ("xandres", Symbol.UNKNOWN_S),
        ("xandrely", Symbol.UNKNOWN_LY),
        ("xandre’s", Symbol.POSSESSIVE),
        ("xandr", Symbol.UNKNOWN),
    ],
)
def test_a_word_that_is_not_known_is_told_by_its_looks(word: str, symbol: int) -> None:
    found = neighbours(analyse(f"we saw {word} here"), np.array([1]))
    assert found.coarse[0, REACH + 1] == found.fine[0, REACH + 1] == symbol


def test_evidence_of_two_templates_or_models_is_never_the_same() -> None:
    analysis = analyse("There is the house that they were in before we came.")
    seen = evidence(neighbours(analysis, np.arange(11)))
    assert seen.shape == (11, len(TEMPLATES))
    columns = [set(column.tolist()) for column in seen.T]
    assert sum(map(len, columns)) == len(set().union(*columns))
    one, other = (set(keyed(seen, np.full(11, model)).ravel().tolist()) for model in (0, 255))
    assert one.isdisjoint(other)


def test_weights_are_in_order_and_every_model_has_some() -> None:
    weights = read_weights("copydesk_rules.spelling", "confusions.bin")
    assert np.all(weights.key[1:] > weights.key[:-1])
    assert {swap.model for swap in swaps()} <= set((weights.key >> np.uint64(56)).tolist())


@pytest.mark.parametrize("count", [100, 30_000])
def test_every_key_has_its_weight_and_no_other_has_one(count: int) -> None:
    weights = read_weights("copydesk_rules.spelling", "confusions.bin")
    key = weights.key[:count]
    assert np.array_equal(weights.of(key[:, None])[:, 0], weights.weight[:count])
    others = np.setdiff1d(key + np.uint64(1), weights.key)
    assert not weights.of(others.reshape(1, -1)).any()
