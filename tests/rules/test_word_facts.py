"""Words that a process has met: the same answers as asking anew, however hashes collide and whenever it forgets."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import Analysis
from copydesk.text import Hashes, ShapedBlocks, ranges
from copydesk_rules import word_facts
from copydesk_rules.columns import shingles_at
from copydesk_rules.word_facts import MetWords, met_words, tell, tell_at, tell_by_spelling

asked: list[int] = []


def _high_byte(words: Hashes) -> npt.NDArray[np.uint64]:
    asked.extend(words.tolist())
    return words >> np.uint64(56)


def _is_odd(words: Hashes) -> npt.NDArray[np.bool_]:
    return (words & np.uint64(1)) != 0


# Few low bits: nearly all words want the slot of another.
words = st.builds(lambda low, high: low | high << 40, st.integers(0, 3), st.integers(0, 2**24 - 1))
batches = st.lists(st.lists(words, max_size=30), max_size=6)


@given(batches)
def test_answers_are_those_of_the_question(columns: list[list[int]]) -> None:
    met = MetWords()
    numbered = [(np.array(column, np.uint64), met.numbers(np.array(column, np.uint64))) for column in columns]
    for hashes, number in numbered:
        assert met.answers(_high_byte)[number].tolist() == _high_byte(hashes).tolist()
        assert met.answers(_is_odd)[number].tolist() == _is_odd(hashes).tolist()
        assert met.numbers(hashes).tolist() == number.tolist()


@given(batches)
def test_a_word_is_asked_about_once(columns: list[list[int]]) -> None:
    met = MetWords()
    asked.clear()
    for column in columns:
        met.numbers(np.array(column, np.uint64))
        met.answers(_high_byte)
    assert set(asked) >= {word for column in columns for word in column}
    assert len(asked) == len(set(asked))


def test_more_words_than_there_was_room_for() -> None:
    met = MetWords()
    hashes = np.arange(1, 20_001, dtype=np.uint64) << np.uint64(44)
    for part in np.split(hashes, 4):
        met.numbers(part)
        met.answers(_high_byte)
    assert met.answers(_high_byte)[met.numbers(hashes)].tolist() == _high_byte(hashes).tolist()


def _analysed(text: str) -> Analysis:
    return Analysis(text, ShapedBlocks(text))


def test_words_are_forgotten_between_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_facts, "MAX_WORDS", 3)
    word_facts._met.cache_clear()
    first, second = _analysed("one two three four"), _analysed("four five")
    assert tell(first, _is_odd).tolist() == _is_odd(first.tokens.hash).tolist()
    before = met_words()
    assert tell(second, _is_odd).tolist() == _is_odd(second.tokens.hash).tolist()
    assert before.size == 1 + second.tokens.hash.size
    assert tell_at(first, _high_byte, np.array([2])).tolist() == _high_byte(first.tokens.hash[2:3]).tolist()


spelt: list[str] = []


def _is_long(word: str) -> bool:
    spelt.append(word)
    return len(word) > 3


def test_the_spelling_of_a_word_is_asked_once_and_only_where_wanted() -> None:
    word_facts._met.cache_clear()
    spelt.clear()
    _, parts = Analysis.join((text, ShapedBlocks(text)) for text in ("One two three four", "Three six three one"))
    told = [tell_by_spelling(part, _is_long, np.array([0, 2])).tolist() for part in parts]
    assert told == [[False, True], [True, True]]
    assert spelt == ["one", "three"]
    assert tell_by_spelling(parts[1], _is_long, np.arange(4)).tolist() == [True, False, True, False]
    assert spelt == ["one", "three", "six"]


def test_a_text_of_a_batch_is_told_its_own_words() -> None:
    _, parts = Analysis.join((text, ShapedBlocks(text)) for text in ("one two", "three", "four five six"))
    assert [part.tokens.hash.size for part in parts] == [2, 1, 3]
    for part in parts:
        assert tell(part, _is_odd).tolist() == _is_odd(part.tokens.hash).tolist()


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5))))
def test_ranges_stand_one_behind_the_other(pairs: list[tuple[int, int]]) -> None:
    first = np.array([start for start, _ in pairs], np.int32)
    last = first + np.array([length for _, length in pairs], np.int32)
    wanted = [number for start, length in pairs for number in range(start, start + length)]
    assert ranges(first, last).tolist() == wanted


@given(st.lists(st.integers(0, 2**64 - 1), min_size=3, max_size=20), st.integers(1, 3), st.data())
def test_shingles_at_some_places_are_those_of_all(column: list[int], size: int, data: st.DataObject) -> None:
    hashes = np.array(column, np.uint64)
    places = data.draw(st.lists(st.integers(0, len(column) - size)))
    wanted = shingles_at(hashes, np.arange(len(column) - size + 1), size)
    assert shingles_at(hashes, np.array(places, np.intp), size).tolist() == wanted[places].tolist()
