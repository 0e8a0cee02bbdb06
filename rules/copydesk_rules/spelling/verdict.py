"""Decides what an unknown word is: a slip, two words with a lost space, part of a word torn apart, a misspelt name.

The spelling rules ask the same question and report each its own answer, so that no word is flagged twice.
"""

from typing import NamedTuple

from copydesk import Analysis, Span
from copydesk.text import TokenFlag, hash_words
from copydesk_rules.spelling.correct import Correction, Place, correct
from copydesk_rules.spelling.lexicon import LOWER, lexicon
from copydesk_rules.spelling.names import Name, find_name, may_be_name
from copydesk_rules.spelling.spaces import torn_contractions
from copydesk_rules.spelling.splits import Split, split
from copydesk_rules.spelling.unknown import Word, is_unknown, own_words, place_of, plain_word

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


def judge(analysis: Analysis) -> list[Verdict]:
    """Return what the unknown words of an article are, in order; for `Analysis.memo`."""
    verdicts = []
    torn = set(torn_contractions(analysis))
    for unknown in own_words(analysis):
        word = None if unknown.token in torn else plain_word(analysis, unknown.token)
        if word is None:
            continue
        joined = None if unknown.is_name else _join(analysis, unknown.token)
        answer = joined or _surest(analysis, unknown, place_of(analysis, unknown, word))
        if answer is not None:
            verdicts.append(Verdict(unknown.token, word, answer))
    return verdicts


def _surest(analysis: Analysis, unknown: Word, place: Place) -> Correction | Split | Name | None:
    """Return the surest answer; a name may only be meant as another name."""
    answers: list[Correction | Split | Name | None] = []
    if not unknown.is_name:
        answers = [correct(place), split(place)]
    if may_be_name(analysis, unknown.token, place):
        answers.append(find_name(analysis, unknown.token, place))
    return max((answer for answer in answers if answer), key=lambda answer: answer.score, default=None)


def _join(analysis: Analysis, token: int) -> Joined | None:
    """Return the word that an unknown piece makes with the piece behind or before it."""
    ways = (_joined(analysis, first, unknown=token) for first in (token, token - 1))
    return next(filter(None, ways), None)


def _joined(analysis: Analysis, first: int, *, unknown: int) -> Joined | None:
    tokens, text = analysis.tokens, analysis.text
    if first < 0 or first + 1 >= tokens.start.size:
        return None
    start, end = int(tokens.start[first]), int(tokens.end[first + 1])
    word = text[start : int(tokens.end[first])] + text[int(tokens.start[first + 1]) : end]
    if len(word) != end - start - 1 or text[int(tokens.end[first])] != " ":
        return None
    if not (word.isascii() and word.isalpha() and word[1:].islower()) or tokens.flags[first + 1] & TokenFlag.CAPITAL:
        return None
    other = first + 1 if first == unknown else first
    piece = analysis.folded(other)
    torn = is_unknown(analysis, other) or (len(piece) == 1 and piece not in _WORDS_OF_ONE_LETTER)
    facts = lexicon().facts(hash_words([word]))
    frequent = facts.zipf[0] >= (_MIN_JOINED if torn else _MIN_JOINED_WITH_WORD)
    long = len(word) >= (_MIN_JOINED_LENGTH if torn else _MIN_JOINED_LENGTH_WITH_WORD)
    return Joined(Span(start, end), word) if frequent and long and facts.bits[0] & LOWER else None
