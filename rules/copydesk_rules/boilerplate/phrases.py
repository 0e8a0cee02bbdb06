"""The phrases that pages use outside of articles, found for a batch of texts at once.

A kind's phrases are a data file. Those that stand at the start or the end of a line are found by the hashes of the
line's first or last words; those that stand anywhere by Aho-Corasick. Both take time linear in the text.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick, Implementation

from copydesk import Analysis, Block
from copydesk.text import Hashes, contains, ranges
from copydesk_rules.data_files import read_lines

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
MAX_LINE = 60
"""Words of the longest line that is looked at; longer ones are prose or a whole page in one line."""
_MUCH = 200_000
"""Characters from which on it pays to make the faster automaton."""
_MARKS = "\t\n\r .:!;,>»›→|-–—…•·*#+[]()←«‹<&/▼▲×"
"""Marks at the ends of a line that say nothing."""
_PLAIN = (("’", "'"), ("\xa0", " "), ("“", '"'), ("”", '"'), ("İ", "i"))
"""Made plain character for character, so that offsets stay; İ is the one letter that grows in lower case."""
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


class Matches(NamedTuple):
    """Phrases found in blocks, as columns in order of block; `whole` if the line is nothing but the phrase."""

    block: npt.NDArray[np.intp]
    phrase: npt.NDArray[np.intp]
    whole: npt.NDArray[np.bool_]


class Anchored(NamedTuple):
    """Phrases of so many words that start, or end, a line: their hashes, ascending, and their numbers."""

    words: int
    starts: bool
    hash: Hashes
    phrase: npt.NDArray[np.intp]


class Phrases(NamedTuple):
    """All phrases, what is said of them as columns, and what finds them.

    `automaton` finds those that stand anywhere, whose numbers are `anywhere`. `is_marked`: the phrase has marks that
    its words don't tell.
    """

    phrases: list[Phrase]
    kind: npt.NDArray[np.intp]
    cue: npt.NDArray[np.bool_]
    common: npt.NDArray[np.bool_]
    starts: npt.NDArray[np.bool_]
    ends: npt.NDArray[np.bool_]
    is_marked: npt.NDArray[np.bool_]
    anchored: list[Anchored]
    automaton: AhoCorasick
    anywhere: npt.NDArray[np.intp]


@cache
def load_phrases() -> Phrases:
    """Read the phrases of all kinds."""
    found: list[Phrase] = []
    for number, kind in enumerate(KINDS):
        lines = read_lines(__package__, f"{kind}.txt")
        found += [_parse(number, line) for line in lines if line and not line.startswith("# ")]
    kinds, texts, starts, ends, _, cue, _, common = zip(*found, strict=True)
    lengths = np.array([len(text) for text in texts])
    behind = np.cumsum(lengths + 1) - 1
    bounds = zip((behind - lengths).tolist(), behind.tolist(), strict=True)
    words = Analysis("\n".join(texts), [Block(*pair) for pair in bounds])
    count = words.blocks.last - words.blocks.first
    is_anchored = (np.array(starts) | np.array(ends)) & (count > 0)
    anywhere = np.flatnonzero(~is_anchored)
    return Phrases(
        found,
        np.array(kinds, np.intp),
        np.array(cue, np.bool_),
        np.array(common, np.bool_),
        np.array(starts, np.bool_),
        np.array(ends, np.bool_),
        np.array([_is_marked(phrase.text) for phrase in found], np.bool_),
        list(_tables(words, found, is_anchored)),
        AhoCorasick([found[number].text for number in anywhere.tolist()]),
        anywhere,
    )


@cache
def _fast_automaton() -> AhoCorasick:
    """Return what finds phrases anywhere two and a half times as fast, and is made ten times as slowly."""
    known = load_phrases()
    texts = [known.phrases[number].text for number in known.anywhere.tolist()]
    return AhoCorasick(texts, implementation=Implementation.DFA)


def _parse(kind: int, line: str) -> Phrase:
    """Read a line of a data file.

    Its marks are `~` outside only, `?` a cue, `-` a cue of common words, `!` anywhere, `^` and `$` the line's ends. A
    cue of one word at an end of the line is of common words without being marked.
    """
    text = line.lstrip("~?!-")
    marks = line[: len(line) - len(text)]
    starts, ends = text.startswith("^"), text.endswith("$")
    text = text.removeprefix("^").removesuffix("$")
    cue = "?" in marks or "-" in marks
    common = "-" in marks or (cue and (starts or ends) and text.isalpha())
    return Phrase(kind, text, starts, ends, "~" in marks, cue, "!" in marks, common)


def _is_marked(text: str) -> bool:
    return not text.replace(" ", "").replace("'", "").isalnum()


def _tables(words: Analysis, phrases: list[Phrase], is_anchored: npt.NDArray[np.bool_]) -> list[Anchored]:
    """Return the tables of the anchored phrases; one at both ends stands with those at the start."""
    first, count = words.blocks.first, words.blocks.last - words.blocks.first
    starts = np.array([phrase.starts for phrase in phrases])
    tables = []
    for length in range(1, int(count[is_anchored].max()) + 1):
        for at_start in (True, False):
            some = np.flatnonzero(is_anchored & (count == length) & (starts == at_start))
            if some.size:
                hashes = _hash_runs(words.own_hashes, first[some], length)
                order = np.argsort(hashes, kind="stable")
                tables.append(Anchored(length, at_start, hashes[order], some[order]))
    return tables


def _hash_runs(hashes: Hashes, first: npt.NDArray[Any], length: int) -> Hashes:
    """Hash the runs of so many words that begin at the given ones."""
    total = np.zeros(first.size, np.uint64)
    for place in range(length):
        total = total * _FACTOR + hashes[first + place]
    return total


def find_phrases(batch: Analysis) -> Matches:
    """Return the phrases in the lines of a text, or of a batch of texts."""
    plain = _plain(batch.text)
    parts = [*_find_anchored(batch, plain), _find_anywhere(batch, plain)]
    block, phrase, whole = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.lexsort((phrase, block))
    return Matches(block[order], phrase[order], whole[order])


def _plain(text: str) -> str:
    """Return the text in lower case with plain quotes and spaces, every character in its place."""
    if not text.isascii():
        for char, plain in _PLAIN:  # a quarter of what `str.translate` takes
            text = text.replace(char, plain)
    return text.lower()


def _find_anchored(batch: Analysis, plain: str) -> list[Matches]:
    """Find the phrases that start or end lines."""
    blocks, hashes, known = batch.blocks, batch.tokens.hash, load_phrases()
    words = blocks.last - blocks.first
    longest = max(table.words for table in known.anchored)
    usable = np.flatnonzero((words > 0) & (words <= MAX_LINE))
    found = []
    for length in range(1, longest + 1):
        usable = usable[words[usable] >= length]
        for table in known.anchored:
            if table.words == length:
                first = blocks.first[usable] if table.starts else blocks.last[usable] - length
                at, number = _look_up(table, _hash_runs(hashes, first, length))
                block = usable[at]
                whole = words[block] == length
                kept = whole | ~known.ends[number] | (not table.starts)
                found.append(Matches(block[kept], number[kept], whole[kept]))
    return [_with_marks(batch, plain, matches) for matches in found]


def _look_up(table: Anchored, hashes: Hashes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the places of hashes that are a phrase's, and the numbers of the phrases; several may have one hash."""
    at = np.flatnonzero(contains(table.hash, hashes))
    low, high = np.searchsorted(table.hash, hashes[at]), np.searchsorted(table.hash, hashes[at], "right")
    return np.repeat(at, high - low), table.phrase[ranges(low, high)]


def _with_marks(batch: Analysis, plain: str, matches: Matches) -> Matches:
    """Drop matches of phrases with marks where the line lacks these."""
    known = load_phrases()
    kept = np.ones(matches.block.size, np.bool_)
    for place in np.flatnonzero(known.is_marked[matches.phrase]).tolist():
        block = int(matches.block[place])
        line = plain[int(batch.blocks.start[block]) : int(batch.blocks.end[block])]
        kept[place] = known.phrases[int(matches.phrase[place])].text in line
    return Matches(matches.block[kept], matches.phrase[kept], matches.whole[kept])


def _find_anywhere(batch: Analysis, plain: str) -> Matches:
    """Find the phrases that may stand anywhere in a line, and those without a word that start or end one."""
    blocks, known = batch.blocks, load_phrases()
    short = (blocks.last - blocks.first <= MAX_LINE) & (blocks.end - blocks.start <= 12 * MAX_LINE)
    lines = np.flatnonzero(short & (blocks.end > blocks.start))
    start_of, end_of = blocks.start[lines].astype(np.intp), blocks.end[lines].astype(np.intp)
    text = "\n".join([plain[start:end] for start, end in zip(start_of.tolist(), end_of.tolist(), strict=True)])
    automaton = known.automaton if len(text) < _MUCH else _fast_automaton()
    found = np.array(automaton.find_matches_as_indexes(text, overlapping=True), np.intp).reshape(-1, 3)
    if not found.size:
        return Matches(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0, np.bool_))
    number, start, end = found.T
    at = np.cumsum(end_of - start_of + 1) - (end_of - start_of + 1)  # where each line begins among the joined ones
    line = np.searchsorted(at, start, "right") - 1
    block, moved = lines[line], (start_of - at)[line]
    start, end = start + moved, end + moved
    kept = ~_is_within_word(batch, start) & ~_is_within_word(batch, end) & ~_is_garbled(batch, start)
    phrase, block, start, end = known.anywhere[number[kept]], block[kept], start[kept], end[kept]
    lead, trail = _inner(batch, block)
    at_start, at_end = start <= lead, end >= trail
    fits = (at_start | ~known.starts[phrase]) & (at_end | ~known.ends[phrase])
    return Matches(block[fits], phrase[fits], (at_start & at_end)[fits])


def _is_garbled(batch: Analysis, offsets: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Return whether what stands at each offset is half of a garbled letter: "cafÃ©" has no copyright sign."""
    before = batch.codes[np.maximum(offsets - 1, 0)]
    is_garbled: npt.NDArray[np.bool_] = (offsets > 0) & ((before == ord("Ã")) | (before == ord("ã")))
    return is_garbled


def _is_within_word(batch: Analysis, offsets: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Return whether a word begins before each offset and ends behind it."""
    tokens = batch.tokens
    if not tokens.start.size:
        return np.zeros(offsets.size, np.bool_)
    before = np.searchsorted(tokens.start, offsets) - 1
    within: npt.NDArray[np.bool_] = (before >= 0) & (tokens.end[before] > offsets)
    return within


def _inner(batch: Analysis, blocks: npt.NDArray[np.intp]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return where lines start and end but for marks that say nothing; a line of marks only is left whole."""
    codes, table = batch.codes, _mark_table()
    last = codes.dtype.type(min(table.size - 1, np.iinfo(codes.dtype).max))
    start, end = batch.blocks.start[blocks], batch.blocks.end[blocks]

    def skip(place: npt.NDArray[Any], step: int) -> npt.NDArray[Any]:
        moving = np.arange(place.size)
        while moving.size:
            moving = moving[(place[moving] >= start[moving]) & (place[moving] < end[moving])]
            moving = moving[table[np.minimum(codes[place[moving]], last)]]
            place[moving] += step
        return place

    lead, trail = skip(start.copy(), 1), skip(end - 1, -1) + 1
    full = lead < trail
    return np.where(full, lead, start), np.where(full, trail, end)


@cache
def _mark_table() -> npt.NDArray[np.bool_]:
    table = np.zeros(0x2600, np.bool_)
    table[[ord(mark) for mark in _MARKS]] = True
    return table
