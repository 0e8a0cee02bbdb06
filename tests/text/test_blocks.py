"""The blocks of plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text import BlockKind, find_blocks
from copydesk.text.blocks import _block, shape_blocks
from copydesk.text.characters import classes_of, codes_of, find_marks

SENTENCE = "The council voted late on Tuesday night to close the old bridge for good, and nobody objected."


def kinds_of(text: str) -> list[tuple[str, str]]:
    return [(block.kind.name, text[block.start : block.end]) for block in find_blocks(text)]


@pytest.mark.parametrize(
    ("line", "kind", "content"),
    [
        ("A short title", "HEADING", "A short title"),
        ("# Marked", "HEADING", "Marked"),
        ("It ends with a stop.", "PARAGRAPH", "It ends with a stop."),
        ("He asked: “Why?”", "PARAGRAPH", "He asked: “Why?”"),
        ("  • A point of order", "LIST_ITEM", "A point of order"),
        ("- dashed", "LIST_ITEM", "dashed"),
        ("12) twelfth", "LIST_ITEM", "twelfth"),
        ("1990 was a good year for wine.", "PARAGRAPH", "1990 was a good year for wine."),
        ("> said before", "QUOTE", "said before"),
        ("Name | Age | Town", "TABLE", "Name | Age | Town"),
        ("lower case and no stop", "PARAGRAPH", "lower case and no stop"),
        (SENTENCE, "PARAGRAPH", SENTENCE),
    ],
)
def test_kind_by_shape(line: str, kind: str, content: str) -> None:
    assert kinds_of(line) == [(kind, content)]


def test_a_line_is_a_paragraph_of_its_own() -> None:
    assert len(find_blocks(f"{SENTENCE}\n{SENTENCE}")) == 2


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_wrapped_lines_are_one_paragraph(newline: str) -> None:
    lines = [
        "The council voted late on Tuesday night to close the old bridge for",
        "good, and nobody objected. A new one will be built further down the",
        "river, where the banks are firm and the road is straight enough to",
        "carry lorries.",
    ]
    text = newline.join(lines) + newline * 2 + "Next."
    assert [text[block.start : block.end] for block in find_blocks(text)] == [newline.join(lines), "Next."]


def test_a_menu_is_not_a_wrapped_paragraph() -> None:
    assert len(find_blocks("Home\nNews\nSports\nWeather\nContact")) == 5


@given(st.text(alphabet=st.sampled_from("aB .\n\r\t•-#>|1)\u2028\x0c"), max_size=80))
def test_blocks_are_trimmed_in_order_and_lose_no_letter(text: str) -> None:
    reached = 0
    covered = set()
    for block in find_blocks(text):
        assert reached <= block.start < block.end <= len(text)
        assert text[block.start : block.end] == text[block.start : block.end].strip()
        assert isinstance(block.kind, BlockKind)
        covered |= set(range(block.start, block.end))
        reached = block.end
    assert all(place in covered for place, char in enumerate(text) if char == "B")


odd = ["Ab", "ab", "A)", "B.", "C”", "D?”", "|", "é", "\u00a0", "\t", "word", "(X)", "E…", "1"]
label = st.lists(st.sampled_from(odd), max_size=9).map(" ".join) | st.builds(
    lambda words, last: "Ab" + " ab" * words + last, st.integers(11, 15), st.sampled_from(["", ".", "”", " |", "é"])
)


@given(st.lists(label, max_size=6))
def test_headings_are_told_apart_as_one_line_is(lines: list[str]) -> None:
    text = "\n\n".join(lines)
    codes = codes_of(text)
    classes = classes_of(codes)
    start, end, *kinds = shape_blocks(text, codes, classes, find_marks(codes, classes))
    lines = [line.strip() for line in lines if line.strip()]
    wanted = [_block(line, 0, len(line)) for line in lines]
    assert [(kind, level) for kind, level in zip(kinds[0].tolist(), kinds[1].tolist(), strict=True)] == [
        (block.kind, block.level) for block in wanted
    ]
    assert [text[slice(*span)] for span in zip(start.tolist(), end.tolist(), strict=True)] == [
        line[block.start : block.end] for line, block in zip(lines, wanted, strict=True)
    ]
