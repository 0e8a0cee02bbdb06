"""Entry points of installed distributions, read as they stand on the disk.

`importlib.metadata` reads the same, but with all that it imports (`email`, `zipfile`) that takes 25 ms, a tenth
of what a commit waits for. It is asked only where something is imported from an archive.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from importlib import import_module
from typing import Any, NamedTuple

_FOLDERS = (".dist-info", ".egg-info")


class EntryPoint(NamedTuple):
    """An entry point: the line `name = value` of a group, and a function that says which distribution declares it."""

    name: str
    value: str
    group: str
    distribution: Callable[[], str]

    def load(self) -> Any:
        """Import the object that `module:object` names. Raises what the import raises, and `AttributeError`."""
        module, _, attributes = self.value.partition(":")
        return reduce(getattr, attributes.strip().split("."), import_module(module.strip()))


def read_entry_points(groups: Iterable[str]) -> list[EntryPoint]:
    """Return the entry points of some groups; of a distribution that is there twice, those of the first."""
    wanted = frozenset(groups)
    if any(os.path.isfile(path) for path in sys.path):
        return list(_from_metadata(wanted))
    found: list[EntryPoint] = []
    seen: set[str] = set()
    for path in sys.path:
        for folder in _metadata_folders(path or "."):
            name = os.path.basename(folder).partition("-")[0].lower()
            if name not in seen:
                seen.add(name)
                found += _read(folder, wanted)
    return found


def _metadata_folders(path: str) -> list[str]:
    try:
        with os.scandir(path) as listing:
            return sorted(entry.path for entry in listing if entry.name.endswith(_FOLDERS))
    except OSError:
        return []  # not there, or not to be read: nothing is imported from it either


def _read(folder: str, groups: frozenset[str]) -> Iterator[EntryPoint]:
    try:
        with open(os.path.join(folder, "entry_points.txt"), encoding="utf-8") as stream:
            lines = stream.read().splitlines()
    except (OSError, ValueError):
        return
    group = ""
    for line in map(str.strip, lines):
        if line.startswith("["):
            group = line.strip("[]").strip()
        elif group in groups and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            yield EntryPoint(name.strip(), value.partition("[")[0].strip(), group, lambda: _name_in(folder))


def _name_in(folder: str) -> str:
    from importlib.metadata import Distribution
    from pathlib import Path

    return Distribution.at(Path(folder)).name


def _from_metadata(groups: frozenset[str]) -> Iterator[EntryPoint]:
    from importlib.metadata import entry_points

    for group in sorted(groups):
        for entry in entry_points(group=group):
            owner = entry.dist.name if entry.dist is not None else ""
            yield EntryPoint(entry.name, entry.value, group, lambda owner=owner: owner)  # type: ignore[misc]
