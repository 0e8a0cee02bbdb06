"""Whether lines are verse, whose sentences may do without verbs."""

_MIN_LINES, _MAX_LINES = 3, 40
"""Lines of a stanza: fewer tell nothing, more are not looked at on either side of a place."""
_MAX_LENGTH = 60
"""Characters of a line of verse: a hexameter has 50."""
_MAX_CLOSED = 0.6
"""The share of lines that may end a sentence; short paragraphs that stand one to a line all do."""
_ENDS = tuple(".!?:")


def is_verse(text: str, place: int) -> bool:
    """Whether the line of a place is one of several, without an empty one between, that are short, all begin with a
    capital or a mark, and often go on in the next."""
    start = text.rfind("\n", 0, place) + 1
    stanza = [*_lines(text, start, forward=False), *_lines(text, start, forward=True)]
    if len(stanza) < _MIN_LINES or any(len(line) > _MAX_LENGTH or line[0].islower() for line in stanza):
        return False
    closed = sum(line.rstrip("\"'”’»)").endswith(_ENDS) for line in stanza)
    return closed <= _MAX_CLOSED * len(stanza)


def _lines(text: str, start: int, *, forward: bool) -> list[str]:
    """Return the lines from one that begins at `start`, or those before it, up to an empty one."""
    lines: list[str] = []
    while len(lines) < _MAX_LINES and 0 <= start < len(text):
        if forward:
            end = text.find("\n", start)
            line, start = (text[start:], len(text)) if end < 0 else (text[start:end], end + 1)
        else:
            end = start - 1
            start = text.rfind("\n", 0, max(end, 0)) + 1 if end >= 0 else -1
            line = text[start:end] if end >= 0 else ""
        if not line.strip():
            break
        lines.append(line.strip())
    return lines
