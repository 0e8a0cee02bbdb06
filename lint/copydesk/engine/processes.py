"""Linting in several processes: batches go out, a few at a time, and results come back in any order."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING

from copydesk.engine.files import FileResult, fail_file, lint_files
from copydesk.engine.records import decode, encode
from copydesk.garbage import spare_collector
from copydesk.sources import FoundFile, SourceOptions

if TYPE_CHECKING:
    from copydesk.engine.local import Chosen

_IN_FLIGHT = 4
"""Batches for each process that are handed out at once: enough to keep it busy, few enough to be held in memory."""

_Sent = bytes | list[FileResult]
_Running = dict["Future[_Sent]", list[FoundFile]]

_work: "tuple[Chosen, SourceOptions] | None" = None


def _start(chosen: "Chosen", options: SourceOptions) -> None:
    global _work  # noqa: PLW0603 (what a worker process is given once, at its start)
    _work = (chosen, options)
    spare_collector()


def _lint_batch(batch: Sequence[FoundFile]) -> _Sent:
    """Return the results as bytes: to pickle that many small objects takes four times as long."""
    assert _work is not None
    chosen, options = _work
    results = lint_files(batch, chosen.for_path, options)
    try:
        return encode(results)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return results  # a rule says what is no record, or half a surrogate pair stands in a text


def lint_in_processes(
    batches: Iterable[list[FoundFile]], chosen: "Chosen", options: SourceOptions, jobs: int
) -> Iterator[FileResult]:
    """Lint batches of files in `jobs` processes and yield a result for every file.

    A batch whose process died (out of memory, killed) is tried once more, each file in a process of its own; a file
    that kills that one too is reported as unreadable.
    """
    lost = []
    for batch, sent in _map(batches, chosen, options, jobs):
        if sent is None:
            lost += batch
        else:
            yield from _unpack(sent, batch, chosen, options)
    for file in lost:
        for _, sent in _map([[file]], chosen, options, 1):
            if sent is None:
                yield fail_file(file, "the process that linted it died; it may need too much memory")
            else:
                yield from _unpack(sent, [file], chosen, options)


def _unpack(sent: _Sent, batch: Sequence[FoundFile], chosen: "Chosen", options: SourceOptions) -> list[FileResult]:
    """Return the results of a batch that another process sent."""
    if isinstance(sent, list):
        return sent
    try:
        return decode(sent, list[FileResult])
    except ValueError:  # somebody's rule says what is of another type than it should be
        return lint_files(batch, chosen.for_path, options)


def _map(
    batches: Iterable[list[FoundFile]], chosen: "Chosen", options: SourceOptions, jobs: int
) -> Iterator[tuple[list[FoundFile], _Sent | None]]:
    """Yield each batch with what it came to, None where a process died meanwhile; the rest goes on in new processes."""
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
) -> Iterator[tuple[list[FoundFile], _Sent]]:
    """Keep `room` batches in the pool and yield each with what it came to.

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
            sent = future.result()
            yield running.pop(future), sent
