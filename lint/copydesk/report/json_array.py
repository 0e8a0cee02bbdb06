"""The JSON contract: one array, ordered by path, then start. Fields may be added, none change."""

from collections.abc import Iterator
from typing import Any

import msgspec

from copydesk.diagnostic import Diagnostic, Place
from copydesk.run import Run


def render(run: Run, *, colour: bool = False) -> Iterator[str]:  # noqa: ARG001 (JSON has no colours)
    """Yield the array, a diagnostic a line."""
    separator = "["
    for diagnostic in run.diagnostics:
        yield f"{separator}{encode(contract(diagnostic))}"
        separator = ",\n"
    yield "]\n" if separator != "[" else "[]\n"


def encode(value: object) -> str:
    """Return compact JSON. Lone surrogates, which JSON text can't hold, become U+FFFD."""
    try:
        return msgspec.json.encode(value).decode("utf-8")
    except UnicodeEncodeError:
        import json

        return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def contract(diagnostic: Diagnostic) -> dict[str, Any]:
    """Return a diagnostic in the shape that scripts rely on."""
    fix = diagnostic.fix
    return {
        "code": diagnostic.code,
        "rule": diagnostic.rule,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "path": diagnostic.path,
        "start": _place(diagnostic.start),
        "end": _place(diagnostic.end),
        "article": diagnostic.article,
        "related": [
            {
                "path": it.path,
                "start": _place(it.start),
                "end": _place(it.end),
                "message": it.message,
                "address": it.address,
            }
            for it in diagnostic.related
        ],
        "fix": fix
        and {
            "applicability": fix.applicability,
            "message": fix.message,
            "edits": [
                {"start": _place(edit.start), "end": _place(edit.end), "content": edit.content} for edit in fix.edits
            ],
        },
        "fingerprint": diagnostic.fingerprint,
    }


def _place(place: Place) -> dict[str, int]:
    return {"offset": place.offset, "line": place.line, "column": place.column}
