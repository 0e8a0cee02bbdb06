"""All that a run found, in order, however much that is: a little is held in memory, much of it on disk."""

import pickle
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from heapq import heappop, heappush
from itertools import islice, pairwise
from operator import attrgetter, eq
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from copydesk.diagnostic import Diagnostic

if TYPE_CHECKING:
    from copydesk.spool import Spool

MOST_IN_MEMORY = 10_000
"""Diagnostics that are held in memory: about 12 MB of them."""
_RUN = 1000
"""Diagnostics of a sorted run on disk, which is read as a whole."""

_in_order = attrgetter("sort_key")


class _Run(NamedTuple):
    """Sorted diagnostics on disk: the key of the first, and their number in the spool."""

    first: Any
    number: int


class Log(Collection[Diagnostic]):
    """The diagnostics of a run, in the order of `Diagnostic.sort_key`, whatever order they were added in.

    Their fingerprints are made unique: where two are the same, those that differ from them by their number only are
    numbered anew, in order.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic] = ()) -> None:
        """Begin with some diagnostics."""
        self._recent: list[Diagnostic] = []
        self._runs: list[_Run] = []
        self._spool: Spool | None = None
        self._names = array("q")
        self._same: set[int] | None = None  # names that come twice or more, once it is asked for and all is in order
        self.extend(diagnostics)

    def __del__(self) -> None:
        """Let go of what is on disk."""
        if self._spool is not None:
            self._spool.close()

    def __len__(self) -> int:
        """Count the diagnostics."""
        return len(self._names)

    def __contains__(self, other: object) -> bool:
        """Whether a diagnostic is among them."""
        return any(it == other for it in self)

    def __eq__(self, other: object) -> bool:
        """Whether another log holds the same."""
        return isinstance(other, Log) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    def __iter__(self) -> Iterator[Diagnostic]:
        """Yield the diagnostics in order."""
        if self._same is None:
            self._recent.sort(key=_in_order)
            self._same = {one for one, other in pairwise(sorted(self._names)) if one == other}
        same = self._same
        if not same:
            yield from self._merged()
            return
        twins = {_digest(it) for it in self._merged() if hash(it.fingerprint) in same}
        numbered: Counter[str] = Counter()
        for diagnostic in self._merged():
            digest = _digest(diagnostic)
            if digest in twins:
                numbered[digest] += 1
                diagnostic = msgspec.structs.replace(diagnostic, fingerprint=f"{digest}:{numbered[digest]}")  # noqa: PLW2901
            yield diagnostic

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add diagnostics."""
        for diagnostic in diagnostics:
            self._same = None
            self._recent.append(diagnostic)
            self._names.append(hash(diagnostic.fingerprint))
            if len(self._recent) > MOST_IN_MEMORY:
                self._put_away()

    def _put_away(self) -> None:
        """Write what is in memory to the disk, in sorted runs."""
        if self._spool is None:
            from copydesk.spool import Spool  # slow to import, and few runs need it

            self._spool = Spool()
        self._recent.sort(key=_in_order)
        waiting = iter(self._recent)
        while some := list(islice(waiting, _RUN)):
            data = pickle.dumps(some, pickle.HIGHEST_PROTOCOL)  # nobody else has the file; and any string may be in it
            self._runs.append(_Run(some[0].sort_key, self._spool.put(data)))
        self._recent = []

    def _read(self, run: _Run) -> Iterator[Diagnostic]:
        assert self._spool is not None
        return iter(pickle.loads(self._spool.get(run.number)))  # noqa: S301

    def _merged(self) -> Iterator[Diagnostic]:
        """Yield all in order. A run is read when it is its turn, so that few are in memory at once."""
        if not self._runs:
            yield from self._recent
            return
        waiting = sorted(self._runs, key=lambda run: (run.first, -run.number), reverse=True)  # numbers count down
        heap: list[tuple[Any, int, Diagnostic, Iterator[Diagnostic]]] = []
        number = 0

        def put(run: Iterator[Diagnostic], number: int) -> None:
            for diagnostic in run:
                heappush(heap, (diagnostic.sort_key, number, diagnostic, run))
                break

        put(iter(self._recent), number)
        while waiting or heap:
            while waiting and (not heap or waiting[-1].first <= heap[0][0]):
                number += 1
                put(self._read(waiting.pop()), number)
            _, place, diagnostic, run = heappop(heap)
            yield diagnostic
            put(run, place)


def _digest(diagnostic: Diagnostic) -> str:
    return diagnostic.fingerprint.partition(":")[0]
