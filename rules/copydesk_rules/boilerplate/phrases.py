"""The phrases that pages use outside of articles, found in one pass over the texts of a batch.

A kind's phrases are a data file. All are searched at once by Aho-Corasick; where a line starts and ends is asked of the
columns afterwards, so that no expression can blow up.
"""

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick

from copydesk import Analysis

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
_MARKS = "\t\n\r .:!;,>»›→|-–—…•·*#+[]()←«‹<&/▼▲×"
"""Marks at the ends of a line that say nothing."""
_APOSTROPHES = str.maketrans({"’": "'", "\xa0": " ", "İ": "i", "“": '"', "”": '"'})
"""Made plain character for character, so that offsets stay; İ is the one letter that grows in lower case."""


class Phrase(NamedTuple):
    """A phrase of a kind, and where it counts.

    `starts`, `ends`: it must stand at that end of the line. `outside`: it counts outside the body only. `cue`: it tells
    nothing by itself and is weighed by the line model only.
    """

    kind: int
    text: str
    starts: bool
    ends: bool
    outside: bool
    cue: bool


class Matches(NamedTuple):
    """Phrases found in blocks, as columns in order of block; `whole` if the line is nothing but the phrase."""

    block: npt.NDArray[np.intp]
    phrase: npt.NDArray[np.intp]
    whole: npt.NDArray[np.bool_]


class Phrases(NamedTuple):
    """All phrases, with columns of what matters for many matches at once."""

    automaton: AhoCorasick
    phrases: list[Phrase]
    kind: npt.NDArray[np.intp]
    starts: npt.NDArray[np.bool_]
    ends: npt.NDArray[np.bool_]
    cue: npt.NDArray[np.bool_]


@cache
def load_phrases() -> Phrases:
    """Read the phrases of all kinds."""
    found: list[Phrase] = []
    for number, kind in enumerate(KINDS):
        lines = files(__package__).joinpath("data", f"{kind}.txt").read_text("utf-8").splitlines()
        found += [_parse(number, line) for line in lines if line and not line.startswith("# ")]
    columns = np.array([(it.kind, it.starts, it.ends, it.cue) for it in found], np.intp).T
    automaton = AhoCorasick([phrase.text for phrase in found])
    return Phrases(automaton, found, columns[0], *(column.astype(np.bool_) for column in columns[1:]))


def _parse(kind: int, line: str) -> Phrase:
    """Read a line of a data file: `~` outside only, `?` a cue, `^` and `$` the ends of the line."""
    text = line.lstrip("~?")
    marks = line[: len(line) - len(text)]
    starts, ends = text.startswith("^"), text.endswith("$")
    return Phrase(kind, text.removeprefix("^").removesuffix("$"), starts, ends, "~" in marks, "?" in marks)


def find_phrases(batch: Analysis) -> Matches:
    """Return the phrases in the lines of a text, or of a batch of texts."""
    blocks = batch.blocks
    known = load_phrases()
    text = batch.text
    plain = text.lower() if text.isascii() else text.translate(_APOSTROPHES).lower()
    found = np.array(known.automaton.find_matches_as_indexes(plain, overlapping=True), np.intp).reshape(-1, 3)
    found = found[(found[:, 1] >= blocks.start[0]) if blocks.start.size else np.zeros(len(found), np.bool_)]
    phrase, start, end = found.T
    block = np.searchsorted(blocks.start, start, "right") - 1
    lead, trail = batch.memo(_inner)
    at_start, at_end = start <= lead[block], end >= trail[block]
    words = blocks.last[block] - blocks.first[block]
    kept = (end <= blocks.end[block]) & (words <= MAX_LINE)
    kept &= (at_start | ~known.starts[phrase]) & (at_end | ~known.ends[phrase])
    kept &= _are_words(plain, start, end)
    order = np.lexsort((phrase[kept], block[kept]))
    return Matches(block[kept][order], phrase[kept][order], (at_start & at_end)[kept][order])


def _inner(batch: Analysis) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return where each line starts and ends but for marks that say nothing; a line of marks only is left whole."""
    blocks, codes = batch.blocks, batch.codes
    solid = np.flatnonzero(~_is_mark(codes))
    first = np.searchsorted(solid, blocks.start)
    last = np.searchsorted(solid, blocks.end) - 1
    full = first <= last
    if not solid.size:
        return blocks.start, blocks.end
    lead = np.where(full, solid[np.minimum(first, solid.size - 1)], blocks.start)
    return lead, np.where(full, solid[np.maximum(last, 0)] + 1, blocks.end)


def _is_mark(codes: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    table = np.zeros(0x2600, np.bool_)
    table[[ord(mark) for mark in _MARKS]] = True
    found: npt.NDArray[np.bool_] = table[codes if codes.dtype == np.uint8 else np.minimum(codes, 0x25FF)]
    return found


def _are_words(plain: str, start: npt.NDArray[np.intp], end: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Whether matches neither begin nor end inside a word."""
    return np.array(
        [
            not (plain[a].isalnum() and plain[a - 1 : a].isalnum())
            and not (plain[b - 1].isalnum() and plain[b : b + 1].isalnum())
            for a, b in zip(start.tolist(), end.tolist(), strict=True)
        ],
        np.bool_,
    )
