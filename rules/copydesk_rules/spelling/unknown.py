"""The words of a text that English does not know, found by columns alone: what all spelling rules look at."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import TokenFlag, contains, group
from copydesk_rules.language import MIN_SHARE, english_function_words
from copydesk_rules.spelling.correct import Place
from copydesk_rules.spelling.lexicon import lexicon

MIN_LENGTH, MAX_LENGTH = 2, 30
"""Letters of a word that is judged: shorter ones are like too many others, longer ones are no words."""
_FOREIGN = frozenset("se toto".split())
"""Of phrases that English borrows: "per se", "in toto". Others are in the dictionaries."""
_MAX_ZIPF = 5.0
"""A word that is written so often is no slip, whatever dictionaries say."""
_ENGLISH_SHARE, _SLIPPERY_SHARE = 0.8, 0.5
"""The share of valid words in an English text, and in one full of slips that has the function words of English."""


class Unknown(NamedTuple):
    """The unknown words of a batch as columns, in order of place."""

    token: npt.NDArray[np.intp]
    """The number of the token."""
    uses: npt.NDArray[np.intp]
    """How often its text has the word."""
    is_name: npt.NDArray[np.bool_]
    """Whether it has a capital inside a sentence, there or elsewhere in the text."""


def find_unknown(analysis: Analysis) -> Unknown:
    """Return the words of a text or a batch that are not valid where they stand, in articles that are English."""
    tokens = analysis.tokens
    letters = (tokens.flags & (TokenFlag.LETTER | TokenFlag.DIGIT | TokenFlag.UPPER)) == TokenFlag.LETTER
    opens = np.zeros(tokens.start.size, np.bool_)
    opens[analysis.sentences.first] = True
    lower = (tokens.flags & TokenFlag.CAPITAL) == 0
    kind = analysis.blocks.kind[tokens.block]
    prose = (kind != BlockKind.TABLE) & (kind != BlockKind.CODE)
    asked = np.flatnonzero(letters & prose & (tokens.end - tokens.start >= MIN_LENGTH))
    by_word = group(tokens.hash[asked])
    valid = np.empty(asked.size, np.bool_)
    valid[by_word.order] = np.repeat(lexicon().is_valid(by_word.value), by_word.size)
    part = analysis.parts_of(tokens.start[asked])
    english = _are_english(analysis, part[lower[asked]], valid[lower[asked]])
    unknown = ~valid & english[part]
    found = asked[unknown]
    found = found[lexicon().zipf(tokens.hash[found]) < _MAX_ZIPF]
    own = analysis.own_hashes[found]
    by_text = group(own)
    uses = np.empty(found.size, np.intp)
    uses[by_text.order] = np.repeat(by_text.size, by_text.size)
    is_name = contains(np.sort(own[~lower[found] & ~opens[found]]), own)
    return Unknown(found, uses, is_name)


def _are_english(analysis: Analysis, part: npt.NDArray[np.intp], valid: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Tell which texts of a batch are English, from the parts that words in lower case stand in and which are valid.

    Of the words in lower case of an English article 94 % and more are valid, in lists of scores and ingredients too; in
    a translation of a manual into another European language it is less than 60 % (measured: the labelled articles with
    their planted slips; the Debian handbook in twenty languages, whose pages are translated in part).
    """
    tokens, parts = analysis.tokens, analysis.part_starts.size
    words = np.maximum(np.bincount(part, minlength=parts), 1)
    share = np.bincount(part, valid, minlength=parts) / words
    functional = np.bincount(analysis.parts_of(tokens.start[english_function_words(tokens.hash)]), minlength=parts)
    all_words = np.maximum(np.bincount(analysis.parts_of(tokens.start), minlength=parts), 1)
    english: npt.NDArray[np.bool_] = (share >= _ENGLISH_SHARE) | (
        (share >= _SLIPPERY_SHARE) & (functional >= MIN_SHARE * all_words)
    )
    return english


def own_of(found: npt.NDArray[np.intp], analysis: Analysis) -> list[int]:
    """Return which of a batch's tokens are those of one of its texts, counted from its own first one."""
    own = analysis.token_slice
    low, high = np.searchsorted(found, (own.start, own.stop)).tolist()
    tokens: list[int] = (found[low:high] - own.start).tolist()
    return tokens


def own_words(analysis: Analysis) -> Iterator[tuple[int, int, bool]]:
    """Yield the unknown words of a text of a batch: number of the token, uses, and whether it is a name."""
    found, own = analysis.batch.memo(find_unknown), analysis.token_slice
    low, high = np.searchsorted(found.token, (own.start, own.stop)).tolist()
    tokens = (found.token[low:high] - own.start).tolist()
    yield from zip(tokens, found.uses[low:high].tolist(), found.is_name[low:high].tolist(), strict=True)


def plain_word(analysis: Analysis, token: int) -> str | None:
    """Return an unknown word in lower case without its possessive ending, or None where it is no word to be judged.

    No words are: names with capitals inside, words of other alphabets, parts of addresses and of file names, and what
    is valid but for the ending.
    """
    start, end = int(analysis.tokens.start[token]), int(analysis.tokens.end[token])
    surface = analysis.text[start:end]
    word = analysis.folded(token).removesuffix("'s")
    if not (word.isascii() and word.replace("'", "").isalpha() and surface[1:].islower()):
        return None
    if not MIN_LENGTH <= len(word) <= MAX_LENGTH or _is_part_of_an_address(analysis.text, start, end):
        return None
    if analysis.text[end : end + 1] in ("'", "’") and word.endswith("in"):
        return None  # "runnin’"
    return None if lexicon().knows(word) or word in _FOREIGN else word


def place_of(analysis: Analysis, token: int, word: str, uses: int) -> Place:
    """Return what there is to know of an unknown word where it stands."""
    text, tokens = analysis.text, analysis.tokens
    start, end = int(tokens.start[token]), int(tokens.end[token])
    before = text[start - 1 : start] if start else ""
    return Place(
        word,
        *_neighbours(analysis, token),
        capital=text[start].isupper(),
        hyphen=before == "-" or text[end : end + 1] == "-",
        quoted=before != "" and before in "\"“‘'(",
        strange_neighbours=sum(_is_strange(analysis, token, other) for other in (token - 1, token + 1)),
        uses=uses,
    )


def _is_strange(analysis: Analysis, token: int, other: int) -> bool:
    """Whether the word beside another, in its sentence, is unknown or has a capital inside the sentence."""
    tokens = analysis.tokens
    if not 0 <= other < tokens.start.size or tokens.sentence[other] != tokens.sentence[token]:
        return False
    capital = tokens.flags[other] & TokenFlag.CAPITAL and other != analysis.sentences.first[tokens.sentence[other]]
    return bool(capital) or is_unknown(analysis, other)


def is_unknown(analysis: Analysis, token: int) -> bool:
    """Whether a word of a text of a batch is unknown."""
    found, place = analysis.batch.memo(find_unknown).token, token + analysis.token_slice.start
    nearest = int(np.searchsorted(found, place))
    return nearest < found.size and int(found[nearest]) == place


def _is_part_of_an_address(text: str, start: int, end: int) -> bool:
    """Whether a word is part of an e-mail or web address, a handle, a tag or a file's name."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if (before and before in "@#/_&=\\") or (after and after[0] in "@/_=\\"):
        return True
    if len(after) == 2 and after[0] == "." and after[1].isalnum():
        return True
    return before == "." and text[start - 2 : start - 1].isalnum()


def _neighbours(analysis: Analysis, token: int) -> tuple[np.uint64 | None, np.uint64 | None]:
    """Return the hashes of the words before and behind one, None where more than a space stands between."""
    tokens, text = analysis.tokens, analysis.text
    left = right = None
    if token and text[tokens.end[token - 1] : tokens.start[token]] == " ":
        left = tokens.hash[token - 1]
    if token + 1 < tokens.start.size and text[tokens.end[token] : tokens.start[token + 1]] == " ":
        right = tokens.hash[token + 1]
    return left, right
