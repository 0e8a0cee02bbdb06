"""The files that packages of rules ship in their folder `data`.

`importlib.resources` reads the same, but with all that it imports (`tempfile`, `zipfile`) that takes 5 ms of a start.
"""

from pkgutil import get_data


def read_data(package: str, name: str) -> bytes:
    """Return the file `data/name` of a package. Raises `OSError` where there is none."""
    data = get_data(package, f"data/{name}")
    assert data is not None  # all loaders of files and archives can read them
    return data


def read_lines(package: str, name: str) -> list[str]:
    """Return the lines of a text of a package, in UTF-8, without their ends."""
    return read_data(package, name).decode().splitlines()
