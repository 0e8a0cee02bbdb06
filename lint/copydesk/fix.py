"""Applying fixes to a text."""

from collections.abc import Iterable

from copydesk.diagnostic import Edit, Fix


def apply_fixes(text: str, fixes: Iterable[Fix]) -> str:
    """Return the text after the edits of all fixes that go together.

    Fixes are taken in the order given; one whose edits overlap those of a fix taken before is left out whole, so
    that the text is never half mended. Raises `ValueError` for an edit outside the text.
    """
    taken: list[Edit] = []
    for fix in fixes:
        if not any(_overlap(edit, other) for edit in fix.edits for other in taken):
            taken.extend(fix.edits)
    parts: list[str] = []
    reached = 0
    for edit in sorted(taken, key=lambda edit: edit.span):
        start, end = edit.span
        if not reached <= start <= end <= len(text):
            raise ValueError(f"edit {edit.span} lies outside the text of {len(text)} characters or overlaps another")
        parts += text[reached:start], edit.content
        reached = end
    return "".join(parts) + text[reached:]


def _overlap(one: Edit, other: Edit) -> bool:
    if one.span == other.span:
        return True
    return one.span.start < other.span.end and other.span.start < one.span.end
