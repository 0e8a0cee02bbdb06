"""The landmarks of a page: what its elements, their roles, classes and ids call the parts of its frame."""

import re
from bisect import bisect_right
from collections import Counter

import turbohtml
from turbohtml import TokenType

from copydesk.text import Frame

_ELEMENTS = {
    "nav": Frame.NAVIGATION,
    "header": Frame.NAVIGATION,
    "menu": Frame.NAVIGATION,
    "footer": Frame.FOOTER,
    "aside": Frame.FOOTER,
    "figure": Frame.MEDIA,
    "figcaption": Frame.MEDIA,
}
_ROLES = {
    "navigation": Frame.NAVIGATION,
    "banner": Frame.NAVIGATION,
    "search": Frame.NAVIGATION,
    "menu": Frame.NAVIGATION,
    "menubar": Frame.NAVIGATION,
    "contentinfo": Frame.FOOTER,
    "complementary": Frame.FOOTER,
}
_WORDS = {
    Frame.SIGN_UP: "newsletter newsletters subscribe subscription signup",
    Frame.LEGAL: "cookie cookies consent gdpr copyright disclaimer imprint impressum",
    Frame.PAYWALL: "paywall",
    Frame.COMMENTS: "comment comments commentlist respond disqus discussion kommentare commentaires",
    Frame.SHARE: "share sharing sharedaddy addthis social socials",
    Frame.AUTHOR: "bio authorbox",
    Frame.RELATED: "related recommended recommendations trending popular recirc outbrain taboola teaser teasers",
    Frame.MEDIA: "ad ads advert advertisement advertising sponsored caption gallery player",
    Frame.NAVIGATION: "nav navbar navigation menu submenu breadcrumb breadcrumbs pagination pager skip",
    Frame.FOOTER: "footer colophon sidebar widget widgets",
}
_BY_WORD = {word: frame for frame, words in _WORDS.items() for word in words.split()}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_LONGEST_NAME = 500
"""Characters of an element's classes and id that are looked at."""
_BODY = frozenset({"html", "body", "main", "article"})
"""Elements whose classes speak of the whole page ("no-sidebar")."""
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_ENDED_BY_NEXT = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "option"})
"""Elements whose end tags are mostly left out; another of the kind ends them."""
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Landmarks:
    """Tells of a place of a page the part of the frame that the innermost element which is named so stands for."""

    def __init__(self, source: str) -> None:
        """Go through a page once; time is linear in it."""
        self._starts: list[int] = [0]
        self._frames: list[Frame] = [Frame.DROPPED]
        lines = [0, *(match.end() for match in _LINE_BREAK.finditer(source))]
        self._open: list[tuple[str, Frame]] = []
        self._count: Counter[str] = Counter()
        for token in turbohtml.tokenize(source, resolve_references=False):
            tag = token.tag or ""
            if token.type is TokenType.START_TAG and tag not in _VOID and not token.self_closing:
                if tag in _ENDED_BY_NEXT and self._open and self._open[-1][0] == tag:
                    self._end(tag)
                named = _named(tag, dict(token.attrs or ()))
                if tag == "header" and self._count["article"] + self._count["main"]:
                    named = None  # that of the article, not of the page
                self._open.append((tag, named or self._now()))
                self._count[tag] += 1
            elif token.type is TokenType.END_TAG and self._count[tag]:
                self._end(tag)
            else:
                continue
            if self._frames[-1] is not self._now():
                self._starts.append(lines[token.line - 1] + token.col)
                self._frames.append(self._now())

    def _now(self) -> Frame:
        return self._open[-1][1] if self._open else Frame.DROPPED

    def _end(self, tag: str) -> None:
        """End the innermost element of a tag, which is open, and all within it."""
        while True:
            ended, _ = self._open.pop()
            self._count[ended] -= 1
            if ended == tag:
                return

    def at(self, offset: int) -> Frame:
        """Return the part of the frame that an offset of the page lies in; `DROPPED` where nothing names it."""
        return self._frames[bisect_right(self._starts, offset) - 1]


def _named(tag: str, attributes: dict[str, str | None]) -> Frame | None:
    """Return the part of the frame that an element is named after, if any."""
    by_role = _ROLES.get((attributes.get("role") or "").strip().lower())
    if tag in _BODY:
        return by_role
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:_LONGEST_NAME]
    said = [_BY_WORD[word] for word in map(str.lower, _WORD.findall(names)) if word in _BY_WORD]
    if said:
        return min(said, key=list(_WORDS).index)  # the most telling one
    return by_role or _ELEMENTS.get(tag)
