"""What is known of all articles, of this run and of earlier ones, brought together for the rules across articles."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from copydesk.diagnostic import ArticleKey, Diagnostic
from copydesk.engine.corpus import add_comparison, compare
from copydesk.engine.files import FileResult, lint_files
from copydesk.engine.records import decoder
from copydesk.rule import Corpus, CorpusRule
from copydesk.sources import FoundFile, Source, read

if TYPE_CHECKING:
    from copydesk.engine.store import Store


def compare_results(
    rules: tuple[CorpusRule, ...],
    results: Sequence[FileResult],
    references: frozenset[str],
    files: Mapping[str, FoundFile],
    max_size: int,
    store: "Store | None",
) -> list[Diagnostic]:
    """Add what the rules across articles find to the results, and return where they crashed.

    `results` are in the order of their paths, `files` are the files by path, `references` those that are not judged
    themselves. The articles are held against those of other files that the store knows, too; what the run found out
    must have been written to it.
    """
    if not rules:
        return []
    by_path = {result.path: result for result in results}
    collecting = {rule.collector(): rule for rule in rules}.values()
    if store is None:
        corpora = {rule.collector(): Corpus(_entries(rule, results), references) for rule in collecting}
        comparison = compare(rules, corpora, _opener(files, max_size))
        add_comparison(comparison.found, by_path, lambda _: ())
        return comparison.crashes
    crashes: list[Diagnostic] = []
    found = store.comparison(rules, results, references)
    if found is None:
        gathered = {rule.collector(): _gather(rule, rules, results, references, max_size, store) for rule in collecting}
        comparison = compare(rules, gathered, _opener(files, max_size))
        found, crashes = comparison.found, comparison.crashes
        if not crashes:
            neighbours = frozenset().union(*(corpus.neighbours for corpus in gathered.values()))
            store.keep_comparison(rules, results, references, found, neighbours)
    add_comparison(found, by_path, store.suppressions)
    return crashes


def _opener(files: Mapping[str, FoundFile], max_size: int) -> Callable[[str], Source]:
    return lambda path: read(files.get(path) or FoundFile(path), max_size=max_size)


def _entries(rule: CorpusRule, results: Sequence[FileResult]) -> list[tuple[ArticleKey, Any]]:
    """Return what was collected of articles in this run."""
    collector = rule.collector()
    value = decoder(rule.collected_type())
    return [
        (ArticleKey(result.path, it.position), value.decode(it.value))
        for result in results
        for it in result.collected.get(collector, ())
    ]


def _gather(
    rule: CorpusRule,
    rules: tuple[CorpusRule, ...],
    results: Sequence[FileResult],
    references: frozenset[str],
    max_size: int,
    store: "Store",
) -> Corpus:
    """Return what is known of the articles of the run and of those that the store finds near them."""
    collector, kind = rule.collector(), rule.collected_type()
    entries = _entries(rule, results)
    entries += store.collected(collector, kind, (it.path for it in results if store.has_recalled(it.path)))
    entries.sort(key=_key)
    prints = [rule.prints(value) for key, value in entries if key.path not in references]
    wanted = [it for it in prints if it is not None]
    if not wanted or not store.knows_more_than(results):
        return Corpus(entries, references)
    import numpy as np

    near = store.neighbours(collector, kind, np.unique(np.concatenate(wanted)), [it.path for it in results])
    anew = lint_files([FoundFile(path) for path in near.changed], lambda _: rules, max_size)
    for result in anew:
        store.keep(result, rules)
    store.flush()
    more = [*near.entries, *_entries(rule, anew)]
    neighbours = frozenset(key.path for key, _ in more)
    return Corpus(sorted([*entries, *more], key=_key), references, neighbours, near.common, near.sites)


def _key(entry: tuple[ArticleKey, Any]) -> ArticleKey:
    return entry[0]
