"""Finds lost and stray spaces by what stands round them, mostly by columns.

"The end.The next", "inJune", "e x t r a c t e d", "isn ‘t".
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Span
from copydesk.text import TokenFlag, contains, hash_word, hash_words
from copydesk_rules.spelling.lexicon import LOWER, PROPER, lexicon
from copydesk_rules.spelling.unknown import find_unknown, own_of

_STARTERS = """the a an this that these those there he she they we you his her their our but and as for from with when
while if since after before because although however according what who why how some many most all one two no not now
then also only even such both each every another other at by on""".split()
"""Words that often begin a sentence. Not those that are endings of internet addresses: it, in, is, to, so, me."""
_BEFORE_ANY = frozenset("the and of from with that said but which who were their his her after before between".split())
"""Words that run together with a capital word; no names of products begin like this."""
_BEFORE_NAMES = frozenset("in on at to by for as is was a an until since during since through against".split())
"""Words that begin names of functions as well ("toString"): taken only before what is a name by itself."""
_CONTRACTED = "ain aren couldn didn doesn don hadn hasn haven isn mustn needn shouldn wasn weren won wouldn".split()
_MIN_LETTERS = 4
"""Letters of a word that stand apart: three are initials, or an answer sheet."""
_MIN_BEFORE_STOP = 3
_MIN_PART_ZIPF, _MAX_JOINED_ZIPF = 3.0, 1.5
_APOSTROPHES = tuple("'’‘`´")
_SPACED_LETTERS = re.compile(r"[A-Za-z](?: [a-z](?![a-z])){3,29}")
_CAMEL = re.compile(r"([a-z]{1,9})([A-Z][a-z]{2,20})")

_starters = np.sort(hash_words(_STARTERS))
_contracted = np.sort(hash_words(_CONTRACTED))
_t = np.uint64(hash_word("t"))


class Space(NamedTuple):
    """A space that is lost or stands where none should."""

    span: Span
    right: str
    """What should stand there."""

    def moved(self, by: int) -> "Space":
        """Return it with its place in another text."""
        return Space(Span(self.span.start + by, self.span.end + by), self.right)


class Suspects(NamedTuple):
    """The tokens of a batch where a space may be lost or stray, in order of place, by what is suspected."""

    stops: npt.NDArray[np.intp]
    """Words in lower case with a full stop and a sentence starter right behind."""
    letters: npt.NDArray[np.intp]
    """First of a run of single letters with a space between."""
    contractions: npt.NDArray[np.intp]
    """What stands before a "t" that a space and an apostrophe part from it."""


class LostSpaces(NamedTuple):
    """Words of a batch that have lost a space, in order, and the spaces."""

    token: npt.NDArray[np.intp]
    space: list[Space]


def find_spaces(analysis: Analysis) -> Suspects:
    """Return what a text or a batch must be looked at for; for `Analysis.memo`."""
    return Suspects(_stops(analysis), _letters(analysis), _contractions(analysis))


def _gaps(analysis: Analysis, before: npt.NDArray[np.intp]) -> npt.NDArray[np.int32]:
    """Return how many characters stand between some tokens and the next ones."""
    return np.asarray(analysis.tokens.start[before + 1] - analysis.tokens.end[before], np.int32)


def _stops(analysis: Analysis) -> npt.NDArray[np.intp]:
    tokens, flags, codes, marks = analysis.tokens, analysis.tokens.flags, analysis.codes, analysis.marks
    stops = marks[codes[marks] == ord(".")]
    stops = stops[codes[np.minimum(stops + 1, codes.size - 1)] >= ord("A")]  # rarely: a space stands behind most
    before = np.searchsorted(tokens.end[:-1], stops)
    inside = np.flatnonzero(before + 1 < tokens.end.size)
    before = before[inside[tokens.end[before[inside]] == stops[inside]]]
    before = before[_gaps(analysis, before) == 1]
    lower = (flags[before] & (TokenFlag.CAPITAL | TokenFlag.DIGIT)) == 0
    capital = (flags[before + 1] & (TokenFlag.CAPITAL | TokenFlag.UPPER)) == TokenFlag.CAPITAL
    before = before[lower & capital & (tokens.end[before] - tokens.start[before] >= _MIN_BEFORE_STOP)]
    found: npt.NDArray[np.intp] = before[contains(_starters, tokens.hash[before + 1])]
    return found


def _letters(analysis: Analysis) -> npt.NDArray[np.intp]:
    tokens = analysis.tokens
    single = np.flatnonzero(tokens.end - tokens.start == 1)
    if not (single[_MIN_LETTERS - 1 :] - single[: 1 - _MIN_LETTERS] < _MIN_LETTERS).any():
        return single[:0]  # nowhere so many in a row, as in most texts
    flags = tokens.flags[single]
    is_letter = (flags & TokenFlag.LETTER) != 0
    before = single[:-1]
    linked = is_letter[1:] & is_letter[:-1] & (np.diff(single) == 1) & ((flags[1:] & TokenFlag.CAPITAL) == 0)
    linked &= (_gaps(analysis, before) == 1) & (analysis.codes[tokens.end[before]] == ord(" "))
    starts = np.flatnonzero(np.append(True, ~linked))
    lengths = np.diff(np.append(starts, single.size))
    return single[starts[lengths >= _MIN_LETTERS]]


def _contractions(analysis: Analysis) -> npt.NDArray[np.intp]:
    tokens = analysis.tokens
    before = np.flatnonzero(tokens.hash[1:] == _t)
    before = before[(_gaps(analysis, before) == 2) & (tokens.block[before] == tokens.block[before + 1])]
    torn: npt.NDArray[np.intp] = before[contains(_contracted, tokens.hash[before])]
    return torn


def own_spaces(analysis: Analysis) -> Iterator[Space]:
    """Yield the lost and stray spaces of one text that leave no unknown word behind."""
    suspects = analysis.batch.memo(find_spaces)
    for found, look in zip(suspects, (_after_stop, _in_letters, _in_contraction), strict=True):
        yield from filter(None, (look(analysis, token) for token in own_of(found, analysis)))


def _after_stop(analysis: Analysis, token: int) -> Space | None:
    """Return the space that is lost after a full stop; None in names of files and objects."""
    tokens, text = analysis.tokens, analysis.text
    start, stop, end = int(tokens.start[token]), int(tokens.end[token]), int(tokens.end[token + 1])
    alone = start == 0 or text[start - 1] not in "./\\_@#=&"
    # The next word follows after a space, as it does in a sentence and not in code.
    goes_on = text[end : end + 1] == " " and text[end + 1 : end + 2].isalpha()
    if not (alone and goes_on and lexicon().is_valid(tokens.hash[token : token + 1])[0]):
        return None
    return Space(Span(start, end), f"{text[start : stop + 1]} {text[stop + 1 : end]}")


def _in_letters(analysis: Analysis, token: int) -> Space | None:
    """Return the word whose letters stand apart: "e x t r a c t e d"."""
    match = _SPACED_LETTERS.match(analysis.text, int(analysis.tokens.start[token]))
    word = match.group().replace(" ", "") if match else ""
    return Space(Span(*match.span()), word) if match and lexicon().knows(word) else None


def _in_contraction(analysis: Analysis, token: int) -> Space | None:
    """Return the contraction that is torn: "isn ‘t"."""
    tokens, text = analysis.tokens, analysis.text
    start, stop, end = int(tokens.start[token]), int(tokens.end[token]), int(tokens.end[token + 1])
    gap = text[stop : end - 1]
    if gap.strip() not in _APOSTROPHES or " " not in gap:
        return None
    return Space(Span(start, end), f"{text[start:stop]}’{text[end - 1 : end]}")


def before_capitals(analysis: Analysis) -> list[Space]:
    """Return the spaces that one text has lost before capital words."""
    lost, own = analysis.batch.memo(find_before_capitals), analysis.token_slice
    low, high = np.searchsorted(lost.token, (own.start, own.stop)).tolist()
    return [space.moved(-analysis.offset) for space in lost.space[low:high]]


def find_before_capitals(batch: Analysis) -> LostSpaces:
    """Return the spaces lost before capital words among unknown ones: "inJune"; none in names like "iPhone".

    For `Analysis.memo`.
    """
    tokens, unknown = batch.tokens, batch.memo(find_unknown).token
    lower = unknown[(tokens.flags[unknown] & TokenFlag.CAPITAL) == 0]
    matches = [
        (token, match)
        for token, start, end in zip(
            *(it.tolist() for it in (lower, tokens.start[lower], tokens.end[lower])), strict=True
        )
        if (match := _CAMEL.fullmatch(batch.text, start, end))
    ]
    parts = [match.groups() for _, match in matches]
    zipf, bits = lexicon().facts(hash_words(word for left, right in parts for word in (right, left + right)))
    taken = [
        _is_lost(left, int(kind), frequency, joined)
        for (left, _), kind, (frequency, joined) in zip(parts, bits[::2], zipf.reshape(-1, 2).tolist(), strict=True)
    ]
    found = [
        (token, Space(Span(*match.span()), " ".join(match.groups())))
        for (token, match), is_taken in zip(matches, taken, strict=True)
        if is_taken
    ]
    return LostSpaces(np.array([token for token, _ in found], np.intp), [space for _, space in found])


def _is_lost(left: str, bits: int, frequency: float, joined: float) -> bool:
    """Whether a space is lost before a capital word, by what it and the two as one are."""
    is_proper = bool(bits & PROPER)
    taken = (left in _BEFORE_ANY and (is_proper or bool(bits & LOWER))) or (left in _BEFORE_NAMES and is_proper)
    return taken and frequency >= _MIN_PART_ZIPF and joined < _MAX_JOINED_ZIPF
