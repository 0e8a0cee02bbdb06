"""SCR004: text that was never written."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Finding, Rule


class _Placeholder(NamedTuple):
    """An expression, a piece of text that must be there for it to match, and what it is."""

    expression: re.Pattern[str]
    hint: str
    what: str


_PLACEHOLDERS = (
    _Placeholder(re.compile(r"\blorem ipsum\b[^.\r\n]{0,300}\.?", re.IGNORECASE), "psum", "filler text"),
    _Placeholder(re.compile(r"\{\{[^{}\r\n]{0,200}\}\}|\{%[^{}\r\n]{0,200}%\}"), "{", "a template’s field"),
    _Placeholder(re.compile(r"\$\{[A-Za-z_][\w.]{0,60}\}|<%=?[^<>\r\n]{0,200}%>"), "{", "a template’s field"),
    _Placeholder(re.compile(r"\[object Object\]"), "[object", "a script’s object"),
    _Placeholder(
        re.compile(
            r"\[(?:insert|your|add|enter|company|name of)\b[^\[\]\r\n]{2,60}(?:here|name|text|title|link|date)\]",
            re.IGNORECASE,
        ),
        "[",
        "a blank to fill in",
    ),
    _Placeholder(
        re.compile(r"\b(?:your|sample|dummy|placeholder) text (?:goes )?here\b", re.IGNORECASE),
        "ext",
        "a blank to fill in",
    ),
    _Placeholder(
        re.compile(
            r"\[(?:/?(?:caption|gallery|embed|audio|video|vc_row|vc_column|et_pb_\w{2,20}))(?:\s[^\[\]\r\n]{0,300})?\]"
        ),
        "[",
        "a shortcode",
    ),
)
_HINTS = ("ipsum", "text here", "text goes here")
_WHOLE_LINES = frozenset(
    {"undefined", "null", "none", "nan", "todo", "tbd", "n/a", "test", "untitled", "no title", "asdf", "xxx"}
)
_WHOLE_LINE_MAX = 10


class PlaceholderText(Rule):
    """Filler, template fields and blanks that nobody filled in.

    ## Why

    "Lorem ipsum", "{{ title }}", "[object Object]" or a line that is just "undefined" mean that the page was not
    finished or the scraper ran before it was.

    ## Example

    ```text
    Welcome to {{ site.name }}!
    ```
    """

    code = "SCR004"
    name = "placeholder-text"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any] | None:
        """Return the offsets of brackets and percent signs, of filler text, and of short lines."""
        marks = np.zeros(batch.codes.size, np.bool_)
        for mark in "{[%":
            marks |= batch.codes == ord(mark)
        folded = batch.text.lower()
        if len(folded) != len(batch.text):
            return None  # a letter that becomes two in lower case has moved the others
        filler = [place for hint in _HINTS for place in _places(folded, hint)]
        blocks = batch.blocks
        short = blocks.start[(blocks.end - blocks.start <= _WHOLE_LINE_MAX) & (blocks.kind != BlockKind.TABLE)]
        return np.concatenate((np.flatnonzero(marks), np.array(filler, np.int64), short))

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every placeholder."""
        del analysis
        text = article.text
        for placeholder in _PLACEHOLDERS:
            if placeholder.hint in text:
                for match in placeholder.expression.finditer(text):
                    yield self.finding(match.span(), f"{placeholder.what} is left in the text: “{match.group()[:40]}”")
        for block in article.blocks:
            if block.end - block.start <= _WHOLE_LINE_MAX and block.kind != BlockKind.TABLE:
                line = text[block.start : block.end].strip(" .:").lower()
                if line in _WHOLE_LINES:
                    yield self.finding((block.start, block.end), f"a line that is just “{line}”")


def _places(text: str, part: str) -> Iterator[int]:
    """Yield where a part stands in a text."""
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)
