"""HTML by WHATWG tokens, each with its place. Scripts, styles and controls are dropped; block elements make blocks."""

import re
from collections.abc import Iterator
from typing import Any

import turbohtml
from turbohtml import TokenType

from copydesk.article import Article
from copydesk.sources.prose import CODE, ProseWriter
from copydesk.text import BlockKind

_BLOCK_TAGS = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup option p pre search
    section summary table tbody td tfoot th thead tr ul video audio canvas""".split()
)
_KINDS = {
    **{f"h{level}": BlockKind.HEADING for level in range(1, 7)},
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "td": BlockKind.TABLE,
    "th": BlockKind.TABLE,
    "pre": BlockKind.CODE,
}
_CONTAINERS = frozenset({"ul", "ol", "menu", "dir", "table", "dl"})
_DROPPED = frozenset(
    "script style noscript template svg math select textarea iframe object title button datalist".split()
)
_INLINE_CODE = frozenset({"code", "kbd", "samp"})
_WHITE = " \t\n\f\r"
_ODD_WHITE = frozenset("\t\n\f\r")
_SPACE = re.compile(r"[ \t\n\f\r]{2,}|[\t\n\f\r]")
"""White space that is not one space, which may stay as it is."""
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_HEAD_LIMIT = 100_000
"""Code points at the start of a page in which its title, language and address are looked for."""


def read_html(source: str) -> Article:
    """Make the article of a page: all its text, in order, and the fields that its head gives."""
    walk = _Walk(source)
    starts = [0, *(match.end() for match in _LINE_BREAK.finditer(source))]
    pending: tuple[Any, int] | None = None
    # A token reaches to where the next begins: its own text is normalised, the file's is not.
    for token in turbohtml.tokenize(source, resolve_references=False, capture_source=True, capture_attributes=False):
        start = starts[token.line - 1] + token.col
        if pending is not None:
            walk.take(*pending, start)
        pending = (token, start)
    if pending is not None:
        walk.take(*pending, len(source))
    text, blocks, builder = walk.writer.finish()
    return Article(text=text, blocks=blocks, source_map=builder.build(), notations=("html",), **_fields(source))


class _Walk:
    """The state of going through the tokens: which elements are open, and what is dropped."""

    def __init__(self, source: str) -> None:
        self.writer = ProseWriter(source)
        self._source = source
        lower = source.lower()
        self._lower = lower if len(lower) == len(source) else source
        self._open: list[str] = []
        self._dropping = ""
        self._depth = 0
        self._last_end: dict[str, int] = {}

    def take(self, token: Any, start: int, end: int) -> None:
        """Handle one token that stands at [start, end) in the file."""
        kind = token.type
        if self._dropping:
            self._drop(kind, token.tag)
        elif kind is TokenType.TEXT:
            self._text(start, end)
        elif kind is TokenType.CHARACTER_REFERENCE:
            self.writer.write(token.data, start, start + len(token.source))
        elif kind is TokenType.START_TAG:
            self._start_tag(token.tag, token.self_closing, start, end)
        elif kind is TokenType.END_TAG:
            self._end_tag(token.tag)

    def _drop(self, kind: TokenType, tag: str | None) -> None:
        if tag == self._dropping:
            self._depth += (kind is TokenType.START_TAG) - (kind is TokenType.END_TAG)
            if self._depth <= 0:
                self._dropping = ""

    def _text(self, start: int, end: int) -> None:
        text = self._source[start:end]
        solid = text.strip(_WHITE)
        if not solid:
            self.writer.space(start, end)
            return
        reached = start + text.index(solid[0])
        last = reached + len(solid)
        if reached > start:
            self.writer.space(start, reached)
        if "  " in solid or not _ODD_WHITE.isdisjoint(solid):
            for match in _SPACE.finditer(self._source, reached, last):
                self.writer.write(self._source[reached : match.start()], reached, match.start())
                self.writer.space(*match.span())
                reached = match.end()
        self.writer.write(self._source[reached:last], reached, last)
        if last < end:
            self.writer.space(last, end)

    def _start_tag(self, tag: str, self_closing: bool, start: int, end: int) -> None:
        if tag in _DROPPED or tag in _INLINE_CODE:
            if not self_closing and self._is_closed_after(tag, end):
                self._dropping, self._depth = tag, 1
                self.writer.write(CODE if tag in _INLINE_CODE else "", start, end)
        elif tag == "br":
            self._line_break(start, end)
        elif tag in _BLOCK_TAGS:
            self._push(tag)
            self._begin_block()

    def _is_closed_after(self, tag: str, offset: int) -> bool:
        """Whether the element ends anywhere: one that is never closed must not swallow the page."""
        if tag not in self._last_end:
            self._last_end[tag] = self._lower.rfind(f"</{tag}")
        return self._last_end[tag] >= offset

    def _line_break(self, start: int, end: int) -> None:
        """Take one <br> as a line break and two as the end of a paragraph."""
        if self.writer.at_line_break:
            self._begin_block()
        else:
            self.writer.space(start, end, "\n")

    def _end_tag(self, tag: str) -> None:
        if tag in _BLOCK_TAGS:
            if tag in self._open:
                while self._open.pop() != tag:
                    pass
            self._begin_block()

    def _push(self, tag: str) -> None:
        """Open an element; an item or cell closes the one before it, which need not have an end tag."""
        if tag in ("li", "td", "th", "tr"):
            while self._open and self._open[-1] not in _CONTAINERS:
                self._open.pop()
        if tag in _KINDS or tag in _CONTAINERS:
            self._open.append(tag)

    def _begin_block(self) -> None:
        for tag in reversed(self._open[-8:]):
            if tag in _KINDS:
                self.writer.block(_KINDS[tag], int(tag[1]) if _KINDS[tag] is BlockKind.HEADING else 0)
                return
        self.writer.block(BlockKind.PARAGRAPH)


def _fields(source: str) -> dict[str, Any]:
    """Read title, language, address, site and date from the head of a page."""
    found: dict[str, str] = {}
    in_title = False
    for token in turbohtml.tokenize(source[:_HEAD_LIMIT]):
        tag = token.tag
        if token.type is TokenType.START_TAG:
            if tag == "body":
                break
            in_title = tag == "title"
            for field, value in _field_of(tag or "", dict(token.attrs or ())):
                found.setdefault(field, value)
        elif token.type is TokenType.TEXT and in_title and token.data:
            found.setdefault("title", " ".join(token.data.split()))
        elif token.type is TokenType.END_TAG:
            in_title = False
    if "ld+json" in source:
        for field, value in _linked_data(source):
            found.setdefault(field, value)
    return {field: value for field, value in found.items() if value}


_LINKED_FIELDS = {"headline": "title", "datePublished": "date", "inLanguage": "language", "url": "url"}


def _linked_data(source: str) -> Iterator[tuple[str, str]]:
    """Yield what a page says of its article in JSON-LD, in the vocabulary of schema.org."""
    waiting: list[Any] = list(turbohtml.parse(source).json_ld())
    while waiting:
        it = waiting.pop(0)
        if isinstance(it, list):
            waiting[:0] = it
        elif isinstance(it, dict):
            waiting += [it[key] for key in ("@graph", "mainEntity") if key in it]
            kinds = it.get("@type")
            if any(
                str(kind).endswith(("Article", "Posting")) for kind in (kinds if isinstance(kinds, list) else [kinds])
            ):
                yield from ((field, it[key]) for key, field in _LINKED_FIELDS.items() if isinstance(it.get(key), str))


_META_FIELDS = {
    "og:url": "url",
    "og:site_name": "site",
    "article:published_time": "date",
    "date": "date",
    "dc.date": "date",
    "og:title": "title",
}


def _field_of(tag: str, attributes: dict[str, str | None]) -> list[tuple[str, str]]:
    if tag == "html":
        return [("language", attributes.get("lang") or "")]
    if tag == "link" and (attributes.get("rel") or "").lower() == "canonical":
        return [("url", attributes.get("href") or "")]
    if tag == "meta":
        name = (attributes.get("property") or attributes.get("name") or "").lower()
        if name in _META_FIELDS:
            return [(_META_FIELDS[name], attributes.get("content") or "")]
    return []
