"""Finding the files to lint: named ones as they are, folders walked as git would, without following links."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from copydesk.sources.formats import COMPRESSED, EXTENSIONS, format_by_name
from copydesk.sources.source import FoundFile

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})
_HIDDEN = "hidden"
_LINK = "links"
_PROGRAMS = "folders of programs"
_OTHER = "of other formats"
_IGNORED = "ignored by .gitignore"
_EXCLUDED = "excluded by the settings"


def walk(
    paths: Sequence[str], *, exclude: Sequence[str] = (), root: str = ".", skipped: Counter[str] | None = None
) -> list[FoundFile]:
    """Return the files to lint, each once, in the order of the paths given and sorted within folders.

    `exclude` are patterns as in .gitignore, relative to the folder `root`; they hold for named files too, since
    pre-commit names every changed file. A path that does not exist is returned as a file: reading it says so.
    In `skipped` is counted what was passed over, by the reason.
    """
    excluded = _Excluded(exclude, root)
    skipped = Counter() if skipped is None else skipped
    found: dict[str, FoundFile] = {}
    for path in paths:
        is_folder = os.path.isdir(path) and not os.path.islink(path.rstrip("/"))
        for name in _walk_folder(path, _ignores_above(path), skipped) if is_folder else (path,):
            if excluded(name):
                skipped[_EXCLUDED] += 1
            else:
                found.setdefault(os.path.normpath(name), FoundFile(_slashes(name)))
    return list(found.values())


def why_nothing(paths: Sequence[str], skipped: Counter[str]) -> str:
    """Say that there are no articles in some paths, what was passed over there, and what was looked for."""
    said = f"no articles in {', '.join(paths)}"
    if skipped:
        said += f"; passed over: {', '.join(f'{count} {reason}' for reason, count in skipped.items())}"
    if any(map(os.path.isdir, paths)):
        said += f"; looked for {' '.join(EXTENSIONS)}, also with {' '.join(COMPRESSED)}"
    return said


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
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as stream:
            self._spec = _spec(stream.read().splitlines())

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


def _walk_folder(folder: str, ignore: _Ignore | None, skipped: Counter[str]) -> Iterator[str]:
    """Yield the files in a folder and the folders in it. A folder that can't be read is yielded itself.

    Counts in `skipped` what it passes over.
    """
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    if any(entry.name == ".gitignore" and entry.is_file() for entry in entries):
        ignore = _Ignore(folder, ignore)
    for entry in entries:
        reason = _why_not(entry, ignore)
        if reason is not None:
            skipped[reason] += 1
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk_folder(entry.path, ignore, skipped)
        else:
            yield entry.path


def _why_not(entry: "os.DirEntry[str]", ignore: _Ignore | None) -> str | None:
    """Return why a file or folder is passed over, None where it is not."""
    if entry.name.startswith("."):
        return _HIDDEN
    if entry.is_symlink():
        return _LINK
    is_folder = entry.is_dir(follow_symlinks=False)
    if is_folder and entry.name in _SKIPPED_FOLDERS:
        return _PROGRAMS
    if not is_folder and (format_by_name(entry.name) is None or not entry.is_file(follow_symlinks=False)):
        return _OTHER
    if ignore is not None and ignore.matches(entry.path, is_folder):
        return _IGNORED
    return None
