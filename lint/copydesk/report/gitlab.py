"""GitLab's Code Quality report: findings in the widget and the diff of a merge request."""

from collections.abc import Iterator

import msgspec

from copydesk.diagnostic import Severity
from copydesk.run import Run

_LEVELS: dict[Severity, str] = {"error": "critical", "warning": "minor", "info": "info"}


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield one JSON array. Where the file is no text, line 1 stands for it and the address of the record is told."""
    del colour
    rows = []
    for found in run.diagnostics:
        apart = found.article.is_apart
        row = {
            "description": f"{found.article.address}: {found.message}" if apart else found.message,
            "check_name": f"{found.code} {found.rule}",
            "fingerprint": found.fingerprint,
            "severity": _LEVELS[found.severity],
            "location": {
                "path": found.path.removeprefix("./"),
                "lines": {"begin": 1 if apart else found.start.line, "end": 1 if apart else found.end.line},
            },
        }
        rows.append(row)
    yield msgspec.json.format(msgspec.json.encode(rows)).decode() + "\n"
