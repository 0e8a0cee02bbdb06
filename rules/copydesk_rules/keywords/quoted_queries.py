"""Finds search queries that a text quotes, names in lower case and all, and the headings that are made of them."""

import numpy as np

from copydesk import Analysis, BlockKind
from copydesk.text import TokenFlag, contains, hash_words
from copydesk_rules.english.parts_of_speech import parts_of_speech
from copydesk_rules.keywords.places import Places, names, tokens_of
from copydesk_rules.keywords.queries import Query, in_heading

_MIN_QUERIES = 2
"""Different ones. A single one may be a file, a user or a word that the text is about."""
_MAX_WORDS = 6
_MIN_NAME = 4
"""Letters of a name; shorter ones are symbols."""
_OPENING, _CLOSING = "'\"‘“", "'\"’”"

Phrase = tuple[str, ...]


def quoted_places(analysis: Analysis) -> Places:
    """Return the words right behind a quotation mark that are, or have close behind them, a name in lower case."""
    tokens, codes = analysis.tokens, analysis.codes
    if not tokens.start.size:
        return np.zeros(0, np.intp)
    kinds = codes[analysis.marks]
    opening = analysis.marks[np.logical_or.reduce([kinds == ord(opening) for opening in _OPENING])]
    places: Places = np.minimum(np.searchsorted(tokens.start, opening + 1), tokens.start.size - 1)
    places = places[tokens.start[places] == opening + 1]
    places = places[(tokens.flags[places] & TokenFlag.CAPITAL) == 0]
    if not places.size:
        return places
    name = analysis.memo(names)
    name = name[name > analysis.sentences.first[tokens.sentence[name]]]
    near = np.minimum(places[:, np.newaxis] + np.arange(_MAX_WORDS), tokens.start.size - 1)
    named = contains(np.sort(analysis.own_hashes[name]), analysis.own_hashes[near.ravel()]).reshape(near.shape)
    named &= (tokens.flags[near] & TokenFlag.CAPITAL) == 0
    named &= tokens.sentence[near] == tokens.sentence[places][:, np.newaxis]
    return places[named.any(axis=1)]


def quoted_queries(analysis: Analysis) -> list[Query]:
    """Return the quoted queries with a name in lower case, and where headings say the same."""
    quotes = {place: _quoted(analysis, place) for place in tokens_of(analysis, quoted_places).tolist()}
    inside = {token for place, phrase in quotes.items() for token in range(place, place + len(phrase))}
    found = {
        place: phrase
        for place, phrase in quotes.items()
        if len(phrase) > 1 and any(_is_name(analysis, place + step, inside) for step in range(len(phrase)))
    }
    if len(set(found.values())) < _MIN_QUERIES:
        return []
    quoted = [Query(place, place + len(phrase), "a name in lower case, in quotes") for place, phrase in found.items()]
    return quoted + _in_headings(analysis, set(found.values()))


def _quoted(analysis: Analysis, first: int) -> Phrase:
    """Return the words up to the closing mark, if all are in lower case and part of one sentence."""
    tokens = analysis.tokens
    for last in range(first + 1, min(first + _MAX_WORDS, tokens.start.size) + 1):
        place = last - 1
        if tokens.flags[place] & TokenFlag.CAPITAL or tokens.sentence[place] != tokens.sentence[first]:
            return ()
        gap = analysis.text[tokens.end[place] : tokens.end[place] + 2]
        if gap[:1] in _CLOSING or (gap[:1] in ",." and gap[1:] in _CLOSING):
            return tuple(analysis.words(first, last)) if gap else ()
        if gap[:1] not in " -":
            return ()
    return ()


def _is_name(analysis: Analysis, token: int, quoted: set[int]) -> bool:
    """Whether a word is no common one, and outside quotes nearly always has a capital inside sentences."""
    tokens = analysis.tokens
    if parts_of_speech(analysis.folded(token)) or tokens.end[token] - tokens.start[token] < _MIN_NAME:
        return False
    places = np.flatnonzero(tokens.hash == tokens.hash[token])
    places = places[[place not in quoted for place in places.tolist()]]
    capital = (tokens.flags[places] & TokenFlag.CAPITAL) != 0
    inside = places > analysis.sentences.first[tokens.sentence[places]]
    prose = analysis.blocks.kind[tokens.block[places]] != BlockKind.HEADING
    return int((capital & inside & prose).sum()) >= 2 * max(1, int((~capital).sum()))


def _in_headings(analysis: Analysis, phrases: set[Phrase]) -> list[Query]:
    """Return where headings hold one of the phrases, the longest of those that begin at one word."""
    tokens = analysis.tokens
    first_words = hash_words(phrase[0] for phrase in phrases)
    found: dict[int, Query] = {}
    for place in np.flatnonzero(contains(np.sort(first_words), tokens.hash)).tolist():
        if not in_heading(analysis, place):
            continue
        for phrase in sorted(phrases, key=len):
            if tuple(analysis.words(place, min(place + len(phrase), tokens.start.size))) == phrase:
                found[place] = Query(place, place + len(phrase), "the text quotes it in lower case")
    return list(found.values())
