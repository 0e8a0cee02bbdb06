"""Rules across articles: they reduce what was collected, and what they find is placed in the files it is about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from copydesk.article import Article
from copydesk.diagnostic import ArticleKey, Diagnostic, Finding, LocatedRelated
from copydesk.engine.files import FileResult
from copydesk.engine.locate import Locator, crash
from copydesk.rule import Corpus, CorpusRule
from copydesk.sources import Binary, FoundFile, Source, Unreadable, read
from copydesk.suppress import suppress

_READ_AGAIN_MAX = 64
"""Files that are kept read while findings are placed; pairs mostly lie close together."""


def reduce_corpus(
    rules: Iterable[CorpusRule],
    results: Sequence[FileResult],
    files: Mapping[str, FoundFile],
    max_size: int,
    references: frozenset[str] = frozenset(),
) -> None:
    """Let the rules speak, and add what they find to the results of the files that it is about.

    `results` are in the order of their paths, `files` are the files by path; `references` are those that are not
    judged themselves. A finding is suppressed at either end.
    """
    corpora: dict[Any, Corpus] = {}
    found: dict[str, list[tuple[CorpusRule, ArticleKey, Finding]]] = defaultdict(list)
    by_path = {result.path: result for result in results}
    placer = _Placer(files, max_size)
    for rule in rules:
        entries = [entry for result in results for entry in result.collected.get(rule.code, ())]
        same = (type(rule).collect, tuple(key for key, _ in entries))
        try:
            for key, finding in rule.reduce(corpora.setdefault(same, Corpus(entries, references))):
                if key.path not in references:
                    found[key.path].append((rule, key, finding))
        except Exception as error:
            if results:
                _report_crash(rule, error, results[0])
    for path in sorted(found):
        result = by_path[path]
        located = []
        for rule, key, finding in found[path]:
            try:
                located.append(placer.diagnose(rule, key, finding))
            except (Unreadable, Binary, IndexError):
                continue  # changed or removed while the run was on
            except ValueError as error:
                _report_crash(rule, error, result)
        kept = suppress(located, result.suppressions)
        result.diagnostics.extend(it for it in kept if not _suppressed_elsewhere(it, by_path))


def _report_crash(rule: CorpusRule, error: Exception, result: FileResult) -> None:
    problem = crash(rule, error, "while comparing the articles")
    result.diagnostics.append(Locator(Source(path=result.path)).report(problem))


def _suppressed_elsewhere(found: Diagnostic, results: Mapping[str, FileResult]) -> bool:
    """Whether a suppression speaks for a finding in the file of its twin."""
    silent = False
    for related in found.related:
        result = results.get(related.path)
        if related.path != found.path and result is not None:
            for suppression in result.suppressions:
                if suppression.speaks_for(found.code, found.rule, related.start.offset):
                    suppression.used = silent = True
    return silent


class _Placer:
    """Reads files once more to place findings in them."""

    def __init__(self, files: Mapping[str, FoundFile], max_size: int) -> None:
        self._files = files
        self._max_size = max_size
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
            source = read(self._files[path], max_size=self._max_size)
            self._read[path] = (Locator(source), source.articles)
        return self._read[path]
