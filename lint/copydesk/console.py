"""What the command line writes: reports and texts to standard output, notices and progress to standard error."""

import os
import sys
import time
from collections.abc import Iterable
from typing import TextIO

import click

from copydesk.diagnostic import INPUT_PROBLEMS
from copydesk.run import Run

PROGRESS_AFTER = 1.0
"""Seconds before a person who waits is told how far the work is."""


def report(run: Run, outputs: Iterable[tuple[str, str | None]], statistics: str | None, colour: str) -> None:
    """Write the reports; `statistics` stands in place of the one on standard output."""
    from copydesk.report import render

    for format, file in outputs:  # noqa: A001
        if file is not None:
            with open(file, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                stream.writelines(render(run, format))
        elif statistics is not None:
            write(statistics, sys.stdout)
        else:
            for part in render(run, format, colour=_is_coloured(colour)):
                write(part, sys.stdout)


def write(text: str, stream: TextIO) -> None:
    """Write what the stream's encoding may not hold as escapes rather than fail."""
    stream.buffer.write(text.encode("utf-8", "backslashreplace"))


def _is_coloured(wish: str) -> bool:
    """Decide by the option, else by NO_COLOR, FORCE_COLOR, and whether a person looks."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


class Progress:
    """Shows on standard error how far long work is, and takes it away again."""

    def __init__(self) -> None:
        """Begin to wait."""
        self._next = time.monotonic() + PROGRESS_AFTER
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """Show how many of the bytes are done, ten times a second at most."""
        now = time.monotonic()
        if done == total:
            click.echo("\r\x1b[K" * self._shown, err=True, nl=False)
        elif now >= self._next:
            click.echo(f"\r\x1b[K{done / 1e6:.1f} of {total / 1e6:.1f} MB", err=True, nl=False)
            self._shown, self._next = True, now + 0.1


def tell(notice: str) -> None:
    """Say something on standard error, whatever its encoding holds."""
    click.echo(notice.encode("utf-8", "backslashreplace"), err=True)


def tell_failures(run: Run) -> None:
    """Say on standard error which files could not be handled, for a command that shows no report."""
    for it in run.diagnostics:
        if (problem := INPUT_PROBLEMS.get(it.code)) is not None and problem.fails:
            tell(f"{it.path}:{it.start.line}:{it.start.column}: {it.severity} {it.code} {it.message}")
