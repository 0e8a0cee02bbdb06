"""Workflow commands of GitHub Actions: findings beside the lines of a pull request, without an upload."""

from collections.abc import Iterator

from copydesk.diagnostic import Diagnostic, Severity
from copydesk.run import Run

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield a command for every diagnostic. Where the file is no text, the message begins with the record's address."""
    del colour
    for found in run.diagnostics:
        properties = {"title": f"{found.code} {found.rule}", "file": found.path, **_place(found)}
        given = ",".join(f"{name}={_escape(str(value), ':,')}" for name, value in properties.items())
        message = f"{found.article.address}: {found.message}" if found.article.is_apart else found.message
        yield f"::{_LEVELS[found.severity]} {given}::{_escape(message)}\n"


def _place(found: Diagnostic) -> dict[str, int]:
    """Return lines and, within one line, columns: GitHub takes those only there. They are UTF-16 code units."""
    if found.article.is_apart:
        return {"line": 1}
    place = {"line": found.start.line, "endLine": found.end.line}
    if found.start.line == found.end.line:
        place |= {"col": found.start.utf16_column, "endColumn": found.end.utf16_column}
    return place


def _escape(text: str, also: str = "") -> str:
    """Write what would end a command, or one of its properties, as the runner reads it."""
    for char in "%\r\n" + also:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
