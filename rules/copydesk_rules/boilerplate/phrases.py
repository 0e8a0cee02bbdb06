"""The phrases that pages use outside of articles, found in one pass over the article's lines.

A kind's phrases are a data file. All are searched at once by Aho-Corasick in the lines of the article, folded and put
one under the other, so that a line's start and end are plain characters and no expression can blow up.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick

from copydesk import Analysis

KINDS = ("site_footer", "sign_up_prompt", "share_prompt", "related_links", "legal_notice")
MAX_LINE = 60
"""Words of the longest line that is looked at; longer ones are prose or a whole page in one line."""
_MARKS = " \t\xa0.:!;,>»›→|-–—…•*#+"
"""Marks at the end of a line that say nothing."""


class Phrase(NamedTuple):
    """A phrase: `whole` if the line is nothing but it, `outside` if it counts outside the body only."""

    kind: str
    text: str
    whole: bool
    outside: bool


class Match(NamedTuple):
    """A phrase found in a block."""

    block: int
    phrase: Phrase


@cache
def _automaton() -> tuple[AhoCorasick, list[Phrase]]:
    phrases: list[Phrase] = []
    patterns: list[str] = []
    for kind in KINDS:
        for line in files(__package__).joinpath("data", f"{kind}.txt").read_text("utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            text = line.removeprefix("~").removeprefix("^")
            starts, ends = line.removeprefix("~").startswith("^"), text.endswith("$")
            text = text.removesuffix("$")
            phrases.append(Phrase(kind, text, False, line.startswith("~")))
            patterns.append("\n" * starts + text + "\n" * ends)
    return AhoCorasick(patterns), phrases


def find_phrases(analysis: Analysis) -> list[Match]:
    """Return the phrases in the lines of an article, in order of block."""
    blocks = analysis.blocks
    lines = np.flatnonzero((blocks.last - blocks.first <= MAX_LINE) & (blocks.end - blocks.start <= 12 * MAX_LINE))
    if not lines.size:
        return []
    folded = [_line(analysis.text[blocks.start[block] : blocks.end[block]]) for block in lines.tolist()]
    text = "\n" + "\n".join(folded) + "\n"
    starts = np.cumsum([0, *(len(line) + 1 for line in folded)]) + 1
    automaton, phrases = _automaton()
    found = []
    for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        if _is_word(text, start, end):
            line = int(np.searchsorted(starts, start + (text[start] == "\n"), "right")) - 1
            phrase = phrases[number]
            found.append(Match(int(lines[line]), phrase._replace(whole=folded[line] == phrase.text)))
    return sorted(found)


def _line(text: str) -> str:
    """Fold a line: lower case, single spaces, straight apostrophes, no marks at its end."""
    return " ".join(text.lower().replace("’", "'").split()).strip(_MARKS)


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether a match neither begins nor ends inside a word."""
    opens = not (text[start].isalnum() and text[start - 1].isalnum())
    return opens and not (text[end - 1].isalnum() and text[end : end + 1].isalnum())
