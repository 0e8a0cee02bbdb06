"""The token columns against a plain reading of the same text, one character after the other."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text import Analysis, Block, TokenFlag, find_blocks, fold, hash_word, hash_words, shingles

TEXTS = st.text(alphabet=st.sampled_from("abAJ'’é ß.,3\n-\u00ad我ไ\u0301\u030cﬁÅ!?\"”"), max_size=60)


def analyse(text: str) -> Analysis:
    """Analyse a text that is one block from end to end."""
    return Analysis(text, [Block(0, len(text))] if text else [])


def words_of(text: str) -> list[str]:
    analysis = analyse(text)
    return [analysis.word(token) for token in range(analysis.tokens.start.size)]


def is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"


def reference_words(text: str) -> list[str]:
    """Read words as the docstring of `find_words` says, slowly."""
    inside = []
    for place, char in enumerate(text):
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        joins = False
        if before and after:
            if char in "'’\u00ad":
                joins = is_word(before) and is_word(after)
            elif char in ".,":
                joins = before.isdigit() and after.isdigit()
        inside.append(is_word(char) or joins)
    words: list[str] = []
    previous = ""
    for char, within in zip(text, inside, strict=True):
        if not within:
            previous = ""
            continue
        unspaced = char in "我ไ" or (previous in ("我", "ไ") and unicodedata.category(char)[0] != "M")
        if previous and not unspaced:
            words[-1] += char
        else:
            words.append(char)
        previous = char
    return words


@given(TEXTS)
def test_words_are_those_of_a_plain_reading(text: str) -> None:
    assert words_of(text) == reference_words(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Meta’s don't rock 'n' roll", ["Meta’s", "don't", "rock", "n", "roll"]),
        ("3.5 of 1,000.50, 7.", ["3.5", "of", "1,000.50", "7"]),
        ("privacy-first e.g. AT&T", ["privacy", "first", "e", "g", "AT", "T"]),
        ("我喜欢 ไทย", ["我", "喜", "欢", "ไ", "ท", "ย"]),
        ("co\u00adoperate zero\u200bwidth", ["co\u00adoperate", "zero\u200bwidth"]),
        ("𝐁old 🙂 ok", ["𝐁old", "ok"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


LONG_WORDS = st.text(alphabet="abABz'9é", min_size=1, max_size=40)
"""Of more than one of the pieces by which a word is known again."""


@given(TEXTS | st.lists(LONG_WORDS, max_size=9).map(" ".join))
def test_the_hash_column_agrees_with_hash_word(text: str) -> None:
    analysis = analyse(text)
    found = [int(value) for value in analysis.tokens.hash]
    assert found == [hash_word(word) for word in words_of(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Don’t", "don't"),
        ("STRASSE", "Straße"),
        ("ﬁne", "fine"),
        ("e\u0301tat", "État"),
        ("coop\u00aderate", "cooperate"),
        ("Ｗｉｄｅ", "wide"),
    ],
)
def test_equal_words_fold_and_hash_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert hash_word(one) == hash_word(other)


def test_hashes_do_not_collide_on_short_words() -> None:
    letters = "abcdefghij"
    words = [a + b + c + d for a in letters for b in letters for c in letters for d in letters]
    assert np.unique(hash_words([*words, *letters, "aa", "aaa", "aaaaa"])).size == len(words) + len(letters) + 3


def test_hashes_are_the_same_in_every_version() -> None:
    """The lexicon and the index store hashes: a change here makes both void."""
    assert [hash_word("paragraph"), hash_word("Ärger")] == [4482231257604515653, 7530251769088559035]


def test_an_empty_word_hashes_to_zero() -> None:
    assert hash_words(["", "a"])[0] == 0


@pytest.mark.parametrize(
    ("word", "flags"),
    [
        ("apple", TokenFlag.LETTER),
        ("Apple", TokenFlag.LETTER | TokenFlag.CAPITAL),
        ("NASA", TokenFlag.LETTER | TokenFlag.CAPITAL | TokenFlag.UPPER),
        ("A", TokenFlag.LETTER | TokenFlag.CAPITAL),
        ("2024", TokenFlag.DIGIT),
        ("G7", TokenFlag.LETTER | TokenFlag.CAPITAL | TokenFlag.DIGIT),
        ("état", TokenFlag.LETTER | TokenFlag.MARKED),
        ("iPhone", TokenFlag.LETTER),
    ],
)
def test_flags(word: str, flags: int) -> None:
    assert analyse(f"x {word} y").tokens.flags[1] == flags


def test_tokens_lie_in_their_blocks_and_sentences() -> None:
    text = "Title\n\nOne here. Two there.\n\nLast"
    analysis = Analysis(text, find_blocks(text))
    assert analysis.tokens.block.tolist() == [0, 1, 1, 1, 1, 2]
    assert analysis.tokens.sentence.tolist() == [0, 1, 1, 2, 2, 3]
    assert analysis.words(1, 3) == ["one", "here"]


def test_text_outside_blocks_has_no_tokens() -> None:
    analysis = Analysis("code here prose", [Block(10, 15)])
    assert [analysis.word(0), analysis.tokens.start.size] == ["prose", 1]


@pytest.mark.parametrize("text", ["", " ", "...", "\n\n", "\ufeff"])
def test_a_text_without_words_has_empty_columns(text: str) -> None:
    analysis = Analysis(text, find_blocks(text))
    assert analysis.tokens.start.size == 0
    assert analysis.sentences.start.size == 0


@given(st.lists(st.integers(0, 3), max_size=30), st.integers(1, 5))
def test_shingles_are_equal_where_their_words_are(values: list[int], size: int) -> None:
    column = hash_words(str(value) for value in values)
    found = shingles(column, size)
    assert found.size == max(0, len(values) - size + 1)
    for one in range(found.size):
        for other in range(found.size):
            same = values[one : one + size] == values[other : other + size]
            assert (found[one] == found[other]) == same


def test_memo_computes_once() -> None:
    calls = []

    def count(analysis: Analysis) -> int:
        calls.append(analysis)
        return analysis.tokens.start.size

    analysis = analyse("two words")
    assert [analysis.memo(count), analysis.memo(count), len(calls)] == [2, 2, 1]


odd_words = st.sampled_from(
    ["cafe\u0301", "café", "❤\ufe0f", "ﬁn", "İzmir", "u\u0308ber", "हिन्दी", "\u0301", "naïve", "straße"]
)


@given(st.lists(odd_words, max_size=4), st.integers(0, 120))
def test_words_hash_alike_whether_marks_are_few_or_many(odd: list[str], plain: int) -> None:
    analysis = analyse(" ".join(["x", *odd, *["plain"] * plain, *odd]))
    tokens = analysis.tokens
    words = [analysis.word(token) for token in range(tokens.hash.size)]
    assert tokens.hash.tolist() == [hash_word(word) for word in words]
    assert [bool(flag & TokenFlag.MARKED) for flag in tokens.flags.tolist()] == [not word.isascii() for word in words]
