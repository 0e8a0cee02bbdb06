"""The steps of `check` about fixes: whether its options go together, writing them, showing them."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from copydesk.console import tell, write
from copydesk.run import Run

if TYPE_CHECKING:
    from copydesk.diagnostic import Applicability
    from copydesk.sources import FoundFile

_MOST_ROUNDS = 10
"""Times that files are linted and fixed: a fix may make room for another one."""


def refuse_odd_options(paths: Sequence[str], given: Mapping[str, Any]) -> None:
    """Refuse options for fixes that do not go together."""
    if given["unsafe_fixes"] and not (given["fix"] or given["diff"]):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    if given["fix"] and given["diff"]:
        raise click.UsageError("--fix writes, --diff only shows: give one of them")
    if given["fix"] and "-" in paths:
        raise click.UsageError("standard input can't be fixed: --diff shows what to change")


def wanted_fixes(given: Mapping[str, Any]) -> "tuple[Applicability, ...]":
    """Return which fixes the options ask for."""
    return ("safe", "unsafe") if given["unsafe_fixes"] else ("safe",)


def write_fixes(run: Run, lint: Callable[[], Run], wanted: "Sequence[Applicability]") -> Run:
    """Write fixes and lint again until nothing is left to write; return the last run."""
    from copydesk.engine.mend import mend_files

    fixes, files = 0, set[str]()
    for _ in range(_MOST_ROUNDS):
        mended = mend_files(run, wanted)
        for notice in mended.notices:
            tell(notice)
        if not mended.files:
            break
        fixes, files = fixes + mended.fixes, files | mended.files
        run = lint()
    tell(f"fixes written: {fixes}, files changed: {len(files)}")
    return run


def show_differences(run: Run, wanted: "Sequence[Applicability]", files: "Iterable[FoundFile]") -> bool:
    """Show what fixes would change; return whether they would change anything."""
    from copydesk.engine.mend import differences

    shown = False
    for line in differences(run, wanted, {file.path: file.data for file in files if file.data is not None}):
        write(line, sys.stdout)
        shown = True
    return shown
