"""SCR003: text that was cut off."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Finding, Rule
from copydesk.text import contains, hash_words

_LONG = 25
"""Words of a paragraph that should end like one."""
_LAST = 3
"""Blocks at the end of the article that may bear a mark."""
_TAIL = 80
_MARKS = (
    re.compile(r"\[\s?\+?\s?\d{1,7} chars?\s?\]$"),
    re.compile(r"\[\s?(?:…|\.\.\.|&hellip;)\s?\]$"),
    re.compile(
        r"(?:…|\.{3}|\[…\])\s?\(?(?:read|continue|see|view|show|learn)\s(?:more|reading|full story)[.…»>→ )]{0,5}$",
        re.IGNORECASE,
    ),
    re.compile(r"(?<=\s)\(more\)$", re.IGNORECASE),
)
"""How feeds and pages mark a text that goes on elsewhere."""
_STOPS = np.array([ord(mark) for mark in ".!?\"”’'"], np.uint32)
"""How sentences end; a text that is cut off ends otherwise."""
_DANGLING = np.sort(
    hash_words(
        """a an the and or but nor of to in on at by for with from into as than that which who whose because although
        while if is are was were be been has have had will would can could may might must should their its his her our
        your this these very such between""".split()
    )
)
"""Words that no sentence ends in."""


class TruncatedText(Rule):
    """An article that breaks off.

    ## Why

    Feeds cut articles and say so ("[+1234 chars]", "… Read more"); a download that was cut says nothing, and the text
    ends inside a sentence. The last long paragraph is looked at: it breaks off when it ends in such a mark, or without
    punctuation and in a word that no sentence ends in. An article's last line that is no sentence (a list, a caption,
    a signature) is no truncation.

    ## Example

    ```text
    The council voted on Tuesday to close the old bridge, and nobody objected to the… [+1834 chars]
    ```
    """

    code = "SCR003"
    name = "truncated-text"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return where the last blocks of a text and its last long paragraph end, unless as a sentence does."""
        blocks = batch.blocks
        words = blocks.last - blocks.first
        full = np.flatnonzero(words > 0)
        prose = (blocks.kind == BlockKind.PARAGRAPH) | (blocks.kind == BlockKind.QUOTE)
        long = np.flatnonzero(prose & (words >= _LONG))
        last = blocks.end[np.concatenate((_lasts(batch, full, _LAST), _lasts(batch, long, 1)))] - 1
        stops = (batch.codes[last, None] == _STOPS).any(1) & (batch.codes[np.maximum(last - 1, 0)] != ord("."))
        suspects: npt.NDArray[Any] = last[~stops]
        return suspects

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield one finding at most, at the end of the text that breaks off."""
        blocks = analysis.blocks
        full = np.flatnonzero(blocks.last > blocks.first)
        for block in reversed(full[-_LAST:].tolist()):
            end = int(blocks.end[block])
            tail = article.text[max(int(blocks.start[block]), end - _TAIL) : end]
            mark = next((found for expression in _MARKS if (found := expression.search(tail))), None)
            if mark is not None:
                where = (end - len(tail) + mark.start(), end)
                yield self.finding(where, f"the text is cut off here: “{mark.group().strip()}”")
                return
        prose = (blocks.kind == BlockKind.PARAGRAPH) | (blocks.kind == BlockKind.QUOTE)
        long = np.flatnonzero(prose & (blocks.last - blocks.first >= _LONG))
        if long.size and self._dangles(article.text, analysis, int(long[-1])):
            word = int(blocks.last[long[-1]]) - 1
            span = (int(analysis.tokens.start[word]), int(blocks.end[long[-1]]))
            yield self.finding(span, f"the text breaks off after “{analysis.word(word)}”")

    @staticmethod
    def _dangles(text: str, analysis: Analysis, block: int) -> bool:
        """Whether a paragraph ends in a word that no sentence ends in, without punctuation."""
        place = int(analysis.blocks.last[block])
        last = analysis.tokens.hash[place - 1 : place]
        return text[int(analysis.blocks.end[block]) - 1].isalpha() and bool(contains(_DANGLING, last)[0])


def _lasts(batch: Analysis, kept: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """Return of some blocks, given by number, the last `count` of every text of a batch."""
    parts = batch.parts_of(batch.blocks.start[kept])
    behind = np.searchsorted(parts, parts, "right") - np.arange(parts.size)
    return kept[behind <= count]
