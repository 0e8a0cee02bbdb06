"""The bytes of a file, block by block; unfolded where they are compressed."""

import os
import stat
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from copydesk.sources.compressed import Bomb, BrokenOff, compression_of, decompress
from copydesk.sources.formats import COMPRESSED, CONTAINERS, RECORDS, format_by_name
from copydesk.sources.source import FoundFile, Unreadable

if TYPE_CHECKING:
    from hashlib import _Hash

LARGE = 4_000_000
"""Bytes from which on a file of records is linted in parts."""

_PAGE = 4096


def size_of(file: FoundFile) -> int:
    """Return the size of a file in bytes, 0 where reading it will say what is wrong."""
    if file.data is not None:
        return len(file.data)
    try:
        return os.stat(file.path).st_size
    except (OSError, ValueError):
        return 0


def is_split(file: FoundFile, size: int) -> bool:
    """Whether a file of a size in bytes should be split: it holds records, and is large or may be when unfolded."""
    format = file.format or format_by_name(file.path)  # noqa: A001
    if file.part is not None or format not in RECORDS:
        return file.part is None and format in CONTAINERS
    return size > LARGE or file.path.lower().endswith(tuple(COMPRESSED))


class RawFile:
    """A file that is read once, from front to back."""

    def __init__(self, file: FoundFile, *, is_hashed: bool = True) -> None:
        """Take a file, and whether its hash will be asked for; nothing is opened yet."""
        self._file = file
        self._is_hashed = is_hashed
        self._hash: _Hash | None = None
        self.size = 0
        self.is_compressed = False
        self.trouble: tuple[str, str] | None = None

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes read so far, in hexadecimal; empty where none is made."""
        return self._hash.hexdigest() if self._hash is not None else ""

    def blocks(self, size: int) -> Iterator[bytes]:
        """Yield what the file holds, in blocks of about `size` bytes.

        Raises `Unreadable`. Where compressed data is damaged, `trouble` is a code and what is wrong behind the last
        block.
        """
        blocks = self._read(size)
        first = next(blocks, b"")
        kind = compression_of(first)
        if kind is None:
            yield first
            yield from blocks
            return
        self.is_compressed = True
        try:
            yield from decompress(chain([first], blocks), kind)
        except BrokenOff as error:
            self.trouble = ("INP001", f"{error}; what came before is linted")
        except Bomb as error:
            self.trouble = ("INP004", f"{error}; what came before is linted")

    def exhaust(self) -> None:
        """Read the whole file, for its size and hash."""
        for _ in self._read(1 << 20):
            pass

    def _read(self, size: int) -> Iterator[bytes]:
        if self._is_hashed:
            from hashlib import sha256

            self._hash = sha256()
        data = self._file.data
        if data is not None:
            yield from (self._seen(data[start : start + size]) for start in range(0, len(data), size))
            return
        try:
            status = os.stat(self._file.path)
            if stat.S_ISDIR(status.st_mode):
                os.listdir(self._file.path)  # a folder comes here only when it can't be listed
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("it is no regular file")
            with open(self._file.path, "rb", buffering=0) as stream:
                # Asked for more than there is, Python makes room for it first: ten times as slow for a small file.
                block, asked = b"", 0
                while len(block) == asked:  # less is the end of a regular file
                    asked = min(size, max(status.st_size - self.size + 1, _PAGE))
                    block = stream.read(asked)
                    yield self._seen(block)
        except OSError as error:
            raise Unreadable((error.strerror or str(error)).lower()) from error
        except ValueError as error:
            raise Unreadable(str(error)) from error

    def _seen(self, block: bytes) -> bytes:
        """Count and hash a block that was read."""
        self.size += len(block)
        if self._hash is not None:
            self._hash.update(block)
        return block
