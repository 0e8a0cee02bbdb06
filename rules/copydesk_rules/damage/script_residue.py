"""SCR005: program text that came along with the article."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy.typing as npt

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, Span
from copydesk_rules.damage.marks import Marks, among, find_marks, in_code
from copydesk_rules.damage.programs import is_about_programs
from copydesk_rules.expression import Expression


class _Pattern(NamedTuple):
    """An expression round a mark, and what it finds."""

    expression: Expression
    what: str


_STYLE = _Pattern(
    Expression(
        r"\{\s{0,20}(?:-webkit-|-moz-|-ms-)?(?:align|animation|background|border|bottom|box|clear|color|content|cursor|"
        r"display|fill|flex|float|font|grid|height|justify|left|letter|line|list|margin|max|min|opacity|outline|overflow|"
        r"padding|position|right|text|top|transform|transition|vertical|visibility|white|width|z)(?:-[a-z-]{1,30})?"
        r"\s{0,3}:[^{};<>]{1,200}[;}]"
    ),
    "a style sheet",
)
_CDATA = _Pattern(Expression(r"<!\[CDATA\["), "a script")
_COMMENT = Expression(r"/[/*]\s{0,5}\Z")
"""Stands before CDATA that a script must not see."""
_TEMPLATE = "a template’s code"
_FROM = {
    "{": (
        _STYLE,
        _Pattern(Expression(r"\{\s{0,20}\"[@\w$.-]{1,60}\"\s{0,5}:\s{0,5}[\"\[{\d\-tfn]"), "JSON"),
        _Pattern(Expression(r"\{%[^{}\r\n]{0,200}%\}"), _TEMPLATE),
    ),
    "@": (
        _Pattern(Expression(r"@media\s{0,3}(?:\(|(?:screen|print|all|only)\b)[^{};\r\n]{0,200}\{"), "a style sheet"),
        _Pattern(Expression(r"@font-face\s{0,3}\{|@import\s{1,3}(?:url\(|['\"])[^;\r\n]{1,300};"), "a style sheet"),
    ),
    "<": (
        _CDATA,
        _Pattern(Expression(r"<\?(?:php\b|=)|<%[=@-]?[^<>\r\n]{0,500}%>"), _TEMPLATE),
    ),
    "[": (
        _Pattern(
            Expression(
                r"\[/(?:caption|gallery|embed|audio|video|playlist)\]|"
                r"\[(?:caption|gallery|embed|audio|video|playlist|adrotate) [^=\[\]\r\n]{0,200}=[^\[\]\r\n]{0,500}\]|"
                r"\[/?(?:contact-form-7|block:\w{1,30}|(?:sc|vc|et_pb|fusion|su|wp|mk|av|ux)_\w{2,40})"
                r"(?: [^\[\]\r\n]{0,500})?\]"
            ),
            "a shortcode",
        ),
        _Pattern(
            Expression(
                r"\[/(?:b|i|u|s|url|img|quote|color|size|center)\]|\[(?:url|img|color|size|quote)=[^\[\]\r\n]{1,300}\]",
                re.IGNORECASE,
            ),
            "BBCode",
        ),
    ),
}
"""What begins with each mark."""
_UP_TO = {
    "{": Expression(r"(?:[!=:(]\s?function\s?\w{0,40}|\bfunction\s\w{1,60})\s?\([\w$, ]{0,100}\)\s{0,20}\{\Z"),
    "=": Expression(r"(?:\b(?:var|let|const)\s[\w$]{1,60}|\bwindow(?:\.[\w$]{1,60}){1,5})\s?=\Z"),
    "(": Expression(
        r"(?:\bdocument\.(?:getElement\w{2,20}|querySelector|write|createElement|addEvent\w{2,20})|\bjQuery|\$|"
        r"\b(?:gtag|fbq|ga)|\bgoogletag\.[\w.()]{3,40}|\b(?:dataLayer|_gaq)\.push)\(\Z"
    ),
}
"""What ends in each mark, as scripts do."""
_BEFORE_MARK = 200
"""Characters before a mark that are searched."""
_VALUE = Expression(
    r"\s?(?:[\[{(\"'!\d]|(?:new|function|document|window|true|false|null)\b|[\w$.]{1,60}(?:\(|\s?\|\|))[^\r\n;]{0,1000};"
)
"""What a variable is set to."""
_BEHIND = Expression(r"(?:\(\)|[);,}]){1,10}")
_BRACKET = Expression(r"[{}\[\]()]")
_MAX_EXTENT = 20_000
"""Characters in which brackets must close."""
_MAX_SELECTOR = 200
_MAX_GAP = 3
"""Words between two pieces of one script."""
_LONG_KINDS = ("a style sheet", "JSON", "a script")
_MAX_PLACES = 5
_MAX_PIECES = 100
"""An article that shows code in more places, or more pieces, shows it on purpose."""


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
        """Return the offsets of the marks that program text may stand at."""
        return _candidates(batch).place

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every piece of program text."""
        text = article.text
        pieces: list[tuple[int, int, str]] = []
        done = 0
        for place in _candidates(analysis).place.tolist():
            found = list(_pieces(text, place)) if place >= done else []
            if found and not in_code(analysis, place):
                pieces += found
                done = max(done, found[-1][1])
                if len(pieces) > _MAX_PIECES:
                    return
        runs = _joined(text, sorted(pieces))
        if 0 < len(runs) <= _MAX_PLACES and not is_about_programs(analysis, (Span(*run[:2]) for run in runs)):
            for start, end, what in runs:
                fix = Fix("delete it", (Edit(Span(start, end)),))
                yield self.finding((start, end), f"{what} is left in the text: “{_short(text[start:end])}”", fix=fix)


def _candidates(analysis: Analysis) -> Marks:
    """Return the marks that stand as they do in program text."""
    marks = analysis.memo(find_marks)
    behind, before = marks.behind, marks.before
    is_word = (before == ord("$")) | (before == ord(" ")) | (before >= ord("0"))
    kept = marks.code == ord("{")
    kept |= (marks.code == ord("[")) & ((behind == ord("/")) | (behind >= ord("A")))
    kept |= (marks.code == ord("<")) & among(behind, "?%!")
    kept |= (marks.code == ord("@")) & among(behind, "mfi")
    kept |= (marks.code == ord("=")) & is_word & ((behind == ord(" ")) | (before == ord(" ")) | among(behind, "[{('\""))
    kept |= (marks.code == ord("(")) & is_word & (before != ord(" ")) & among(behind, "\"'{[fdwa")
    return marks.where(kept)


def _pieces(text: str, place: int) -> Iterator[tuple[int, int, str]]:
    """Yield the program text round a mark: where it starts and ends, and what it is."""
    mark = text[place]
    for pattern in _FROM.get(mark, ()):
        match = pattern.expression.compiled.match(text, place)
        if match and pattern is _CDATA:
            comment = _COMMENT.compiled.search(text, max(0, place - 7), place)
            end = text.find("]]>", place, place + _MAX_EXTENT)
            yield comment.start() if comment else place, end + 3 if end >= 0 else match.end(), pattern.what
        elif match:
            start = _selector(text, place) if pattern is _STYLE else place
            yield start, _closed(text, *match.span()), pattern.what
    if mark in _UP_TO and (mark != "{" or text[max(0, place - 20) : place].rstrip().endswith(")")):
        match = _UP_TO[mark].compiled.search(text, max(0, place - _BEFORE_MARK), place + 1)
        value = _VALUE.compiled.match(text, place + 1) if mark == "=" else match
        if match and value:
            yield match.start(), _closed(text, match.start(), value.end()), "a script"


def _selector(text: str, place: int) -> int:
    """Return where the selector of a style sheet's bracket starts."""
    floor = max(0, place - _MAX_SELECTOR)
    start = max(floor, *(text.rfind(mark, floor, place) + 1 for mark in "\n\r};"))
    return place - len(text[start:place].lstrip())


def _closed(text: str, start: int, end: int) -> int:
    """Return where the brackets that a piece of program text opens are closed."""
    depth = 0
    for bracket in _BRACKET.compiled.finditer(text, start, start + _MAX_EXTENT):
        depth += 1 if bracket.group() in "{[(" else -1
        if depth <= 0 and bracket.end() >= end:
            end = bracket.end()
            break
    behind = _BEHIND.compiled.match(text, end)
    return behind.end() if behind else end


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
