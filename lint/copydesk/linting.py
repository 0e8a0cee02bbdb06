"""The steps of `check` that lint: which rules, with which cache, how long each rule took, where reports go."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from copydesk.config import ConfigError, Loaded
from copydesk.console import Progress, tell
from copydesk.mistakes import did_you_mean
from copydesk.report import FORMATS, HASHED_FORMATS
from copydesk.rule import find_rules
from copydesk.run import Run

if TYPE_CHECKING:
    from copydesk.engine.stopwatch import Stopwatch
    from copydesk.engine.store import Store
    from copydesk.selection import Selection
    from copydesk.sources import FoundFile


def see_that_they_exist(paths: Sequence[str]) -> None:
    """Raise `OSError` for a path that does not exist, where no file will be read that would say so."""
    for path in paths:
        if path != "-":
            os.stat(path)


def find_files(paths: Sequence[str], loaded: Loaded) -> "list[FoundFile]":
    """Return the files in paths, without the baseline, and say so where there are none."""
    from copydesk.sources import walk, why_nothing

    skipped = Counter[str]()
    files = walk(paths, exclude=loaded.settings.exclude, root=loaded.root, skipped=skipped)
    if loaded.settings.baseline:
        files = [file for file in files if os.path.abspath(file.path) != os.path.abspath(loaded.settings.baseline)]
    if paths and not files:
        tell(f"copydesk: {why_nothing(paths, skipped)}")
    return files


def prepare(
    files: "list[FoundFile]",
    paths: Sequence[str],
    outputs: Sequence[tuple[str, str | None]],
    loaded: Loaded,
    given: Mapping[str, Any],
) -> "tuple[Stopwatch | None, Callable[[], Run]]":
    """Return what lints the files, as often as it is called, and the stopwatch of the rules if one is wanted."""
    from copydesk.engine import lint
    from copydesk.selection import resolve
    from copydesk.sources import walk

    chosen = resolve(loaded, find_rules())
    for notice in chosen.notices:
        tell(notice)
    stopwatch = _stopwatch(chosen) if given["statistics"] == "time" else None
    against = walk(given["against"], exclude=loaded.settings.exclude, root=loaded.root) if given["against"] else []
    asks_for_hashes = given["fix"] or given["diff"] or any(report in HASHED_FORMATS for report, _ in outputs)

    def lint_files() -> Run:
        store = None if given["no_cache"] or stopwatch else _store(loaded, create=any(map(os.path.isdir, paths)))
        options = msgspec.structs.replace(loaded.source_options, is_hashed=asks_for_hashes or store is not None)
        return lint(
            files,
            chosen,
            against=against,
            jobs=1 if stopwatch else loaded.settings.jobs,
            options=options,
            listed=loaded.settings.suppressions,
            root=loaded.root,
            store=store,
            progress=Progress() if sys.stderr.isatty() else None,
        )

    return stopwatch, lint_files


def _stopwatch(chosen: "Selection") -> "Stopwatch":
    from copydesk.engine.stopwatch import Stopwatch

    return Stopwatch(chosen.rules)


def _store(loaded: Loaded, *, create: bool) -> "Store | None":
    """Open what earlier runs found out; None where there is nothing and nothing is to be kept.

    A run over a folder keeps something, one over single files only adds to what there is.
    """
    folder = os.path.join(loaded.root, loaded.settings.cache_dir)
    if not (create or os.path.isdir(folder)):
        return None
    from copydesk.engine.store import open_store

    return open_store(folder, loaded.root, loaded.source_options, create=create)


def statistics_of(run: Run, wanted: str | None, stopwatch: "Stopwatch | None") -> str | None:
    """Return what `--statistics` asks for, None where it is not given."""
    if wanted is None:
        return None
    from copydesk.report import statistics, times

    return times(run, stopwatch.seconds, stopwatch.total()) if stopwatch else statistics(run)


def outputs_of(formats: Sequence[str], output_file: str | None, loaded: Loaded) -> list[tuple[str, str | None]]:
    """Return format and file of every report wanted, by default that of the settings.

    A file of None is standard output. Raises `OSError` where there is no folder for one.
    """
    place = "--output-format" if formats else loaded.place_of("output-format")
    outputs = []
    for wanted in formats or (loaded.settings.output_format,):
        name, _, file = wanted.partition("=")
        if name not in FORMATS:
            near = did_you_mean(name, FORMATS)
            raise ConfigError(f"{place}: no output format is called {name}{near}: {', '.join(FORMATS)}")
        outputs.append((name, file or output_file))
    for file in {os.path.dirname(file) or "." for _, file in outputs if file}:
        os.stat(file)  # now, and not after an hour of linting
    return outputs
