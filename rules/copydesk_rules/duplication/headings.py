"""DUP005: a heading that comes again."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Finding, Related, Rule, Span
from copydesk.text import contains, group

_MIN_WORDS = 4
"""Shorter headings ("Pros", "What we like", "Step 2") recur in any long article."""
_MIN_RESTATED = 5
_MAX_TAIL = 3
"""Words behind the last colon, dash or bar of a heading that may be the site's name or "Report"."""
_FORM_TIMES = 3
"""A heading that stands so often labels the parts of a list, such as a table's head or a meal's hour."""
_FORM_HEADINGS = 4
"""So many headings that come again make the article a form, such as a plan of seven days."""
_MAX_HEADINGS = 400
"""Only so many headings of an article are held against each other."""


def _headings(analysis: Analysis) -> npt.NDArray[Any]:
    """Return the headings of enough words."""
    blocks = analysis.blocks
    return np.flatnonzero((blocks.kind == BlockKind.HEADING) & (blocks.last - blocks.first >= _MIN_WORDS))


class RepeatedHeading(Rule):
    """A heading that stands in the article twice, or once more with something tacked on.

    ## Why

    The title comes from the page's head, its header and its body; a rewritten article carries the old title inside.
    Headings of fewer than four words recur by nature and are left alone, and so are those that stand three times or
    more, or in an article with four such headings: those label the parts of a list or plan.

    ## Example

    ```text
    Council closes the old bridge over the river

    Council closes the old bridge: Report
    ```
    """

    code = "DUP005"
    name = "repeated-heading"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of headings in texts that have two or more."""
        start = batch.blocks.start[_headings(batch)]
        parts = batch.parts_of(start)
        later: npt.NDArray[Any] = start[1:][parts[1:] == parts[:-1]]
        return later

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every later heading."""
        blocks = analysis.blocks
        headings = _headings(analysis)[:_MAX_HEADINGS]
        if headings.size < 2:
            return
        equal = group(blocks.hash[headings])
        if np.count_nonzero(equal.size > 1) >= _FORM_HEADINGS:
            return
        headings = headings[~contains(equal.value[equal.size >= _FORM_TIMES], blocks.hash[headings])]
        seen: list[tuple[str, Span]] = []
        for block in headings.tolist():
            span = Span(int(blocks.start[block]), int(blocks.end[block]))
            words = analysis.words(int(blocks.first[block]), int(blocks.last[block]))
            core = self._core(article.text, span, words)
            key = f" {' '.join(core)} "
            for earlier, place in seen:
                if self._restates(key, earlier):
                    how = "repeats" if key == earlier else "restates"
                    yield self.finding(
                        span, f"this heading {how} an earlier one", related=[Related(place, "first here")]
                    )
                    break
            else:
                seen.append((key, span))

    @staticmethod
    def _core(text: str, span: Span, words: list[str]) -> list[str]:
        """Return the words of a heading without what is tacked on behind its last colon, dash or bar."""
        heading = text[slice(*span)]
        cut = max(heading.rfind(mark) for mark in (": ", " - ", " – ", " — ", " | "))
        tail = len(heading[cut:].split()) - 1 if cut > 0 else 0
        core = words[: len(words) - tail] if 0 < tail <= _MAX_TAIL else words
        return core if len(core) >= _MIN_WORDS else words

    @staticmethod
    def _restates(one: str, other: str) -> bool:
        """Whether two headings are equal, or the one stands word for word in the other, which adds no number."""
        if one == other:
            return True
        shorter, longer = (one, other) if len(one) < len(other) else (other, one)
        if shorter not in longer or len(shorter.split()) < _MIN_RESTATED:
            return False
        return not any(map(str.isdigit, longer.replace(shorter, " ", 1)))
