"""The words of a text that English does not know, found by columns alone: what all spelling rules look at."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import Hashes, TokenFlag, contains, group, hash_tokens
from copydesk_rules.language import MIN_SHARE, english_function_words
from copydesk_rules.spelling.correct import Place
from copydesk_rules.spelling.lexicon import AMERICAN, BRITISH, LOWER, PROPER, TERM, lexicon
from copydesk_rules.word_facts import tell

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


Mask = npt.NDArray[np.bool_]

_VALID, _FREQUENT = 1, 2
"""What is asked of every word besides `AMERICAN` and `BRITISH`: whether it is in the lexicon, or too frequent for a
slip."""


class Words(NamedTuple):
    """What there is to know of the words of a batch as columns, an entry for each token."""

    is_asked: Mask
    """Whether it is a word of prose, in letters and not all of them upper case."""
    is_lower: Mask
    """Whether it is such a word and begins with a lower-case letter."""
    kind: npt.NDArray[np.uint8]
    hash: Hashes
    """Both without a possessive ending."""


def look_up_words(analysis: Analysis) -> Words:
    """Return what the lexicon knows of the words of a text or a batch; for `Analysis.memo`."""
    tokens = analysis.tokens
    asked = (tokens.flags & (TokenFlag.LETTER | TokenFlag.DIGIT | TokenFlag.UPPER)) == TokenFlag.LETTER
    asked &= tokens.end - tokens.start >= MIN_LENGTH
    no_prose = (analysis.blocks.kind == BlockKind.TABLE) | (analysis.blocks.kind == BlockKind.CODE)
    if no_prose.any():
        asked &= ~no_prose[tokens.block]
    kind, words = tell(analysis, _kinds), tokens.hash
    owners, stems = _possessives(analysis)
    if owners.size:
        words = words.copy()
        words[owners], kind[owners] = stems, _kinds(stems)
    return Words(asked, asked & ((tokens.flags & TokenFlag.CAPITAL) == 0), kind, words)


def _kinds(words: Hashes) -> npt.NDArray[np.uint8]:
    """Return for each word `AMERICAN`, `BRITISH`, `_VALID` and `_FREQUENT`, as far as they are true."""
    zipf, bits = lexicon().facts(words)
    kinds = bits & np.uint8(AMERICAN | BRITISH)
    kinds[(bits & (LOWER | TERM)) != 0] |= _VALID
    kinds[zipf >= _MAX_ZIPF] |= _FREQUENT
    return kinds


def find_unknown(analysis: Analysis) -> Unknown:
    """Return the words of a text or a batch that are not valid where they stand, in articles that are English.

    Names that all know are left out, and words in lower case that are names elsewhere in their text. For
    `Analysis.memo`.
    """
    words, tokens = analysis.memo(look_up_words), analysis.tokens
    unknown = np.flatnonzero(words.is_asked & ((words.kind & (_VALID | _FREQUENT)) == 0))
    if unknown.size:
        unknown = unknown[_are_english(analysis, words)[analysis.parts_of(tokens.start[unknown])]]
    zipf, bits = lexicon().facts(words.hash[unknown])
    own = analysis.own(words.hash[unknown], tokens.start[unknown])
    by_text = group(own)
    uses = np.empty(unknown.size, np.intp)
    uses[by_text.order] = np.repeat(by_text.size, by_text.size)
    lower, opens = words.is_lower[unknown], unknown == analysis.sentences.first[tokens.sentence[unknown]]
    is_name = ~lower & ~opens
    known = (bits & PROPER) != 0
    known |= is_name & ((zipf >= MAX_NAME_ZIPF) | (uses > MAX_NAME_USES))
    named = contains(np.sort(own[is_name]), own) & ~is_name
    kept = np.flatnonzero(~(known & ~lower) & ~named)
    return Unknown(unknown[kept], uses[kept], is_name[kept], zipf[kept], bits[kept])


def _possessives(analysis: Analysis) -> tuple[npt.NDArray[np.intp], Hashes]:
    """Return the words that end in "’s", and the hashes of what they are without."""
    tokens, codes = analysis.tokens, analysis.codes
    marks = np.flatnonzero((codes == ord("'")) | (codes == ord("’")) if codes.dtype != np.uint8 else codes == ord("'"))
    marks = marks[codes[np.minimum(marks + 1, codes.size - 1)] == ord("s")]
    found = np.searchsorted(tokens.end, marks + 2)
    ends = found < tokens.end.size
    found, marks = found[ends], marks[ends]
    found = found[(tokens.end[found] == marks + 2) & (tokens.start[found] < marks)]
    start, end = tokens.start[found], tokens.end[found] - np.int32(2)
    return found, hash_tokens(analysis.text, codes, analysis.classes, start, end)


def _are_english(analysis: Analysis, words: Words) -> Mask:
    """Tell which texts of a batch are English, by the share of their words in lower case that are valid.

    Of the words in lower case of an English article 94 % and more are valid, in lists of scores and ingredients too; in
    a translation of a manual into another European language it is less than 60 % (measured: the labelled articles with
    their planted slips; the Debian handbook in twenty languages, whose pages are translated in part).
    """
    starts = np.searchsorted(analysis.tokens.start, analysis.part_starts)
    bounds = np.append(starts, words.kind.size)
    valid = words.is_lower & ((words.kind & _VALID) != 0)
    share = _count(valid, bounds) / np.maximum(_count(words.is_lower, bounds), 1)
    functional = _count(tell(analysis, english_function_words), bounds)
    english: Mask = (share >= _ENGLISH_SHARE) | (
        (share >= _SLIPPERY_SHARE) & (functional >= MIN_SHARE * np.maximum(np.diff(bounds), 1))
    )
    return english


def _count(mask: Mask, bounds: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return how many tokens of each text of a batch a mask has."""
    return np.diff(np.concatenate(([0], np.cumsum(mask)))[bounds])


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
