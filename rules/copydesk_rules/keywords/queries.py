"""Finds search queries that stand in sentences as if they were words: pasted clauses, names behind a noun."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import TokenFlag, contains, group_repeated, hash_word
from copydesk_rules.columns import shingles_at
from copydesk_rules.english.parts_of_speech import BASE, COUNTED, GERUND, MASS, PAST, PLURAL, is_only, may_be
from copydesk_rules.keywords.lexicon import hashes, is_finite, words
from copydesk_rules.keywords.places import (
    FUNCTION_WORD,
    PREPOSITION,
    QUALIFIER,
    Places,
    are_words,
    names,
    roles,
    tokens_of,
    touch_next,
)

MIN_CLAUSES = 3
"""Uses of one clause. Once or twice somebody may speak of his essay."""
_MIN_NOUNS = 2
"""Uses of a clause in the place of a noun; one may be a slip."""
_MIN_QUALIFIED = 2
"""Tools with a language or device behind them; one may be anything."""
_LONG_SENTENCE = 60
_MAX_WIDTH = 2
"""Words that a noun is widened by, to the left."""
_NOUN = COUNTED + MASS + PLURAL
_TAKE_A_NOUN = frozenset({"by", "for", "from", "get", "how", "need", "of", "with"})


_MY = np.uint64(hash_word("my"))


class Query(NamedTuple):
    """The tokens [first, last) of a query, and why it is one."""

    first: int
    last: int
    reason: str


def clause_places(analysis: Analysis) -> Places:
    """Return the tokens "my" that have the same words round them three times and more in one text."""
    middles = np.flatnonzero(analysis.tokens.hash[1:-1] == _MY) + 1
    if middles.size < MIN_CLAUSES:
        return middles[:0]
    clauses = group_repeated(shingles_at(analysis.own_hashes, middles - 1, 3))
    number, member = clauses.members()
    return np.sort(middles[member[clauses.size[number] >= MIN_CLAUSES]])


def pasted_clauses(analysis: Analysis) -> Iterator[Query]:
    """Yield the uses of clauses with "my" that are used as nouns: "our make my essay service"."""
    uses: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for middle in tokens_of(analysis, clause_places).tolist():
        verb, noun = _near(analysis, middle, -1), _near(analysis, middle, 1)
        if may_be(verb, BASE) and not may_be(verb, PAST) and may_be(noun, _NOUN):
            uses[verb, noun].append(middle)
    for places in uses.values():
        is_noun = [_is_used_as_noun(analysis, place) for place in places]
        if sum(is_noun) < _MIN_NOUNS:
            continue
        for place, telling in zip(places, is_noun, strict=True):
            if telling or in_heading(analysis, place) or not _is_quoted(analysis, place):
                reason = "a clause in the place of a noun" if telling else "a clause that is used as a noun elsewhere"
                yield Query(place - 1, place + _length(analysis, place), reason)


def _length(analysis: Analysis, middle: int) -> int:
    """Return how many tokens "my essay" has, with the "for me" behind it."""
    return 4 if (_near(analysis, middle, 2), _near(analysis, middle, 3)) == ("for", "me") else 2


def _is_used_as_noun(analysis: Analysis, middle: int) -> bool:
    """Whether a clause stands where a noun belongs: behind "our", before "service"."""
    before = _near(analysis, middle, -2)
    behind = _near(analysis, middle, _length(analysis, middle))
    return (
        before in words("determiners") or before in _TAKE_A_NOUN or (behind in words("query_heads") and before != "to")
    )


def _is_quoted(analysis: Analysis, middle: int) -> bool:
    start = int(analysis.tokens.start[middle - 1])
    return analysis.text[max(start - 1, 0) : start] in ('"', "“", "‘", "'")


def in_heading(analysis: Analysis, token: int) -> bool:
    """Whether a token stands in a heading; a question on its own is one, too."""
    blocks, block = analysis.blocks, int(analysis.tokens.block[token])
    alone = analysis.sentences.block == block
    question = analysis.text.endswith("?", 0, int(blocks.end[block])) and int(np.count_nonzero(alone)) == 1
    return bool(blocks.kind[block] == BlockKind.HEADING) or question


def qualified_places(analysis: Analysis) -> Places:
    """Return the nouns with a name, language or device right behind that may be pasted.

    These are a tool ("the paraphrase tool tagalog"), or a noun that the same text also has with a preposition
    ("cleaning in Melbourne") or, for languages and devices, behind the name ("AI keyboard").
    """
    tokens = analysis.tokens
    if tokens.start.size < 3:
        return np.zeros(0, np.intp)
    role = analysis.memo(roles)
    is_qualifier = (role & QUALIFIER) != 0
    is_name = is_qualifier.copy()
    is_name[analysis.memo(names)] = True
    name = np.flatnonzero(is_name)
    behind = name[name > 0] - 1
    behind = behind[touch_next(analysis, behind) & _are_nouns(analysis, behind)]
    behind = behind[((tokens.flags[behind] & TokenFlag.CAPITAL) == 0) | is_qualifier[behind + 1]]
    before = np.flatnonzero(is_qualifier[:-1])
    before = before[touch_next(analysis, before) & _are_nouns(analysis, before + 1)]
    apart = name[name > 1] - 2
    apart = apart[(role[apart + 1] & PREPOSITION) != 0]
    apart = apart[touch_next(analysis, apart) & touch_next(analysis, apart + 1) & _are_nouns(analysis, apart)]
    own = analysis.own_hashes
    elsewhere = np.concatenate((_pair(own[before + 1], own[before]), _pair(own[apart], own[apart + 2])))
    known = contains(np.sort(elsewhere), _pair(own[behind], own[behind + 1]))
    tool = contains(hashes("search_tools"), tokens.hash[behind]) & is_qualifier[behind + 1]
    return np.asarray(behind[known | tool], np.intp)


def _are_nouns(analysis: Analysis, places: Places) -> npt.NDArray[np.bool_]:
    """Whether tokens look like nouns."""
    is_function = (analysis.memo(roles)[places] & FUNCTION_WORD) != 0
    return np.asarray(are_words(analysis, places) & ~is_function, np.bool_)


def _pair(noun: npt.NDArray[np.uint64], name: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Hash pairs of a noun and a name, mindful of which is which."""
    return noun * np.uint64(0x9E3779B97F4A7C15) ^ name


def pasted_names(analysis: Analysis) -> Iterator[Query]:
    """Yield the nouns with a name, language or device tacked on without a preposition."""
    pasted: defaultdict[tuple[str, str], list[Query]] = defaultdict(list)
    headings: defaultdict[tuple[str, str], list[Query]] = defaultdict(list)
    for place in tokens_of(analysis, qualified_places).tolist():
        noun, name = analysis.folded(place), analysis.word(place + 1)
        first = _first(analysis, place)
        if not _may_be_asked_for(noun, place > first) or is_finite(_near(analysis, place, 2)):
            continue
        if _near(analysis, place, 2) == _near(analysis, place, -1) != "":
            continue  # a row of a table: "AI website builder AI website builder"
        query = Query(first, place + 2, f"“{name}” stands behind “{noun}” without a preposition")
        if in_heading(analysis, place):
            headings[noun, name.casefold()].append(query)
        elif _is_prose(analysis, place):
            pasted[noun, name.casefold()].append(query)
    tools = {pair for pair in pasted if pair[0] in words("search_tools") and pair[1] in words("search_qualifiers")}
    few = sum(len(pasted[pair]) for pair in tools) < _MIN_QUALIFIED
    for pair, queries in pasted.items():
        if not (few and pair in tools):
            yield from queries + headings[pair]


def _may_be_asked_for(noun: str, is_compound: bool) -> bool:
    """Whether a word is a noun that no name stands behind in apposition, as behind "actor", or after a time.

    Behind another noun, as in "spell check" and "carpet cleaning", it may look like a verb.
    """
    if noun in words("search_tools"):
        return True
    if not words("agent_nouns").union(words("time_nouns"), words("organisations")).isdisjoint({noun}):
        return False
    return (is_only(noun, _NOUN) and not noun.endswith("ing")) or (is_compound and may_be(noun, _NOUN + GERUND))


def _is_prose(analysis: Analysis, token: int) -> bool:
    """Whether the sentence of a token ends as one or has a verb: labels and menus are written without prepositions."""
    sentence = int(analysis.tokens.sentence[token])
    if analysis.text.endswith((".", "!", "?"), 0, int(analysis.sentences.end[sentence])):
        return True
    first, last = int(analysis.sentences.first[sentence]), int(analysis.sentences.last[sentence])
    return any(map(is_finite, analysis.words(first, min(last, first + _LONG_SENTENCE))))


def _first(analysis: Analysis, place: int) -> int:
    """Return the first token of the noun at a token: "carpet cleaning"."""
    first = place
    while place - first < _MAX_WIDTH:
        before = _near(analysis, first, -1)
        touching = first and analysis.tokens.start[first] - analysis.tokens.end[first - 1] == 1
        if not touching or before in words("stopwords") or not may_be(before, _NOUN + GERUND):
            break
        first -= 1
    return first


def _near(analysis: Analysis, token: int, steps: int) -> str:
    """Return the word some steps from a token in its sentence, the empty string beyond it."""
    place, sentence = token + steps, analysis.tokens.sentence
    inside = 0 <= place < sentence.size and sentence[place] == sentence[token]
    return analysis.folded(place) if inside else ""
