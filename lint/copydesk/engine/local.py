"""Linting on this machine: in this process when the job is small, else on all cores; the result is the same."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Protocol

import msgspec

from copydesk.diagnostic import INPUT_PROBLEMS, Diagnostic
from copydesk.engine.across import compare_results
from copydesk.engine.files import FileResult, keep_freed_memory, lint_files
from copydesk.engine.join import Joiner
from copydesk.engine.records import Damaged
from copydesk.log import Log
from copydesk.rule import AnyRule, CorpusRule, Rule, find_rules
from copydesk.run import RuleInfo, Run
from copydesk.sources import FoundFile, SourceOptions, is_split, size_of
from copydesk.suppress import ListedSuppression, complaint, drop_listed

if TYPE_CHECKING:
    from copydesk.engine.store import Store
    from copydesk.spool import Spool

BATCH_BYTES = 1_000_000
"""Work is handed out in batches of about this size: large enough to outweigh the hand-over."""
_LAST_BATCH_BYTES = 200_000
"""Where several processes work, the last batches are smaller, down to this, so that all end at about the same time."""
_LEAST_BYTES = 1000
"""A small file counts as if it had so many: opening it takes its time."""
SMALL_JOB_BYTES = 1_000_000
"""Less than this is done sooner than a second process has started."""

LARGE_JOB_BYTES = 50_000_000
"""From this size on what rules across articles collect is kept on disk: it takes as much room as the texts."""

Progress = Callable[[int, int], None]
"""Called with the bytes that are done and those of all files."""


class Chosen(Protocol):
    """Which rules run on which file; `copydesk.selection.Selection` is one."""

    @property
    def rules(self) -> tuple[AnyRule, ...]:
        """All rules of the run, in order of code."""

    def for_path(self, path: str) -> tuple[AnyRule, ...]:
        """The rules for one file."""


class _SameRules(msgspec.Struct, frozen=True):
    """The same rules for every file."""

    rules: tuple[AnyRule, ...]

    def for_path(self, path: str) -> tuple[AnyRule, ...]:
        """Return them."""
        del path
        return self.rules


def lint(
    files: Sequence[FoundFile],
    chosen: Chosen,
    *,
    options: SourceOptions,
    jobs: int = 0,
    against: Sequence[FoundFile] = (),
    listed: Sequence[ListedSuppression] = (),
    root: str = ".",
    store: "Store | None" = None,
    progress: Progress | None = None,
) -> Run:
    """Lint files and return all that was found.

    `against` is an archive: what is copied from its files is found, but they are not linted themselves. `listed` are
    the suppressions of the settings, whose folder is `root`. `store` holds what earlier runs found out: the results of
    files that have not changed are taken from there, and articles are held against those that it knows of other files.
    It is closed in the end.

    `options` say how files are read; `jobs` 0 stands for one a core. Neither the number of jobs nor the order of files
    changes the result.
    """
    archive = _archive(files, against)
    examine = partial(_examine, files, archive, chosen, options=options, jobs=jobs, progress=progress)
    try:
        results, log = examine(store=store)
        if store is not None:
            store.close()
    except Damaged:
        assert store is not None
        store.discard()
        results, log = examine(store=None)
    references = frozenset(file.path for file in archive)
    results = [result for result in results if result.path not in references]
    log.extend(_complaints(chosen, results))
    diagnostics, idle = drop_listed(log, listed, root) if listed else (log, [])
    notices = [result.notice for result in results if result.notice is not None]
    paths = [result.path for result in results] if idle else []
    notices += [f"the settings suppress nothing by: {entry}" for entry in idle if entry.is_about(paths, root)]
    return Run(
        diagnostics=diagnostics,
        files=[result.summary for result in results if result.summary is not None],
        rules=_describe(chosen, diagnostics),
        notices=notices,
    )


def _examine(
    files: Sequence[FoundFile],
    archive: Sequence[FoundFile],
    chosen: Chosen,
    *,
    options: SourceOptions,
    jobs: int,
    store: "Store | None",
    progress: Progress | None,
) -> tuple[list[FileResult], Log]:
    """Return the results of all files in the order of their paths, and all that was found in those to be linted."""
    corpus_rules = tuple(rule for rule in chosen.rules if isinstance(rule, CorpusRule))
    results: list[FileResult] = []
    log = Log()
    sizes = {file.path: size_of(file) for file in (*files, *archive)}
    total = sum(sizes.values())
    count = _Count(total, progress)
    with ExitStack() as stack:
        sessions = _Sessions(stack, store.folder if store is not None else None)
        spool = None
        is_large = total >= LARGE_JOB_BYTES or any(is_split(it, sizes[it.path]) for it in (*files, *archive))
        if corpus_rules and is_large:
            from copydesk.spool import Spool  # few runs are so large

            spool = Spool()
            stack.callback(spool.close)
        if store is not None:
            store.articles.spool = spool
        for part, rules in ((files, chosen), (archive, _SameRules(corpus_rules))):
            for result in _results(part, sizes, rules, options, jobs, store, spool, log, count, sessions):
                if part is files:
                    log.extend(result.diagnostics)
                result.diagnostics = []
                results.append(result)
        if store is not None:
            store.flush()
        results.sort(key=lambda result: result.path)
        references = frozenset(file.path for file in archive)
        named = {file.path: file for file in (*files, *archive)}
        log.extend(compare_results(corpus_rules, results, references, named, options, store, spool, log))
    return results, log


def _archive(files: Sequence[FoundFile], against: Sequence[FoundFile]) -> list[FoundFile]:
    """Return the files of the archive that are not linted anyway."""
    linted = {os.path.abspath(file.path) for file in files} if against else ()
    return [file for file in against if os.path.abspath(file.path) not in linted]


class _Count:
    """Counts the bytes that are done."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def add(self, size: int) -> None:
        self._done += size
        if self._progress is not None:
            self._progress(self._done, self._total)


def _results(
    files: Sequence[FoundFile],
    sizes: Mapping[str, int],
    chosen: Chosen,
    options: SourceOptions,
    jobs: int,
    store: "Store | None",
    spool: "Spool | None",
    log: Log,
    count: _Count,
    sessions: "_Sessions",
) -> Iterator[FileResult]:
    """Yield the result of every file, in any order: as it is known, else as linting it tells."""
    known = store.recall(files, chosen.for_path) if store is not None else {}
    for result in known.values():
        count.add(sizes[result.path])
        yield result
    new = [file for file in files if file.path not in known]
    for result in _lint(new, sizes, chosen, options, jobs, spool, log, count, sessions):
        if store is not None:
            store.keep(result, chosen.for_path(result.path))
        yield result


def _lint(
    files: Sequence[FoundFile],
    sizes: Mapping[str, int],
    chosen: Chosen,
    options: SourceOptions,
    jobs: int,
    spool: "Spool | None",
    log: Log,
    count: _Count,
    sessions: "_Sessions",
) -> Iterator[FileResult]:
    jobs = jobs or os.cpu_count() or 1
    total = sum(sizes[file.path] for file in files)
    if total >= SMALL_JOB_BYTES:
        keep_freed_memory()
    joiner = Joiner(log)
    results: Iterator[FileResult]
    is_one = len(files) == 1 and not is_split(files[0], total)
    if is_one or total < SMALL_JOB_BYTES:
        jobs = 1
    dealt = batches(files, sizes, options, joiner, jobs)
    if files:
        sessions.enter(chosen, total, jobs)
    if jobs == 1:
        results = chain.from_iterable(lint_files(batch, chosen.for_path, options) for batch in dealt)
    else:
        from copydesk.engine.processes import lint_in_processes

        results = lint_in_processes(dealt, chosen, options, jobs)
    for result in joiner.join(results if spool is None else _put_away(results, spool)):
        count.add(sizes[result.path])
        yield result


def _put_away(results: Iterable[FileResult], spool: "Spool") -> Iterator[FileResult]:
    """Yield results; what was collected of the files is put away."""
    for result in results:
        for collected in result.collected.values():
            collected.put_away(spool.put)
        yield result


class _Sessions:
    """What rules need for linting: started where something is linted, stopped with the stack."""

    def __init__(self, stack: ExitStack, folder: str | None) -> None:
        self._stack, self._folder = stack, folder

    def enter(self, chosen: Chosen, size: int, processes: int) -> None:
        for rule in chosen.rules:
            if isinstance(rule, Rule):
                self._stack.enter_context(rule.session(size, processes, self._folder))


def batches(
    files: Sequence[FoundFile], sizes: Mapping[str, int], options: SourceOptions, joiner: Joiner, jobs: int
) -> Iterator[list[FoundFile]]:
    """Part files into runs for `jobs` processes: of about `BATCH_BYTES`, towards the end of half of a fair share.

    The large files of records come first. Each is read when its turn comes, and each part is a batch of its own.
    """
    small: list[FoundFile] = []
    for file in files:
        if is_split(file, sizes[file.path]):
            yield from ([part] for part in joiner.split(file, options))
        else:
            small.append(file)
    left = sum(max(sizes[file.path], _LEAST_BYTES) for file in small)
    batch: list[FoundFile] = []
    filled, room = 0, BATCH_BYTES
    for file in small:
        size = max(sizes[file.path], _LEAST_BYTES)
        if batch and filled + size > room:
            yield batch
            batch, left, filled = [], left - filled, 0
        if not batch and jobs > 1:
            room = min(BATCH_BYTES, max(left // (2 * jobs), _LAST_BATCH_BYTES))
        batch.append(file)
        filled += size
    if batch:
        yield batch


def _complaints(chosen: Chosen, results: Sequence[FileResult]) -> Iterator[Diagnostic]:
    """Report the suppressions that suppress nothing."""
    for result in results:
        if result.suppressions:
            ran = {rule.code: rule.name for rule in chosen.for_path(result.path)}
            for suppression, idle in zip(result.suppressions, result.idle, strict=True):
                message = complaint(suppression, ran, [*find_rules(), *INPUT_PROBLEMS])
                if message is not None:
                    yield msgspec.structs.replace(idle, message=message)


def _describe(chosen: Chosen, diagnostics: Iterable[Diagnostic]) -> dict[str, RuleInfo]:
    """Describe the rules that ran and the input problems that came up."""
    infos = [RuleInfo.of_rule(type(rule)) for rule in chosen.rules]
    problems = {diagnostic.code for diagnostic in diagnostics} & INPUT_PROBLEMS.keys()
    infos += [RuleInfo.of_problem(INPUT_PROBLEMS[code]) for code in problems]
    return {info.code: info for info in sorted(infos, key=lambda info: info.code)}
