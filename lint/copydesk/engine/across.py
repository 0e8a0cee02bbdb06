"""What is known of all articles, of this run and of earlier ones, brought together for the rules across articles."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from copydesk.diagnostic import ArticleKey, Diagnostic
from copydesk.engine.corpus import OpenArticles, compare, unsuppressed
from copydesk.engine.files import FileResult
from copydesk.engine.join import lint_whole
from copydesk.engine.records import Damaged, decoder
from copydesk.log import Log
from copydesk.rule import Corpus, CorpusRule
from copydesk.sources import FoundFile, Source, SourceOptions, is_split, read, size_of

if TYPE_CHECKING:
    from copydesk.engine.store import Store
    from copydesk.spool import Spool

Data = bytes | int
"""What was collected of an article, encoded; or the number that it has in the store or the spool."""
_OfFile = tuple[str, Sequence[int], Sequence[Data]]
"""A path, the positions of articles, ascending, and what was collected of each."""


def compare_results(
    rules: tuple[CorpusRule, ...],
    results: Sequence[FileResult],
    references: frozenset[str],
    files: Mapping[str, FoundFile],
    options: SourceOptions,
    store: "Store | None",
    spool: "Spool | None",
    log: Log,
) -> list[Diagnostic]:
    """Add what the rules across articles find to the log, and return where they crashed.

    `results` are in the order of their paths, `files` are the files by path, `references` those that are not judged
    themselves. The articles are held against those of other files that the store knows, too; what the run found out
    must have been written to it.
    """
    if not rules:
        return []
    by_path = {result.path: result for result in results}
    collecting = {rule.collector(): rule for rule in rules}.values()
    fetch = spool.get if spool is not None else _no_more
    if store is None:
        corpora = {
            rule.collector(): Corpus(_Entries(_collected(rule, results), rule.collected_type(), fetch), references)
            for rule in collecting
        }
        comparison = compare(rules, corpora, _opener(files, options))
        log.extend(unsuppressed(comparison.found, by_path, lambda _: ()))
        return comparison.crashes
    neighbours: frozenset[str] | None = None
    crashes: list[Diagnostic] = []
    with store.snapshot():  # whatever other runs write meanwhile
        found = store.comparison(rules, results, references)
        if found is None:
            corpora = {
                rule.collector(): _gather(rule, rules, results, references, options, store) for rule in collecting
            }
            comparison = compare(rules, corpora, _opener(files, options))
            found, crashes = comparison.found, comparison.crashes
            neighbours = frozenset().union(*(corpus.neighbours for corpus in corpora.values()))
        log.extend(unsuppressed(found, by_path, store.suppressions))
    if neighbours is not None and not crashes:
        store.keep_comparison(rules, results, references, found, neighbours)
    return crashes


def _opener(files: Mapping[str, FoundFile], options: SourceOptions) -> OpenArticles:
    def open_articles(path: str, numbers: Collection[int]) -> Iterator[Source]:
        file = files.get(path) or FoundFile(path)
        if not is_split(file, size_of(file)):
            return iter((read(file, options),))
        from copydesk.sources.parts import read_articles  # few runs have a large file

        return read_articles(file, options, numbers)

    return open_articles


class _Entries(Sequence[tuple[ArticleKey, Any]]):
    """What was collected of articles, in the order of their keys: decoded when it is asked for."""

    def __init__(self, collected: Iterable[_OfFile], kind: Any, fetch: Callable[[int], bytes]) -> None:
        """Take what was collected of the articles of each file; `kind` is the type of all.

        A number stands for the data that `fetch` gets by it.
        """
        self._files = sorted(collected, key=itemgetter(0))
        self._ends = list(accumulate(len(positions) for _, positions, _ in self._files))
        self._fetch = fetch
        self._decode = decoder(kind).decode

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, number: Any) -> Any:
        if number >= len(self):
            raise IndexError(number)
        file = bisect_right(self._ends, number)
        path, positions, values = self._files[file]
        place = number - self._ends[file]  # from the end
        try:
            return ArticleKey(path, positions[place]), self._decode(self._bytes(values[place]))
        except ValueError as error:
            raise Damaged(str(error)) from error

    def __iter__(self) -> Iterator[tuple[ArticleKey, Any]]:
        decode, bytes_of = self._decode, self._bytes
        try:
            for path, positions, values in self._files:
                for position, value in zip(positions, values, strict=True):
                    yield ArticleKey(path, position), decode(bytes_of(value))
        except ValueError as error:
            raise Damaged(str(error)) from error

    def _bytes(self, data: Data) -> bytes:
        return data if isinstance(data, bytes) else self._fetch(data)


def _collected(rule: CorpusRule, results: Iterable[FileResult]) -> Iterator[_OfFile]:
    """Yield what was collected of the files in this run."""
    collector = rule.collector()
    for result in results:
        it = result.collected.get(collector)
        if it is not None:
            yield result.path, it.positions, it.values


def _no_more(number: int) -> bytes:
    raise LookupError(number)


def _gather(
    rule: CorpusRule,
    rules: tuple[CorpusRule, ...],
    results: Sequence[FileResult],
    references: frozenset[str],
    options: SourceOptions,
    store: "Store",
) -> Corpus:
    """Return what is known of the articles of the run and of those that the store finds near them."""
    collector, kind = rule.collector(), rule.collected_type()
    mine = [
        *_collected(rule, results),
        *store.articles.collected(collector, [it.path for it in results if store.holds(it)]),
    ]
    entries = _Entries(mine, kind, store.articles.value)
    if not store.knows_more_than(results):
        return Corpus(entries, references)
    prints = [rule.prints(value) for key, value in entries if key.path not in references]
    wanted = [it.copy() for it in prints if it is not None]
    if not wanted:
        return Corpus(entries, references)
    import numpy as np

    near = store.articles.neighbours(collector, np.unique(np.concatenate(wanted)), [it.path for it in results])
    anew = [result for path in near.changed for result in lint_whole(FoundFile(path), rules, options)]
    more = [*near.entries, *_collected(rule, anew)]
    for result in anew:
        store.keep(result, rules)
    neighbours = frozenset(path for path, *_ in more)
    return Corpus(_Entries([*mine, *more], kind, store.articles.value), references, neighbours, near.common, near.sites)
