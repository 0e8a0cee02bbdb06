"""Many texts analysed at once have the very columns that each would have alone."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import Analysis
from copydesk.text import SomeTexts, find_blocks

PIECES = st.sampled_from(
    [
        "The old bridge fell.",
        "Mr. Smith",
        "said “no”.",
        "3.5",
        "I’m",
        "我们很好。",
        "a",
        "\n",
        "\n\n",
        "- ",
        "# ",
        "é",
        "… ",
        "?!",
    ]
)
TEXTS = st.lists(st.lists(PIECES, max_size=30).map(" ".join), max_size=6)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_slices_of_a_batch_are_the_columns_of_each_text(texts: list[str]) -> None:
    given_texts = [(text, find_blocks(text)) for text in texts]
    _, parts = Analysis.join(given_texts)
    for part, (text, blocks) in zip(parts, given_texts, strict=True):
        alone = Analysis(text, blocks)
        assert part.text == text
        for name in ("tokens", "sentences", "blocks", "fingerprints"):
            for column, wanted in zip(getattr(part, name), getattr(alone, name), strict=True):
                assert column.dtype == wanted.dtype, name
                assert column.tolist() == wanted.tolist(), name
        assert [part.word(token) for token in range(part.tokens.start.size)] == [
            alone.word(token) for token in range(alone.tokens.start.size)
        ]


@given(st.lists(st.sampled_from(["a b", "b a a", ""]), min_size=1, max_size=5))
def test_own_hashes_are_equal_within_one_text_only(texts: list[str]) -> None:
    batch, _ = Analysis.join((text, find_blocks(text)) for text in texts)
    own, part = batch.own_hashes, batch.parts_of(batch.tokens.start)
    for one in range(own.size):
        for other in range(own.size):
            same = part[one] == part[other] and batch.tokens.hash[one] == batch.tokens.hash[other]
            assert (own[one] == own[other]) == same


def columns_of(batch: Analysis, name: str) -> dict[str, tuple[np.dtype[Any], list[int]]]:
    """The columns with their types, offsets counted from the start of each text."""
    columns = getattr(batch, name)
    start = batch.part_starts[batch.parts_of(columns.start)]
    moved = columns._replace(start=columns.start - start, end=columns.end - start)
    return {
        name: (column.dtype, column.tolist())
        for name, column in moved._asdict().items()
        if isinstance(column, np.ndarray)
    }


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.integers(0, 63))
def test_some_texts_of_a_batch_have_the_columns_of_a_batch_of_them_alone(texts: list[str], bits: int) -> None:
    given_texts = [(text, find_blocks(text)) for text in texts]
    numbers = [number for number in range(len(texts)) if bits >> number & 1]
    some = SomeTexts(Analysis.join(given_texts)[0], np.array(numbers, np.intp))
    alone, _ = Analysis.join(given_texts[number] for number in numbers)
    for name in ("tokens", "sentences", "blocks", "_words", "_layout"):
        assert columns_of(some, name) == columns_of(alone, name)
    assert some.own_hashes.tolist() == alone.own_hashes.tolist()
    assert some.token_slice == alone.token_slice
    assert some.met.hashes(some.numbers).tolist() == some.tokens.hash.tolist()


def test_a_batch_of_nothing() -> None:
    batch, parts = Analysis.join([])
    assert (batch.tokens.start.size, parts, batch.own_hashes.size) == (0, [], 0)
    assert np.array_equal(batch.part_starts, [0])
