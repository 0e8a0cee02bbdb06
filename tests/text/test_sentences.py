"""Where sentences begin and end. `|` marks the places in the cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text import Analysis, find_blocks


def sentences_of(text: str) -> list[str]:
    analysis = Analysis(text, find_blocks(text))
    columns = analysis.sentences
    return [text[start:end] for start, end in zip(columns.start, columns.end, strict=True)]


@pytest.mark.parametrize(
    "marked",
    [
        "Prices rose. |They fell again.",
        "Mr. Smith met Dr. Jones. |They talked.",
        "J. K. Rowling wrote it. |It sold.",
        "The U.S. Senate voted. |It was late.",
        "She lives in the U.S. |The house is old.",
        "He left Acme Inc. |The firm folded.",
        "He works at Acme Inc. in London.",
        "It opens at 9 a.m. on Monday.",
        "It cost 3.5 million. |Nobody paid 1,000.50 dollars.",
        "“Is it so?” he asked. |“Yes!” |She left.",
        "He said: “Go away.” |Then he left.",
        "(It was late.) |We went home.",
        "The end came... |Then nothing.",
        "It went on… and on.",
        "Really?! |No way.",
        "See Fig. 3 and No. 5 for it.",
        "Visit example.com. |It is free.",
        "On Jan. 5 it began. |In Feb. the snow came.",
        "«Oui.» |Elle part.",
        "我喜欢。|你好吗？|很好！",
        "iPhones sell. iPads do not.",  # no capital, no boundary: a miss rather than a false cut
        "He bought apples, pears etc. |The shop closed.",
        "It was so. |2024 was worse.",
    ],
)
def test_boundaries(marked: str) -> None:
    text = marked.replace("|", "")
    assert sentences_of(text) == [part.strip() for part in marked.split("|")]


def test_a_bullet_number_is_no_sentence() -> None:
    assert sentences_of("1. First we go. Then we rest.") == ["First we go.", "Then we rest."]


def test_a_sentence_never_crosses_a_block() -> None:
    assert sentences_of("A heading\n\nno full stop\n\nHere. And here.") == [
        "A heading",
        "no full stop",
        "Here.",
        "And here.",
    ]


@given(st.text(alphabet=st.sampled_from("aA .!?…\"”'(3\n我。"), max_size=60))
def test_sentences_cover_every_token_once(text: str) -> None:
    analysis = Analysis(text, find_blocks(text))
    tokens, sentences = analysis.tokens, analysis.sentences
    assert sentences.first.tolist() == ([0, *sentences.last.tolist()[:-1]] if sentences.first.size else [])
    assert (sentences.last[-1] if sentences.last.size else 0) == tokens.start.size
    for index, (start, end) in enumerate(zip(sentences.start, sentences.end, strict=True)):
        inside = tokens.sentence == index
        assert inside.any()
        assert start <= tokens.start[inside].min()
        assert tokens.end[inside].max() <= end
        assert text[start:end] == text[start:end].strip()
    assert (sentences.end[:-1] <= sentences.start[1:]).all()


def test_equal_sentences_hash_alike_whatever_their_case_and_marks() -> None:
    text = "The “old” house fell. Rain came. the old house fell!"
    hashes = Analysis(text, find_blocks(text)).sentences.hash.tolist()
    assert hashes[0] == Analysis("The old house fell!", find_blocks("The old house fell!")).sentences.hash[0]
    assert len(set(hashes)) == len(hashes)
