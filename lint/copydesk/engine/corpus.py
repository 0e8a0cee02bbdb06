"""Rules across articles: they reduce what was collected, and what they find is placed in the files it is about."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from copydesk.article import Article
from copydesk.diagnostic import ArticleKey, Diagnostic, Finding, LocatedRelated
from copydesk.engine.files import FileResult
from copydesk.engine.locate import Locator, crash
from copydesk.engine.records import Damaged
from copydesk.rule import Corpus, CorpusRule
from copydesk.sources import Binary, Source, Unreadable
from copydesk.suppress import Suppression, suppress

_READ_AGAIN_MAX = 64
"""Files that are kept read while findings are placed; pairs mostly lie close together."""


class Comparison(msgspec.Struct):
    """What the rules across articles said: of each file by its path, and where they crashed."""

    found: dict[str, list[Diagnostic]] = {}
    crashes: list[Diagnostic] = []


def compare(
    rules: Iterable[CorpusRule], corpora: Mapping[str, Corpus], open_file: Callable[[str], Source]
) -> Comparison:
    """Let the rules speak, each of the corpus of its collector, and place what they say.

    `open_file` reads a file by its path and raises as `read` does. Findings about files that are not judged are left
    out.
    """
    comparison = Comparison()
    placer = _Placer(open_file)
    findings: dict[str, list[tuple[CorpusRule, ArticleKey, Finding]]] = defaultdict(list)
    for rule in rules:
        corpus = corpora[rule.collector()]
        not_judged = corpus.references | corpus.neighbours
        try:
            for key, finding in rule.reduce(corpus):
                if key.path not in not_judged:
                    findings[key.path].append((rule, key, finding))
        except Damaged:
            raise  # no fault of the rule
        except Exception as error:
            if corpus.entries:
                comparison.crashes.append(_crash(rule, error, corpus.entries[0][0].path))
    for path in sorted(findings):  # file by file, so that each is read once
        for rule, key, finding in findings[path]:
            try:
                diagnostic = placer.diagnose(rule, key, finding)
            except (Unreadable, Binary, IndexError):
                continue  # changed or removed while the run was on
            except ValueError as error:
                comparison.crashes.append(_crash(rule, error, path))
            else:
                comparison.found.setdefault(path, []).append(diagnostic)
    return comparison


def _crash(rule: CorpusRule, error: Exception, path: str) -> Diagnostic:
    return Locator(Source(path=path)).report(crash(rule, error, "while comparing the articles"))


def add_comparison(
    found: Mapping[str, list[Diagnostic]],
    results: Mapping[str, FileResult],
    suppressions_of: Callable[[str], Sequence[Suppression]],
) -> None:
    """Add what was found to the results of the files that it is about, by path, unless it is suppressed at either end.

    `suppressions_of` returns the suppressions of a file that is not among the results.
    """
    for path, diagnostics in sorted(found.items()):
        result = results[path]
        for diagnostic in suppress(diagnostics, result.suppressions):
            twins = {related.path for related in diagnostic.related} - {path}
            there = {twin: results[twin].suppressions if twin in results else suppressions_of(twin) for twin in twins}
            if not _is_suppressed_elsewhere(diagnostic, there):
                result.diagnostics.append(diagnostic)


def _is_suppressed_elsewhere(found: Diagnostic, suppressions: Mapping[str, Sequence[Suppression]]) -> bool:
    """Whether a suppression speaks for a finding in the file of its twin."""
    silent = False
    for related in found.related:
        for suppression in suppressions.get(related.path, ()):
            if suppression.speaks_for(found.code, found.rule, related.start.offset):
                suppression.used = silent = True
    return silent


class _Placer:
    """Reads files once more to place findings in them."""

    def __init__(self, open_file: Callable[[str], Source]) -> None:
        self._open_file = open_file
        self._read: dict[str, tuple[Locator, list[Article]]] = {}

    def diagnose(self, rule: CorpusRule, key: ArticleKey, finding: Finding) -> Diagnostic:
        """Place a finding, with its related places in other files.

        Raises what `read` raises, `IndexError` for an article that is gone, `ValueError` for a span outside its text.
        """
        locator, articles = self._open(key.path)
        twins = [self._place(related.article, related.span, related.message) for related in finding.related]
        return locator.diagnose(rule, articles[key.position], finding, twins)

    def _place(self, key: ArticleKey | None, span: Any, message: str) -> LocatedRelated | None:
        if key is None:
            return None
        locator, articles = self._open(key.path)
        return locator.related(articles[key.position], span, message)

    def _open(self, path: str) -> tuple[Locator, list[Article]]:
        if path in self._read:
            self._read[path] = self._read.pop(path)  # the last to be dropped
        else:
            if len(self._read) >= _READ_AGAIN_MAX:
                del self._read[next(iter(self._read))]
            source = self._open_file(path)
            self._read[path] = (Locator(source), source.articles)
        return self._read[path]
