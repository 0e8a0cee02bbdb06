"""Rows that bear a hash, brought together by it in little memory, however many there are."""

from collections.abc import Iterator
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text.hashing import Hashes

_ROW = np.dtype([("hash", np.uint64), ("owner", np.uint32), ("place", np.uint32)])
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

    def _take(self) -> npt.NDArray[Any]:
        """Return the rows that wait; none wait afterwards."""
        rows = np.empty(self._count, _ROW)
        if self._waiting:
            hashes, owners, places = zip(*self._waiting, strict=True)
            np.concatenate(hashes, out=rows["hash"])
            np.concatenate(places, out=rows["place"], casting="unsafe")
            rows["owner"] = np.repeat(np.array(owners, np.uint32), [column.size for column in hashes])
        self._waiting, self._count = [], 0
        return rows

    def _spill(self) -> None:
        """Write what waits to the file, each part of it in a row; remember where."""
        if self._file is None:
            from tempfile import TemporaryFile  # slow to import, and few runs need it

            self._file = TemporaryFile(prefix="copydesk-")  # noqa: SIM115 (it is gone with this object)
        rows = self._take()
        part = rows["hash"] >> np.uint64(64 - _BITS)
        bounds = np.append(0, np.cumsum(np.bincount(part.astype(np.intp), minlength=1 << _BITS)))
        self._chunks.append((self._file.seek(0, 2), bounds))
        self._file.write(rows[np.argsort(part.astype(np.uint8), kind="stable")].view(np.uint8).data)

    def parts(self) -> Iterator[Rows]:
        """Yield the parts, once; each is in memory only as long as it is held."""
        if self._file is None:
            yield _columns(self._take())
            return
        if self._waiting:
            self._spill()
        with self._file as file:
            for part in range(1 << _BITS):
                pieces = [np.empty(0, _ROW)]
                for start, bounds in self._chunks:
                    file.seek(start + int(bounds[part]) * _ROW.itemsize)
                    size = int(bounds[part + 1] - bounds[part]) * _ROW.itemsize
                    pieces.append(np.frombuffer(file.read(size), _ROW))
                yield _columns(np.concatenate(pieces))


def _columns(rows: npt.NDArray[Any]) -> Rows:
    return Rows(*(np.ascontiguousarray(rows[name]) for name in Rows._fields))
