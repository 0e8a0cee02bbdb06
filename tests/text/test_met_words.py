"""Words that a process has met: the same answers as asking anew, however hashes collide and whenever it forgets."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import Analysis
from copydesk.text import Hashes, MetWords, ShapedBlocks, met_words, ranges
from copydesk_rules.columns import shingles_at

asked: list[int] = []


def _high_byte(words: Hashes) -> npt.NDArray[np.uint64]:
    asked.extend(words.tolist())
    return words >> np.uint64(56)


def _is_odd(words: Hashes) -> npt.NDArray[np.bool_]:
    return (words & np.uint64(1)) != 0


def _numbers(met: MetWords, words: list[int]) -> npt.NDArray[np.intp]:
    """Number words whose hashes are their keys turned round."""
    keys = np.array(words, np.uint64)
    return met.numbers(keys, lambda new: _hash(keys[new]))


def _hash(keys: npt.NDArray[np.uint64]) -> Hashes:
    return keys << np.uint64(32) | keys >> np.uint64(32)


# Few high bits: nearly all words want the slot of another.
words = st.builds(lambda high, low: high << 46 | low, st.integers(0, 3), st.integers(1, 2**24 - 1))
batches = st.lists(st.lists(words, max_size=30), max_size=6)


@given(batches)
def test_answers_are_those_of_the_question(columns: list[list[int]]) -> None:
    met = MetWords()
    numbered = [(column, _numbers(met, column)) for column in columns]
    for column, number in numbered:
        hashes = _hash(np.array(column, np.uint64))
        assert met.hashes(number).tolist() == hashes.tolist()
        assert met.answers(_high_byte)[number].tolist() == _high_byte(hashes).tolist()
        assert met.answers(_is_odd)[number].tolist() == _is_odd(hashes).tolist()
        assert _numbers(met, column).tolist() == number.tolist()


@given(batches)
def test_a_word_is_hashed_once_and_asked_about_once(columns: list[list[int]]) -> None:
    met = MetWords()
    asked.clear()
    hashed: list[int] = []

    def hash_of(new: npt.NDArray[np.intp]) -> Hashes:
        hashed.extend(keys[new].tolist())
        return _hash(keys[new])

    for column in columns:
        keys = np.array(column, np.uint64)
        met.numbers(keys, hash_of)
        met.answers(_high_byte)
    words = {word for column in columns for word in column}
    assert sorted(hashed) == sorted(words)
    assert sorted(asked) == sorted([0, *_hash(np.array(sorted(words), np.uint64)).tolist()] if asked else [])


def test_more_words_than_there_was_room_for() -> None:
    met = MetWords()
    keys = [number << 44 for number in range(1, 20_001)]
    for start in range(0, len(keys), 5000):
        _numbers(met, keys[start : start + 5000])
        met.answers(_high_byte)
    hashes = _hash(np.array(keys, np.uint64))
    assert met.answers(_high_byte)[_numbers(met, keys)].tolist() == _high_byte(hashes).tolist()


def _analysed(text: str) -> Analysis:
    return Analysis(text, ShapedBlocks(text))


def test_words_are_forgotten_between_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(met_words, "MAX_WORDS", 3)
    met_words._met.cache_clear()
    first, second = _analysed("one two three four"), _analysed("four five")
    assert first.tell(_is_odd).tolist() == _is_odd(first.tokens.hash).tolist()
    assert second.tell(_is_odd).tolist() == _is_odd(second.tokens.hash).tolist()
    assert second.met.size == 1 + second.tokens.hash.size
    assert second.met is not first.met
    assert first.tell_at(_high_byte, np.array([2])).tolist() == _high_byte(first.tokens.hash[2:3]).tolist()


spelt: list[str] = []


def _is_long(word: str) -> bool:
    spelt.append(word)
    return len(word) > 3


def test_the_spelling_of_a_word_is_asked_once_and_only_where_wanted() -> None:
    met_words._met.cache_clear()
    spelt.clear()
    _, parts = Analysis.join((text, ShapedBlocks(text)) for text in ("One two three four", "Three six three one"))
    told = [part.tell_by_spelling(_is_long, np.array([0, 2])).tolist() for part in parts]
    assert told == [[False, True], [True, True]]
    assert spelt == ["one", "three"]
    assert parts[1].tell_by_spelling(_is_long, np.arange(4)).tolist() == [True, False, True, False]
    assert spelt == ["one", "three", "six"]


def _needs_words(words: Hashes) -> npt.NDArray[np.bool_]:
    return np.isin(words, _analysed("words of its own").tokens.hash)


def test_a_question_may_meet_words_of_its_own() -> None:
    met_words._met.cache_clear()
    assert _analysed("some words").tell(_needs_words).tolist() == [False, True]


def test_a_text_of_a_batch_is_told_its_own_words() -> None:
    _, parts = Analysis.join((text, ShapedBlocks(text)) for text in ("one two", "three", "four five six"))
    assert [part.tokens.hash.size for part in parts] == [2, 1, 3]
    for part in parts:
        assert part.tell(_is_odd).tolist() == _is_odd(part.tokens.hash).tolist()


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
