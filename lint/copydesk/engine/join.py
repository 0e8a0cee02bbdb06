"""Large files: split into parts, and the results of the parts put together again."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from copydesk.engine.files import FileResult, fail_file, lint_files
from copydesk.log import Log
from copydesk.rule import AnyRule
from copydesk.run import FileSummary
from copydesk.sources import FoundFile, SourceOptions, Unreadable, is_split, size_of

if TYPE_CHECKING:
    from copydesk.sources.containers import ContainerSplitter
    from copydesk.sources.parts import Splitter


MOST_FOUND = 20_000
"""Findings of a file that are held until it is done, so that they can be kept for the next run."""


class _Open(msgspec.Struct):
    """A file whose parts are under way; `count` is the number of its parts once they are known."""

    splitter: "Splitter | ContainerSplitter"
    results: dict[int, FileResult] = {}
    found: int = 0
    count: int | None = None
    failure: FileResult | None = None


class Joiner:
    """Splits files, and puts the results of their parts together whatever order they come in."""

    def __init__(self, log: Log | None = None) -> None:
        """Begin with no file; what is found in one beyond `MOST_FOUND` goes to the log at once."""
        self._log = log
        self._open: dict[str, _Open] = {}

    def split(self, file: FoundFile, options: SourceOptions) -> Iterator[FoundFile]:
        """Yield the parts of a file."""
        from copydesk.sources.parts import splitter_of  # few runs have a large file

        opened = self._open[file.path] = _Open(splitter_of(file, options))
        count = 0
        try:
            for part in opened.splitter.parts():
                count += 1
                yield part
        except Unreadable as error:
            opened.failure = fail_file(file, str(error))
        opened.count = count

    def join(self, results: Iterable[FileResult]) -> Iterator[FileResult]:
        """Yield a result for each file."""
        for result in results:
            if result.part is None:
                yield result
            else:
                opened = self._open[result.path]
                opened.results[result.part] = result
                self._unload(opened, result)
                if len(opened.results) == opened.count:
                    yield self._close(result.path)
        for path in list(self._open):
            yield self._close(path)

    def _unload(self, opened: _Open, result: FileResult) -> None:
        """Once a file has more findings than are worth keeping, hand them to the log."""
        opened.found += len(result.diagnostics)
        if self._log is not None and opened.found > MOST_FOUND:
            for it in opened.results.values() if opened.found - len(result.diagnostics) <= MOST_FOUND else (result,):
                self._log.extend(it.diagnostics)
                it.diagnostics = []

    def _close(self, path: str) -> FileResult:
        opened = self._open.pop(path)
        joined = FileResult(path, is_complete=self._log is None or opened.found <= MOST_FOUND)
        articles = 0
        for _, result in sorted(opened.results.items()):
            joined.diagnostics += result.diagnostics
            joined.suppressions += result.suppressions
            joined.idle += result.idle
            for collector, collected in result.collected.items():
                if collector in joined.collected:
                    joined.collected[collector].extend(collected)
                else:
                    joined.collected[collector] = collected
            articles += result.summary.articles if result.summary is not None else 0
            joined.notice = result.notice
        if opened.failure is not None:
            joined.diagnostics += opened.failure.diagnostics
        raw = opened.splitter.raw
        if articles or opened.found or opened.failure is not None:
            joined.notice = None
            joined.summary = FileSummary(path, opened.splitter.encoding, raw.size, raw.sha256, articles)
        return joined


def lint_whole(file: FoundFile, rules: tuple[AnyRule, ...], options: SourceOptions) -> Iterator[FileResult]:
    """Lint a file of any size in this process and yield its result."""
    joiner = Joiner()
    parts: Iterable[FoundFile] = joiner.split(file, options) if is_split(file, size_of(file)) else (file,)
    return joiner.join(result for part in parts for result in lint_files([part], lambda _: rules, options))
