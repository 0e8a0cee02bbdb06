"""Tells when the program itself has changed, so that nothing is taken from a cache that other code has filled."""

import os
import sys
from collections.abc import Iterator
from hashlib import blake2b
from importlib.util import find_spec

import msgspec

from copydesk.rule import find_rules
from copydesk.version import __version__


def code_stamp() -> bytes:
    """Return what changes when copydesk, a package of rules or a library is exchanged: 16 bytes.

    Looks at the stamps of all files of copydesk and of the packages that bring rules, and at the folder that libraries
    are installed to, which lists them by version.
    """
    packages = {"copydesk", *(entry.value.partition(":")[0].partition(".")[0] for entry in find_rules().values())}
    digest = blake2b(f"{__version__} {sys.version} {sys.byteorder}".encode(), digest_size=16)
    libraries = os.path.dirname(os.path.dirname(msgspec.__file__))
    for path in (libraries, *(path for package in sorted(packages) for path in _files(package))):
        try:
            status = os.stat(path)
        except OSError:
            continue
        digest.update(b"%d %d\n" % (status.st_size, status.st_mtime_ns))
    return digest.digest()


def _files(package: str) -> Iterator[str]:
    """Yield the files of a top-level package."""
    spec = find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        for inside, folders, names in os.walk(folder):
            folders[:] = sorted(it for it in folders if it != "__pycache__")
            yield from (os.path.join(inside, name) for name in sorted(names))
