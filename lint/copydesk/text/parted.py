"""Rows that bear a hash, brought together by it in little memory, however many there are."""

from collections.abc import Iterator
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text.hashing import Hashes

_AT_ONCE = 1_000_000
"""Rows that are held in memory; more go to a temporary file."""
_BITS = 8
"""Upper bits of the hash that say in which part of the file a row goes; the number of a part fits a byte."""


class Rows(NamedTuple):
    """Rows as columns: a hash, whose it is, and where it stands there."""

    hash: Hashes
    owner: npt.NDArray[np.uint32]
    place: npt.NDArray[np.uint32]


class PartedRows:
    """Takes rows in any order and gives them back in parts: all rows with one hash are in one part."""

    def __init__(self) -> None:
        """Begin with no row."""
        self._waiting: list[tuple[Hashes, int, npt.NDArray[Any]]] = []
        self._count = 0
        self._file: IO[bytes] | None = None
        self._chunks: list[tuple[int, npt.NDArray[np.intp]]] = []

    def add(self, hashes: Hashes, owner: int, places: npt.NDArray[Any]) -> None:
        """Take the rows of one owner."""
        self._waiting.append((hashes, owner, places))
        self._count += hashes.size
        if self._count > _AT_ONCE:
            self._spill()

    def _take(self) -> Rows:
        """Return the rows that wait; none wait afterwards."""
        if not self._waiting:
            return _NOTHING
        hashes, owners, places = zip(*self._waiting, strict=True)
        sizes = [column.size for column in hashes]
        self._waiting, self._count = [], 0
        return Rows(
            np.concatenate(hashes),
            np.repeat(np.array(owners, np.uint32), sizes),
            np.concatenate(places, dtype=np.uint32, casting="unsafe"),
        )

    def _spill(self) -> None:
        """Write what waits to the file, column by column, each part of it in a row; remember where."""
        if self._file is None:
            from tempfile import TemporaryFile  # slow to import, and few runs need it

            self._file = TemporaryFile(prefix="copydesk-")  # noqa: SIM115 (it is gone with this object)
        rows = self._take()
        part = (rows.hash >> np.uint64(64 - _BITS)).astype(np.uint8)
        bounds = np.append(0, np.cumsum(np.bincount(part, minlength=1 << _BITS)))
        order = np.argsort(part, kind="stable")
        self._chunks.append((self._file.seek(0, 2), bounds))
        for column in rows:
            self._file.write(column[order].data)

    def parts(self) -> Iterator[Rows]:
        """Yield the parts, once; each is in memory only as long as it is held."""
        if self._file is None:
            yield self._take()
            return
        if self._waiting:
            self._spill()
        with self._file as file:
            for part in range(1 << _BITS):
                pieces = [_read_part(file, start, bounds, part) for start, bounds in self._chunks]
                yield Rows(*map(np.concatenate, zip(*pieces, strict=True)))


_NOTHING = Rows(np.empty(0, np.uint64), np.empty(0, np.uint32), np.empty(0, np.uint32))


def _read_part(file: IO[bytes], start: int, bounds: npt.NDArray[np.intp], part: int) -> Rows:
    """Read a part of the rows that were written from `start` on."""
    first, last = int(bounds[part]), int(bounds[part + 1])
    columns: list[npt.NDArray[Any]] = []
    for column in _NOTHING:
        file.seek(start + first * column.itemsize)
        columns.append(np.frombuffer(file.read((last - first) * column.itemsize), column.dtype))
        start += int(bounds[-1]) * column.itemsize
    return Rows(*columns)
