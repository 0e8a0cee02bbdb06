"""Finds phrases that might have been put where a name stood: a name and a noun behind it, used again and again.

All uses of all pairs of words are counted as columns; Python looks at pairs that come three times or more.
"""

from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import Groups, Hashes, TokenFlag, contains, fold, group_repeated, hash_word, hash_words, shingles
from copydesk_rules.english.parts_of_speech import COUNTED, MASS, PLURAL, may_be
from copydesk_rules.keywords.lexicon import hashes, is_agent_verb, is_finite, may_be_abstract_noun, words
from copydesk_rules.keywords.places import FUNCTION_WORD, are_words, roles

MIN_USES = 3
_MAX_PHRASES = 40
"""Only so many phrases of an article are looked at, the most frequent first."""
_MAX_HEAD = 3
"""Words of a name."""
_MAX_PLACES = 500
"""Only so many places of a name are looked at."""


class Use(NamedTuple):
    """One use of a phrase: the tokens of the head's first word, its last and the tail, and whether in a heading."""

    first: int
    head: int
    tail: int
    heading: bool


class Habits(NamedTuple):
    """How a name is used where the phrase is not.

    `alone`: the tokens where it stands without a noun behind it; `modified`: the nouns that it stands before;
    `possessive`: how often it has 's; `acts`: whether it is the subject of a verb of acting; `articles`: how often
    "the" or "a" stands before it where it is alone; `after` and `before`: the words right behind and before it.
    """

    alone: list[int]
    modified: list[str]
    possessive: int
    acts: bool
    articles: int
    after: frozenset[str]
    before: frozenset[str]


class Candidate(NamedTuple):
    """A phrase, its uses, the habits of its name, and how often its tail stands behind other words.

    `capital` says that the tail mostly has one: "Tesla Shares".
    """

    head: str
    tail: str
    uses: list[Use]
    habits: Habits
    elsewhere: int
    capital: bool


def find_candidates(analysis: Analysis) -> list[Candidate]:
    """Return the phrases of a name and a noun that are used three times or more."""
    pairs, phrases, frequent = analysis.batch.memo(_frequent_pairs)
    first, own = pairs[phrases.order[phrases.start[frequent]]], analysis.token_slice
    is_own = (first >= own.start) & (first < own.stop)
    first, frequent = first[is_own] - own.start, frequent[is_own]
    # By their hashes in this text alone, where two are used as often: whatever stands beside it in the batch.
    frequent = frequent[np.lexsort((_pair_hashes(analysis, first), -phrases.size[frequent]))][:_MAX_PHRASES]
    found = (_candidate(analysis, pairs[phrases.places(phrase)] - own.start) for phrase in frequent.tolist())
    return [candidate for candidate in found if candidate is not None]


def suspects(batch: Analysis) -> Any:
    """Return the offsets of names with a noun behind that are used often enough in their text."""
    pairs, phrases, frequent = batch.memo(_frequent_pairs)
    return batch.tokens.start[pairs[phrases.order[phrases.start[frequent]]]]


def _frequent_pairs(analysis: Analysis) -> tuple[Any, Groups, Any]:
    """Return the tokens that are a name with a word behind, their groups of equal pairs, and which are worth a look.

    For `Analysis.memo`, of a batch.

    These have uses enough, and the word mostly in lower case, as "Apple Watch" has not, or one like "Tesla Shares".
    """
    tokens = analysis.tokens
    capital = (tokens.flags & TokenFlag.CAPITAL) != 0
    is_function = (analysis.memo(roles) & FUNCTION_WORD) != 0
    # An upper-case word is no function word: "US".
    pairs = np.flatnonzero((capital & (((tokens.flags & TokenFlag.UPPER) != 0) | ~is_function))[:-1])
    together = (tokens.start[pairs + 1] - tokens.end[pairs] == 1) & (tokens.block[pairs + 1] == tokens.block[pairs])
    pairs = pairs[together & are_words(analysis, pairs + 1)]
    pairs = pairs[~analysis.tell_at(_are_no_nouns, pairs + 1)]
    phrases = group_repeated(_pair_hashes(analysis, pairs))
    number, member = phrases.members()
    lower = np.bincount(number[~capital[pairs[member] + 1]], minlength=phrases.size.size)
    searched = contains(hashes("searched_nouns"), tokens.hash[pairs[phrases.order[phrases.start]] + 1])
    plain = (lower >= 2) & (lower * 2 >= phrases.size)
    return pairs, phrases, np.flatnonzero((phrases.size >= MIN_USES) & (plain | searched))


@cache
def no_nouns() -> Hashes:
    """Return the sorted hashes of words that are no noun behind a name."""
    return np.sort(hash_words(words("stopwords") | words("auxiliaries") | words("past_forms")))


def _are_no_nouns(asked: Hashes) -> npt.NDArray[np.bool_]:
    return contains(no_nouns(), asked)


def _pair_hashes(analysis: Analysis, pairs: Any) -> Hashes:
    """Return the hashes of pairs of words of a text, with the 's taken off a lower-case tail ("Vietnam reform's")."""
    tokens, codes = analysis.tokens, analysis.codes
    both = analysis.own_hashes[pairs[:, np.newaxis] + np.arange(2)]
    end = tokens.end[pairs + 1]
    mark = codes[end - 2]  # a tail has four letters and more
    genitive = (codes[end - 1] == ord("s")) & ((mark == ord("'")) | (mark == ord("’")))
    found = np.flatnonzero(genitive & ((tokens.flags[pairs + 1] & TokenFlag.CAPITAL) == 0))
    if found.size:
        tails = pairs[found] + 1
        stems = hash_words(analysis.folded(tail).removesuffix("'s") for tail in tails.tolist())
        both[found, 1] = analysis.own(stems, tokens.start[tails])
    return shingles(both.ravel(), 2)[::2]


def _candidate(analysis: Analysis, places: Any) -> Candidate | None:
    """Make a candidate of the uses of one pair of words; None where it is no name and noun."""
    tokens = analysis.tokens
    first = int(places[0])
    tail = analysis.folded(first + 1).removesuffix("'s")
    if not may_be_abstract_noun(tail):
        return None
    heading = analysis.blocks.kind[tokens.block[places]] == BlockKind.HEADING
    word = analysis.folded(first)
    if "'" in word or word in words("calendar_names") or word in words("demonyms"):
        return None
    if not _is_name(analysis, int(tokens.hash[first])):
        return None
    uses = _uses(analysis, places.tolist(), heading.tolist())
    head = analysis.text[tokens.start[uses[0].first] : tokens.end[uses[0].head]]
    is_tail = tokens.hash == _hash_of(tail)
    elsewhere = np.count_nonzero(is_tail) - np.count_nonzero(is_tail[places + 1])
    capital = np.count_nonzero(tokens.flags[places + 1] & TokenFlag.CAPITAL) * 2 > places.size
    habits = _habits(analysis, fold(head).split(), set(places.tolist()))
    return Candidate(head, tail, uses, habits, int(elsewhere), capital)


@lru_cache(maxsize=10_000)
def _hash_of(word: str) -> np.uint64:
    return np.uint64(hash_word(word))


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
    widths = [name_width(analysis, place) for place in places]
    names = [tuple(analysis.words(place - width, place)) for place, width in zip(places, widths, strict=True)]
    common = max(set(names), key=names.count)
    same = names.count(common) * 2 > len(names)
    return [
        Use(place - (width if same and own == common else 0), place, place + 1, in_heading)
        for place, width, own, in_heading in zip(places, widths, names, heading, strict=True)
    ]


def name_width(analysis: Analysis, place: int) -> int:
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


def _habits(analysis: Analysis, name: list[str], phrases: set[int]) -> Habits:
    """Return how a name, by its words, is used in the places that are not among those of the phrase.

    Its last word, which may stand for it, is what is looked for.
    """
    tokens = analysis.tokens
    word, others = name[-1], name[:-1]
    same = (tokens.hash == _hash_of(word)) & ((tokens.flags & TokenFlag.CAPITAL) != 0)
    alone, modified, acts, articles = [], [], False, 0
    after, before = set(), set()
    for place in np.flatnonzero(same).tolist()[:_MAX_PLACES]:
        if place in phrases:
            continue
        whole = bool(others) and analysis.words(max(place - len(others), 0), place) == others
        preceding = _word_before(analysis, place - len(others) * whole)
        before.add(preceding)
        following = _word_behind(analysis, place)
        after.add(following)
        if not following or following in words("stopwords") or is_finite(following):
            alone.append(place)
            acts |= is_agent_verb(following)
            articles += preceding in ("the", "a", "an")
        elif may_be(following, COUNTED + MASS + PLURAL) and not tokens.flags[place + 1] & TokenFlag.CAPITAL:
            modified.append(following)
    possessive = int(np.count_nonzero(tokens.hash == _hash_of(f"{word}'s")))
    return Habits(alone, modified, possessive, acts, articles, frozenset(after - {""}), frozenset(before - {""}))


def _word_behind(analysis: Analysis, place: int) -> str:
    """Return the word right behind a token; the empty string where a mark or the end of the block is between."""
    tokens = analysis.tokens
    behind = place + 1
    if behind == tokens.start.size or tokens.block[behind] != tokens.block[place]:
        return ""
    return analysis.folded(behind) if tokens.start[behind] - tokens.end[place] == 1 else ""


def _word_before(analysis: Analysis, place: int) -> str:
    """Return the word before a token in its sentence."""
    tokens = analysis.tokens
    inside = place > 0 and tokens.sentence[place - 1] == tokens.sentence[place]
    return analysis.folded(place - 1) if inside else ""
