"""The phrases that pages use outside of articles, and the tables that they are looked up in.

A kind's phrases are a data file. Those that stand at the start or the end of a line are known by the hashes of the
line's first or last words, those that stand anywhere by the hash of their last two words, the rarest ones.
"""

import re
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Block
from copydesk.text import Hashes, contains, ranges
from copydesk_rules.data_files import read_data

KINDS = (
    "site_footer",
    "author_bio",
    "sign_up_prompt",
    "share_prompt",
    "related_links",
    "legal_notice",
    "comment_section",
    "navigation",
    "paywall_notice",
    "dateline",
    "media_residue",
)
"""The kinds of boilerplate, each a data file; a kind's number is its place."""
_LINE = re.compile(r"^(?!# )([~?!-]*\^?)([^\n$]+)(\$?)$", re.MULTILINE)
"""A phrase in a data file, with its marks before and behind it.

These are `~` outside only, `?` a cue, `-` a cue of common words, `!` anywhere, `^` and `$` the line's ends.
"""
_MARKS = "^$~?-!"
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
"""Odd: the hash of a run of words is a polynomial in it over the hashes of the words."""


class Phrase(NamedTuple):
    """A phrase of a kind, and where it counts.

    `starts`, `ends`: it must stand at that end of the line. `outside`: it counts outside the body only. `cue`: it tells
    nothing by itself and is weighed by the line model only. `anywhere`: it tells inside the body as well, and in a
    sentence, since no article would say it. `common`: a cue of words that any heading may begin or end with ("what",
    "says", "name"): no evidence by itself, and told only where a run of lines holds nothing better.
    """

    kind: int
    text: str
    starts: bool
    ends: bool
    outside: bool
    cue: bool
    anywhere: bool
    common: bool


class Table(NamedTuple):
    """Numbers of phrases by a hash that each is known by, ascending; several may have the same."""

    hash: Hashes
    phrase: npt.NDArray[np.intp]

    @classmethod
    def of(cls, hashes: Hashes, phrases: npt.NDArray[np.intp]) -> "Table":
        """Make the table of some phrases."""
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], phrases[order])

    def find(self, hashes: Hashes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Return the places of the hashes that are a phrase's, once for each phrase, and the numbers of the phrases."""
        at = np.flatnonzero(contains(self.hash, hashes))
        low, high = np.searchsorted(self.hash, hashes[at]), np.searchsorted(self.hash, hashes[at], "right")
        return np.repeat(at, high - low), self.phrase[ranges(low, high)]


class Step(NamedTuple):
    """Phrases after so many words from an end of the line: `begun`, the hashes of all that have as many; `over`."""

    begun: Hashes
    over: Table


class Anywhere(NamedTuple):
    """Phrases that may stand anywhere: those of several words by their last two, of one by that, of none by a sign.

    `last_but_one`, `last`: the hashes of these words, ascending. A sign is the code point of the first character.
    """

    pairs: Table
    last_but_one: Hashes
    last: Hashes
    singles: Table
    signs: Table


class Phrases(NamedTuple):
    """All phrases by their numbers, what is said of them as columns (see `Phrase`), and what finds them.

    `first`: the code point that it begins with. `length`: characters. `reach`: characters from the start of the phrase
    to the end of its last word, 0 where it has none. `at_start`, `at_end`: a step for each word; a phrase at both ends
    stands with those at the start.
    """

    texts: list[str]
    kind: npt.NDArray[np.intp]
    starts: npt.NDArray[np.bool_]
    ends: npt.NDArray[np.bool_]
    outside: npt.NDArray[np.bool_]
    cue: npt.NDArray[np.bool_]
    anywhere: npt.NDArray[np.bool_]
    common: npt.NDArray[np.bool_]
    first: npt.NDArray[np.uint32]
    length: npt.NDArray[np.intp]
    reach: npt.NDArray[np.intp]
    at_start: list[Step]
    at_end: list[Step]
    floating: Anywhere


@cache
def load_phrases() -> Phrases:
    """Read the phrases of all kinds."""
    rows = [_LINE.findall(read_data(__package__, f"{kind}.txt").decode()) for kind in KINDS]
    leads, texts, trails = zip(*chain.from_iterable(rows), strict=True)
    bits = {marks: sum(1 << place for place, mark in enumerate(_MARKS) if mark in marks) for marks in {*leads, *trails}}
    marks = np.array([bits[lead] | bits[trail] for lead, trail in zip(leads, trails, strict=True)])
    starts, ends, outside, cue, common, anywhere = ((marks >> place & 1) > 0 for place in range(len(_MARKS)))
    first = np.fromiter((ord(text[0]) for text in texts), np.uint32, len(texts))
    length = np.fromiter(map(len, texts), np.intp, len(texts))
    words = _words(texts, length)
    is_anchored = (starts | ends) & (words.number > 0)
    # A cue of one word at an end of the line is of common words without being marked.
    single = np.flatnonzero(cue & is_anchored & (words.number == 1))
    common[single[[texts[number].isalpha() for number in single.tolist()]]] = True
    numbers = np.arange(len(texts))
    return Phrases(
        list(texts),
        np.repeat(np.arange(len(KINDS)), [len(of_kind) for of_kind in rows]),
        starts,
        ends,
        outside,
        cue | common,
        anywhere,
        common,
        first,
        length,
        words.reach,
        _steps(words, numbers[is_anchored & starts], 1),
        _steps(words, numbers[is_anchored & ~starts], -1),
        _floating(words, first, numbers[~is_anchored]),
    )


@cache
def phrase_of(number: int) -> Phrase:
    """Return a phrase by its number."""
    known = load_phrases()
    columns = (known.starts, known.ends, known.outside, known.cue, known.anywhere, known.common)
    return Phrase(int(known.kind[number]), known.texts[number], *(bool(column[number]) for column in columns))


def hash_on(total: Hashes, words: Hashes) -> Hashes:
    """Return the hashes of runs of words with a word more each; the hash of none is 0."""
    return total * _FACTOR + words


class _Words(NamedTuple):
    """The words of the phrases: their hashes, for each phrase the first, their number and where they end."""

    hash: Hashes
    first: npt.NDArray[np.intp]
    number: npt.NDArray[np.intp]
    reach: npt.NDArray[np.intp]


def _words(texts: tuple[str, ...], length: npt.NDArray[np.intp]) -> _Words:
    text = "\n".join(texts)
    tokens = Analysis(text, [Block(0, len(text))]).tokens
    end = np.cumsum(length + 1) - 1
    start = end - length
    first, last = np.searchsorted(tokens.start, start), np.searchsorted(tokens.start, end)
    reach = np.where(last > first, tokens.end[last - 1] - start, 0)
    return _Words(tokens.hash, first, last - first, reach)


def _steps(words: _Words, phrases: npt.NDArray[np.intp], way: int) -> list[Step]:
    """Return the steps of some phrases, from their first word on, or with the way -1 from their last one back."""
    steps = []
    place = words.first[phrases] if way > 0 else words.first[phrases] + words.number[phrases] - 1
    total = np.zeros(phrases.size, np.uint64)
    for length in range(1, int(words.number[phrases].max()) + 1):
        kept = words.number[phrases] >= length
        phrases, place = phrases[kept], place[kept]
        total = hash_on(total[kept], words.hash[place])
        over = words.number[phrases] == length
        steps.append(Step(np.sort(total), Table.of(total[over], phrases[over])))
        place = place + way
    return steps


def _floating(words: _Words, first: npt.NDArray[np.uint32], phrases: npt.NDArray[np.intp]) -> Anywhere:
    count, last = words.number[phrases], words.first[phrases] + words.number[phrases] - 1
    several, one, none = count > 1, count == 1, count == 0
    before, behind = words.hash[last[several] - 1], words.hash[last[several]]
    return Anywhere(
        Table.of(hash_on(before, behind), phrases[several]),
        np.sort(before),
        np.sort(behind),
        Table.of(words.hash[last[one]], phrases[one]),
        Table.of(first[phrases[none]].astype(np.uint64), phrases[none]),
    )
