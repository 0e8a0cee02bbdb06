"""Which field of a record is what: the text of its article, the title, the address; found by the usual names.

The names are those of Scrapy feeds, trafilatura, newspaper4k, news-please, schema.org, WordPress, LangChain, Firecrawl
and of the corpora C4, FineWeb (datatrove), Dolma and RedPajama.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text",
        "content",
        "body",
        "article",
        "articleBody",
        "maintext",
        "raw_content",
        "full_text",
        "article_text",
        "content_text",
        "article_content",
        "page_content",
        "main_text",
        "body_text",
        "text_content",
        "story",
        "markdown",
        "body_md",
        "content_markdown",
        "html",
        "content_html",
        "body_html",
        "raw_html",
    ),
    "title": ("title", "headline", "article_title", "og_title"),
    "url": ("url", "link", "canonical_url", "source_url", "original_url", "permalink", "uri", "target_uri"),
    "site": ("site", "site_name", "sitename", "source_domain", "hostname", "domain"),
    "language": ("language", "lang", "in_language", "meta_lang", "lang_code"),
    "date": (
        "date",
        "date_published",
        "date_publish",
        "publish_date",
        "publication_date",
        "published",
        "published_at",
        "published_date",
        "pub_date",
        "published_time",
        "timestamp",
        "created_at",
        "created",
    ),
    "id": ("id", "_id", "doc_id", "document_id", "article_id", "uuid", "guid", "record_id"),
}
"""The names of each field, the surest first; case, underscores and hyphens don't matter."""

INNER = ("metadata", "meta")
"""Members that hold what is said about the text."""
_WRAPPED = ("rendered", "text", "value", "html", "markdown", "plain", "name", "$oid", "$date")
"""Members of an object that stands where a string was expected: WordPress, MongoDB."""
_NOTATIONS = {"html": "html", "rendered": "html", "markdown": "markdown", "md": "markdown"}
"""How a text is written, by the last word of its field's name."""
_MOST_LAYOUTS = 1000
_SHORT = 2000
"""Characters that a field other than the text may have: what is longer is no title or address."""

Path = tuple[Any, ...]
"""Keys that lead from a record to a value in it; a number is a place in a list."""


class FieldNames(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The names that the settings give: a list for each field, the surest first, empty for the usual names.

    A dot leads into an object: `metadata.url`.
    """

    text: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    id: tuple[str, ...] = ()


class TextField(NamedTuple):
    """The text of a record: the paths of its pieces, which are paragraphs where there are several, and their values."""

    name: str
    paths: tuple[Path, ...]
    pieces: tuple[str, ...]


@lru_cache(256)
def notation_of(name: str) -> str | None:
    """Return what the name of a field says of how its text is written, None where it says nothing."""
    words = "".join(char if char.isalnum() else " " for char in name).lower().split()
    return _NOTATIONS.get(words[-1]) if words else None


class _Layout(NamedTuple):
    """The paths that may lead to the text of records with the same keys, and to each other field, the surest first."""

    text: list[Path]
    others: list[tuple[str, list[Path]]]


class FieldFinder:
    """Finds the fields of records. What the keys of a record lead to is worked out once for all records with them."""

    def __init__(self, names: FieldNames) -> None:
        """Take the names of the settings."""
        self._given = {field: value for field in USUAL_NAMES if (value := getattr(names, field))}
        self._layouts: dict[tuple[str, ...], _Layout] = {}

    @property
    def text_names(self) -> tuple[str, ...]:
        """The names that a text is looked for by."""
        return self._given.get("text") or USUAL_NAMES["text"]

    def text(self, record: dict[str, Any]) -> TextField | None:
        """Return the text of a record, None where it has none: the first of its fields that is not blank."""
        for path in self._layout_of(record).text:
            value = _follow(record, path)
            if isinstance(value, str):
                if value and not value.isspace():
                    return TextField(_name(path), (path,), (value,))
            elif (found := _strings(value, path)) and any(not piece.isspace() for _, piece in found):
                paths, pieces = zip(*found, strict=True)
                return TextField(_name(paths[0]), paths, pieces)
        return None

    def others(self, record: dict[str, Any]) -> dict[str, str]:
        """Return title, url, site, language, date and id, as far as the record has them."""
        found: dict[str, str] = {}
        for field, paths in self._layout_of(record).others:
            for path in paths:
                value = record.get(path[0]) if len(path) == 1 else _follow(record, path)
                if type(value) is not str:
                    value = _said(value, field)
                if value and len(value) <= _SHORT and not value.isspace():
                    found[field] = value
                    break
        return found

    def _layout_of(self, record: dict[str, Any]) -> _Layout:
        keys = tuple(record)
        for key in INNER:
            if key in record and isinstance(record[key], dict):
                keys += (f"{key}.", *record[key])
        layout = self._layouts.get(keys)
        if layout is None:
            if len(self._layouts) >= _MOST_LAYOUTS:
                self._layouts.clear()
            layout = self._layouts[keys] = self._lay_out(record)
        return layout

    def _lay_out(self, record: dict[str, Any]) -> _Layout:
        known: dict[str, list[Path]] = {}
        for path in _named_paths(record):
            known.setdefault(plain_name(str(path[-1])), []).append(path)
        found = {
            field: [_literal(record, name) for name in self._given[field]]
            if field in self._given
            else [
                path for name in names for path in known.get(plain_name(name), ()) if len(path) == 1 or field != "text"
            ]
            for field, names in USUAL_NAMES.items()
        }
        text = found.pop("text")
        return _Layout(text, [(field, paths) for field, paths in found.items() if paths])


def _said(value: Any, field: str) -> str | None:
    """Return what a value that is no string says: an id may be a number, and others may be wrapped."""
    if isinstance(value, dict):
        value = next((value[key] for key in _WRAPPED if key in value), None)
    if isinstance(value, int) and field == "id":
        return str(value)
    return value if isinstance(value, str) else None


def _name(path: Path) -> str:
    return ".".join(key for key in path if isinstance(key, str))


def _named_paths(record: dict[str, Any]) -> Iterator[Path]:
    yield from ((key,) for key in record)
    for key in record:
        if key in INNER and isinstance(record[key], dict):
            yield from ((key, inner) for inner in record[key])


def plain_name(name: str) -> str:
    """Return a name as it is compared."""
    return "".join(char for char in name if char.isalnum()).lower()


def _literal(record: dict[str, Any], name: str) -> Path:
    """Return the path that a name of the settings stands for; a key may hold a dot itself."""
    return (name,) if name in record else tuple(name.split("."))


def _follow(record: Any, path: Path) -> Any:
    if len(path) == 1:
        return record.get(path[0])
    for key in path:
        if not isinstance(record, dict) or key not in record:
            return None
        record = record[key]
    return record


def _strings(value: Any, path: Path) -> list[tuple[Path, str]]:
    """Return the strings that a text is made of, with their paths: those of a list, or the one in an object."""
    if isinstance(value, list):
        return [((*path, place), piece) for place, piece in enumerate(value) if isinstance(piece, str) and piece]
    if isinstance(value, dict):
        for key in _WRAPPED:
            if isinstance(value.get(key), str):
                return [((*path, key), value[key])]
    return []
