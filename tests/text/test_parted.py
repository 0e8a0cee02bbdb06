"""Rows come together by their hash, in memory or on disk."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.text import PartedRows, parted

HASHES = st.lists(st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 2**63, 2**64 - 1]), max_size=3)
SALT = 2**63 + 1
PLACES = st.lists(HASHES, max_size=3)


@settings(max_examples=200, deadline=None)
@given(st.lists(PLACES, max_size=12), st.integers(0, 20), st.integers(0, 20))
def test_all_rows_of_a_hash_are_in_one_part(owners: list[list[list[int]]], at_once: int, read_at_once: int) -> None:
    rows = PartedRows()
    expected = defaultdict(list)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parted, "_AT_ONCE", at_once)
        patch.setattr(parted, "_READ_AT_ONCE", read_at_once)
        for owner, places in enumerate(owners):
            hashes = np.array([value for place in places for value in place], np.uint64)
            salt = owner % 2 * SALT
            rows.add(hashes.tobytes(), owner, np.array([len(place) for place in places], np.uint32).tobytes(), salt)
            for number, place in enumerate(places):
                for value in place:
                    expected[value ^ salt].append((owner, number))
        found: dict[int, list[tuple[int, int]]] = {}
        for part in rows.parts():
            here = defaultdict(list)
            for value, owner, place in zip(*(column.tolist() for column in part), strict=True):
                here[value].append((owner, place))
            assert not here.keys() & found.keys()
            found.update(here)
    assert found == expected


def test_counts_of_other_rows_are_refused() -> None:
    rows = PartedRows()
    rows.add(np.zeros(2, np.uint64).tobytes(), 0, np.array([2**32 - 1], np.uint32).tobytes())
    with pytest.raises(ValueError, match="other rows"):
        next(rows.parts())
