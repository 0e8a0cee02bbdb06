"""Reports of a run, one module per format. A report knows `Run` and nothing of how it came about."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from copydesk.run import Run

FORMATS = ("full", "concise", "json", "sarif", "html", "github", "gitlab")
HASHED_FORMATS = frozenset({"sarif"})
"""Formats that tell the hashes of files."""


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


def times(run: Run, seconds: Mapping[str, float], total: float) -> str:
    """Return a table of the seconds that each rule took, the dearest first; what is left of `total` comes last.

    `seconds` are by code; what is no code is shown as it is.
    """
    rows = sorted(seconds.items(), key=lambda row: (-row[1], row[0]))
    rows.append(("reading, placing, reporting", total - sum(seconds.values())))
    table = [(spent, f"{code}  {run.rules[code].name}" if code in run.rules else code) for code, spent in rows]
    return "".join(f"{spent:8.3f} s {100 * spent / total:5.1f} %  {name}\n" for spent, name in table)
