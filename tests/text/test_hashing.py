"""Hashes of words that are one edit away, found without making the words; equal values brought together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text import contains, group, hash_edits, hash_words

LETTERS = "abcé"


@given(
    st.integers(1, 12).flatmap(
        lambda length: st.lists(st.text(alphabet=LETTERS, min_size=length, max_size=length), min_size=1, max_size=4)
    )
)
def test_edits_have_the_hashes_of_the_words_they_make(words: list[str]) -> None:
    for word, edits in zip(words, zip(*hash_edits(words, LETTERS), strict=True), strict=True):
        deleted, swapped, replaced, inserted = edits
        places = range(len(word))
        gone = hash_words(word[:place] + word[place + 1 :] for place in places).tolist()
        assert len(word) == 1 or deleted.tolist() == gone
        turned = (word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in places[:-1])
        assert swapped.tolist() == hash_words(turned).tolist()
        changed = [[word[:place] + other + word[place + 1 :] for other in LETTERS] for place in places]
        assert replaced.tolist() == [hash_words(row).tolist() for row in changed]
        added = [[word[:place] + other + word[place:] for other in LETTERS] for place in range(len(word) + 1)]
        assert inserted.tolist() == [hash_words(row).tolist() for row in added]


ALIKE = st.lists(st.integers(0, 2**64 - 1).map(lambda number: number % 7 * 2**40 + number % 5))
"""Numbers of which many differ in their lowest bits only."""


@given(ALIKE, st.sampled_from([np.uint64, np.int64]))
def test_groups_are_in_order_of_value_and_hold_all_places_in_order(values: list[int], kind: type) -> None:
    found = group(np.array(values, kind))
    places: dict[int, list[int]] = {value: [] for value in sorted(values)}
    for place, value in enumerate(values):
        places[value].append(place)
    assert found.value.tolist() == list(places)
    assert [found.places(i) for i in range(found.size.size)] == list(places.values())


@given(st.sets(st.integers(0, 5000)), st.integers(0, 3000))
def test_contains_finds_just_what_is_known(known: set[int], count: int) -> None:
    sorted_known = np.array(sorted(known), np.uint64)
    asked = np.arange(count, dtype=np.uint64) * np.uint64(2)
    assert contains(sorted_known, asked).tolist() == [int(value) in known for value in asked]
