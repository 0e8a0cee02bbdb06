"""Rows that bear a hash, brought together by it in little memory, however many there are."""

from collections.abc import Iterator
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text.hashing import Hashes

_AT_ONCE = 2_000_000
"""Rows that are held in memory, 32 MB; more go to a temporary file."""
_READ_AT_ONCE = 500_000
"""Rows that are read from there at once: enough to outweigh some calls of NumPy."""
_BITS = 8
"""Upper bits of the hash that say in which part of the file a row goes; the number of a part fits a byte."""


class Rows(NamedTuple):
    """Rows as columns: a hash, whose it is, and where it stands there."""

    hash: Hashes
    owner: npt.NDArray[np.uint32]
    place: npt.NDArray[np.uint32]


class PartedRows:
    """Takes rows and gives them back in parts: all rows with one hash are in one part, in the order they came in."""

    def __init__(self) -> None:
        """Begin with no row."""
        self._waiting: list[tuple[bytes, int, bytes, int]] = []
        self._count = 0
        self._file: IO[bytes] | None = None
        self._chunks: list[tuple[int, npt.NDArray[np.intp]]] = []

    def add(self, hashes: bytes, owner: int, counts: bytes, salt: int = 0) -> None:
        """Take the rows of one owner, in order of their places; bytes are of 64-bit hashes, and of 32-bit counts.

        The counts say how many rows stand at each place; where those of all owners do not add up, `ValueError` is
        raised, here or when the rows are asked for. Rows with different salts have different hashes. (What comes from
        many owners is joined as bytes: to make columns of each would take most of the time.)
        """
        self._waiting.append((hashes, owner, counts, salt))
        self._count += len(hashes) // 8
        if self._count > _AT_ONCE:
            self._spill()

    def _take(self) -> Rows:
        """Return the rows that wait; none wait afterwards."""
        if not self._waiting:
            return _NOTHING
        hashes, owners, counts, salts = zip(*self._waiting, strict=True)
        self._waiting, self._count = [], 0
        rows = np.array(list(map(len, hashes))) // 8
        places = np.array(list(map(len, counts))) // 4
        place = np.arange(int(places.sum()), dtype=np.uint32)
        place -= np.repeat((np.cumsum(places) - places).astype(np.uint32), places)
        hash_ = np.frombuffer(b"".join(hashes), np.uint64)
        count = np.frombuffer(b"".join(counts), np.uint32)
        if count.sum(dtype=np.uint64) != hash_.size:
            raise ValueError("the counts are of other rows")
        return Rows(
            hash_ ^ np.repeat(np.array(salts, np.uint64), rows) if any(salts) else hash_,
            np.repeat(np.array(owners, np.uint32), rows),
            np.repeat(place, count),
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
            for first, last in self._runs():
                pieces = [_read_parts(file, start, bounds, first, last) for start, bounds in self._chunks]
                yield Rows(*map(np.concatenate, zip(*pieces, strict=True)))

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Yield runs of neighbouring parts, half open, of no more than `_READ_AT_ONCE` rows if they can."""
        sizes = np.diff(np.sum([bounds for _, bounds in self._chunks], 0)).tolist()
        first = rows = 0
        for part, size in enumerate(sizes):
            if rows and rows + size > _READ_AT_ONCE:
                yield first, part
                first, rows = part, 0
            rows += size
        yield first, len(sizes)


_NOTHING = Rows(np.empty(0, np.uint64), np.empty(0, np.uint32), np.empty(0, np.uint32))


def _read_parts(file: IO[bytes], start: int, bounds: npt.NDArray[np.intp], first: int, last: int) -> Rows:
    """Read some parts, half open, of the rows that were written from `start` on."""
    low, high = int(bounds[first]), int(bounds[last])
    columns: list[npt.NDArray[Any]] = []
    for column in _NOTHING:
        file.seek(start + low * column.itemsize)
        columns.append(np.frombuffer(file.read((high - low) * column.itemsize), column.dtype))
        start += int(bounds[-1]) * column.itemsize
    return Rows(*columns)
