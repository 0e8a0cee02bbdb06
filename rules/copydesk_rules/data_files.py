"""The files that packages of rules ship in their folder `data`.

`importlib.resources` reads the same, but with all that it imports (`tempfile`, `zipfile`) that takes 5 ms of a start.
"""

import mmap
import os
from importlib import import_module
from pkgutil import get_data


def read_data(package: str, name: str) -> bytes:
    """Return the file `data/name` of a package. Raises `OSError` where there is none."""
    data = get_data(package, f"data/{name}")
    assert data is not None  # all loaders of files and archives can read them
    return data


def read_lines(package: str, name: str) -> list[str]:
    """Return the lines of a text of a package, in UTF-8, without their ends."""
    return read_data(package, name).decode().splitlines()


def map_data(package: str, name: str) -> mmap.mmap | bytes:
    """Return a large file `data/name` of a package, of which only what is looked at is read.

    A package in an archive has no such file: then all of it is read.
    """
    path = os.path.join(import_module(package).__path__[0], "data", name)
    if not os.path.isfile(path):
        return read_data(package, name)
    with open(path, "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
