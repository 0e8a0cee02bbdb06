"""One file: read it, run the rules over its articles, place what they find."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from copydesk.article import Article
from copydesk.diagnostic import Diagnostic, Finding
from copydesk.engine.locate import Locator, crash
from copydesk.rule import AnyRule, ArticleKey, CorpusRule
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
        for rule in rules:
            try:
                if isinstance(rule, CorpusRule):
                    _collect(result, rule, article, analysis)
                else:
                    found.extend([locator.diagnose(rule, article, it) for it in rule.check(article, analysis)])
            except Exception as error:
                result.diagnostics.append(locator.report(crash(rule, error, article)))
    result.suppressions = find_suppressions(source.text, source.articles)
    result.diagnostics.extend(suppress(found, result.suppressions))
    return result


def fail_file(file: FoundFile, reason: str) -> FileResult:
    """Return the result of a file that could not be read."""
    nothing = Source(path=file.path)
    return FileResult(file.path, [Locator(nothing).report(Problem("INP001", 0, 0, reason))])


def _summary(source: Source) -> FileSummary:
    return FileSummary(source.path, source.encoding, source.size, source.sha256, len(source.articles))


def _collect(result: FileResult, rule: CorpusRule, article: Article, analysis: Analysis) -> None:
    collected = rule.collect(article, analysis)
    if collected is not None:
        entry = (ArticleKey(result.path, article.index), collected)
        result.collected.setdefault(rule.code, []).append(entry)


def locate_in_file(
    file: FoundFile, found: Sequence[tuple[CorpusRule, int, Finding]], max_size: int
) -> Iterator[Diagnostic]:
    """Place the findings of corpus rules, given with the indexes of their articles; the file is read once more."""
    source = read(file, max_size=max_size)
    locator = Locator(source)
    for rule, index, finding in found:
        yield locator.diagnose(rule, source.articles[index], finding)
