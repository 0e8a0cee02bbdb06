"""One line for each finding, for scripts and editors: `path:line:column: severity CODE message`."""

from collections.abc import Iterator

from copydesk.report.terminal import paint, visible
from copydesk.run import Run


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield a line for every diagnostic."""
    for found in run.diagnostics:
        place = paint(visible(f"{found.shown_path}:{found.start.line}:{found.start.column}:"), "bold", colour)
        severity = paint(found.severity, found.severity, colour)
        yield f"{place} {severity} {found.code} {visible(found.message)}\n"
