"""Finds phrases that might have been put where a name stood: a name and a noun behind it, used again and again.

All uses of all pairs of words are counted as columns; Python looks at pairs that come three times or more.
"""

from typing import Any, NamedTuple

import numpy as np

from copydesk import Analysis, BlockKind
from copydesk.text import Groups, TokenFlag, contains, group_repeated, hash_word, shingles
from copydesk_rules.keywords.lexicon import hashes, is_finite, may_be_abstract_noun, words

MIN_USES = 3
_MAX_PHRASES = 40
"""Only so many phrases of an article are looked at, the most frequent first."""
_MAX_HEAD = 3
"""Words of a name."""


class Use(NamedTuple):
    """One use of a phrase: the tokens of the head's first word, its last and the tail, and whether in a heading."""

    first: int
    head: int
    tail: int
    heading: bool


class Candidate(NamedTuple):
    """A phrase, its uses, and where its name stands alone (tokens) or with 's (how often)."""

    head: str
    tail: str
    uses: list[Use]
    alone: list[int]
    possessive: int


def find_candidates(analysis: Analysis) -> list[Candidate]:
    """Return the phrases of a name and a lower-case noun that are used three times or more."""
    pairs, phrases = _frequent_pairs(analysis)
    frequent = np.flatnonzero(phrases.size >= MIN_USES)
    frequent = frequent[np.argsort(-phrases.size[frequent], kind="stable")][:_MAX_PHRASES]
    found = (_candidate(analysis, pairs[phrases.places(phrase)]) for phrase in frequent.tolist())
    return [candidate for candidate in found if candidate is not None]


def suspects(batch: Analysis) -> Any:
    """Return the offsets of names with a noun behind that are used often enough in their text."""
    pairs, phrases = _frequent_pairs(batch)
    return batch.tokens.start[pairs[phrases.order[phrases.start[phrases.size >= MIN_USES]]]]


def _frequent_pairs(analysis: Analysis) -> tuple[Any, Groups]:
    """Return the tokens that are a name with a lower-case noun behind, and their groups of equal pairs."""
    tokens = analysis.tokens
    capital = (tokens.flags & TokenFlag.CAPITAL) != 0
    name = capital & ~contains(hashes("stopwords"), tokens.hash)
    noun = ((tokens.flags & (TokenFlag.LETTER | TokenFlag.DIGIT)) == TokenFlag.LETTER) & (tokens.end - tokens.start > 3)
    together = (tokens.start[1:] - tokens.end[:-1] == 1) & (tokens.block[1:] == tokens.block[:-1])
    pairs = np.flatnonzero(name[:-1] & noun[1:] & together)
    return pairs, group_repeated(shingles(analysis.own_hashes, 2)[pairs])


def _candidate(analysis: Analysis, places: Any) -> Candidate | None:
    """Make a candidate of the uses of one pair of words; None where it is no name and noun."""
    tokens = analysis.tokens
    first = int(places[0])
    tail = analysis.folded(first + 1)
    if not may_be_abstract_noun(tail):
        return None
    heading = analysis.blocks.kind[tokens.block[places]] == BlockKind.HEADING
    lower = (tokens.flags[places + 1] & TokenFlag.CAPITAL) == 0
    if lower.sum() < max(2, places.size / 2):
        return None  # "Apple Watch" is a name of its own
    word = analysis.folded(first)
    if "'" in word or not _is_name(analysis, int(tokens.hash[first])):
        return None
    uses = _uses(analysis, places.tolist(), heading.tolist())
    head = analysis.text[tokens.start[uses[0].first] : tokens.end[uses[0].head]]
    possessive = int(np.count_nonzero(tokens.hash == np.uint64(hash_word(f"{word}'s"))))
    return Candidate(head, tail, uses, _alone(analysis, int(tokens.hash[first])), possessive)


def _is_name(analysis: Analysis, word: int) -> bool:
    """Whether a word is written with a capital inside sentences, and mostly so."""
    tokens = analysis.tokens
    places = np.flatnonzero(tokens.hash == np.uint64(word))
    capital = (tokens.flags[places] & TokenFlag.CAPITAL) != 0
    inside = places > analysis.sentences.first[tokens.sentence[places]]
    prose = analysis.blocks.kind[tokens.block[places]] != BlockKind.HEADING
    return int((capital & inside & prose).sum()) >= 2 and int((~capital).sum()) * 4 < int(capital.sum())


def _uses(analysis: Analysis, places: list[int], heading: list[bool]) -> list[Use]:
    """Return the uses with the head widened to the whole name, if most uses have the same one."""
    widths = [_name_width(analysis, place) for place in places]
    names = [tuple(analysis.words(place - width, place)) for place, width in zip(places, widths, strict=True)]
    common = max(set(names), key=names.count)
    same = names.count(common) * 2 > len(names)
    return [
        Use(place - (width if same and own == common else 0), place, place + 1, in_heading)
        for place, width, own, in_heading in zip(places, widths, names, heading, strict=True)
    ]


def _name_width(analysis: Analysis, place: int) -> int:
    """Return how many capitalised words stand right before a name, on its own line and in its sentence."""
    tokens = analysis.tokens
    width = 0
    while width < _MAX_HEAD - 1:
        before = place - width - 1
        if before < 0 or tokens.sentence[before] != tokens.sentence[place]:
            break
        touching = tokens.start[before + 1] - tokens.end[before] == 1
        capital = tokens.flags[before] & TokenFlag.CAPITAL
        if not touching or not capital or analysis.folded(before) in words("stopwords"):
            break
        width += 1
    return width


def _alone(analysis: Analysis, word: int) -> list[int]:
    """Return where a name stands without a noun behind it: before a mark, a function word or a verb."""
    tokens = analysis.tokens
    places = np.flatnonzero(tokens.hash == np.uint64(word))
    places = places[(tokens.flags[places] & TokenFlag.CAPITAL) != 0]
    alone = []
    for place in places.tolist()[:500]:
        behind = place + 1
        ends = behind == tokens.start.size or tokens.start[behind] - tokens.end[place] != 1
        if ends or tokens.block[behind] != tokens.block[place]:
            alone.append(place)
            continue
        following = analysis.folded(behind)
        if following in words("stopwords") or is_finite(following):
            alone.append(place)
    return alone
