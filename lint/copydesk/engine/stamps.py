"""Whether a file is as it was, told by what the file system says of it where that is enough."""

import os
import time
from hashlib import sha256

_RACY = 2_000_000_000
"""A file that changed so few nanoseconds before it was looked at may change again and bear the same stamp: some file
systems count in steps of two seconds."""
_RACY_MARK = b" racy"


def stamp_of(path: str) -> bytes | None:
    """Return what changes when a file does, None where there is no file or its name is no text."""
    try:
        path.encode()
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    stamp = b"%d %d %d" % (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    is_racy = time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) < _RACY
    return stamp + _RACY_MARK if is_racy else stamp


def is_racy(stamp: bytes) -> bool:
    """Whether a file with this stamp may have changed since without another stamp."""
    return stamp.endswith(_RACY_MARK)


def is_same(path: str, stamp: bytes, old: bytes, content: str) -> bool:
    """Whether a file with such a stamp is what it was: `content` is the SHA-256 that it had."""
    if stamp == old and not is_racy(stamp):
        return True
    if stamp.split()[0] != old.split()[0]:
        return False
    try:
        with open(path, "rb") as stream:
            return sha256(stream.read()).hexdigest() == content
    except OSError:
        return False
