"""What is kept comes back as it was, and what is not of our making is refused."""

from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from copydesk.engine.records import decode, decoder, encode


class Kept(NamedTuple):
    """Something with columns."""

    name: str
    column: npt.NDArray[Any]
    spans: list[tuple[int, int]]


SHAPES = arrays.array_shapes(min_dims=1, max_dims=2, min_side=1, max_side=9)
COLUMNS = st.sampled_from(["u1", "i4", "u4", "u8", "i8", "f8", "?"]).flatmap(lambda kind: arrays.arrays(kind, SHAPES))


@given(st.text(), COLUMNS, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_it_comes_back(name: str, column: npt.NDArray[Any], spans: list[tuple[int, int]]) -> None:
    kept = decode(encode(Kept(name, column, spans)), Kept)
    assert (kept.name, kept.spans) == (name, spans)
    assert kept.column.dtype == column.dtype
    np.testing.assert_array_equal(kept.column, column)


@pytest.mark.parametrize("value", [object(), {1: object()}, np.array([object()]), np.zeros((2, 2, 2))])
def test_what_cannot_be_kept_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="can't be kept"):
        encode(value)


@given(st.binary(max_size=60))
def test_bytes_of_any_kind_are_read_or_refused(data: bytes) -> None:
    for ext in (data, msgspec.msgpack.encode(["", msgspec.msgpack.Ext(1, data), []])):
        try:
            kept = decoder(Kept).decode(ext)
        except ValueError:
            continue
        assert isinstance(kept.column, np.ndarray)
        assert kept.column.dtype.kind in "biuf"
