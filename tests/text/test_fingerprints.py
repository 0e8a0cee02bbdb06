"""Fingerprints: shared passages share one, wherever they stand."""

from hypothesis import given
from hypothesis import strategies as st

from copydesk import Analysis
from copydesk.text import Block

WORDS = st.lists(st.sampled_from("the council voted on tuesday to close an old bridge".split()), max_size=30)
GUARANTEED = 8


def prints(*paragraphs: list[str]) -> set[int]:
    text, blocks = "", []
    for words in paragraphs:
        start = len(text)
        text += " ".join(words)
        if len(text) > start:
            blocks.append(Block(start, len(text)))
        text += "\n\n"
    return set(Analysis(text, blocks).fingerprints.hash.tolist())


@given(WORDS, WORDS, st.lists(st.integers(0, 9**6).map(str), min_size=GUARANTEED, max_size=20), WORDS, WORDS)
def test_eight_words_in_a_row_share_a_fingerprint(a, b, shared, c, d) -> None:
    assert prints(a + shared + b) & prints(c + shared + d)


@given(WORDS, WORDS)
def test_a_paragraphs_fingerprints_do_not_depend_on_its_neighbours(one, other) -> None:
    assert prints(one, other) == prints(one) | prints(other)


@given(WORDS)
def test_fewer_words_than_a_shingle_have_none(words) -> None:
    assert bool(prints(words)) == (len(words) >= 5)
