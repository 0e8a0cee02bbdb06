"""Equal hashes are brought together, those that come once left out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text import group, group_repeated

ALIKE = st.lists(st.integers(0, 2**64 - 1).map(lambda number: number % 7 * 2**40 + number % 5))
"""Numbers of which many differ in their lowest bits only."""


@given(ALIKE)
def test_repeated_groups_are_the_groups_of_two_and_more(values: list[int]) -> None:
    column = np.array(values, np.uint64)
    every, repeated = group(column), group_repeated(column)
    wanted = [(int(every.value[i]), every.places(i)) for i in range(every.size.size) if every.size[i] > 1]
    assert [(int(repeated.value[i]), repeated.places(i)) for i in range(repeated.size.size)] == wanted
