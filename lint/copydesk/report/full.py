"""What a person reads: each finding with its line, what is flagged underlined, and how to mend it."""

from collections import Counter
from collections.abc import Iterator

from copydesk.diagnostic import Diagnostic, LocatedFix, Severity
from copydesk.report.terminal import columns, counted, paint, visible
from copydesk.run import Run

_NOUNS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "remark"}

_WIDTH = 96
"""Columns of a line that a frame shows."""
_CONTEXT = 12
"""Columns before the flagged part that are shown however long it is."""


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield a paragraph for every diagnostic, then the summary."""
    for diagnostic in run.diagnostics:
        yield "".join(_paragraph(diagnostic, colour))
    yield _summary(run, colour)


def _paragraph(found: Diagnostic, colour: bool) -> Iterator[str]:
    place = paint(visible(f"{found.shown_path}:{found.start.line}:{found.start.column}"), "bold", colour)
    severity = paint(found.severity, found.severity, colour)
    code = paint(found.code, found.severity, colour)
    yield f"{place}: {severity} {code} {paint(found.rule, 'faint', colour)}\n"
    yield f"  {visible(found.message)}\n"
    yield from _frame(found, colour)
    for related in found.related:
        where = visible(f"{related.shown_path}:{related.start.line}:{related.start.column}")
        yield f"  {paint('see', 'place', colour)} {where} {paint(visible(related.message), 'faint', colour)}\n"
    if found.fix is not None:
        yield f"  {paint('fix', 'good', colour)} {_fix(found.fix)}\n"
    yield "\n"


def _frame(found: Diagnostic, colour: bool) -> Iterator[str]:
    """Yield the line of the finding, and carets under what is flagged, cut to `_WIDTH` columns."""
    excerpt = found.excerpt
    before, flagged, after = visible(excerpt.before.lstrip()), visible(excerpt.flagged), visible(excerpt.after)
    if not (before or flagged or after):
        return
    cut_before, cut_after = excerpt.cut_before, excerpt.cut_after
    if columns(before) + columns(flagged) + columns(after) > _WIDTH:
        room = max(0, _WIDTH - columns(flagged))
        if columns(flagged) > _WIDTH:
            flagged, after, cut_after = _head(flagged, _WIDTH), "", True
        if columns(before) > room // 2 and columns(before) + columns(after) > room:
            whole = before
            before = _tail(before, max(room // 2, room - columns(after), _CONTEXT))
            cut_before = cut_before or before != whole
        if columns(after) > room - columns(before):
            after, cut_after = _head(after, max(0, room - columns(before))), True
    before, after = "…" * cut_before + before, after + "…" * cut_after
    number = str(found.start.line)
    bar = paint("|", "place", colour)
    carets = paint("^" * max(1, columns(flagged)), found.severity, colour)
    more = f" +{excerpt.more_lines} line{'s' * (excerpt.more_lines > 1)}" if excerpt.more_lines else ""
    yield f"  {paint(number, 'place', colour)} {bar} {before}{flagged}{after}\n"
    yield f"  {' ' * len(number)} {bar} {' ' * columns(before)}{carets}{paint(more, 'faint', colour)}\n"


def _head(text: str, width: int) -> str:
    """Return the first characters of a text, as many as fit."""
    if text.isascii():
        return text[:width]
    while columns(text) > width:
        text = text[: len(text) - max(1, (columns(text) - width) // 2)]
    return text


def _tail(text: str, width: int) -> str:
    """Return the last characters of a text, as many as fit."""
    if text.isascii():
        return text[max(0, len(text) - width) :]
    while columns(text) > width:
        text = text[max(1, (columns(text) - width) // 2) :]
    return text


def _fix(fix: LocatedFix) -> str:
    """Describe a fix: what it does, and whether a person should look at it."""
    return f"{visible(fix.message)} ({fix.applicability})"


def _summary(run: Run, colour: bool) -> str:
    files = counted(len(run.files), "file")
    if not run.diagnostics:
        return paint(f"{files}: nothing found", "good", colour) + "\n"
    counts = Counter(diagnostic.severity for diagnostic in run.diagnostics)
    parts = [
        paint(counted(counts[severity], name), severity, colour)
        for severity, name in _NOUNS.items()
        if counts[severity]
    ]
    return f"{files}: {', '.join(parts)}{_fixable(run)}\n"


def _fixable(run: Run) -> str:
    """Say how many findings can be fixed, and by which options."""
    fixes = Counter(diagnostic.fix.applicability for diagnostic in run.diagnostics if diagnostic.fix is not None)
    safe, unsafe = fixes["safe"], fixes["unsafe"]
    if not unsafe:
        return f"; {safe} fixable by --fix" if safe else ""
    if not safe:
        return f"; {unsafe} fixable by --fix --unsafe-fixes"
    return f"; {safe} fixable by --fix, {unsafe} more with --unsafe-fixes"
