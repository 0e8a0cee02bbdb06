"""JSON and JSON Lines: one record, a list of them, or one a line."""

import json
import re
from collections.abc import Callable, Iterator
from json.decoder import JSONDecodeError
from typing import Any, NamedTuple

from copydesk.sources.fields import FieldFinder, Path
from copydesk.sources.source import JsonLayout, Problem

GAP = re.compile(r"[ \t\n\r,]*")
"""What stands between the items of a list."""
_SPACE = re.compile(r"[ \t\n\r]*")
_LINE = re.compile(r"[^\r\n]*")
_REASONS = {
    "Invalid control character at": "a string is never closed",
    "Unterminated string starting at": "a string is never closed",
    "Expecting value": "a value is missing",
    "Expecting property name enclosed in double quotes": "a key in double quotes is missing",
    "Expecting ',' delimiter": "a comma or closing bracket is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Extra data": "something stands behind the record",
}


class JsonRecord(NamedTuple):
    """A record: what it holds, where the value begins that it stands in, and the keys that lead from there to it."""

    value: Any
    start: int
    path: Path = ()


def layout_of(source: str, *, one_a_line: bool) -> JsonLayout:
    """Tell how the records of a file stand; `one_a_line` says that its name promises JSON Lines."""
    start = skip(_SPACE, source, 0)
    end = skip(_LINE, source, start)
    line = source[start:end].strip()
    if source[start : start + 1] == "[":
        return "list"
    if one_a_line and line != "{":
        return "lines"
    if skip(_SPACE, source, end) == len(source):
        return "values"
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return "values"
    return "lines"


def read_values(source: str, layout: JsonLayout) -> Iterator[JsonRecord | Problem | None]:
    """Yield the values of a file in order, and what is wrong with some: `None` stands for one that can't be read.

    A list without its brackets is read as one with them, so that a part of a list may be read alone.
    """
    if layout == "lines":
        return _read_lines(source, Decoder())
    return _read_row(source, Decoder(), is_list=layout == "list")


def expand(record: JsonRecord, finder: FieldFinder) -> Iterator[JsonRecord]:
    """Yield the records that a value is: itself, or the items of the list in it that holds texts."""
    if not isinstance(record.value, dict) or finder.text(record.value) is not None:
        yield record
        return
    for key, items in record.value.items():
        if isinstance(items, list) and any(isinstance(it, dict) and finder.text(it) is not None for it in items):
            yield from (JsonRecord(it, record.start, (*record.path, key, place)) for place, it in enumerate(items))
            return
    yield record


def _read_lines(source: str, decoder: "Decoder") -> Iterator[JsonRecord | Problem | None]:
    newline = "\r" if "\n" not in source else "\n"
    start = 0
    while start < len(source):
        end = source.find(newline, start)
        end = len(source) if end < 0 else end
        line = source[start:end]
        if line and not line.isspace():
            place = 0 if line[0] == "{" else skip(_SPACE, line, 0)
            try:
                value, behind = decoder.decode(line, place)
                if behind < len(line) and (behind := skip(_SPACE, line, behind)) < len(line):
                    raise JSONDecodeError("Extra data", line, behind)
            except (ValueError, RecursionError) as error:
                yield _broken(error, len(line), place, start)
                yield None
            else:
                yield from decoder.remarks_at(start + place)
                yield JsonRecord(value, start + place)
        start = end + 1


def _read_row(source: str, decoder: "Decoder", *, is_list: bool) -> Iterator[JsonRecord | Problem | None]:
    place = opened = skip(GAP, source, 0)
    is_sound = True
    is_open = is_list and source[place : place + 1] == "["
    if is_open:
        place = skip(GAP, source, place + 1)
    indent = indent_of(source, place, opened + 1 if is_open else 0)
    while place < len(source):
        if is_list and source[place] == "]":
            if (behind := skip(GAP, source, place + 1)) < len(source):
                yield Problem("INP003", behind, behind + 1, "something stands behind the list: it is not linted")
            return
        try:
            value, end = decoder.decode(source, place)
        except (ValueError, RecursionError) as error:
            broken = _broken(error, len(source), place, 0)
            resumed = next_record(source, max(broken.start, place + 1), indent)
            goes_on = resumed is not None or (is_list and not is_open)  # perhaps in another part of the list
            rest = "" if goes_on else "; what follows is not linted"
            yield Problem(broken.code, broken.start, broken.end, broken.message + rest)
            is_sound = False
            if resumed is None:
                return
            yield None
            place = skip(GAP, source, resumed)
            continue
        yield from decoder.remarks_at(place)
        yield JsonRecord(value, place)
        place = skip(GAP, source, end)
    if is_open and is_sound:
        yield Problem("INP003", opened, opened + 1, "the list that begins here is never closed: is the file cut off?")


def indent_of(source: str, place: int, start: int) -> int:
    """Return how many characters stand before a place on its line, from `start` on."""
    return place - max(source.rfind("\n", start, place) + 1, source.rfind("\r", start, place) + 1, start)


def next_record(source: str, place: int, indent: int) -> int | None:
    """Return the line break before the record behind one that can't be read, None if that can't be told.

    It begins on a line of its own, no further in than the first one: what is nested stands further in.
    """
    match = re.compile(rf"[\r\n][ \t]{{0,{indent}}}(?=\{{)").search(source, place)
    return match.start() if match is not None else None


class Decoder:
    """Reads values as `json` does, but takes control characters in strings as they are and numbers of any length."""

    def __init__(self) -> None:
        """Begin with no remark."""
        self._remarks: list[str] = []
        options: dict[str, Any] = {"object_pairs_hook": self._object, "parse_constant": self._constant}
        decoder: Any = json.JSONDecoder(**options)
        self._scan: Callable[[str, int], tuple[Any, int]] = decoder.scan_once
        self._lenient = json.JSONDecoder(**options, strict=False, parse_int=str)

    def decode(self, source: str, place: int) -> tuple[Any, int]:
        """Return the value that begins at a place, and its end. Raises `ValueError` and `RecursionError`."""
        if self._remarks:
            self._remarks.clear()
        try:
            return self._scan(source, place)
        except StopIteration as error:
            raise JSONDecodeError("Expecting value", source, error.value) from None
        except ValueError as error:
            if isinstance(error, JSONDecodeError) and not error.msg.startswith("Invalid control"):
                raise
            self._remarks.clear()
            try:
                return self._lenient.raw_decode(source, place)
            except ValueError:
                raise error from None  # a line break in a string says best where the string was to end

    def remarks_at(self, place: int) -> list[Problem]:
        """Return what was doubtful about the last value, which begins at `place`."""
        return [Problem("INP012", place, place + 1, remark) for remark in dict.fromkeys(self._remarks)]

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            seen: set[str] = set()
            twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            self._remarks.append(f"the key “{twice}” stands more than once; the last one counts")
        return made

    def _constant(self, name: str) -> float:
        self._remarks.append(f"{name} is no JSON: other programs may reject this record")
        return float(name.replace("Infinity", "inf"))


def _broken(error: Exception, length: int, place: int, offset: int) -> Problem:
    """Make the problem of a value that begins at `place` of a text and can't be read; `offset` is where that begins."""
    if isinstance(error, JSONDecodeError):
        place = min(error.pos, max(length - 1, 0))
        reason = _REASONS.get(error.msg, error.msg.lower())
    else:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
    return Problem("INP003", offset + place, offset + place + 1, f"this record can't be read: {reason}")


def skip(gap: re.Pattern[str], source: str, place: int) -> int:
    """Return where what matches at a place ends."""
    match = gap.match(source, place)
    assert match is not None
    return match.end()
