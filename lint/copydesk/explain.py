"""What the program says of its rules and settings: the texts behind `rule`, `rules` and `config`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from copydesk.config import FIELDS, ConfigError, Loaded
from copydesk.diagnostic import INPUT_PROBLEMS
from copydesk.mistakes import unknown_rule
from copydesk.rule import AnyRule, find_rules, load_rule, selects
from copydesk.run import RuleInfo


def all_rules() -> dict[str, type[AnyRule]]:
    """Import every installed rule; return them by code."""
    return {code: load_rule(entry) for code, entry in find_rules().items()}


def find(name: str) -> list[tuple[RuleInfo, type[AnyRule] | None]]:
    """Return the rule or input problem of a code or name, or all whose codes begin so: `DUP` is a family.

    Capitals do not count. Raises `ConfigError` with the nearest ones where there is none.
    """
    known: list[tuple[RuleInfo, type[AnyRule] | None]] = [(RuleInfo.of_rule(it), it) for it in all_rules().values()]
    known += [(RuleInfo.of_problem(it), None) for it in INPUT_PROBLEMS.values()]
    found = [it for it in known if selects(name, it[0].code, it[0].name)]
    if not found:
        raise ConfigError(unknown_rule(name, [it.code for it, _ in known], [it.name for it, _ in known]))
    return [it for it in found if name.upper() == it[0].code or name.lower() == it[0].name] or found


def page(info: RuleInfo, rule: type[AnyRule] | None) -> str:
    """Return a rule's manual page in Markdown: its heading, its docstring, its options."""
    state = "on by default" if info.default else "opt-in"
    text = f"# {info.code} {info.name}\n\n{info.severity} · {state}\n\n{info.page.rstrip()}\n"
    options = list(option_rows(rule)) if rule is not None else []
    if options:
        text += "\n## Options\n\n"
        text += f"Set them in `[rules.{info.code}]`.\n\n"
        text += "| option | type | default | meaning |\n| --- | --- | --- | --- |\n"
        text += "".join(
            f"| `{name}` | {kind} | `{default}` | {meaning} |\n" for name, kind, default, meaning in options
        )
    return text


def option_rows(rule: type[AnyRule]) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, type, default and meaning of a rule's options."""
    schema = msgspec.json.schema(rule.Options)
    properties: dict[str, Any] = schema["$defs"][rule.Options.__name__]["properties"]
    for field in msgspec.structs.fields(rule.Options):
        described = properties.get(field.encode_name, {})
        yield (
            field.encode_name,
            described.get("type", ""),
            msgspec.json.encode(described.get("default")).decode(),
            described.get("description", ""),
        )


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Lay out rows in columns, two spaces apart."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(line.rstrip() + "\n" for line in lines)


def rules_table(infos: Iterable[RuleInfo]) -> str:
    """List rules, one a line."""
    state = {True: "on", False: "opt-in"}
    return table([(info.code, info.name, info.severity, state[info.default], info.summary) for info in infos])


def settings_table(loaded: Loaded) -> str:
    """Show every setting in force with the place that it comes from."""
    rows = []
    for name, field in FIELDS.items():
        value = msgspec.json.encode(getattr(loaded.settings, field.name)).decode()
        rows.append((name, value, loaded.origins.get(name, "default")))
    return table(rows)


def settings_schema() -> dict[str, Any]:
    """Return the JSON schema of copydesk.toml, with the options of every installed rule."""
    from copydesk.config import Settings

    schema = msgspec.json.schema(Settings)
    settings = schema["$defs"]["Settings"]
    settings["additionalProperties"] = False
    options = {}
    for code, rule in all_rules().items():
        described = msgspec.json.schema(rule.Options)["$defs"]
        options[code] = options[rule.name] = next(iter(described.values())) | {"description": rule.summary()}
    settings["properties"]["rules"] = {
        "type": "object",
        "description": settings["properties"]["rules"].get("description", ""),
        "properties": options,
        "additionalProperties": False,
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "copydesk settings", **schema}
