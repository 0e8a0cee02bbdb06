"""SCR002: tags and entities left in the text."""

import html
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Edit, Finding, Fix, Rule, Span

_NAMES = (
    "a|abbr|address|article|aside|b|blockquote|body|br|button|caption|center|cite|code|dd|div|dl|dt|em|embed|fieldset|"
    "figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|meta|nav|"
    "noscript|object|ol|option|p|path|picture|pre|q|s|script|section|select|small|source|span|strike|strong|style|sub|sup|"
    "svg|table|tbody|td|textarea|tfoot|th|thead|time|title|tr|u|ul|video"
)
_ATTRIBUTES = r"[ \t/][^<>=\r\n]{0,200}=[^<>\r\n]{0,2000}"
_TAG = re.compile(
    rf"<(?:/(?:{_NAMES})[ \t]{{0,9}}|(?:{_NAMES})(?:{_ATTRIBUTES})?[ \t]{{0,9}}/?)>|<!--[^<>]{{0,1000}}-->",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_MAX_GAP = 1
"""Characters between two pieces of residue that are one finding."""


class HtmlResidue(Rule):
    """HTML tags, comments and entities that stand in the text as text.

    ## Why

    The page was escaped twice, or stripped with an expression that missed some. Only names of HTML elements and known
    entities count: "<3", "a < b", "<john@example.com>" and "AT&T;" are text. Code is left alone.

    ## Example

    ```text
    The price is 5&nbsp;euros.<br />
    ```

    ## Fix

    Deletes tags and decodes entities. Unsafe: see whether the text is about HTML.
    """

    code = "SCR002"
    name = "html-residue"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of what opens a tag or an entity."""
        return np.flatnonzero((batch.codes == ord("<")) | (batch.codes == ord("&")))

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every run of tags and entities."""
        del analysis
        text = article.text
        if "<" not in text and "&" not in text:
            return
        pieces = [match.span() for match in _TAG.finditer(text)] if ">" in text else []
        pieces += [match.span() for match in _ENTITY.finditer(text) if _is_entity(match.group())]
        code = [(block.start, block.end) for block in article.blocks if block.kind == BlockKind.CODE]
        for start, end in _joined(sorted(pieces)):
            if not any(first <= start < last for first, last in code):
                yield self._finding(text, Span(start, end))

    def _finding(self, text: str, span: Span) -> Finding:
        residue = text[slice(*span)]
        plain = html.unescape(_TAG.sub("", residue))
        message = f"“{plain}” is left as HTML" if plain.strip() else "HTML is left in the text"
        verb = f"replace by “{plain}”" if plain.strip() else "delete it"
        return self.finding(span, message, fix=Fix(verb, (Edit(span, plain),)))


def _is_entity(reference: str) -> bool:
    return html.unescape(reference) != reference


def _joined(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join pieces that touch or nearly do."""
    runs: list[tuple[int, int]] = []
    for start, end in pieces:
        if runs and start - runs[-1][1] <= _MAX_GAP:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return runs
