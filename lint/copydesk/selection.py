"""Which rules run: decided from the settings alone, apart from files and articles."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from copydesk.config import ConfigError, Loaded, Settings
from copydesk.diagnostic import INPUT_PROBLEMS
from copydesk.entry_points import EntryPoint
from copydesk.mistakes import did_you_mean, invalid, one_of, unknown_rule
from copydesk.paths import matches, relative_to
from copydesk.rule import GROUP, AnyRule, RuleError, load_rule, selects

ALL = "ALL"
"""The selector for every rule, opt-in ones included."""

PRESETS = {
    "corpus": ("QLT", "SCR007"),
    "news": ("RDB", "SCR007", "SCR010"),
    "page": ("BPL",),
    "strict": ("BPL", "DUP", "KEY", "RDB", "SCR", "SPL"),
}
"""Rules for a purpose, by name: they run beside the others. A corpus's signals say nothing of the copy."""

_CODE_OR_PREFIX = re.compile(r"[A-Z]+[0-9]*")


class Selection(msgspec.Struct, frozen=True):
    """The rules of a run, set up with their options, in order of code."""

    rules: tuple[AnyRule, ...]
    root: str = "."
    per_file_ignores: dict[str, tuple[str, ...]] = {}
    notices: tuple[str, ...] = ()
    """Remarks on rules that were selected among others and can't run."""

    def only(self, wanted: Callable[[AnyRule], bool]) -> "Selection":
        """Return the selection of those rules that are wanted."""
        return msgspec.structs.replace(self, rules=tuple(filter(wanted, self.rules)))

    def for_path(self, path: str) -> tuple[AnyRule, ...]:
        """Return the rules for one file: all but those that the settings ignore there."""
        if not self.per_file_ignores:
            return self.rules
        relative = relative_to(path, self.root)
        ignored = [
            selector
            for pattern, selectors in self.per_file_ignores.items()
            if matches(pattern, relative)
            for selector in selectors
        ]
        return tuple(rule for rule in self.rules if _strength(ignored, rule) < 0)


def resolve(loaded: Loaded, entries: Mapping[str, EntryPoint]) -> Selection:
    """Decide which of the installed rules run.

    The most specific selector that names a rule decides, and ignoring wins a tie; a rule that no selector names runs
    where it is a default one and nothing is selected. Only rules that may run are imported.

    Raises `ConfigError` for a selector, rule or option that does not exist, `RuleError` for a rule that can't be
    loaded or that was asked for by its own name and lacks something.
    """
    codes = [*entries, *INPUT_PROBLEMS]
    if loaded.settings.preset is not None and loaded.settings.preset not in PRESETS:
        raise ConfigError(f"{loaded.place_of('preset')}: must be {one_of([*PRESETS])}, not {loaded.settings.preset}")
    settings = _spell_out(loaded.settings, codes)
    preset = PRESETS.get(settings.preset or "", ())
    chosen = (*(settings.select or ()), *preset, *settings.extend_select)
    ignored_there = [selector for selectors in settings.per_file_ignores.values() for selector in selectors]
    named = (*chosen, *settings.ignore, *ignored_there, *settings.rules)
    classes = _load(entries, settings.select, named)
    _see_that_all_exist(loaded, codes, [rule.name for rule in classes.values()])
    options = _options(settings.rules, classes, loaded)
    if loaded.words:
        _add_vocabulary(options, classes, loaded.words)
    rules, notices = [], []
    for code, rule in sorted(classes.items()):
        on, off = _strength(chosen, rule), _strength(settings.ignore, rule)
        if on > off or (on == off == -1 and settings.select is None and rule.runs_unasked(options.get(code))):
            made = rule(options.get(code))
            lack = made.lacks()
            if lack is None:
                rules.append(made)
            elif 0 <= on < len(code):
                notices.append(f"{code} {rule.name} does not run: {lack}")
            else:
                raise RuleError(f"{code} {rule.name} can't run: {lack}")
    return Selection(tuple(rules), loaded.root, settings.per_file_ignores, tuple(notices))


def _strength(selectors: Iterable[str], rule: AnyRule | type[AnyRule]) -> int:
    """Return how specifically the selectors name a rule: the length of the code given; -1 where none does."""
    strengths = [-1]
    for selector in selectors:
        if selector == ALL:
            strengths.append(0)
        elif selects(selector, rule.code, rule.name):
            strengths.append(len(rule.code if selector == rule.name else selector))
    return max(strengths)


def _load(
    entries: Mapping[str, EntryPoint], select: tuple[str, ...] | None, named: Iterable[str]
) -> dict[str, type[AnyRule]]:
    """Import the rules that may run: those that are named, and the default ones unless others are selected.

    A name that is no code or prefix may be any rule's, so that all are imported.
    """
    named = tuple(named)
    if ALL in named or not all(map(_CODE_OR_PREFIX.fullmatch, named)):
        return {code: load_rule(entry) for code, entry in entries.items()}
    return {
        code: load_rule(entry)
        for code, entry in entries.items()
        if code.startswith(named) or (select is None and entry.group == GROUP)
    }


def _spell_out(settings: Settings, codes: Sequence[str]) -> Settings:
    """Write selectors as codes and names are written: capitals do not count in settings."""

    def spell(selector: str) -> str:
        upper = selector.upper()
        return upper if upper == ALL or any(code.startswith(upper) for code in codes) else selector.lower()

    def spell_all(selectors: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(spell, selectors))

    return msgspec.structs.replace(
        settings,
        select=None if settings.select is None else spell_all(settings.select),
        ignore=spell_all(settings.ignore),
        extend_select=spell_all(settings.extend_select),
        per_file_ignores={pattern: spell_all(some) for pattern, some in settings.per_file_ignores.items()},
        rules={spell(key): table for key, table in settings.rules.items()},
    )


def _see_that_all_exist(loaded: Loaded, codes: Sequence[str], names: Sequence[str]) -> None:
    """See that every selector names a rule, by one of the codes, the beginning of one, or one of the names."""
    settings = loaded.settings
    places: dict[tuple[str, ...], Iterable[str]] = {
        ("select",): settings.select or (),
        ("extend-select",): settings.extend_select,
        ("ignore",): settings.ignore,
        **{("per-file-ignores", pattern): some for pattern, some in settings.per_file_ignores.items()},
        **{("rules", key): (key,) for key in settings.rules},
    }
    for place, selectors in places.items():
        for selector in selectors:
            is_known = selector.upper() == ALL or any(selects(selector, code, "") for code in codes)
            if not (is_known or selector.lower() in names):
                raise ConfigError(f"{loaded.place_of(*place)}: {unknown_rule(selector, codes, names)}")


def _options(
    tables: Mapping[str, dict[str, Any]], classes: Mapping[str, type[AnyRule]], loaded: Loaded
) -> dict[str, Any]:
    """Make the options of the rules that the settings speak of, by code."""
    options = {}
    for key, table in tables.items():
        rule = next((rule for rule in classes.values() if key in (rule.code, rule.name)), None)
        if rule is None:
            family = [code for code in classes if code.startswith(key)] or [*classes]
            raise ConfigError(f"{loaded.place_of('rules', key)}: must name one rule, such as {family[0]}")
        fields = [field.encode_name for field in msgspec.structs.fields(rule.Options)]
        for name in table:
            if name not in fields:
                near = did_you_mean(name, fields) or (f"; it has {', '.join(fields)}" if fields else "; it has none")
                raise ConfigError(f"{loaded.place_of('rules', key, name)}: {rule.code} has no such option{near}")
        try:
            options[rule.code] = msgspec.convert(table, rule.Options)
        except msgspec.ValidationError as error:
            where = loaded.origins.get("rules", "settings")
            raise ConfigError(invalid(error, where, rule.Options, "rules", key)) from error
    return options


def heeds_vocabulary(rule: AnyRule | type[AnyRule]) -> bool:
    """Whether a rule heeds the project's vocabulary: whether it has an option of that name."""
    return any(field.name == "vocabulary" for field in msgspec.structs.fields(rule.Options))


def _add_vocabulary(options: dict[str, Any], classes: Mapping[str, type[AnyRule]], words: tuple[str, ...]) -> None:
    """Give every rule that heeds the vocabulary the project's words beside its own."""
    for code, rule in classes.items():
        if heeds_vocabulary(rule):
            own: Any = options.get(code) or rule.Options()
            options[code] = msgspec.structs.replace(own, vocabulary=(*words, *own.vocabulary))
