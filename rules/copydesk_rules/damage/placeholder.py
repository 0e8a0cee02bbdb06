"""SCR004: text that was never written."""

import re
from collections.abc import Iterator
from typing import NamedTuple

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
