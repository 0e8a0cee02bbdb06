"""SCR002: tags, attributes and entities left in the text."""

import re
from collections.abc import Iterator
from typing import Any

import numpy.typing as npt

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, Span
from copydesk_rules.damage.marks import among, find_marks, in_code
from copydesk_rules.damage.programs import is_about_programs
from copydesk_rules.expression import Expression

_NAMES = (
    "a|abbr|acronym|address|article|aside|b|blockquote|body|br|button|caption|center|cite|code|dd|del|div|dl|dt|em|"
    "embed|fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|meta|nav|"
    "noscript|object|ol|option|p|path|picture|pre|q|s|script|section|select|small|source|span|strike|strong|style|sub|"
    "sup|svg|table|tbody|td|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|video|wbr"
)
_ATTRIBUTES = r"[ \t/][^<>=\r\n]{0,200}=[^<>\r\n]{0,2000}"
_TAG = Expression(
    rf"<(?:/(?:{_NAMES})[ \t]{{0,9}}|(?:{_NAMES})(?:{_ATTRIBUTES})?[ \t]{{0,9}}/?)>|<!--[^<>]{{0,1000}}-->",
    re.IGNORECASE,
)
_CUT_TAG = Expression(r"<(?:a|img|div|span|p|iframe|link|meta) [a-z-]{2,20}=[\"'][^<>\r\n]{0,500}$", re.MULTILINE)
_ATTRIBUTE = (
    r"(?:class|href|src|srcset|style|target|alt|width|height|id|rel|title|align|border|onclick|"
    r"(?:data|aria)-[a-z-]{1,30})=[\"“”'][^\"“”'<>\r\n]{0,500}[\"“”']"
)
_BARE_ATTRIBUTES = Expression(rf"(?<![\w<]){_ATTRIBUTE}(?: {{0,3}}/?>|(?: {{1,3}}{_ATTRIBUTE}){{1,20}} {{0,3}}/?>?)")
"""What is left of a tag that has lost its name: attributes, more than one or with the bracket."""
_ENTITY = Expression(r"&(?:amp;){0,5}(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_COMMON = "nbsp|quot|apos|lsquo|rsquo|ldquo|rdquo|mdash|ndash|hellip"
_NUMBER = r"#(?:8[12]\d\d|0?39)"
_CUT_ENTITY = Expression(rf"&nbsp(?!;)|&(?:{_COMMON})(?![\w;=])|&{_NUMBER}(?![\d;=])")
_LOST_ENTITY = Expression(rf"(?<![&;]){_NUMBER};|(?<![&\w#;/])(?:{_COMMON});")
"""Entities that have lost their semicolon or their ampersand."""
_ATTRIBUTE_HINTS = ('="', "='", "=“", "=”")
_ENTITY_HINTS = ("#8", "#39", "#039", *(f"{name};" for name in _COMMON.split("|")))
_MARKUP = (
    (_TAG, "<", ()),
    (_CUT_TAG, "<", ()),
    (_BARE_ATTRIBUTES, "=", _ATTRIBUTE_HINTS),
    (_ENTITY, "&", ()),
    (_CUT_ENTITY, "&", ()),
    (_LOST_ENTITY, ";", _ENTITY_HINTS),
)
"""What is looked for in a text that has a mark and, where there are any, one of the hints."""
_LAST_LETTERS = "".join(sorted({name[-1] for name in _COMMON.split("|")}))
"""The last letters of the entities that are known without their ampersand."""
_MAX_ENCODED = 5
_MAX_GAP = 1
"""Characters between two pieces of residue that are one finding."""


class HtmlResidue(Rule):
    """HTML tags, attributes, comments and entities that stand in the text as text.

    ## Why

    The page was escaped twice, or stripped with an expression that missed some. Only names of HTML elements and known
    entities count: "<3", "a < b", "<john@example.com>" and "AT&T;" are text. So do entities that have lost their
    ampersand or semicolon ("don#8217;t"), and attributes that are left of a tag. Code is left alone, and so is an
    article that speaks of programs.

    ## Example

    ```text
    The price is 5&nbsp;euros.<br />
    ```

    ## Fix

    Deletes tags and decodes entities. Unsafe: see that the text is right without them.
    """

    code = "SCR002"
    name = "html-residue"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of what opens a tag or an entity, gives an attribute its value, or may end an entity."""
        marks = batch.memo(find_marks)
        behind, before = marks.behind, marks.before
        kept = (marks.code == ord("<")) & ((behind >= ord("A")) | among(behind, "/!"))
        kept |= (marks.code == ord("&")) & ((behind >= ord("A")) | (behind == ord("#")))
        kept |= (marks.code == ord("=")) & among(behind, "\"'“”") & (before >= ord("A"))
        kept |= (marks.code == ord(";")) & (among(before, _LAST_LETTERS) | (before >= ord("0")) & (before <= ord("9")))
        return marks.where(kept).place

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every run of tags, attributes and entities."""
        text = article.text
        pieces = [
            Span(*match.span())
            for expression, mark, hints in _MARKUP
            if mark in text and (not hints or any(hint in text for hint in hints))
            for match in expression.compiled.finditer(text)
            if expression is not _ENTITY or _decoded(match.group()) != match.group()
        ]
        runs = [run for run in _joined(sorted(pieces)) if not in_code(analysis, run.start)]
        if runs and not is_about_programs(analysis, runs):
            for run in runs:
                yield self._finding(text, run)

    def _finding(self, text: str, span: Span) -> Finding:
        plain = text[slice(*span)]
        for expression in (_TAG, _CUT_TAG, _BARE_ATTRIBUTES):
            plain = expression.compiled.sub("", plain)
        plain = _decoded(_CUT_ENTITY.compiled.sub(_mended, _LOST_ENTITY.compiled.sub(_mended, plain)))
        message = f"“{plain}” is left as HTML" if plain.strip() else "HTML is left in the text"
        verb = f"replace by “{plain}”" if plain.strip() else "delete it"
        return self.finding(span, message, fix=Fix(verb, (Edit(span, plain),)))


def _mended(match: re.Match[str]) -> str:
    """Give an entity the mark that it has lost."""
    return "&" + match.group().strip("&;") + ";"


def _decoded(text: str) -> str:
    """Return a text with its entities decoded, as often as they were encoded."""
    from html import unescape  # has all names of entities, and few runs need them

    for _ in range(_MAX_ENCODED):
        decoded = unescape(text)
        if decoded == text:
            break
        text = decoded
    return text


def _joined(pieces: list[Span]) -> list[Span]:
    """Join pieces that touch or nearly do."""
    runs: list[Span] = []
    for start, end in pieces:
        if runs and start - runs[-1].end <= _MAX_GAP:
            runs[-1] = Span(runs[-1].start, max(end, runs[-1].end))
        else:
            runs.append(Span(start, end))
    return runs
