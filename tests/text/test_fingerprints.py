"""Fingerprints: shared passages share one, wherever they stand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from copydesk import Analysis
from copydesk.text import Block
from copydesk.text.fingerprints import SHINGLE, WINDOW, find_fingerprints
from copydesk.text.hashing import shingles

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


def winnowed(values: list[int]) -> list[int]:
    """Return the places of the values that are the least of some window, as the paper tells it."""
    if len(values) < WINDOW:
        return [place for place, value in enumerate(values) if value == min(values)]
    windows = [range(first, first + WINDOW) for first in range(len(values) - WINDOW + 1)]
    return sorted({at for window in windows for at in window if values[at] == min(values[it] for it in window)})


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), max_size=8),
    st.lists(st.integers(0, 3), min_size=120, max_size=120),
)
def test_every_stretch_is_winnowed_on_its_own(stretches, words) -> None:
    hashes = np.array(words, np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    first, last, expected = [], [], []
    at = 0
    for length, gap in stretches:
        first.append(at + gap)
        at += gap + length
        last.append(at)
        values = shingles(hashes[first[-1] : at], SHINGLE).tolist()
        expected += [(values[place], first[-1] + place) for place in winnowed(values)]
    found = find_fingerprints(hashes[:at], np.array(first, np.int32), np.array(last, np.int32))
    assert list(zip(found.hash.tolist(), found.token.tolist(), strict=True)) == expected
