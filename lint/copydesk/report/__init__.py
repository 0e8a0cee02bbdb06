"""Reports of a run, one module per format. A report knows `Run` and nothing of how it came about."""

from collections.abc import Iterator
from importlib import import_module

from copydesk.run import Run

FORMATS = ("full", "concise", "json", "sarif")


def render(run: Run, format: str, *, colour: bool = False) -> Iterator[str]:  # noqa: A002
    """Yield the parts of a report of `run`; joined they are the report. Only the module of the format is imported.

    `colour` is for formats that a person reads on a terminal.
    """
    module = import_module(f"copydesk.report.{'json_array' if format == 'json' else format}")
    parts: Iterator[str] = module.render(run, colour=colour)
    return parts


def statistics(run: Run) -> str:
    """Return a table of how often each rule fired, the most frequent first."""
    counts: dict[str, int] = {}
    for diagnostic in run.diagnostics:
        counts[diagnostic.code] = counts.get(diagnostic.code, 0) + 1
    if not counts:
        return ""
    width = len(str(max(counts.values())))
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return "".join(f"{count:{width}}  {code}  {run.rules[code].name}\n" for code, count in rows)
