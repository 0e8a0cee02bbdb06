"""How mistakes in settings and names are told: where they stand, and what may stand there instead."""

import re
from collections.abc import Iterable, Sequence
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

COMMAND_LINE = "command line"
"""Stands for the file of a setting that is an option of the command line."""
_NEAR = 70
"""From this score of rapidfuzz's WRatio on a name is near enough to be offered: `spelling` to `misspelling` has 84,
`NOPE` to `copied-passage` 68, `DUP999` to any code 50."""
_AS_NEAR = 3
_MOST_OFFERED = 3
# Not compiled here: few runs have a mistake.
_HEADER = r"[ \t]*\[\[?([^\[\]]+)\]"
_KEY = r"[ \t]*((?:\"[^\"]*\"|'[^']*'|[\w.-])+)[ \t]*="
_PART = r"\"([^\"]*)\"|'([^']*)'|([\w-]+)"
_AT = r" - at `([^`]*)`$"
_AT_LINE = r" \(at line (\d+), column (\d+)\)$"
_UNKNOWN_FIELD = r"unknown field `([^`]*)`"
_TOML_NAMES = {"str": "string", "int": "integer", "bool": "boolean", "object": "table", "null": None}


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean … or …?` with the known words that are nearest, or nothing."""
    from rapidfuzz import fuzz, process

    by_lower = {name.lower(): name for name in known}
    found = process.extract(word.lower(), list(by_lower), scorer=fuzz.WRatio, limit=_MOST_OFFERED, score_cutoff=_NEAR)
    near = [by_lower[name] for name, score, _ in found if score >= found[0][1] - _AS_NEAR]
    return f"; did you mean {one_of(near)}?" if near else ""


def one_of(choices: Sequence[str]) -> str:
    """Write out a choice: `a, b or c`."""
    return f"{', '.join(choices[:-1])} or {choices[-1]}" if len(choices) > 1 else "".join(choices)


def unknown_rule(name: str, codes: Sequence[str], names: Iterable[str]) -> str:
    """Say that no rule is called so, and which ones are meant perhaps."""
    known = [*dict.fromkeys([*codes, *names])]
    offered = did_you_mean(name, known)
    family = "" if offered else next((code[:3] for code in codes if code[:3] == name[:3].upper()), "")
    return f"no rule is called {name}{offered}" + (f"; `copydesk rule {family}` lists those of {family}" * bool(family))


def place_of(file: str, *keys: str) -> str:
    """Return `file:line: key.key` for a setting that stands in a file, `--key` for one of the command line."""
    if file == COMMAND_LINE:
        return f"--{keys[0]}"
    try:
        with open(file, encoding="utf-8") as stream:
            line = line_of(stream.read(), keys)
    except (OSError, ValueError):
        line = None
    return f"{file}{f':{line}' if line else ''}: {'.'.join(keys)}"


def toml_mistake(error: ValueError, file: str) -> str:
    """Say where a file is no TOML: `file:line:column: what is wrong`."""
    at = re.search(_AT_LINE, str(error))
    return f"{file}:{at[1]}:{at[2]}: {str(error)[: at.start()]}" if at else f"{file}: {error}"


def line_of(toml: str, keys: Sequence[str]) -> int | None:
    """Return the line, from 1, of a key, or of the nearest key or table round it; None where there is nothing of it.

    Capitals do not count. Only looks at how lines begin, which a text of several lines may deceive.
    """
    wanted = [key.lower() for key in keys]
    table: list[str] = []
    nearest, depth = None, 0
    for number, line in enumerate(toml.splitlines(), 1):
        if header := re.match(_HEADER, line):
            here = table = _without_tool(_parts(header.group(1)))
        elif key := re.match(_KEY, line):
            here = table + _parts(key.group(1)) if table else _without_tool(_parts(key.group(1)))
        else:
            continue
        if here == wanted[: len(here)] and len(here) > depth:
            nearest, depth = number, len(here)
    return nearest


def _parts(key: str) -> list[str]:
    return ["".join(match.groups("")).lower() for match in re.finditer(_PART, key)]


def _without_tool(keys: list[str]) -> list[str]:
    return keys[2:] if keys[:2] == ["tool", "copydesk"] else keys


def invalid(error: msgspec.ValidationError, file: str, kind: Any, *above: str) -> str:
    """Say what is wrong with a value of the settings, where it stands and what it may be.

    `kind` is the structure that it was to become, `above` the keys of the table that this was made from.
    """
    said = str(error)
    at = re.search(_AT, said)
    inside = [part for part in at.group(1).strip("$.").split(".") if part] if at else []
    inside = [part.partition("[")[0] for part in inside]
    said = said[: at.start()] if at else said
    there = _type_at(kind, inside)
    if get_origin(there) is Literal:
        said = f"must be {one_of(get_args(there))}"
    elif unknown := re.search(_UNKNOWN_FIELD, said):
        inside.append(unknown.group(1))
        known = [field.encode_name for field in msgspec.structs.fields(there)]
        near = did_you_mean(unknown.group(1), known) or f"; there are {', '.join(known)}"
        said = f"there is no such setting{near}"
    return f"{place_of(file, *above, *inside)}: {_in_toml_terms(said)}"


def _type_at(kind: Any, keys: Sequence[str]) -> Any:
    """Return the type of a value that keys lead to from a structure, None where they leave structures."""
    for key in keys:
        fields = msgspec.structs.fields(kind) if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else ()
        kind = next((_bare(field.type) for field in fields if field.encode_name == key), None)
    return kind


def _bare(kind: Any) -> Any:
    """Return a type without its notes and without None; of many values the type of one."""
    if hasattr(kind, "__metadata__"):
        return _bare(kind.__origin__)
    if get_origin(kind) in (tuple, Union, UnionType):
        kinds = [it for it in get_args(kind) if it not in (type(None), ...)]
        return _bare(kinds[0]) if len(kinds) == 1 else None
    return kind


def _in_toml_terms(said: str) -> str:
    """Write msgspec's message in the words of TOML: “expected array, got string”."""

    def words(match: re.Match[str]) -> str:
        names = [_TOML_NAMES.get(name, name) for name in match.group(1).split(" | ")]
        return " or ".join(name for name in names if name)

    said = re.sub(r"`((?:str|int|float|bool|array|object|null)(?: \| \w{1,9}){0,9})`", words, said)
    return said[:1].lower() + said[1:]
