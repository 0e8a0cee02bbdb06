"""The options that stand for settings; several commands have them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from copydesk.config import Loaded, load
from copydesk.diagnostic import SEVERITIES


def _split_codes(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Split codes, names or prefixes of rules, parted by commas."""
    del ctx, param
    return tuple(code for value in values for code in map(str.strip, value.split(",")) if code)


def _split_patterns(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Split path patterns from the rules not to run there: `PATTERN:RULES`."""
    patterns = {}
    for value in values:
        pattern, colon, codes = value.rpartition(":")
        if not (pattern and colon and codes):
            reason = f"{value!r} must be a path pattern, a colon and rules, such as 'drafts/*:KEY,SPL001'"
            raise click.BadParameter(reason, ctx, param)
        patterns[pattern] = _split_codes(ctx, param, (codes,))
    return patterns


_OPTIONS: list[Callable[..., Any]] = [
    click.option("--config", type=click.Path(), metavar="FILE", help="Read the settings from this file."),
    click.option("--isolated", is_flag=True, help="Read no settings file."),
    click.option("--select", callback=_split_codes, multiple=True, metavar="RULES", help="Run these rules only."),
    click.option(
        "--preset", metavar="NAME", help="Run the rules for a purpose as well: news, corpus, strict; page: whole pages."
    ),
    click.option("--ignore", callback=_split_codes, multiple=True, metavar="RULES", help="Do not run these rules."),
    click.option(
        "--extend-select", callback=_split_codes, multiple=True, metavar="RULES", help="Run these rules as well."
    ),
    click.option(
        "--per-file-ignores",
        callback=_split_patterns,
        multiple=True,
        metavar="PATTERN:RULES",
        help="Do not run these rules on files that match.",
    ),
    click.option(
        "--exclude",
        multiple=True,
        metavar="PATTERN",
        help="Do not lint files that match, as in .gitignore; in place of those that the settings exclude.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(SEVERITIES, case_sensitive=False),
        help="The mildest finding that makes the exit code 1.",
    ),
    click.option("--jobs", "-j", type=click.IntRange(0), metavar="N", help="Processes to use; 0: one a core."),
]


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options for settings."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def load_settings(paths: Iterable[str], given: Mapping[str, Any]) -> Loaded:
    """Read the settings for linting `paths`; what the command line gives comes last."""
    overrides: dict[str, Any] = {}
    for name in ("select", "ignore", "extend_select", "exclude"):
        if given[name]:
            overrides[name.replace("_", "-")] = given[name]
    if given["per_file_ignores"]:
        overrides["per-file-ignores"] = given["per_file_ignores"]
    for name in ("preset", "fail_on", "jobs", "cache_dir", "baseline"):
        if given.get(name) is not None:
            overrides[name.replace("_", "-")] = given[name]
    if given.get("text_field"):
        overrides["fields"] = {"text": given["text_field"]}
    return load(paths, config=given["config"], isolated=given["isolated"], overrides=overrides)
