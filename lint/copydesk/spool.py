"""Values that a large run keeps on disk while it is on."""

from array import array
from tempfile import TemporaryFile
from typing import IO

_BUFFER = 1_000_000


class Spool:
    """Values that are put away and got back by number, until it is closed.

    Numbers count down from -1, so that none is taken for one of the store.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._file: IO[bytes] = TemporaryFile(buffering=_BUFFER, prefix="copydesk-")  # noqa: SIM115
        self._ends = array("Q", [0])
        self._is_at_end = True

    def put(self, value: bytes) -> int:
        """Put a value away and return its number."""
        if not self._is_at_end:
            self._file.seek(0, 2)
            self._is_at_end = True
        self._file.write(value)
        self._ends.append(self._ends[-1] + len(value))
        return 1 - len(self._ends)

    def get(self, number: int) -> bytes:
        """Return a value."""
        start, end = self._ends[-number - 1], self._ends[-number]
        self._file.seek(start)
        self._is_at_end = False
        return self._file.read(end - start)

    def close(self) -> None:
        """Throw all away."""
        self._file.close()
