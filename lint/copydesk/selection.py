"""Which rules run: decided from the settings alone, apart from files and articles."""

import re
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import EntryPoint
from typing import Any

import msgspec

from copydesk.config import ConfigError, Loaded, did_you_mean
from copydesk.diagnostic import INPUT_PROBLEMS
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
    settings = loaded.settings
    if settings.preset is not None and settings.preset not in PRESETS:
        raise ConfigError(f"no preset is called {settings.preset}{did_you_mean(settings.preset, PRESETS)}")
    preset = PRESETS.get(settings.preset or "", ())
    chosen = (*(settings.select or ()), *preset, *settings.extend_select)
    ignored_there = [selector for selectors in settings.per_file_ignores.values() for selector in selectors]
    named = (*chosen, *settings.ignore, *ignored_there, *settings.rules)
    classes = _load(entries, settings.select, named)
    for selector in named:
        _see_that_it_exists(selector, entries, classes)
    options = _options(settings.rules, classes, loaded.origins.get("rules", "settings"))
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


def _see_that_it_exists(selector: str, entries: Mapping[str, EntryPoint], classes: Mapping[str, type[AnyRule]]) -> None:
    codes = [*entries, *INPUT_PROBLEMS]
    names = [rule.name for rule in classes.values()]
    if selector != ALL and selector not in names and not (selector and any(c.startswith(selector) for c in codes)):
        raise ConfigError(f"no rule is called {selector}{did_you_mean(selector, [*codes, *names])}")


def _options(tables: Mapping[str, dict[str, Any]], classes: Mapping[str, type[AnyRule]], where: str) -> dict[str, Any]:
    """Make the options of the rules that the settings speak of, by code."""
    options = {}
    for key, table in tables.items():
        rule = next((rule for rule in classes.values() if key in (rule.code, rule.name)), None)
        if rule is None:
            raise ConfigError(f"{where}: [rules.{key}] must name one rule{did_you_mean(key, classes)}")
        fields = [field.encode_name for field in msgspec.structs.fields(rule.Options)]
        for name in table:
            if name not in fields:
                raise ConfigError(f"{where}: [rules.{key}] has no option {name}{did_you_mean(name, fields)}")
        try:
            options[rule.code] = msgspec.convert(table, rule.Options)
        except msgspec.ValidationError as error:
            raise ConfigError(f"{where}: [rules.{key}] {error}") from error
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
