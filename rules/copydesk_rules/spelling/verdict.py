"""Decides what an unknown word is: a slip, two words with a lost space, part of a word torn apart, a misspelt name.

The spelling rules ask the same question and report each its own answer, so that no word is flagged twice. All unknown
words of a batch are asked about together.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Span
from copydesk.text import TokenFlag, hash_words
from copydesk_rules.spelling.correct import Correction, Place, correct
from copydesk_rules.spelling.lexicon import LOWER, lexicon
from copydesk_rules.spelling.names import Asked, Name, find_names, may_be_name
from copydesk_rules.spelling.spaces import find_spaces
from copydesk_rules.spelling.splits import Split, split
from copydesk_rules.spelling.unknown import are_unknown, find_places, find_unknown, plain_words

Indexes = npt.NDArray[np.intp]

_MIN_JOINED = 3.0
_MIN_JOINED_WITH_WORD = 3.5
"""How frequent a word must be that two unknown pieces make, and one that an unknown piece makes with a word."""
_MIN_JOINED_LENGTH, _MIN_JOINED_LENGTH_WITH_WORD = 4, 7
_WORDS_OF_ONE_LETTER = ("a", "i", "o")


class Joined(NamedTuple):
    """A word torn apart by a space: where its pieces stand, and the word."""

    span: Span
    word: str


class Verdict(NamedTuple):
    """What an unknown word of an article is."""

    token: int
    word: str
    """In lower case, without a possessive ending."""
    answer: Correction | Split | Joined | Name


class Answers(NamedTuple):
    """What the unknown words of a batch are: those of which something is known, in order of place."""

    token: Indexes
    word: list[str]
    answer: list[Correction | Split | Joined | Name]


def judge(analysis: Analysis) -> list[Verdict]:
    """Return what the unknown words of an article are, in order; for `Analysis.memo`."""
    answers, own = analysis.batch.memo(_judge_batch), analysis.token_slice
    low, high = np.searchsorted(answers.token, (own.start, own.stop)).tolist()
    return [
        Verdict(token, word, _moved(answer, -analysis.offset))
        for token, word, answer in zip(
            (answers.token[low:high] - own.start).tolist(),
            answers.word[low:high],
            answers.answer[low:high],
            strict=True,
        )
    ]


def offsets_of(
    batch: Analysis, kinds: tuple[type[Correction | Split | Joined | Name], ...], minimum_score: float
) -> npt.NDArray[np.int32]:
    """Return where the words of a batch begin of which something is known, sure enough; what is joined is sure."""
    answers = batch.memo(_judge_batch)
    kept = [
        isinstance(answer, kinds) and (isinstance(answer, Joined) or answer.score >= minimum_score)
        for answer in answers.answer
    ]
    return batch.tokens.start[answers.token[np.array(kept, np.bool_)]]


def _moved(answer: Correction | Split | Joined | Name, by: int) -> Correction | Split | Joined | Name:
    """Return an answer with its place in another text."""
    if isinstance(answer, Joined):
        return Joined(Span(answer.span.start + by, answer.span.end + by), answer.word)
    return answer


def _judge_batch(batch: Analysis) -> Answers:
    unknown = batch.memo(find_unknown)
    is_judged = batch.memo(are_unknown).copy()
    is_judged[batch.memo(find_spaces).contractions] = False  # SPL003 knows what they are
    rows = np.flatnonzero(is_judged[unknown.token])
    words = plain_words(batch, unknown.token[rows])
    rows = rows[[word is not None for word in words]]
    plain = [word for word in words if word is not None]
    found: list[Correction | Split | Joined | Name | None] = [*_join(batch, rows)]
    left = [number for number, joined in enumerate(found) if joined is None]
    answers = _surest(batch, rows[left], [plain[number] for number in left])
    for number, answer in zip(left, answers, strict=True):
        found[number] = answer
    known = [number for number, answer in enumerate(found) if answer is not None]
    return Answers(
        unknown.token[rows[known]],
        [plain[number] for number in known],
        [answer for answer in found if answer is not None],
    )


def _surest(batch: Analysis, rows: Indexes, words: Sequence[str]) -> list[Correction | Split | Name | None]:
    """Return the surest answer for each word; a name may only be meant as another name."""
    places, is_name = find_places(batch, rows, words), batch.memo(find_unknown).is_name[rows]
    no_names = np.flatnonzero(~is_name).tolist()
    asked = [places[number] for number in no_names]
    answers: list[Correction | Split | Name | None] = [None] * len(places)
    for number, correction, parted in zip(no_names, correct(asked), split(asked), strict=True):
        answers[number] = _surer(correction, parted)
    may_be = [number for number, place in enumerate(places) if may_be_name(place)]
    names = find_names(batch, _asked(batch, rows[may_be], [places[number] for number in may_be]))
    for number, name in zip(may_be, names, strict=True):
        answers[number] = _surer(answers[number], name)
    return answers


def _surer(first: Correction | Split | Name | None, second: Split | Name | None) -> Correction | Split | Name | None:
    """Return the surer of two answers, the first where they are equally sure."""
    if first is None or (second is not None and second.score > first.score):
        return second
    return first


def _asked(batch: Analysis, rows: Indexes, places: Sequence[Place]) -> list[Asked]:
    tokens, token = batch.tokens, batch.memo(find_unknown).token[rows]
    part = batch.parts_of(tokens.start[token])
    opens = token == batch.sentences.first[tokens.sentence[token]]
    length = tokens.end[token] - tokens.start[token]
    columns = (column.tolist() for column in (part, length, opens))
    return [
        Asked(number, place, size > len(place.word), is_first)
        for number, size, is_first, place in zip(*columns, places, strict=True)
    ]


def _join(batch: Analysis, rows: Indexes) -> list[Joined | None]:
    """Return the word that each unknown piece makes with the piece behind or before it; None for names."""
    unknown = batch.memo(find_unknown)
    pieces = np.flatnonzero(~unknown.is_name[rows])
    token = unknown.token[rows[pieces]]
    joined: list[Joined | None] = [None] * rows.size
    for step in (-1, 0):
        for number, word in zip(pieces.tolist(), _joined(batch, token + step, token), strict=True):
            joined[number] = word or joined[number]
    return joined


def _joined(batch: Analysis, first: Indexes, piece: Indexes) -> list[Joined | None]:
    """Return the word that each token makes with the next, where one of the two is an unknown piece."""
    tokens, codes, text = batch.tokens, batch.codes, batch.text
    joined: list[Joined | None] = [None] * first.size
    inside = np.flatnonzero((first >= 0) & (first + 1 < tokens.start.size))
    first, piece = first[inside], piece[inside]
    end = tokens.end[first]
    parted = (tokens.start[first + 1] - end == 1) & (codes[end] == ord(" "))
    parted &= (tokens.flags[first + 1] & TokenFlag.CAPITAL) == 0
    other = np.where(first == piece, first + 1, first)
    torn = batch.memo(are_unknown)[other]
    single = tokens.end[other] - tokens.start[other] == 1
    length = tokens.end[first + 1] - tokens.start[first] - 1
    long = length >= np.where(torn | single, _MIN_JOINED_LENGTH, _MIN_JOINED_LENGTH_WITH_WORD)
    kept = np.flatnonzero(parted & long)
    starts, ends, stops = (column[kept].tolist() for column in (tokens.start[first], end, tokens.end[first + 1]))
    words = [text[start:end] + text[end + 1 : stop] for start, end, stop in zip(starts, ends, stops, strict=True)]
    zipf, bits = lexicon().facts(hash_words(words))
    for number, word, start, stop, frequency, is_valid in zip(
        kept.tolist(), words, starts, stops, zipf.tolist(), (bits & LOWER).tolist(), strict=True
    ):
        if not (is_valid and word.isascii() and word.isalpha() and word[1:].islower()):
            continue
        is_torn = torn[number] or (single[number] and batch.folded(int(other[number])) not in _WORDS_OF_ONE_LETTER)
        if not is_torn and len(word) < _MIN_JOINED_LENGTH_WITH_WORD:
            continue
        if frequency >= (_MIN_JOINED if is_torn else _MIN_JOINED_WITH_WORD):
            joined[int(inside[number])] = Joined(Span(start, stop), word)
    return joined
