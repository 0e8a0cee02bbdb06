"""Markdown by pulldown-cmark's events, each with its range. Code, front matter and link targets are no prose."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pyromark

from copydesk.article import Article
from copydesk.sources.prose import CODE, ProseWriter
from copydesk.text import BlockKind

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_YAML_STYLE_METADATA_BLOCKS
    | pyromark.Options.ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_TASKLISTS
)
_KINDS = {
    "Paragraph": BlockKind.PARAGRAPH,
    "Heading": BlockKind.HEADING,
    "Item": BlockKind.LIST_ITEM,
    "BlockQuote": BlockKind.QUOTE,
    "TableCell": BlockKind.TABLE,
    "FootnoteDefinition": BlockKind.PARAGRAPH,
}
_SKIPPED = frozenset({"CodeBlock", "HtmlBlock", "MetadataBlock", "Image"})
_FIELD = re.compile(r"^(\w{2,20})[ \t]*[:=][ \t]*(.{1,500})$", re.MULTILINE)
_LONE_CR = re.compile(r"\r(?!\n)")
_FIELD_NAMES = {
    "title": "title",
    "url": "url",
    "link": "url",
    "canonical": "url",
    "permalink": "url",
    "date": "date",
    "published": "date",
    "lang": "language",
    "language": "language",
    "id": "id",
    "site": "site",
}


def read_markdown(source: str) -> Article:
    """Make the article of a Markdown file; its front matter gives the fields."""
    walk = _Walk(source)
    # pulldown-cmark knows no line that ends with a lone CR; every offset stays.
    for event, where in pyromark.events_with_range(_LONE_CR.sub("\n", source), options=_OPTIONS):
        walk.take(event, where["start"], where["end"])
    text, blocks, builder = walk.writer.finish()
    return Article(text=text, blocks=blocks, source_map=builder.build(), notations=("markdown",), **walk.fields)


def _code_points(source: str) -> Callable[[int], int]:
    """Return what turns offsets in UTF-8 bytes, as pulldown-cmark counts, into code points."""
    if source.isascii():
        return lambda offset: offset
    data = np.frombuffer(source.encode("utf-8", "surrogatepass"), np.uint8)
    table = np.concatenate(([0], np.cumsum((data & 0xC0) != 0x80)))
    return lambda offset: int(table[offset])


class _Walk:
    """The state of going through the events: which elements are open, and what is skipped."""

    def __init__(self, source: str) -> None:
        self.writer = ProseWriter(source)
        self.fields: dict[str, Any] = {}
        self._place = _code_points(source)
        self._kinds: list[BlockKind] = []
        self._skipping = 0
        self._in_front_matter = False

    def take(self, event: Any, start: int, end: int) -> None:
        """Handle one event with its byte range."""
        if isinstance(event, str):
            if event in ("SoftBreak", "HardBreak"):
                self.writer.space(self._place(start), self._place(end), "\n")
            return
        (name, value), *_ = event.items()
        if name == "Start":
            self._open(value)
        elif name == "End":
            self._shut(value)
        elif name in ("Text", "Code"):
            self._text(name, value, self._place(start), self._place(end))

    def _text(self, name: str, value: str, start: int, end: int) -> None:
        if self._in_front_matter:
            self.fields = _fields(value)
        elif not self._skipping:
            self.writer.write(CODE if name == "Code" else value, start, end)

    def _open(self, value: Any) -> None:
        name = _name(value)
        if name in _SKIPPED:
            self._skipping += 1
            self._in_front_matter = name == "MetadataBlock"
        if name in _KINDS:
            kind = _KINDS[name]
            if name == "Paragraph" and self._kinds:
                kind = self._kinds[-1]
            self._kinds.append(kind)
            level = int(value[name]["level"][1:]) if name == "Heading" else 0
            self.writer.block(kind, level)

    def _shut(self, value: Any) -> None:
        name = _name(value)
        if name in _SKIPPED:
            self._skipping -= 1
            self._in_front_matter = False
        if name in _KINDS:
            self._kinds.pop()
            self.writer.block(self._kinds[-1] if self._kinds else BlockKind.PARAGRAPH)


def _name(value: Any) -> str:
    """Return the element's name: a tag stands alone or with its attributes."""
    return value if isinstance(value, str) else str(next(iter(value)))


def _fields(front_matter: str) -> dict[str, str]:
    """Read the top-level fields that an article has from YAML or TOML front matter."""
    found: dict[str, str] = {}
    for key, value in _FIELD.findall(front_matter):
        field = _FIELD_NAMES.get(key.lower())
        plain = value.strip().strip("\"'")
        if field and plain:
            found.setdefault(field, plain)
    return found
