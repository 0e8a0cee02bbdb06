"""Compressed files, read block by block: what a hostile one unfolds to is bounded."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from copydesk.sources.source import Unreadable

_BLOCK = 1 << 20
"""Bytes that are unfolded at once."""
_FREE = 16_000_000
_RATIO = 200
"""Beyond `_FREE` bytes a file may unfold to so many times its size. Text comes to 3 to 10 times; a bomb to 1,000."""

_GZIP, _ZSTANDARD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class BrokenOff(Exception):  # noqa: N818 (a state of a file, not a mistake)
    """The compressed data ends or turns to nonsense here; what came before is good. The message says why."""


class Bomb(Exception):  # noqa: N818
    """The compressed data unfolds to more than any text does."""


def compression_of(start: bytes) -> str | None:
    """Tell by how a file begins what it is compressed with: "gz", "zst", or None."""
    if start.startswith((_GZIP, _ZSTANDARD)):
        return "gz" if start.startswith(_GZIP) else "zst"
    return None


def decompress(blocks: Iterable[bytes], kind: str) -> Iterator[bytes]:
    """Yield what compressed blocks unfold to, in blocks of at most `_BLOCK` bytes.

    Raises `BrokenOff` and `Bomb` behind the last good block, `Unreadable` where the library is missing.
    """
    unfolded = folded = 0
    for folded, block in _unfold(blocks, kind):
        unfolded += len(block)
        if unfolded > _FREE + _RATIO * folded:
            raise Bomb(f"it unfolds to more than {_RATIO} times its size")
        yield block


def _unfold(blocks: Iterable[bytes], kind: str) -> Iterator[tuple[int, bytes]]:
    """Yield the bytes taken so far and a block that came of them; members behind one another are one file."""
    folded = 0
    member: Any = None
    for taken in blocks:
        folded += len(taken)
        block = taken
        while block:
            if member is None:
                member = _decompressor(kind)
            try:
                out = member.decompress(block, _BLOCK)
                yield folded, out
                while not member.eof and (rest := _rest(member, out)) is not None:
                    out = member.decompress(rest, _BLOCK)
                    yield folded, out
            except Exception as error:  # each library has its own
                raise BrokenOff(f"the compressed data is damaged ({error})") from error
            block = b""
            if member.eof:
                block, member = member.unused_data.lstrip(b"\0"), None
    if member is not None:
        raise BrokenOff("the compressed data breaks off")


def _rest(member: Any, out: bytes) -> bytes | None:
    """Return what a decompressor should be given to go on, None where it needs another block."""
    if hasattr(member, "unconsumed_tail"):
        return bytes(member.unconsumed_tail) if member.unconsumed_tail or len(out) == _BLOCK else None
    return None if member.needs_input else b""


def _decompressor(kind: str) -> Any:
    if kind == "gz":
        return zlib.decompressobj(wbits=31)
    try:
        from compression import zstd  # type: ignore[import-not-found]
    except ImportError:
        try:
            from backports import zstd
        except ImportError:
            raise Unreadable("it is compressed with Zstandard: pip install 'copydesk[zst]' reads it") from None
    return zstd.ZstdDecompressor()
