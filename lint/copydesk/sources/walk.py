"""Finding the files to lint: named ones as they are, folders walked as git would, without following links."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.sources.formats import format_by_name
from copydesk.sources.source import FoundFile

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


def walk(paths: Sequence[str], *, exclude: Sequence[str] = (), root: str = ".") -> list[FoundFile]:
    """Return the files to lint, each once, in the order of the paths given and sorted within folders.

    `exclude` are patterns as in .gitignore, relative to the folder `root`; they hold for named files too, since
    pre-commit names every changed file. A path that does not exist is returned as a file: reading it says so.
    """
    excluded = _Excluded(exclude, root)
    found: dict[str, FoundFile] = {}
    for path in paths:
        if os.path.isdir(path) and not os.path.islink(path.rstrip("/")):
            inside: Iterator[str] = (name for name in _walk_folder(path, _ignores_above(path)) if not excluded(name))
        else:
            inside = iter(() if excluded(path) else (path,))
        for name in inside:
            found.setdefault(os.path.normpath(name), FoundFile(_slashes(name)))
    return list(found.values())


def _slashes(path: str) -> str:
    path = path.replace(os.sep, "/")
    return path[2:] if path.startswith("./") and len(path) > 2 else path


class _Excluded:
    """Whether the settings exclude a path."""

    def __init__(self, patterns: Sequence[str], root: str) -> None:
        self._spec = _spec(patterns) if patterns else None
        self._root = os.path.abspath(root)

    def __call__(self, path: str) -> bool:
        if self._spec is None:
            return False
        relative = os.path.relpath(os.path.abspath(path), self._root)
        return self._spec.match_file(relative.replace(os.sep, "/"))


def _spec(lines: Sequence[str]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec  # only where there is something to ignore

    return GitIgnoreSpec.from_lines(lines)


class _Ignore:
    """The .gitignore of one folder, and those above it."""

    def __init__(self, folder: str, above: "_Ignore | None") -> None:
        self.folder = os.path.abspath(folder)
        self.above = above
        text = Path(folder, ".gitignore").read_text("utf-8", "replace")
        self._spec = _spec(text.splitlines())

    def matches(self, path: str, is_folder: bool) -> bool:
        """Whether a path is ignored; the .gitignore nearest to it that speaks of it decides."""
        relative = os.path.relpath(os.path.abspath(path), self.folder).replace(os.sep, "/")
        said = self._spec.check_file(relative + "/" * is_folder).include
        if said is None:
            return self.above is not None and self.above.matches(path, is_folder)
        return bool(said)


def _ignores_above(folder: str) -> _Ignore | None:
    """Return the .gitignore files of the folders above, up to the repository's root."""
    chain: list[str] = []
    here = os.path.dirname(os.path.abspath(folder))
    if os.path.exists(os.path.join(folder, ".git")):
        return None
    while True:
        if os.path.isfile(os.path.join(here, ".gitignore")):
            chain.append(here)
        if os.path.exists(os.path.join(here, ".git")):
            break
        parent = os.path.dirname(here)
        if parent == here:
            return None  # no repository: nobody's .gitignore speaks for this folder
        here = parent
    ignore: _Ignore | None = None
    for name in reversed(chain):
        ignore = _Ignore(name, ignore)
    return ignore


def _walk_folder(folder: str, ignore: _Ignore | None) -> Iterator[str]:
    """Yield the files in a folder and the folders in it. A folder that can't be read is yielded itself."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    if any(entry.name == ".gitignore" and entry.is_file() for entry in entries):
        ignore = _Ignore(folder, ignore)
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        is_folder = entry.is_dir(follow_symlinks=False)
        wanted = entry.name not in _SKIPPED_FOLDERS if is_folder else _is_article(entry)
        if not wanted or (ignore is not None and ignore.matches(entry.path, is_folder)):
            continue
        if is_folder:
            yield from _walk_folder(entry.path, ignore)
        else:
            yield entry.path


def _is_article(entry: "os.DirEntry[str]") -> bool:
    return format_by_name(entry.name) is not None and entry.is_file(follow_symlinks=False)
