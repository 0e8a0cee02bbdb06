"""Source maps: every character of the text leads to the characters of the file that made it."""

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from copydesk import SourceMap, SourceMapBuilder
from copydesk.sources import LineTable

PIECES = st.lists(
    st.one_of(
        st.tuples(st.just("verbatim"), st.integers(1, 5)),
        st.tuples(st.just("escape"), st.sampled_from([2, 5, 6, 12])),
        st.tuples(st.just("together"), st.integers(1, 3)),
        st.tuples(st.just("dropped"), st.integers(1, 4)),
    ),
    max_size=12,
)
"""How a reader goes through a file: text as it stands, escapes of one character, stretches of several, markup."""


def build(pieces: list[tuple[str, int]]) -> tuple[SourceMap, list[tuple[int, int]], int]:
    """Return a map, the true stretch of the file for each character, and the length of the file."""
    builder = SourceMapBuilder()
    truth: list[tuple[int, int]] = []
    source = 0
    for kind, size in pieces:
        if kind == "verbatim":
            builder.run(size, source)
            truth += [(source + place, source + place + 1) for place in range(size)]
        elif kind == "escape":
            builder.atom(1, source, source + size)
            truth.append((source, source + size))
        elif kind == "together":
            builder.atom(size, source, source + 4)
            truth += [(source, source + 4)] * size
        source += 4 if kind == "together" else size
    return builder.build(), truth, source


@given(PIECES)
def test_every_span_maps_to_what_made_it(pieces: list[tuple[str, int]]) -> None:
    source_map, truth, _ = build(pieces)
    assert source_map.length == len(truth)
    for start in range(len(truth)):
        for end in range(start + 1, len(truth) + 1):
            assert source_map.to_source(start, end) == (truth[start][0], truth[end - 1][1])


@given(PIECES)
def test_exact_is_what_has_its_characters_to_itself_in_a_row(pieces: list[tuple[str, int]]) -> None:
    source_map, truth, _ = build(pieces)
    for start in range(len(truth)):
        for end in range(start + 1, len(truth) + 1):
            if source_map.is_exact(start, end):
                assert all(one[1] == other[0] for one, other in pairwise(truth[start:end]))


@given(PIECES, PIECES)
def test_composed_maps_lead_through_the_middle_text(outer: list[tuple[str, int]], inner: list[tuple[str, int]]) -> None:
    outer_map, outer_truth, _ = build(outer)
    inner_map, inner_truth, inner_size = build(inner)
    if inner_size > len(outer_truth):
        return
    composed = inner_map.compose(outer_map)
    assert composed.length == inner_map.length
    for place, (start, end) in enumerate(inner_truth):
        assert composed.to_source(place, place + 1) == (outer_truth[start][0], outer_truth[end - 1][1])


def test_empty_spans_keep_their_place() -> None:
    source_map, _, _ = build([("dropped", 3), ("verbatim", 2)])
    assert [source_map.to_source(place, place) for place in range(3)] == [(3, 3), (4, 4), (5, 5)]
    assert SourceMap.identity(0).to_source(0, 0) == (0, 0)


@given(st.text(alphabet="ab\r\n\u2028🙂", max_size=30), st.randoms(use_true_random=False))
def test_lines_and_columns_lead_back_to_the_offset(text: str, random: Random) -> None:
    lines = LineTable(text)
    for offset in random.choices(range(len(text) + 1), k=2 * len(text) + 1):
        place = lines.place(offset)
        start, end = lines.line_span(offset)
        assert start + place.column - 1 == offset
        assert place.utf16_column == 1 + len(text[start:offset].encode("utf-16-le")) // 2
        assert "\n" not in text[start:end]
    breaks = text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    assert lines.place(len(text)).line == breaks + 1
