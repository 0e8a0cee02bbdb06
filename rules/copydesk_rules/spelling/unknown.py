"""The words of a text that English does not know, found by columns alone: what all spelling rules look at."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import Hashes, TokenFlag, contains, fold, group, hash_words
from copydesk_rules.language import MIN_SHARE, function_word_counts
from copydesk_rules.spelling.correct import Place
from copydesk_rules.spelling.lexicon import LOWER, PROPER, TERM, lexicon

MIN_LENGTH, MAX_LENGTH = 2, 30
"""Letters of a word that is judged: shorter ones are like too many others, longer ones are no words."""
_FOREIGN = frozenset("se toto".split())
"""Of phrases that English borrows: "per se", "in toto". Others are in the dictionaries."""
_MAX_TENTHS = 50
"""A word that is written so often, in tenths of powers of ten of uses in 10^9 words, is no slip, whatever dictionaries
say."""
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


Mask = npt.NDArray[np.bool_]

_BITS = 8
_VALID = LOWER | TERM
_FREQUENT = _MAX_TENTHS << _BITS


class Words(NamedTuple):
    """What there is to know of the words of a batch as columns, an entry for each token."""

    is_asked: Mask
    """Whether it is a word of prose, in letters and not all of them upper case."""
    is_lower: Mask
    """Whether it is such a word and begins with a lower-case letter."""
    hash: Hashes
    facts: npt.NDArray[np.uint16]
    """What the lexicon knows of it, as `_pack_facts` has it. Like the hash without a possessive ending."""


def look_up_words(analysis: Analysis) -> Words:
    """Return what the lexicon knows of the words of a text or a batch; for `Analysis.memo`."""
    tokens = analysis.tokens
    asked = (tokens.flags & (TokenFlag.LETTER | TokenFlag.DIGIT | TokenFlag.UPPER)) == TokenFlag.LETTER
    asked &= tokens.end - tokens.start >= MIN_LENGTH
    no_prose = (analysis.blocks.kind == BlockKind.TABLE) | (analysis.blocks.kind == BlockKind.CODE)
    if no_prose.any():
        asked &= ~no_prose[tokens.block]
    words, facts = tokens.hash, analysis.tell(_pack_facts)
    owners, stems = _possessives(analysis)
    if owners.size:
        words, number = words.copy(), analysis.met.numbers(stems, stems.take)
        words[owners], facts[owners] = stems, analysis.met.answers(_pack_facts)[number]
    return Words(asked, asked & ((tokens.flags & TokenFlag.CAPITAL) == 0), words, facts)


def _pack_facts(words: Hashes) -> npt.NDArray[np.uint16]:
    """Return what the lexicon knows of each word in one number: its bits and, above them, its frequency in tenths."""
    zipf, bits = lexicon().facts(words)
    tenths = np.rint(zipf * 10).astype(np.uint16)
    return tenths << np.uint16(_BITS) | bits


def find_unknown(analysis: Analysis) -> Unknown:
    """Return the words of a text or a batch that are not valid where they stand, in articles that are English.

    Names that all know are left out, and words in lower case that are names elsewhere in their text. For
    `Analysis.memo`.
    """
    words, tokens = analysis.memo(look_up_words), analysis.tokens
    unknown = np.flatnonzero(words.is_asked & ((words.facts & _VALID) == 0) & (words.facts < _FREQUENT))
    if unknown.size:
        unknown = unknown[_are_english(analysis, words)[analysis.parts_of(tokens.start[unknown])]]
    bits, zipf = words.facts[unknown].astype(np.uint8), (words.facts[unknown] >> np.uint16(_BITS)) / 10
    own = analysis.own(words.hash[unknown], tokens.start[unknown])
    by_text = group(own)
    uses = np.empty(unknown.size, np.intp)
    uses[by_text.order] = np.repeat(by_text.size, by_text.size)
    lower, opens = words.is_lower[unknown], unknown == analysis.sentences.first[tokens.sentence[unknown]]
    is_name = ~lower & ~opens
    known = (bits & PROPER) != 0
    known |= is_name & ((zipf >= MAX_NAME_ZIPF) | (uses > MAX_NAME_USES))
    named = contains(np.sort(own[is_name]), own) & ~is_name
    kept = _first_of_each_text(analysis, unknown, np.flatnonzero(~(known & ~lower) & ~named))
    return Unknown(unknown[kept], uses[kept], is_name[kept], zipf[kept], bits[kept])


def _first_of_each_text(
    analysis: Analysis, token: npt.NDArray[np.intp], rows: npt.NDArray[np.intp]
) -> npt.NDArray[np.intp]:
    """Return those of some rows that are among the first `_MAX_JUDGED` of their text."""
    if rows.size <= _MAX_JUDGED:
        return rows
    part = analysis.parts_of(analysis.tokens.start[token[rows]])
    return rows[np.arange(rows.size) - np.searchsorted(part, part) < _MAX_JUDGED]


def _possessives(analysis: Analysis) -> tuple[npt.NDArray[np.intp], Hashes]:
    """Return the words that end in "’s", and the hashes of what they are without."""
    tokens, codes, marks = analysis.tokens, analysis.codes, analysis.marks
    kinds = codes[marks]
    marks = marks[(kinds == ord("'")) | (kinds == ord("’"))]
    marks = marks[codes[np.minimum(marks + 1, codes.size - 1)] == ord("s")]
    found = np.searchsorted(tokens.end, marks + 2)
    ends = found < tokens.end.size
    found, marks = found[ends], marks[ends]
    found = found[(tokens.end[found] == marks + 2) & (tokens.start[found] < marks)]
    starts, ends = tokens.start[found].tolist(), (tokens.end[found] - 2).tolist()
    return found, hash_words(analysis.text[start:end] for start, end in zip(starts, ends, strict=True))


def _are_english(analysis: Analysis, words: Words) -> Mask:
    """Tell which texts of a batch are English, by the share of their words in lower case that are valid.

    Of the words in lower case of an English article 94 % and more are valid, in lists of scores and ingredients too; in
    a translation of a manual into another European language it is less than 60 % (measured: the labelled articles with
    their planted slips; the Debian handbook in twenty languages, whose pages are translated in part).
    """
    bounds = analysis.bounds_of(analysis.tokens.start)
    valid = words.is_lower & ((words.facts & _VALID) != 0)
    share = _count(valid, bounds) / np.maximum(_count(words.is_lower, bounds), 1)
    words_of, functional = analysis.batch.memo(function_word_counts)
    english: Mask = (share >= _ENGLISH_SHARE) | (
        (share >= _SLIPPERY_SHARE) & (functional >= MIN_SHARE * np.maximum(words_of, 1))
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


def plain_words(batch: Analysis, tokens: npt.NDArray[np.intp]) -> list[str | None]:
    """Return unknown words in lower case without a possessive ending, or None for those that are no words to be judged.

    No words are: names with capitals inside, words of other alphabets, parts of addresses and of file names.
    """
    text, codes = batch.text, batch.codes
    start, end = batch.tokens.start[tokens], batch.tokens.end[tokens]
    beside = _is_mark_of_address.take(codes.take(start - 1, mode="clip"), mode="clip")
    beside |= _is_mark_of_address.take(codes.take(end, mode="clip"), mode="clip")
    columns = (column.tolist() for column in (start, end, beside))
    return [
        None if is_beside and _is_part_of_an_address(text, first, last) else _plain_word(text, first, last)
        for first, last, is_beside in zip(*columns, strict=True)
    ]


def _plain_word(text: str, start: int, end: int) -> str | None:
    surface = text[start:end]
    if not surface[1:].islower():
        return None
    word = fold(surface).removesuffix("'s")
    if not (word.isalpha() or word.replace("'", "").isalpha()) or not word.isascii():
        return None
    if not MIN_LENGTH <= len(word) <= MAX_LENGTH or word in _FOREIGN:
        return None
    is_cut = word.endswith("in") and text[end : end + 1] in ("'", "’")  # "runnin’"
    return None if is_cut else word


def find_places(batch: Analysis, rows: npt.NDArray[np.intp], words: Sequence[str]) -> list[Place]:
    """Return what there is to know of unknown words where they stand, given their rows of `Unknown` and the words."""
    text, tokens, unknown = batch.text, batch.tokens, batch.memo(find_unknown)
    token = unknown.token[rows]
    strange = np.zeros(rows.size, np.intp)
    neighbours = []
    for step in (-1, 1):
        inside = (token + step >= 0) & (token + step < tokens.start.size)
        other = np.where(inside, token + step, token)
        first, second = (other, token) if step < 0 else (token, other)
        end = tokens.end[first]
        touching = inside & (tokens.start[second] - end == 1)
        touching &= batch.codes[np.minimum(end, batch.codes.size - 1)] == ord(" ")
        hashes = zip(tokens.hash[other].tolist(), touching.tolist(), strict=True)
        neighbours.append([neighbour if touches else None for neighbour, touches in hashes])
        strange += inside & (tokens.sentence[other] == tokens.sentence[token]) & _are_strange(batch, other)
    columns = (
        unknown.zipf[rows],
        unknown.bits[rows],
        tokens.start[token],
        tokens.end[token],
        strange,
        unknown.uses[rows],
    )
    return [
        Place(
            word,
            zipf,
            bits,
            left,
            right,
            capital=text[start].isupper(),
            hyphen=text[start - 1 : start] == "-" or text[end : end + 1] == "-",
            quoted=start > 0 and text[start - 1] in "\"“‘'(",
            strange_neighbours=beside,
            uses=uses,
        )
        for word, left, right, zipf, bits, start, end, beside, uses in zip(
            words, *neighbours, *(column.tolist() for column in columns), strict=True
        )
    ]


def _are_strange(batch: Analysis, token: npt.NDArray[np.intp]) -> Mask:
    """Whether words are unknown or have a capital inside their sentence."""
    tokens = batch.tokens
    inner = token != batch.sentences.first[tokens.sentence[token]]
    capital = (tokens.flags[token] & TokenFlag.CAPITAL) != 0
    return np.asarray(batch.memo(are_unknown)[token] | (inner & capital), np.bool_)


def are_unknown(batch: Analysis) -> Mask:
    """Whether each word of a batch is unknown; for `Analysis.memo`."""
    unknown = np.zeros(batch.tokens.start.size, np.bool_)
    unknown[batch.memo(find_unknown).token] = True
    return unknown


_is_mark_of_address = np.zeros(129, np.bool_)
_is_mark_of_address[[ord(mark) for mark in "@#/_&=\\."]] = True
"""The marks of which one stands beside every part of an address; the last place is for all other characters."""


def _is_part_of_an_address(text: str, start: int, end: int) -> bool:
    """Whether a word is part of an e-mail or web address, a handle, a tag or a file's name."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if (before and before in "@#/_&=\\") or (after and after[0] in "@/_=\\"):
        return True
    if len(after) == 2 and after[0] == "." and after[1].isalnum():
        return True
    return before == "." and text[start - 2 : start - 1].isalnum()
