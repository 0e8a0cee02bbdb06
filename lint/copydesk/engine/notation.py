"""Writing plain text into a file the way that the file is written, so that it is read back as what was meant."""

from collections.abc import Sequence

from copydesk.article import Notation

_MARKDOWN = frozenset("\\`*_[]<>#&|~")
_TABLE = frozenset('"\r\n,;\t|')


def write_as(notations: Sequence[Notation], content: str, before: str, after: str) -> str | None:
    """Return text as it must stand in the file; None where that can't be told for certain.

    `notations` come innermost first. `before` and `after` are the characters of the file that will stand round it.
    """
    written: str | None = content
    for notation in notations:
        if written is not None:
            written = _write(notation, written, before, after)
    return written


def _write(notation: Notation, content: str, before: str, after: str) -> str | None:
    if notation == "html":
        return content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if notation == "markdown":
        return None if _MARKDOWN & set(content) else content
    if notation == "json":
        import json  # slow to import, and few runs fix JSON

        return json.dumps(content, ensure_ascii=False)[1:-1]
    if notation == "csv":
        # A cell that is not in quotes must not begin with one.
        opens_cell = not content and after == '"' and before in _TABLE
        return None if _TABLE & set(content) or opens_cell else content
    return content
