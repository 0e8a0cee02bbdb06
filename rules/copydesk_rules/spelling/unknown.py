"""The words of a text that English does not know, found by columns alone: what all spelling rules look at."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import Hashes, TokenFlag, contains, group, hash_tokens
from copydesk_rules.language import MIN_SHARE, english_function_words
from copydesk_rules.spelling.correct import Place
from copydesk_rules.spelling.lexicon import LOWER, PROPER, TERM, lexicon

MIN_LENGTH, MAX_LENGTH = 2, 30
"""Letters of a word that is judged: shorter ones are like too many others, longer ones are no words."""
_FOREIGN = frozenset("se toto".split())
"""Of phrases that English borrows: "per se", "in toto". Others are in the dictionaries."""
_MAX_ZIPF = 5.0
"""A word that is written so often is no slip, whatever dictionaries say."""
MAX_NAME_ZIPF, MAX_NAME_USES = 3.3, 2
"""A name that is as frequent, or that the article uses more often, is never a slip (see the weights in `names`)."""
_MAX_JUDGED = 5_000
"""Unknown words that are judged in one article, the first ones: more have only texts that are made to keep us busy."""
_ENGLISH_SHARE, _SLIPPERY_SHARE = 0.8, 0.5
"""The share of valid words in an English text, and in one full of slips that has the function words of English."""


class Unknown(NamedTuple):
    """The unknown words of a batch as columns, in order of place."""

    token: npt.NDArray[np.intp]
    """The number of the token."""
    uses: npt.NDArray[np.intp]
    """How often its text has the word."""
    is_name: npt.NDArray[np.bool_]
    """Whether it has a capital inside a sentence."""
    zipf: npt.NDArray[np.float64]
    bits: npt.NDArray[np.uint8]
    """What the lexicon knows of it."""


class Word(NamedTuple):
    """One unknown word of a text: a row of `Unknown`, with the token counted from the text's own first one."""

    token: int
    uses: int
    is_name: bool
    zipf: float
    bits: int


class KnownWords(NamedTuple):
    """The words of a batch's prose as columns, in order of place, with what the lexicon knows of them."""

    token: npt.NDArray[np.intp]
    hash: Hashes
    """Without a possessive ending."""
    zipf: npt.NDArray[np.float64]
    bits: npt.NDArray[np.uint8]


def look_up_words(analysis: Analysis) -> KnownWords:
    """Return what the lexicon knows of the words of a text or a batch; for `Analysis.memo`."""
    tokens = analysis.tokens
    letters = (tokens.flags & (TokenFlag.LETTER | TokenFlag.DIGIT | TokenFlag.UPPER)) == TokenFlag.LETTER
    kind = analysis.blocks.kind[tokens.block]
    prose = (kind != BlockKind.TABLE) & (kind != BlockKind.CODE)
    asked = np.flatnonzero(letters & prose & (tokens.end - tokens.start >= MIN_LENGTH))
    words = _without_possessive(analysis, asked)
    by_word = group(words)
    facts, number = lexicon().facts(by_word.value), np.empty(asked.size, np.intp)
    number[by_word.order] = np.repeat(np.arange(by_word.size.size), by_word.size)
    return KnownWords(asked, words, facts.zipf[number], facts.bits[number])


def find_unknown(analysis: Analysis) -> Unknown:
    """Return the words of a text or a batch that are not valid where they stand, in articles that are English.

    Names that all know are left out, and words in lower case that are names elsewhere in their text. For
    `Analysis.memo`.
    """
    asked, words, zipf, bits = analysis.memo(look_up_words)
    tokens = analysis.tokens
    opens = np.zeros(tokens.start.size, np.bool_)
    opens[analysis.sentences.first] = True
    lower, opens = (tokens.flags[asked] & TokenFlag.CAPITAL) == 0, opens[asked]
    valid = (bits & (LOWER | TERM)) != 0
    part = analysis.parts_of(tokens.start[asked])
    english = _are_english(analysis, part[lower], valid[lower])
    unknown = np.flatnonzero(~valid & english[part] & (zipf < _MAX_ZIPF))
    own = analysis.own(words[unknown], tokens.start[asked[unknown]])
    by_text = group(own)
    uses = np.empty(unknown.size, np.intp)
    uses[by_text.order] = np.repeat(by_text.size, by_text.size)
    lower, opens = lower[unknown], opens[unknown]
    is_name = ~lower & ~opens
    known = (bits[unknown] & PROPER) != 0
    known |= is_name & ((zipf[unknown] >= MAX_NAME_ZIPF) | (uses > MAX_NAME_USES))
    named = contains(np.sort(own[is_name]), own) & ~is_name
    kept = np.flatnonzero(~(known & ~lower) & ~named)
    return Unknown(asked[unknown[kept]], uses[kept], is_name[kept], zipf[unknown[kept]], bits[unknown[kept]])


def _without_possessive(analysis: Analysis, asked: npt.NDArray[np.intp]) -> Hashes:
    """Return the hashes of some words, without the "’s" of those that have it."""
    tokens, codes = analysis.tokens, analysis.codes
    start, end = tokens.start[asked], tokens.end[asked]
    mark = codes[np.maximum(end - 2, 0)]
    possessive = (codes[end - 1] == ord("s")) & ((mark == ord("'")) | (mark == ord("’"))) & (end - start > 2)
    words = tokens.hash[asked]
    found = np.flatnonzero(possessive)
    words[found] = hash_tokens(analysis.text, codes, analysis.classes, start[found], end[found] - np.int32(2))
    return words


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


def own_words(analysis: Analysis) -> Iterator[Word]:
    """Yield the unknown words of a text of a batch, `_MAX_JUDGED` at most."""
    found, own = analysis.batch.memo(find_unknown), analysis.token_slice
    low, high = np.searchsorted(found.token, (own.start, own.stop)).tolist()
    high = min(high, low + _MAX_JUDGED)
    columns = [(found.token[low:high] - own.start).tolist(), *(column[low:high].tolist() for column in found[1:])]
    yield from map(Word._make, zip(*columns, strict=True))


def plain_word(analysis: Analysis, token: int) -> str | None:
    """Return an unknown word in lower case without its possessive ending, or None where it is no word to be judged.

    No words are: names with capitals inside, words of other alphabets, parts of addresses and of file names.
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
    return None if word in _FOREIGN else word


def place_of(analysis: Analysis, unknown: Word, word: str) -> Place:
    """Return what there is to know of an unknown word where it stands."""
    text, tokens, token = analysis.text, analysis.tokens, unknown.token
    start, end = int(tokens.start[token]), int(tokens.end[token])
    before = text[start - 1 : start] if start else ""
    return Place(
        word,
        unknown.zipf,
        unknown.bits,
        *_neighbours(analysis, token),
        capital=text[start].isupper(),
        hyphen=before == "-" or text[end : end + 1] == "-",
        quoted=before != "" and before in "\"“‘'(",
        strange_neighbours=sum(_is_strange(analysis, token, other) for other in (token - 1, token + 1)),
        uses=unknown.uses,
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
