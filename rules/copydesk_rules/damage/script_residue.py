"""SCR005: program text that came along with the article."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Edit, Finding, Fix, Rule, Span
from copydesk_rules.damage.programs import is_about_programs


class _Pattern(NamedTuple):
    """What program text begins with, and what it is."""

    expression: re.Pattern[str]
    what: str


_VARIABLE = (
    r"\b(?:var|let|const)\s[\w$]{1,60}\s?=\s?"
    r"(?:[\[{(\"'!\d]|(?:new|function|document|window|true|false|null)\b|[\w$.]{1,60}\()[^\r\n;]{0,1000};"
)
_STYLE = _Pattern(
    re.compile(
        r"\{\s{0,20}(?:-webkit-|-moz-|-ms-)?(?:align|animation|background|border|bottom|box|clear|color|content|cursor|"
        r"display|fill|flex|float|font|grid|height|justify|left|letter|line|list|margin|max|min|opacity|outline|overflow|"
        r"padding|position|right|text|top|transform|transition|vertical|visibility|white|width|z)(?:-[a-z-]{1,30})?"
        r"\s{0,3}:[^{};<>]{1,200}[;}]"
    ),
    "a style sheet",
)
_PATTERNS = (
    _STYLE,
    _Pattern(re.compile(r"@media\s{0,3}(?:\(|(?:screen|print|all|only)\b)[^{};\r\n]{0,200}\{"), "a style sheet"),
    _Pattern(re.compile(r"@font-face\s{0,3}\{|@import\s{1,3}(?:url\(|['\"])[^;\r\n]{1,300};"), "a style sheet"),
    _Pattern(re.compile(r"\{\s{0,20}\"[@\w$.-]{1,60}\"\s{0,5}:\s{0,5}[\"\[{\d\-tfn]"), "JSON"),
    _Pattern(re.compile(r"(?:/[/*]\s{0,5})?<!\[CDATA\[|(?:/[/*]\s{0,5})\]\]>"), "a script"),
    _Pattern(re.compile(r"[!=:(]\s?function\s?\w{0,40}\s?\([\w$, ]{0,100}\)\s{0,20}\{"), "a script"),
    _Pattern(re.compile(r"\bfunction\s\w{1,60}\s?\([\w$, ]{0,100}\)\s{0,20}\{"), "a script"),
    _Pattern(re.compile(_VARIABLE), "a script"),
    _Pattern(re.compile(r"\bwindow(?:\.[\w$]{1,60}){1,5}\s?(?:=(?!=)|\|\||\.push\()"), "a script"),
    _Pattern(
        re.compile(r"\bdocument\.(?:getElement\w{2,20}|querySelector|write|createElement|addEvent\w{2,20})\("),
        "a script",
    ),
    _Pattern(re.compile(r"(?:\bjQuery|\$)\((?:document|window|function|['\"][#.\w])"), "a script"),
    _Pattern(
        re.compile(r"\b(?:googletag\.(?:cmd|display|pubads)|(?:gtag|fbq|ga)\(['\"]|dataLayer\.push\(|_gaq\.push\()"),
        "a script",
    ),
    _Pattern(re.compile(r"<\?(?:php\b|=)|<%[=@-]?[^<>\r\n]{0,500}%>|\{%[^{}\r\n]{0,200}%\}"), "a template’s code"),
    _Pattern(
        re.compile(
            r"\[/(?:caption|gallery|embed|audio|video|playlist)\]|"
            r"\[(?:caption|gallery|embed|audio|video|playlist|adrotate) [^=\[\]\r\n]{0,200}=[^\[\]\r\n]{0,500}\]|"
            r"\[/?(?:contact-form-7|block:\w{1,30}|(?:sc|vc|et_pb|fusion|su|wp|mk|av|ux)_\w{2,40})"
            r"(?: [^\[\]\r\n]{0,500})?\]"
        ),
        "a shortcode",
    ),
    _Pattern(
        re.compile(
            r"\[/(?:b|i|u|s|url|img|quote|color|size|center)\]|\[(?:url|img|color|size|quote)=[^\[\]\r\n]{1,300}\]",
            re.IGNORECASE,
        ),
        "BBCode",
    ),
)
_MARKS = "{[<=@"
_BEHIND = re.compile(r"(?:\(\)|[);,}]){1,10}")
_OPEN, _CLOSE = "{[(", "}])"
_MAX_EXTENT = 20_000
"""Characters in which brackets must close."""
_MAX_SELECTOR = 200
_MAX_GAP = 3
"""Words between two pieces of one script."""
_LONG_KINDS = ("a style sheet", "JSON", "a script")
_MAX_PLACES = 5
"""An article that shows code in more places shows it on purpose."""


class ScriptResidue(Rule):
    """Style sheets, scripts, JSON-LD, template code, shortcodes and BBCode among the prose.

    ## Why

    They belong to the page's machinery; a scraper took the text of `<style>` and `<script>` for the article's, or a
    content system did not run its codes. Code blocks are left alone, and so is an article that speaks of programs or
    shows code in many places.

    ## Example

    ```text
    The bridge is closed. (function(){ var ad = document.createElement("script"); })();
    ```

    ## Fix

    Deletes it, up to the bracket that closes what it opens. Unsafe: see that no prose goes with it.
    """

    code = "SCR005"
    name = "script-residue"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of brackets and marks that programs need, and of calls."""
        codes = batch.codes
        marks = np.zeros(codes.size, np.bool_)
        for mark in _MARKS:
            marks |= codes == ord(mark)
        calls = np.flatnonzero(codes[:-1] == ord("("))
        after = codes[calls + 1]
        is_call = (after == ord('"')) | (after == ord("'")) | (after == ord("{")) | (after == ord("d"))
        return np.concatenate((np.flatnonzero(marks), calls[is_call]))

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every piece of program text."""
        text = article.text
        code = [(block.start, block.end) for block in article.blocks if block.kind == BlockKind.CODE]
        pieces = [
            (*_extent(text, match, pattern is _STYLE), pattern.what)
            for pattern in _PATTERNS
            for match in pattern.expression.finditer(text)
            if not any(start <= match.start() < end for start, end in code)
        ]
        runs = _joined(text, sorted(pieces))
        if 0 < len(runs) <= _MAX_PLACES and not is_about_programs(
            analysis, (Span(start, end) for start, end, _ in runs)
        ):
            for start, end, what in runs:
                fix = Fix("delete it", (Edit(Span(start, end)),))
                yield self.finding((start, end), f"{what} is left in the text: “{_short(text[start:end])}”", fix=fix)


def _extent(text: str, match: re.Match[str], is_style: bool) -> tuple[int, int]:
    """Return where a piece of program text begins, and where the brackets that it opens are closed."""
    start, end = match.span()
    if is_style:  # the selector stands before the bracket
        floor = max(0, start - _MAX_SELECTOR)
        start = max(floor, *(text.rfind(mark, floor, start) + 1 for mark in "\n\r};"))
        start = match.start() - len(text[start : match.start()].lstrip())
    depth = 0
    for place in range(match.start(), min(len(text), match.start() + _MAX_EXTENT)):
        depth += (text[place] in _OPEN) - (text[place] in _CLOSE)
        if depth <= 0 and place >= end - 1:
            end = place + 1
            break
    behind = _BEHIND.match(text, end)
    return start, behind.end() if behind else end


def _joined(text: str, pieces: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Join pieces that overlap or follow on each other; between two of one script a few words may stand."""
    runs: list[tuple[int, int, str]] = []
    for start, end, what in pieces:
        if runs:
            first, last, kind = runs[-1]
            between = text[last:start]
            is_script = what in _LONG_KINDS and kind in _LONG_KINDS and "\n" not in between
            if start <= last or len(between.split(None, _MAX_GAP + 1)) <= (_MAX_GAP if is_script else 0):
                runs[-1] = (first, max(last, end), kind)
                continue
        runs.append((start, end, what))
    return runs


def _short(code: str) -> str:
    """Return how a piece of code begins, on one line."""
    line = " ".join(code[:80].split())
    return line if len(line) <= 40 else line[:40] + "…"
