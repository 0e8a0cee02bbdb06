"""The steps of `check` about the baseline: writing it, and leaving out what it knows."""

import os
from collections.abc import Callable

import click

from copydesk.console import tell, tell_failures
from copydesk.run import Run


def see_that_a_file_is_named(file: str) -> None:
    """Refuse `--write-baseline` without a place, before anything is linted."""
    if not file:
        raise click.UsageError("--write-baseline wants to know where: give --baseline FILE, or set it in copydesk.toml")


def write_down(run: Run, file: str) -> int:
    """Write what was found to the baseline; return the exit code."""
    from copydesk.baseline import read_baseline, write_baseline

    tell_failures(run)
    count = write_baseline(file, run, read_baseline(file) if os.path.exists(file) else None)
    tell(f"{file}: findings in the baseline: {count}")
    return 2 if run.exit_code() == 2 else 0


def leave_out(lint: Callable[[], Run], file: str) -> Callable[[], Run]:
    """Return what lints and leaves out what a baseline knows, if there is one."""
    if not file:
        return lint
    from copydesk.baseline import apply_baseline, read_baseline

    baseline = read_baseline(file)

    def lint_and_leave_out() -> Run:
        run, gone = apply_baseline(lint(), baseline)
        if gone:
            run.notices.append(f"{file}: findings that are gone: {gone}; --write-baseline takes them out")
        return run

    return lint_and_leave_out
