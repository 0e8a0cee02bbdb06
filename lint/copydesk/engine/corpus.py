"""Rules across articles: they reduce what was collected, and what they find is placed in the files it is about."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from copydesk.diagnostic import ArticleKey, Diagnostic, Finding, LocatedRelated, Span
from copydesk.engine.files import FileResult
from copydesk.engine.locate import Locator, crash
from copydesk.engine.records import Damaged
from copydesk.rule import Corpus, CorpusRule
from copydesk.sources import NoArticle, Source, Unreadable
from copydesk.suppress import Suppression, suppress


class Comparison(msgspec.Struct):
    """What the rules across articles said: of each file by its path, and where they crashed."""

    found: dict[str, list[Diagnostic]] = {}
    crashes: list[Diagnostic] = []


OpenArticles = Callable[[str, Collection[int]], Iterator[Source]]
"""Reads articles of a file, given by path and numbers; raises as `read` does."""


class _Draft(msgspec.Struct):
    """A finding on its way to a diagnostic: what is placed of it so far."""

    rule: CorpusRule
    key: ArticleKey
    finding: Finding
    placed: Diagnostic | None = None

    def finish(self, places: Mapping[tuple[ArticleKey, Span], LocatedRelated]) -> Diagnostic | None:
        """Put in what is related, in the order that the rule gave; None where something was not found again."""
        if self.placed is None:
            return None
        own = iter(self.placed.related)
        related = []
        for it in self.finding.related:
            there = next(own) if it.article is None else places.get((it.article, it.span))
            if there is None:
                return None
            related.append(msgspec.structs.replace(there, message=it.message))
        return msgspec.structs.replace(self.placed, related=tuple(related))


def compare(rules: Iterable[CorpusRule], corpora: Mapping[str, Corpus], open_articles: OpenArticles) -> Comparison:
    """Let the rules speak, each of the corpus of its collector, and place what they say.

    Findings about files that are not judged are left out, and so are those whose files have changed or gone meanwhile.
    """
    comparison = Comparison()
    drafts: list[_Draft] = []
    for rule in rules:
        corpus = corpora[rule.collector()]
        not_judged = corpus.references | corpus.neighbours
        try:
            found = [_Draft(rule, key, finding) for key, finding in rule.reduce(corpus) if key.path not in not_judged]
        except Damaged:
            raise  # no fault of the rule
        except Exception as error:
            if corpus.entries:
                comparison.crashes.append(_crash(rule, error, corpus.entries[0][0].path))
        else:
            drafts += found
    places = _place(drafts, open_articles, comparison.crashes)
    for draft in sorted(drafts, key=lambda draft: draft.key):
        diagnostic = draft.finish(places)
        if diagnostic is not None:
            comparison.found.setdefault(draft.key.path, []).append(diagnostic)
    return comparison


def _place(
    drafts: Iterable[_Draft], open_articles: OpenArticles, crashes: list[Diagnostic]
) -> dict[tuple[ArticleKey, Span], LocatedRelated]:
    """Place all findings, and return the places that are related to them; every file is read once."""
    flagged: dict[str, dict[int, list[_Draft]]] = defaultdict(lambda: defaultdict(list))
    related: dict[str, dict[int, dict[Span, CorpusRule]]] = defaultdict(lambda: defaultdict(dict))
    for draft in drafts:
        flagged[draft.key.path][draft.key.position].append(draft)
        for it in draft.finding.related:
            if it.article is not None:
                related[it.article.path][it.article.position][it.span] = draft.rule
    places = {}
    for path in sorted(flagged.keys() | related.keys()):
        try:
            for source in open_articles(path, flagged[path].keys() | related[path].keys()):
                locator = Locator(source)
                for article in source.articles:
                    for draft in flagged[path].get(article.index, ()):
                        try:
                            draft.placed = locator.diagnose(draft.rule, article, _without_others(draft.finding))
                        except ValueError as error:
                            crashes.append(_crash(draft.rule, error, path))
                    for span, rule in related[path].get(article.index, {}).items():
                        try:
                            places[ArticleKey(path, article.index), span] = locator.related(article, span, "")
                        except ValueError as error:
                            crashes.append(_crash(rule, error, path))
        except (Unreadable, NoArticle):
            continue  # changed or removed while the run was on
    return places


def _without_others(finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, related=tuple(it for it in finding.related if it.article is None))


def _crash(rule: CorpusRule, error: Exception, path: str) -> Diagnostic:
    return Locator(Source(path=path)).report(crash(rule, error, "while comparing the articles"))


def unsuppressed(
    found: Mapping[str, list[Diagnostic]],
    results: Mapping[str, FileResult],
    suppressions_of: Callable[[str], Sequence[Suppression]],
) -> Iterator[Diagnostic]:
    """Yield what was found, by the path of the file that it is about, unless it is suppressed at either end.

    `suppressions_of` returns the suppressions of a file that is not among the results.
    """
    for path, diagnostics in sorted(found.items()):
        for diagnostic in suppress(diagnostics, results[path].suppressions):
            twins = {related.path for related in diagnostic.related} - {path}
            there = {twin: results[twin].suppressions if twin in results else suppressions_of(twin) for twin in twins}
            if not _is_suppressed_elsewhere(diagnostic, there):
                yield diagnostic


def _is_suppressed_elsewhere(found: Diagnostic, suppressions: Mapping[str, Sequence[Suppression]]) -> bool:
    """Whether a suppression speaks for a finding in the file of its twin."""
    silent = False
    for related in found.related:
        for suppression in suppressions.get(related.path, ()):
            if suppression.speaks_for(found.code, found.rule, related.start.offset):
                suppression.used = silent = True
    return silent
