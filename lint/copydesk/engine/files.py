"""One file: read it, run the rules over its articles, place what they find."""

from collections.abc import Sequence
from typing import Any

import msgspec

from copydesk.article import Article
from copydesk.diagnostic import ArticleKey, Diagnostic
from copydesk.engine.locate import Locator, crash
from copydesk.rule import AnyRule, CorpusRule
from copydesk.run import FileSummary
from copydesk.sources import Binary, FoundFile, Problem, Source, Unreadable, read
from copydesk.suppress import Suppression, find_suppressions, suppress
from copydesk.text import Analysis


class FileResult(msgspec.Struct):
    """What one file came to.

    `collected` holds what corpus rules want to know of its articles, by code; `notice` says why it was passed over.
    """

    path: str
    diagnostics: list[Diagnostic] = []
    summary: FileSummary | None = None
    suppressions: list[Suppression] = []
    collected: dict[str, list[tuple[ArticleKey, Any]]] = {}
    notice: str | None = None


def lint_file(file: FoundFile, rules: Sequence[AnyRule], max_size: int) -> FileResult:
    """Lint one file. Whatever is wrong with it is part of the result; nothing is raised."""
    try:
        source = read(file, max_size=max_size)
    except Binary as reason:
        return FileResult(file.path, notice=f"{file.path}: skipped: {reason}")
    except Unreadable as reason:
        return fail_file(file, str(reason))
    locator = Locator(source)
    result = FileResult(file.path, summary=_summary(source))
    result.diagnostics.extend(map(locator.report, source.problems))
    found: list[Diagnostic] = []
    for article in source.articles:
        analysis = Analysis(article.text, article.blocks)
        collected: dict[Any, Any] = {}
        for rule in rules:
            try:
                if isinstance(rule, CorpusRule):
                    _collect(result, rule, article, analysis, collected)
                else:
                    found.extend([locator.diagnose(rule, article, it) for it in rule.check(article, analysis)])
            except Exception as error:
                where = f"on article {article.id or article.index}" if article.index or article.id else ""
                start, _ = article.source_map.to_source(0, 0)
                result.diagnostics.append(locator.report(crash(rule, error, where, start)))
    result.suppressions = find_suppressions(source.text, source.articles)
    result.diagnostics.extend(suppress(found, result.suppressions))
    return result


def fail_file(file: FoundFile, reason: str) -> FileResult:
    """Return the result of a file that could not be read."""
    nothing = Source(path=file.path)
    return FileResult(file.path, [Locator(nothing).report(Problem("INP001", 0, 0, reason))])


def _summary(source: Source) -> FileSummary:
    return FileSummary(source.path, source.encoding, source.size, source.sha256, len(source.articles))


def _collect(
    result: FileResult, rule: CorpusRule, article: Article, analysis: Analysis, collected: dict[Any, Any]
) -> None:
    """Add what a rule collects; rules with the same `collect` are given the same."""
    collect = type(rule).collect
    if collect not in collected:
        collected[collect] = rule.collect(article, analysis)
    if collected[collect] is not None:
        entry = (ArticleKey(result.path, article.index), collected[collect])
        result.collected.setdefault(rule.code, []).append(entry)
