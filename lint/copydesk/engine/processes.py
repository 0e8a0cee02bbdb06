"""Linting in several processes: batches go out, a few at a time, and results come back in any order."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING

from copydesk.engine.files import FileResult, fail_file, lint_files
from copydesk.garbage import spare_collector
from copydesk.sources import FoundFile, SourceOptions

if TYPE_CHECKING:
    from copydesk.engine.local import Chosen

_IN_FLIGHT = 4
"""Batches for each process that are handed out at once: enough to keep it busy, few enough to be held in memory."""

_Running = dict["Future[list[FileResult]]", list[FoundFile]]

_work: "tuple[Chosen, SourceOptions] | None" = None


def _start(chosen: "Chosen", options: SourceOptions) -> None:
    global _work  # noqa: PLW0603 (what a worker process is given once, at its start)
    _work = (chosen, options)
    spare_collector()


def _lint_batch(batch: Sequence[FoundFile]) -> list[FileResult]:
    assert _work is not None
    chosen, options = _work
    return lint_files(batch, chosen.for_path, options)


def lint_in_processes(
    batches: Iterable[list[FoundFile]], chosen: "Chosen", options: SourceOptions, jobs: int
) -> Iterator[FileResult]:
    """Lint batches of files in `jobs` processes and yield a result for every file.

    A batch whose process died (out of memory, killed) is tried once more, each file in a process of its own; a file
    that kills that one too is reported as unreadable.
    """
    lost = []
    for batch, results in _map(batches, chosen, options, jobs):
        if results is None:
            lost += batch
        else:
            yield from results
    for file in lost:
        for _, results in _map([[file]], chosen, options, 1):
            yield from results or [fail_file(file, "the process that linted it died; it may need too much memory")]


def _map(
    batches: Iterable[list[FoundFile]], chosen: "Chosen", options: SourceOptions, jobs: int
) -> Iterator[tuple[list[FoundFile], list[FileResult] | None]]:
    """Yield each batch with its results, None where a process died meanwhile; the rest goes on in new processes."""
    # Forking costs nothing and shares what is loaded; elsewhere than on Linux it is not safe.
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    waiting = iter(batches)
    while True:
        running: _Running = {}
        with ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(chosen, options)) as pool:
            try:
                yield from _feed(pool, waiting, running, _IN_FLIGHT * jobs)
                return
            except BrokenProcessPool:
                pass
        yield from ((batch, None) for batch in running.values())


def _feed(
    pool: ProcessPoolExecutor, waiting: Iterator[list[FoundFile]], running: _Running, room: int
) -> Iterator[tuple[list[FoundFile], list[FileResult]]]:
    """Keep `room` batches in the pool and yield each with its results.

    Raises `BrokenProcessPool` when a process died; `running` holds what was in the pool then.
    """
    while True:
        for batch in islice(waiting, room - len(running)):
            try:
                running[pool.submit(_lint_batch, batch)] = batch
            except BrokenProcessPool:
                running[Future()] = batch
                raise
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            results = future.result()
            yield running.pop(future), results
