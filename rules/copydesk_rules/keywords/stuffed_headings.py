"""KEY003: a search phrase tacked on a title again and again."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Finding, Related, Rule, Span
from copydesk.text import group_repeated, ranges
from copydesk_rules.columns import shingles_at
from copydesk_rules.keywords.lexicon import words
from copydesk_rules.keywords.places import Places, tokens_of
from copydesk_rules.language import is_english

MIN_USES = 3
"""Uses in one line, each in a part of its own."""
_MAX_WORDS = 5
"""Words of a phrase."""
_LONG_TITLE = 40
"""Words of a first line that may be a title. Stuffed ones are long, and by their bars look like a table."""
_SEPARATOR = re.compile(r"[|•·»/]| [-–—] ")

Phrase = tuple[str, ...]


class StuffedHeadings(Rule):
    """A search phrase that a title says three times.

    ## Why

    Titles weigh much in search, so the phrase goes in again for every town: "Tram Repair Leeds | Tram Repair York |
    Tram Repair Agency". Flagged is a phrase that stands in three parts of one heading or title, there and in all other
    headings of the article. That many headings share a phrase is no sign: topics do so as well. English only.

    ## Example

    ```text
    Tram Repair Company in Leeds | Tram Repair Company in York | Tram Repair Agency in Leeds
    ```

    Use instead:

    ```text
    Tram Repair in Leeds and York
    ```
    """

    code = "KEY003"
    name = "stuffed-headings"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of pairs of words that headings repeat."""
        tokens, pairs = batch.tokens, batch.memo(_repeated_pairs)
        in_one_line = batch.own_hashes[pairs] ^ batch.own_hashes[pairs + 1] << np.uint64(1)
        in_one_line ^= tokens.block[pairs].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        repeated = group_repeated(in_one_line)
        return tokens.start[pairs[repeated.order[repeated.start[repeated.size >= MIN_USES]]]]

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every use of a stuffed phrase in the headings."""
        if not tokens_of(analysis, _repeated_pairs).size or not is_english(analysis, article.language):
            return
        tokens = analysis.tokens
        for phrase, places in _stuffed(analysis):
            spans = [Span(int(tokens.start[place]), int(tokens.end[place + len(phrase) - 1])) for place in places]
            for number, span in enumerate(spans):
                others = [Related(other, "and here") for other in spans[:number] + spans[number + 1 :]]
                message = f"“{article.text[slice(*span)]}” stands {len(spans)} times in title and headings"
                yield self.finding(span, message, related=others)


def _is_heading(analysis: Analysis) -> npt.NDArray[np.bool_]:
    """Tell for each block whether it is a heading or the first line, unless that is long."""
    blocks = analysis.blocks
    first = np.diff(analysis.parts_of(blocks.start), prepend=-1) > 0
    return np.asarray((blocks.kind == BlockKind.HEADING) | (first & (blocks.last - blocks.first <= _LONG_TITLE)))


def _repeated_pairs(analysis: Analysis) -> Places:
    """Return the tokens of headings that, with the next, come three times and more in those of their text."""
    tokens, blocks = analysis.tokens, analysis.blocks
    headings = np.flatnonzero(_is_heading(analysis) & (blocks.last > blocks.first))
    pairs = ranges(blocks.first[headings], blocks.last[headings] - 1)
    pairs = pairs[tokens.start[pairs + 1] - tokens.end[pairs] == 1]
    repeated = group_repeated(shingles_at(analysis.own_hashes, pairs, 2))
    number, member = repeated.members()
    return np.sort(pairs[member[repeated.size[number] >= MIN_USES]])


def _stuffed(analysis: Analysis) -> Iterator[tuple[Phrase, list[int]]]:
    """Yield the stuffed phrases, longest first, with the tokens they begin at; none inside another."""
    taken: set[int] = set()
    for size in range(_MAX_WORDS, 1, -1):
        for phrase, places in _phrases(analysis, size).items():
            free = [place for place in places if taken.isdisjoint(range(place, place + size))]
            if _parts_of_one_line(analysis, free) >= MIN_USES:
                taken.update(token for place in free for token in range(place, place + size))
                yield phrase, free


def _phrases(analysis: Analysis, size: int) -> dict[Phrase, list[int]]:
    """Return the runs of `size` repeated words, touching each other, that begin and end in a word of content."""
    pairs = set(tokens_of(analysis, _repeated_pairs).tolist())
    found: defaultdict[Phrase, list[int]] = defaultdict(list)
    for place in sorted(pairs):
        if all(place + step in pairs for step in range(size - 1)):
            phrase = tuple(analysis.words(place, place + size))
            if words("stopwords").isdisjoint((phrase[0], phrase[-1])) and all(map(str.isalpha, phrase)):
                found[phrase].append(place)
    return found


def _parts_of_one_line(analysis: Analysis, places: list[int]) -> int:
    """Return in how many parts of one heading, parted by bars, dots or dashes, some tokens stand, at most."""
    parts: defaultdict[int, set[int]] = defaultdict(set)
    for place in places:
        block = int(analysis.tokens.block[place])
        line = analysis.text[analysis.blocks.start[block] : analysis.tokens.start[place]]
        parts[block].add(len(_SEPARATOR.findall(line)))
    return max(map(len, parts.values()), default=0)
