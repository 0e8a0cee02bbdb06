"""SCR003: text that was cut off."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Finding, Rule
from copydesk.text import Hashes, contains, hash_words
from copydesk_rules.damage.dangling import dangles
from copydesk_rules.damage.marks import among
from copydesk_rules.expression import Expression

_LONG = 25
"""Words of a paragraph that should end like one."""
_LAST = 3
"""Blocks at the end of the article that may bear a mark."""
_TAIL = 80
_MORE = (
    "(?:read more|read on|read the (?:full|whole) (?:story|article)|read the rest(?: of this (?:story|article|entry))?|"
    "continue reading|keep reading|see more|view more|show more|learn more|full story|weiterlesen|mehr lesen|"
    "lire la suite|leer más|seguir leyendo|leggi tutto|continua a leggere|leia mais|continuar lendo|lees verder|"
    "lees meer)"
)
_MARKS = (
    Expression(r"\[\s?\+?\s?\d{1,7} chars?\s?\]$"),
    Expression(r"\[\s?(?:…|\.\.\.|&hellip;)\s?\]$"),
    Expression(rf"(?:…|\.{{3}}|\[…\])\s{{0,9}}[\[(]?{_MORE}[…»>→ )\]]{{0,5}}$", re.IGNORECASE),
    Expression(r"(?<=\s)\((?:more|continued|cont['’]d)\)$", re.IGNORECASE),
)
"""How feeds and pages mark a text that goes on elsewhere."""
_ELLIPSIS = Expression(r"\s?(?:…|\.{3})$")
_MORE_ENDS = """more on story article entry rest reading weiterlesen lesen suite más leyendo tutto leggere mais lendo
verder meer"""
"""The last words of links to the rest."""


@cache
def _more_ends() -> Hashes:
    return np.sort(hash_words(_MORE_ENDS.split()))


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
        prose = (blocks.kind == BlockKind.PARAGRAPH) | (blocks.kind == BlockKind.QUOTE)
        long = _lasts(batch, np.flatnonzero(prose & (words >= _LONG)), 1)
        last = _lasts(batch, np.flatnonzero(words > 0), _LAST)
        ends_so = contains(_more_ends(), batch.tokens.hash[blocks.last[last] - 1])
        last = last[ends_so | among(batch.codes[blocks.end[last] - 1], "])>»→…")]
        marked = [block for block in last.tolist() if _mark(batch.text, int(blocks.end[block])) is not None]
        offsets: npt.NDArray[Any] = blocks.start[np.append(long[_may_be_cut(batch, long)], np.array(marked, np.intp))]
        return offsets

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield one finding at most, at the end of the text that breaks off."""
        text, blocks = article.text, analysis.blocks
        full = np.flatnonzero(blocks.last > blocks.first)
        for block in reversed(full[-_LAST:].tolist()):
            end = int(blocks.end[block])
            mark = _mark(text, end)
            if mark is not None:
                yield self.finding((end - len(mark), end), f"the text is cut off here: “{' '.join(mark.split())}”")
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
        if not tail or _ELLIPSIS.compiled.fullmatch(tail):
            return bool(dangles(analysis.tokens.hash[last : last + 1])[0])
        return is_last and tail == ","


def _mark(text: str, end: int) -> str | None:
    """Return the mark of a cut that a text has before an offset, to the offset; None where it has none."""
    tail = text[max(0, end - _TAIL) : end]  # a mark may stand in a line of its own, its ellipsis in the one before
    found = next((match for expression in _MARKS if (match := expression.compiled.search(tail))), None)
    return None if found is None else tail[found.start() :]


def _may_be_cut(batch: Analysis, blocks: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Whether each block ends in a comma, or in a word that no sentence ends in and nothing but an ellipsis."""
    word, end = batch.blocks.last[blocks] - 1, batch.blocks.end[blocks]
    mark, length = batch.codes[end - 1], end - batch.tokens.end[word]
    is_open = (length == 0) | (length >= len("...")) | (mark == ord("…"))
    return np.asarray((mark == ord(",")) | (is_open & dangles(batch.tokens.hash[word])), np.bool_)


def _lasts(batch: Analysis, kept: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """Return of some blocks, given by number, the last `count` of every text of a batch."""
    parts = batch.parts_of(batch.blocks.start[kept])
    behind = np.searchsorted(parts, parts, "right") - np.arange(parts.size)
    return kept[behind <= count]
