"""The spelling rules on texts made of slips, names and lost spaces, alone and in a batch with others."""

import string
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from copydesk.testing import check_batch, make_article
from copydesk.text import Analysis, find_blocks, hash_words
from copydesk_rules.spelling import remembered
from copydesk_rules.spelling.correct import Place, correct
from copydesk_rules.spelling.inconsistent_name import InconsistentName
from copydesk_rules.spelling.lexicon import (
    AMERICAN,
    BRITISH,
    LOWER,
    MIN_FAMOUS,
    MIN_SUGGESTED,
    PROPER,
    CommonWords,
    WordSet,
    lexicon,
)
from copydesk_rules.spelling.misspelling import Misspelling
from copydesk_rules.spelling.remembered import Remembered
from copydesk_rules.spelling.run_together import RunTogetherWords
from copydesk_rules.spelling.slips import find_candidates, one_slip, slips_between
from copydesk_rules.spelling.splits import split
from copydesk_rules.spelling.unknown import find_unknown
from copydesk_rules.spelling.variants import MixedVariants

RULES = (Misspelling(), RunTogetherWords(), InconsistentName(), MixedVariants())
WORDS = """the a of house they goverment recieved thefirefighters inJune isn t Starhip Starship Starship’s said.The
gover nment e x t Louisaina colour harbour color favorite ß ﬁne’s iPhone 12 x@goverment Wir haben""".split()
MARKS = [" ", " ", " ", " ", ". ", ", ", "\n\n", " ‘", "’ ", "-", " “", "” "]

NEIGHBOURS = [None, *hash_words(["the", "of", "was"]).tolist()]

text = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS)), max_size=40).map(
    lambda pairs: "".join(map("".join, pairs))
)
word = st.text(string.ascii_lowercase + "'", min_size=1, max_size=12).filter(lambda word: word.strip("'") == word)


@settings(deadline=None)
@given(st.lists(text, min_size=1, max_size=3))
def test_a_batch_gives_what_its_texts_give_alone(texts: list[str]) -> None:
    check_batch(RULES, texts)


@settings(deadline=None)
@given(word)
def test_what_is_suggested_is_a_word_and_another_one(word: str) -> None:
    for other in find_candidates([word])[0].words:
        assert lexicon().knows(other)
        assert other != word


@settings(deadline=None)
@given(st.sampled_from(["house", "government", "received", "beautiful"]), st.integers(0, 20), word)
def test_a_letter_too_many_is_found_again(right: str, place: int, letters: str) -> None:
    wrong = right[:place] + letters[0] + right[place:]
    assert right == wrong or right in find_candidates([wrong])[0].words


@settings(deadline=None)
@given(word)
def test_the_parts_of_a_split_make_the_word(word: str) -> None:
    (parted,) = split([Place(word)])
    assert parted is None or parted.left + parted.right == word


@settings(deadline=None)
@given(st.lists(st.tuples(word, st.sampled_from(NEIGHBOURS), st.sampled_from(NEIGHBOURS)), min_size=1, max_size=5))
def test_words_are_judged_together_as_each_alone(words: list[tuple[str, int | None, int | None]]) -> None:
    places = [Place(word, left=left, right=right) for word, left, right in words]
    for judge in (correct, split):
        assert judge(places) == [judge([place])[0] for place in places]


@settings(deadline=None)
@given(word.filter(lambda word: len(word) > 1), st.sampled_from(["house", "goverment", "don't", "q"]))
def test_slips_between_two_words_are_those_that_are_found(word: str, other: str) -> None:
    (found,) = one_slip([word], WordSet(hash_words([other])))
    assert slips_between(word, other) == {slip for name, slip in found if name == other}
    assert {name for name, _ in found} <= {other}


@given(st.lists(st.integers(0, 2**64 - 1), max_size=50, unique=True), st.data())
def test_a_set_of_words_has_its_words_and_no_others(known: list[int], data: st.DataObject) -> None:
    asked = data.draw(st.lists(st.one_of(st.integers(0, 2**64 - 1), st.sampled_from(known or [0]))))
    words = WordSet(np.array(sorted(known), np.uint64))
    assert words.has(np.array(asked, np.uint64)).tolist() == [word in known for word in asked]


@settings(deadline=None)
@given(word, st.lists(word, min_size=1, max_size=20, unique=True))
def test_common_words_two_edits_away_are_near(word: str, others: list[str]) -> None:
    near = CommonWords(others).near(word, 2)
    assert near == [other for other in sorted(others, key=len) if other in near]  # in their order
    assert {other[0] for other in near} <= {word[0]}
    assert {len(other) - len(word) for other in near} <= set(range(-2, 3))
    close = {other for other in others if OSA.distance(word, other) <= 2 and other[0] == word[0]}
    assert close <= set(near)


def test_results_are_remembered_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MAX_WORDS", 3)
    asked: list[str] = []

    def find(words: Sequence[str]) -> list[str]:
        asked.extend(words)
        return [word.upper() for word in words]

    upper = Remembered(find)
    assert upper(["a", "b", "a"]) == ["A", "B", "A"]
    assert upper(["b", "c"]) == ["B", "C"]
    assert upper(["c", "d"]) == ["C", "D"]
    assert upper(["d", "c", "a"]) == ["D", "C", "A"]
    assert asked == ["a", "b", "c", "d", "a"]


@settings(deadline=None)
@given(st.lists(text, min_size=1, max_size=3))
def test_no_word_is_flagged_by_two_rules(texts: list[str]) -> None:
    text = " ".join(texts)
    analysis = Analysis(text, find_blocks(text))
    spans = sorted(finding.span for rule in RULES for finding in rule.check(make_article(text, "text"), analysis))
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_the_sets_of_words_are_those_of_their_facts() -> None:
    words = [left + right for left in ("the", "house", "recieve", "Beijing", "q") for right in string.ascii_lowercase]
    hashes = hash_words([*words, "the", "house", "beijing", "color", "colour"])
    zipf, bits = lexicon().facts(hashes)
    assert lexicon().suggested.has(hashes).tolist() == (((bits & LOWER) != 0) & (zipf >= MIN_SUGGESTED)).tolist()
    assert lexicon().famous_names.has(hashes).tolist() == (((bits & PROPER) != 0) & (zipf >= MIN_FAMOUS)).tolist()
    assert (bits[-5:] & (LOWER | PROPER | AMERICAN | BRITISH)).tolist() == [
        LOWER,
        LOWER,
        PROPER,
        LOWER | AMERICAN,
        LOWER | BRITISH,
    ]


def test_an_article_full_of_slips_is_judged_in_its_first_ones() -> None:
    text = "the house was old and goverment " * 20_000
    analysis = Analysis(text, find_blocks(text))
    assert find_unknown(analysis).token.size == 5_000


def test_doubts_lower_the_score() -> None:
    (sure,) = correct([Place("goverment")])
    for doubtful in (
        Place("goverment", capital=True),
        Place("goverment", hyphen=True),
        Place("goverment", quoted=True),
        Place("goverment", strange_neighbours=1),
    ):
        (doubted,) = correct([doubtful])
        assert sure is not None
        assert doubted is not None
        assert doubted.word == sure.word == "government"
        assert doubted.score < sure.score


def test_a_word_that_is_used_again_is_doubted_unless_all_know_the_slip() -> None:
    once, often = correct([Place("villqge"), Place("villqge", uses=5)])
    assert once is not None
    assert often is not None
    assert often.score < once.score
    known_once, known_often = correct([Place("goverment"), Place("goverment", uses=5)])
    assert known_often == known_once
