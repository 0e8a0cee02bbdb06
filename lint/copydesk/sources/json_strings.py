"""Where the strings of a JSON text stand, and which characters of a string each of its escapes makes.

`json` tells what a text holds and no place. Places are looked up afterwards, for the few values that are asked for.
"""

import json
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

import numpy as np

from copydesk.article import SourceMap
from copydesk.sources.fields import Path

_SPACE = " \t\n\r"
_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
"""Reads only to find where a value ends, so numbers stay text: Python limits their digits."""
_BACKSLASH, _U = ord("\\"), ord("u")
_HIGH, _LOW, _BEHIND_LOW = 0xD800, 0xDC00, 0xE000


def find_string(source: str, start: int, path: Path) -> tuple[int, int]:
    """Return the half-open span between the quotes of the string that `path` leads to.

    `start` is where the value stands from which the path leads. The text must have been read with these keys, else
    `LookupError` is raised. Of equal keys the last counts, as for `json`.
    """
    for key in path:
        children = _items(source, start) if isinstance(key, int) else _members(source, start)
        places = [place for name, place in children if name == key]
        if not places:
            raise LookupError(key)
        start = places[-1]
    return start + 1, scanstring(source, start + 1, False)[1] - 1


def _members(source: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield the keys of an object and where their values begin."""
    place = _skip_space(source, start + 1)
    while source[place] == '"':
        key, place = scanstring(source, place + 1, False)
        place = _skip_space(source, _skip_space(source, place) + 1)
        yield key, place
        place = _next(source, place)


def _items(source: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the numbers of a list's items and where they begin."""
    place, number = _skip_space(source, start + 1), 0
    while source[place] != "]":
        yield number, place
        place, number = _next(source, place), number + 1


def _next(source: str, place: int) -> int:
    """Return where what comes behind a value and its comma begins."""
    place = _skip_space(source, skip_value(source, place))
    return _skip_space(source, place + 1) if source[place] == "," else place


def skip_value(source: str, place: int) -> int:
    """Return the end of the value that begins at `place`. Numbers need not be of a size that Python takes."""
    if source[place] in '"{[':
        return _DECODER.raw_decode(source, place)[1]
    while source[place : place + 1] not in ("", ",", "]", "}", *_SPACE):
        place += 1
    return place


def _skip_space(source: str, place: int) -> int:
    while source[place] in _SPACE:
        place += 1
    return place


def string_map(source: str, start: int, end: int) -> SourceMap:
    """Map the value of a JSON string to the characters between its quotes, which are the source's [start, end).

    An escape is two characters, `\\uXXXX` six, a pair of surrogates twelve for one character of the value.
    """
    raw = source[start:end]
    if "\\" not in raw:
        return SourceMap.identity(len(raw), start)
    code = np.frombuffer(raw.encode("utf-32-le", "surrogatepass"), np.uint32)
    places, lengths = _escapes(code)
    # Each escape is a run, and so is what stands between two of them.
    behind = places + lengths
    sources = np.empty(2 * places.size + 1, np.int64)
    sources[0], sources[1::2], sources[2::2] = 0, places, behind
    strides = np.ones(sources.size, np.int64)
    strides[1::2] = lengths
    ends = np.append(sources[1:], code.size)
    counts = (ends - sources) // strides
    texts = np.cumsum(counts) - counts
    kept = counts > 0
    # Neighbours of one stride are one run: a text in Chinese may be written in escapes throughout.
    first = np.flatnonzero(kept)
    joins = np.zeros(first.size, bool)
    joins[1:] = strides[first[1:]] == strides[first[:-1]]
    heads = first[~joins]
    tails = first[np.append(~joins[1:], True)]
    columns = (
        texts[heads],
        sources[heads] + start,
        texts[tails] + counts[tails] - texts[heads],
        strides[heads],
        ends[tails] + start,
    )
    return SourceMap(*(column.tolist() for column in columns))


def _escapes(code: "np.ndarray[Any, np.dtype[np.uint32]]") -> tuple[Any, Any]:
    """Return where escapes begin among the code points of a string, and how long they are."""
    slashes = np.flatnonzero(code == _BACKSLASH)
    # In a row of backslashes every other one begins an escape.
    is_first = np.diff(slashes, prepend=-2) != 1
    order = np.arange(slashes.size)
    since = order - np.maximum.accumulate(np.where(is_first, order, 0))
    places = slashes[since % 2 == 0]
    lengths = np.where(code[places + 1] == _U, 6, 2)
    unit = np.full(places.size, -1, np.int64)
    wide = lengths == 6
    unit[wide] = _hexadecimal(code[places[wide, None] + np.arange(2, 6)])
    is_high, is_low = (unit >= _HIGH) & (unit < _LOW), (unit >= _LOW) & (unit < _BEHIND_LOW)
    is_pair = is_high[:-1] & is_low[1:] & (np.diff(places) == 6)
    lengths[:-1][is_pair] = 12
    is_second = np.zeros(places.size, bool)
    is_second[1:] = is_pair
    return places[~is_second], lengths[~is_second]


def _hexadecimal(digits: "np.ndarray[Any, np.dtype[np.uint32]]") -> Any:
    """Return the numbers that rows of four hexadecimal digits stand for."""
    values = np.where(digits <= ord("9"), digits - ord("0"), (digits | 32) - ord("a") + 10).astype(np.int64)
    return values @ np.array([4096, 256, 16, 1])
