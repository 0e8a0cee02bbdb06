"""Linting in several processes: batches go out, results come back in any order."""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING

from copydesk.engine.files import FileResult, fail_file, lint_files, spare_collector
from copydesk.sources import FoundFile

if TYPE_CHECKING:
    from copydesk.engine.local import Chosen

_work: "tuple[Chosen, int] | None" = None


def _start(chosen: "Chosen", max_size: int) -> None:
    global _work  # noqa: PLW0603 (what a worker process is given once, at its start)
    _work = (chosen, max_size)
    spare_collector()


def _lint_batch(batch: Sequence[FoundFile]) -> list[FileResult]:
    assert _work is not None
    chosen, max_size = _work
    return lint_files(batch, chosen.for_path, max_size)


def lint_in_processes(
    batches: Sequence[list[FoundFile]], chosen: "Chosen", max_size: int, jobs: int
) -> Iterator[FileResult]:
    """Lint batches of files in `jobs` processes and yield a result for every file.

    A batch whose process died (out of memory, killed) is tried once more, each file in a process of its own; a file
    that kills that one too is reported as unreadable.
    """
    lost = []
    for batch, results in _map(batches, chosen, max_size, jobs):
        if results is None:
            lost += batch
        else:
            yield from results
    for file in lost:
        for _, results in _map([[file]], chosen, max_size, 1):
            yield from results or [fail_file(file, "the process that linted it died; it may need too much memory")]


def _map(
    batches: Sequence[list[FoundFile]], chosen: "Chosen", max_size: int, jobs: int
) -> Iterator[tuple[list[FoundFile], list[FileResult] | None]]:
    """Yield each batch with its results, None where its process died."""
    # Forking costs nothing and shares what is loaded; elsewhere than on Linux it is not safe.
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    workers = min(jobs, len(batches))
    with ProcessPoolExecutor(workers, context, initializer=_start, initargs=(chosen, max_size)) as pool:
        running: dict[Future[list[FileResult]], list[FoundFile]] = {}
        for batch in batches:
            try:
                running[pool.submit(_lint_batch, batch)] = batch
            except BrokenProcessPool:
                yield batch, None
        for future in as_completed(running):
            try:
                yield running[future], future.result()
            except BrokenProcessPool:
                yield running[future], None
