"""SCR003: text that was cut off."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Finding, Rule
from copydesk_rules.damage.dangling import dangles

_LONG = 25
"""Words of a paragraph that should end like one."""
_LAST = 3
"""Blocks at the end of the article that may bear a mark."""
_TAIL = 80
_MORE = (
    r"(?:read more|read on|read the (?:full|whole) (?:story|article)|read the rest[^.\r\n]{0,40}|continue reading|"
    "keep reading|see more|view more|show more|learn more|full story|weiterlesen|mehr lesen|lire la suite|leer más|"
    "seguir leyendo|leggi tutto|continua a leggere|leia mais|continuar lendo|lees verder|lees meer)"
)
_MARKS = (
    re.compile(r"\[\s?\+?\s?\d{1,7} chars?\s?\]$"),
    re.compile(r"\[\s?(?:…|\.\.\.|&hellip;)\s?\]$"),
    re.compile(rf"(?:…|\.{{3}}|\[…\])\s{{0,9}}[\[(]?{_MORE}[…»>→ )\]]{{0,5}}$", re.IGNORECASE),
    re.compile(r"(?<=\s)\((?:more|continued|cont['’]d)\)$", re.IGNORECASE),
)
"""How feeds and pages mark a text that goes on elsewhere."""
_ELLIPSIS = re.compile(r"\s?(?:…|\.{3})$")
_STOPS = np.array([ord(mark) for mark in ".!?\"”’'"], np.uint32)
"""How sentences end; a text that is cut off ends otherwise."""


class TruncatedText(Rule):
    """An article that breaks off.

    ## Why

    Feeds cut articles and say so ("[+1234 chars]", "… Read more"); a download that was cut says nothing, and the text
    ends inside a sentence. The last long paragraph is looked at: it breaks off when it ends in such a mark, in a word
    that no sentence ends in, or as the article's last in a comma. An article's last line that is no sentence (a list,
    a caption, a signature) is no truncation, and a final ellipsis alone is style.

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
        text, blocks = article.text, analysis.blocks
        full = np.flatnonzero(blocks.last > blocks.first)
        for block in reversed(full[-_LAST:].tolist()):
            end = int(blocks.end[block])
            tail = text[
                max(0, end - _TAIL) : end
            ]  # a mark may stand in a line of its own, its ellipsis in the one before
            mark = next((found for expression in _MARKS if (found := expression.search(tail))), None)
            if mark is not None:
                where = (end - len(tail) + mark.start(), end)
                yield self.finding(where, f"the text is cut off here: “{' '.join(mark.group().split())}”")
                return
        prose = (blocks.kind == BlockKind.PARAGRAPH) | (blocks.kind == BlockKind.QUOTE)
        long = np.flatnonzero(prose & (blocks.last - blocks.first >= _LONG))
        if long.size and self._breaks_off(text, analysis, int(long[-1]), is_last=bool(long[-1] == full[-1])):
            word = int(blocks.last[long[-1]]) - 1
            span = (int(analysis.tokens.start[word]), int(blocks.end[long[-1]]))
            yield self.finding(span, f"the text breaks off after “{analysis.word(word)}”")

    @staticmethod
    def _breaks_off(text: str, analysis: Analysis, block: int, *, is_last: bool) -> bool:
        """Whether a paragraph ends in a word that no sentence ends in, with an ellipsis at most, or in a comma."""
        blocks = analysis.blocks
        if not is_last and text[int(blocks.start[block + 1])].islower():
            return False  # a line break within the sentence (SCR009)
        last = int(blocks.last[block]) - 1
        tail = text[int(analysis.tokens.end[last]) : int(blocks.end[block])]
        if not tail or _ELLIPSIS.fullmatch(tail):
            return bool(dangles(analysis.tokens.hash[last : last + 1])[0])
        return is_last and tail == ","


def _lasts(batch: Analysis, kept: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """Return of some blocks, given by number, the last `count` of every text of a batch."""
    parts = batch.parts_of(batch.blocks.start[kept])
    behind = np.searchsorted(parts, parts, "right") - np.arange(parts.size)
    return kept[behind <= count]
