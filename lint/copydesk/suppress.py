"""Suppressions that stand in the file: `<!-- copydesk: ignore KEY001 -->` and `<!-- copydesk: ignore-file DUP -->`.

The first speaks for the block that it stands in, or behind on the same line, else for the next one; the second for the
whole file, or for the whole article where the file holds many. Both take any number of codes, names or prefixes, parted
by commas or spaces; none stands for every rule.
They work in text, Markdown and HTML alike, since readers leave comments out of an article's text.
"""

import re
from collections.abc import Iterable, Sequence

import msgspec

from copydesk.article import Article
from copydesk.diagnostic import Diagnostic
from copydesk.log import Log
from copydesk.paths import matches, relative_to
from copydesk.rule import selects

# Not compiled here: few files have a comment.
_COMMENT = r"<!--[ \t]{0,9}copydesk:[ \t]{0,9}([^>\r\n]{0,200}?)[ \t]{0,9}-->"
_INSTRUCTION = r"(ignore-file|ignore)(?:[ \t]+(.*))?"
_SEPARATOR = r"[,\s]+"


class Suppression(msgspec.Struct):
    """One comment: where it stands and what it speaks for, as half-open spans of the decoded file.

    `selectors` empty stands for every rule. `mistake` says what is wrong with a comment that can't be understood.
    """

    start: int
    end: int
    scope_start: int
    scope_end: int
    selectors: tuple[str, ...]
    mistake: str | None = None
    used: bool = False

    def move(self, offset: int) -> None:
        """Let the spans begin so many code points later: the comment was found in a part of the file."""
        self.start += offset
        self.end += offset
        self.scope_start += offset
        self.scope_end += offset

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether it speaks for a diagnostic of this file."""
        return self.speaks_for(diagnostic.code, diagnostic.rule, diagnostic.start.offset)

    def speaks_for(self, code: str, name: str, offset: int) -> bool:
        """Whether it speaks for what a rule, given by code and name, says of an offset of this file."""
        if not self.scope_start <= offset < self.scope_end:
            return False
        return not self.selectors or any(selects(selector, code, name) for selector in self.selectors)


def find_suppressions(source: str, articles: Sequence[Article]) -> list[Suppression]:
    """Find the comments in a decoded file whose articles were read from it."""
    if "<" not in source or "copydesk:" not in source:  # one character is found ten times as fast
        return []
    blocks = sorted(
        article.source_map.to_source(block.start, block.end) for article in articles for block in article.blocks
    )
    is_one = all(article.keys is None for article in articles)
    wholes = [article.source_map.to_source(0, len(article.text)) for article in articles if article.keys is not None]
    return [
        _read(match, source, blocks, (0, len(source) + 1) if is_one else _around(match, source, wholes))
        for match in re.finditer(_COMMENT, source)
    ]


def _around(match: re.Match[str], source: str, articles: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the span of the article that a comment stands in, which may be at its beginning or end."""
    for start, end in articles:
        between = source[end : match.start()]
        if match.start() < end or not any(char in between for char in '"\r\n'):
            return min(start, match.start()), max(end, match.end())
    return match.span()


def _read(match: re.Match[str], source: str, blocks: list[tuple[int, int]], whole: tuple[int, int]) -> Suppression:
    start, end = match.span()
    instruction = re.fullmatch(_INSTRUCTION, match.group(1))
    if instruction is None:
        mistake = f"“{match.group(1)}” is not understood: write “ignore” or “ignore-file” and the codes"
        return Suppression(start, end, start, start, (), mistake)
    selectors = tuple(filter(None, re.split(_SEPARATOR, instruction.group(2) or "")))
    if instruction.group(1) == "ignore-file":
        return Suppression(start, end, *whole, selectors)
    for block_start, block_end in blocks:
        # The block round the comment, or before it on its line; else the next one.
        gap = source[block_end:start]
        if block_end > start or (not gap.strip() and "\n" not in gap and "\r" not in gap):
            return Suppression(start, end, block_start, block_end, selectors)
    return Suppression(start, end, end, end, selectors)


def suppress(diagnostics: Iterable[Diagnostic], suppressions: Sequence[Suppression]) -> list[Diagnostic]:
    """Return the diagnostics of a file that no suppression speaks for; mark those suppressions that did."""
    kept = []
    for diagnostic in diagnostics:
        covering = [suppression for suppression in suppressions if suppression.covers(diagnostic)]
        for suppression in covering:
            suppression.used = True
        if not covering:
            kept.append(diagnostic)
    return kept


def complaint(suppression: Suppression, rules: dict[str, str], known: Iterable[str]) -> str | None:
    """Say what is wrong with a suppression after the run, or None.

    `rules` maps the codes of the rules that ran to their names, `known` holds the codes of all that are installed. A
    suppression for a rule that did not run is not judged.
    """
    if suppression.mistake:
        return suppression.mistake
    for selector in suppression.selectors:
        ran = any(selects(selector, code, name) for code, name in rules.items())
        is_code = selector.isupper() or selector[-1].isdigit()  # a name has neither capitals nor a number
        if not ran and is_code and not any(code.startswith(selector.upper()) for code in known):
            return f"no rule is called {selector}"
        if not ran:
            return None
    if suppression.used:
        return None
    named = ", ".join(suppression.selectors)
    return f"nothing is left to ignore here for {named}" if named else "nothing is left to ignore here"


class ListedSuppression(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A suppression in the settings, for files that can't hold comments.

    All that is given must agree: `path` is a pattern relative to the settings' folder, `rules` are codes, names or
    prefixes, `article` an article's id or url, `fingerprint` that of one finding. `reason` is for people.
    """

    path: str | None = None
    rules: tuple[str, ...] = ()
    article: str | None = None
    fingerprint: str | None = None
    reason: str | None = None

    def covers(self, diagnostic: Diagnostic, root: str) -> bool:
        """Whether it speaks for a diagnostic; `root` is the settings' folder."""
        return (
            (self.path is None or matches(self.path, relative_to(diagnostic.path, root)))
            and (not self.rules or any(selects(rule, diagnostic.code, diagnostic.rule) for rule in self.rules))
            and (self.article is None or self.article in (diagnostic.article.id, diagnostic.article.url))
            and self.fingerprint in (None, diagnostic.fingerprint)
        )

    def is_about(self, paths: Iterable[str], root: str) -> bool:
        """Whether it names files and some of these are among them: of others nothing can be said."""
        return self.path is not None and any(matches(self.path, relative_to(path, root)) for path in paths)

    def __str__(self) -> str:
        """Show it as a person wrote it."""
        given = {name: getattr(self, name) for name in ("path", "rules", "article", "fingerprint")}
        named = (
            f"{name} = {value if isinstance(value, str) else ', '.join(value)}"
            for name, value in given.items()
            if value
        )
        return "; ".join(named) or "everything"


def drop_listed(
    diagnostics: Iterable[Diagnostic], listed: Sequence[ListedSuppression], root: str
) -> tuple[Log, list[ListedSuppression]]:
    """Return the diagnostics that no listed suppression speaks for, and the suppressions that spoke for none."""
    used: set[int] = set()

    def is_left(diagnostic: Diagnostic) -> bool:
        covering = [place for place, entry in enumerate(listed) if entry.covers(diagnostic, root)]
        used.update(covering)
        return not covering

    kept = Log(filter(is_left, diagnostics))
    return kept, [entry for place, entry in enumerate(listed) if place not in used]
