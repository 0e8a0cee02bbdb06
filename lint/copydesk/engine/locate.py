"""From a finding in an article to a diagnostic in a file."""

import re
from functools import cached_property
from typing import NamedTuple

from copydesk.article import Article
from copydesk.diagnostic import (
    INPUT_PROBLEMS,
    ArticleRef,
    Diagnostic,
    Excerpt,
    Finding,
    Fix,
    LocatedEdit,
    LocatedFix,
    LocatedRelated,
    Span,
)
from copydesk.engine.notation import write_as
from copydesk.rule import AnyRule, Unfinished
from copydesk.sources import LineTable, Problem, Source

FLAGGED_MAX = 200
"""Characters of the flagged part that an excerpt shows."""
CONTEXT_MAX = 80
"""Characters of the line that an excerpt shows on either side."""

_NAMING_LENGTH = 100
"""Characters by which an article without id, address and title is told from others."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class _Text(NamedTuple):
    """A text that places are counted in, and its lines."""

    text: str
    lines: LineTable


class Locator:
    """Makes the diagnostics of one file; keeps their fingerprints unique."""

    def __init__(self, source: Source) -> None:
        """Take a file that was read."""
        self._source = source
        self._twins: dict[str, int] = {}
        self._last: tuple[int, _Text] | None = None

    @cached_property
    def _whole(self) -> _Text:
        return _Text(self._source.text, LineTable(self._source.text, self._source.origin))  # mostly nobody asks

    def _text_of(self, article: Article) -> _Text:
        """Return the text that places in an article are counted in."""
        if not self._source.texts:
            return self._whole
        if self._last is None or self._last[0] != article.index:
            text = self._source.texts[article.index]
            self._last = article.index, _Text(text, LineTable(text))
        return self._last[1]

    def diagnose(self, rule: AnyRule, article: Article, finding: Finding) -> Diagnostic:
        """Place a finding of a rule in the file; what is related to it must be in the same article.

        Raises `ValueError` for a span outside the article's text.
        """
        start, end = _span(article, finding.span)
        within = self._text_of(article)
        evidence = article.text[slice(*finding.span)] if finding.evidence is None else finding.evidence
        is_apart = bool(self._source.texts)
        return Diagnostic(
            code=finding.code,
            rule=rule.name,
            severity=finding.severity or rule.severity,
            message=finding.message,
            path=self._source.path,
            start=within.lines.place(start),
            end=within.lines.place(end),
            article=ArticleRef(article.index, article.id, article.url, article.address, is_apart),
            related=tuple(self.related(article, other.span, other.message) for other in finding.related),
            fix=_fix(within, article, finding.fix),
            fingerprint=self._fingerprint(finding.code, _record(article), evidence),
            excerpt=_excerpt(within, start, end),
        )

    def related(self, article: Article, span: Span, message: str) -> LocatedRelated:
        """Place a span of one of the file's articles. Raises as `diagnose` does."""
        start, end = (self._text_of(article).lines.place(offset) for offset in _span(article, span))
        address = article.address if self._source.texts else None
        return LocatedRelated(self._source.path, start, end, message, address)

    def report(self, problem: Problem) -> Diagnostic:
        """Make the diagnostic of something that is wrong with the file itself."""
        return Diagnostic(
            code=problem.code,
            rule=INPUT_PROBLEMS[problem.code].name,
            severity=INPUT_PROBLEMS[problem.code].severity,
            message=problem.message,
            path=self._source.path,
            start=self._whole.lines.place(problem.start),
            end=self._whole.lines.place(problem.end),
            article=ArticleRef(),
            related=(),
            fix=None,
            fingerprint=self._fingerprint(problem.code, "", problem.message),
            excerpt=_excerpt(self._whole, problem.start, problem.end),
        )

    def _fingerprint(self, code: str, record: str, evidence: str) -> str:
        """Name a finding so that it is known again when lines move; equal ones are told apart by their order."""
        from hashlib import blake2b  # slow to import, and most files have no finding

        words = " ".join(evidence.casefold().split())
        parts = "\0".join((self._source.path, code, record, words))
        digest = blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        number = self._twins[digest] = self._twins.get(digest, 0) + 1
        return f"{digest}:{number}"


def _span(article: Article, span: Span) -> tuple[int, int]:
    start, end = span
    if not 0 <= start <= end <= len(article.text):
        raise ValueError(f"span {start}:{end} in a text of {len(article.text)} characters")
    return article.source_map.to_source(start, end)


def _fix(within: _Text, article: Article, fix: Fix | None) -> LocatedFix | None:
    """Carry a fix over to the file, or drop it where the file does not hold the text as it is."""
    if fix is None or not article.notations:
        return None
    text, lines = within
    edits = []
    for edit in fix.edits:
        if not article.source_map.is_exact(*edit.span):
            return None
        start, end = article.source_map.to_source(*edit.span)
        content = write_as(article.notations, edit.content, text[start - 1 : start], text[end : end + 1])
        if content is None:
            return None
        edits.append(LocatedEdit(lines.place(start), lines.place(end), content))
    return LocatedFix(fix.applicability, fix.message, tuple(edits))


def _excerpt(within: _Text, start: int, end: int) -> Excerpt:
    """Cut the flagged part and its line to what a report can show."""
    text = within.text
    line_start, line_end = within.lines.line_span(start)
    shown_end = min(end, line_end, start + FLAGGED_MAX)
    left, right = max(line_start, start - CONTEXT_MAX), min(line_end, shown_end + CONTEXT_MAX)
    return Excerpt(
        before=text[left:start],
        flagged=text[start:shown_end],
        after=text[shown_end:right],
        cut_before=left > line_start,
        cut_after=right < line_end,
        more_lines=len(_LINE_BREAK.findall(text, start, end - 1)) if end > line_end else 0,
    )


def _record(article: Article) -> str:
    """Name an article among those of its file, so that it is known again when others come before it."""
    if article.keys is None:
        return ""
    return article.id or article.url or article.title or article.text[:_NAMING_LENGTH]


def crash(rule: AnyRule, error: Exception, where: str, offset: int = 0) -> Problem:
    """Make the problem of a rule that raised: it names the rule and `where`, never a traceback."""
    if isinstance(error, Unfinished):
        return Problem(
            "INP006", offset, offset, f"rule {rule.code} ({rule.name}) did not finish {where}".rstrip() + f": {error}"
        )
    return Problem("INP005", offset, offset, f"rule {rule.code} ({rule.name}) raised {error!r} {where}".rstrip())
