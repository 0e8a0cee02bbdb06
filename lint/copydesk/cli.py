"""The command line. Results go to standard output, all else to standard error."""

import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

# OpenBLAS starts a thread for each core when NumPy is imported; copydesk has no use for them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from copydesk.config import ConfigError, Loaded, load
from copydesk.diagnostic import SEVERITIES
from copydesk.report import FORMATS
from copydesk.rule import RuleError, find_rules
from copydesk.run import Run
from copydesk.version import __version__

if TYPE_CHECKING:
    from copydesk.engine.stopwatch import Stopwatch
    from copydesk.engine.store import Store
    from copydesk.selection import Selection
    from copydesk.sources import SourceOptions

PROGRESS_AFTER = 1.0
"""Seconds before a person who waits is told how far the work is."""


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


_settings_options: list[Callable[..., Any]] = [
    click.option("--config", type=click.Path(), metavar="FILE", help="Read the settings from this file."),
    click.option("--isolated", is_flag=True, help="Read no settings file."),
    click.option("--select", callback=_split_codes, multiple=True, metavar="RULES", help="Run these rules only."),
    click.option("--preset", metavar="NAME", help="Run the opt-in rules for a purpose as well: news, corpus, strict."),
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
    click.option("--fail-on", type=click.Choice(SEVERITIES), help="The mildest finding that makes the exit code 1."),
    click.option("--jobs", "-j", type=click.IntRange(0), metavar="N", help="Processes to use; 0: one a core."),
]


def _with_settings(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_settings_options):
        command = option(command)
    return command


def _fail(message: object) -> NoReturn:
    """End with the exit code for a command that can't be carried out."""
    click.echo(f"copydesk: {message}", err=True)
    sys.exit(2)


def _load(paths: Iterable[str], given: dict[str, Any]) -> Loaded:
    """Read the settings; what the command line gives comes last."""
    overrides: dict[str, Any] = {}
    for name in ("select", "ignore", "extend_select"):
        if given[name]:
            overrides[name.replace("_", "-")] = given[name]
    if given["per_file_ignores"]:
        overrides["per-file-ignores"] = given["per_file_ignores"]
    for name in ("preset", "fail_on", "jobs", "cache_dir"):
        if given.get(name) is not None:
            overrides[name.replace("_", "-")] = given[name]
    if given.get("text_field"):
        overrides["fields"] = {"text": given["text_field"]}
    return load(paths, config=given["config"], isolated=given["isolated"], overrides=overrides)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="copydesk", message="%(prog)s %(version)s")
def cli() -> None:
    """Lint scraped articles: repeated text, stuffed keywords, misspellings, boilerplate, scrape damage."""


class _Check(click.Command):
    """A command whose option `--statistics` may do without a value."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write the value out; click would take the next argument for it."""
        return super().parse_args(ctx, ["--statistics=count" if arg == "--statistics" else arg for arg in args])


@cli.command(cls=_Check)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@_with_settings
@click.option(
    "--output-format",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"{', '.join(FORMATS)}. With =FILE the report goes there; may be given several times.",
)
@click.option("--output-file", type=click.Path(), metavar="FILE", help="Write the report here, not to the terminal.")
@click.option(
    "--statistics",
    type=click.Choice(["count", "time"]),
    metavar="[=time]",
    help="Show how often each rule fired instead of every finding; =time: how long it took, in one process, no cache.",
)
@click.option("--exit-zero", is_flag=True, help="End with 0 even if something is found.")
@click.option("--stdin-filename", metavar="NAME", help='The name, and so the format, of standard input ("-").')
@click.option(
    "--against",
    type=click.Path(exists=True),
    multiple=True,
    metavar="FOLDER",
    help="Check for copying from the articles of this archive, which is not linted itself.",
)
@click.option(
    "--text-field",
    multiple=True,
    metavar="NAME",
    help="The field of a JSON record or column of a table that holds the text; a dot leads into an object.",
)
@click.option("--no-cache", is_flag=True, help="Read every file, and keep nothing for the next run.")
@click.option("--cache-dir", metavar="FOLDER", help="Where to keep what a run found out, for the next one.")
@click.option("--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--show-files", is_flag=True, help="List the files that would be linted, and end.")
def check(
    paths: tuple[str, ...],
    output_format: tuple[str, ...],
    output_file: str | None,
    stdin_filename: str | None,
    colour: str,
    **given: Any,
) -> None:
    """Lint files and folders, by default the present folder; "-" is standard input.

    Ends with 0 when nothing was found, 1 when something was, 2 when a file or the command could not be handled.
    """
    from copydesk.selection import resolve
    from copydesk.sources import FoundFile, walk

    paths = paths or (".",)
    loaded = _load([stdin_filename or "-" if path == "-" else path for path in paths], given)
    outputs = _outputs(output_format or (loaded.settings.output_format,), output_file)
    files = walk([path for path in paths if path != "-"], exclude=loaded.settings.exclude, root=loaded.root)
    if "-" in paths and not given["show_files"]:
        files.append(FoundFile(stdin_filename or "<stdin>", sys.stdin.buffer.read()))
    if given["show_files"]:
        _write("".join(f"{file.path}\n" for file in files), sys.stdout)
        return
    if not files:
        click.echo(f"copydesk: no articles in {', '.join(paths)}", err=True)
    from copydesk.engine import lint, spare_collector

    spare_collector()
    chosen = resolve(loaded, find_rules())
    stopwatch = _stopwatch(chosen) if given["statistics"] == "time" else None
    run = lint(
        files,
        chosen,
        against=walk(given["against"], exclude=loaded.settings.exclude, root=loaded.root) if given["against"] else (),
        jobs=1 if stopwatch else loaded.settings.jobs,
        options=_source_options(loaded),
        listed=loaded.settings.suppressions,
        root=loaded.root,
        store=None if given["no_cache"] or stopwatch else _store(loaded, create=any(map(os.path.isdir, paths))),
        progress=_Progress() if sys.stderr.isatty() else None,
    )
    for notice in run.notices:
        click.echo(notice.encode("utf-8", "backslashreplace"), err=True)
    _report(run, outputs, _statistics(run, given["statistics"], stopwatch), colour)
    code = run.exit_code(loaded.settings.fail_on)
    sys.exit(0 if given["exit_zero"] and code == 1 else code)


def _stopwatch(chosen: "Selection") -> "Stopwatch":
    from copydesk.engine.stopwatch import Stopwatch

    return Stopwatch(chosen.rules)


def _statistics(run: Run, wanted: str | None, stopwatch: "Stopwatch | None") -> str | None:
    """Return what `--statistics` asks for, None where it is not given."""
    if wanted is None:
        return None
    from copydesk.report import statistics, times

    return times(run, stopwatch.seconds, stopwatch.total()) if stopwatch else statistics(run)


def _store(loaded: Loaded, *, create: bool) -> "Store | None":
    """Open what earlier runs found out; None where there is nothing and nothing is to be kept.

    A run over a folder keeps something, one over single files only adds to what there is.
    """
    folder = os.path.join(loaded.root, loaded.settings.cache_dir)
    if not (create or os.path.isdir(folder)):
        return None
    from copydesk.engine.store import open_store

    return open_store(folder, loaded.root, _source_options(loaded), create=create)


def _source_options(loaded: Loaded) -> "SourceOptions":
    from copydesk.sources import SourceOptions

    settings = loaded.settings
    return SourceOptions(max_size=settings.max_article_size, fields=settings.fields, html_text=settings.html_text)


def _outputs(formats: Iterable[str], output_file: str | None) -> list[tuple[str, str | None]]:
    """Return format and file of every report wanted; a file of None is standard output."""
    outputs = []
    for wanted in formats:
        name, _, file = wanted.partition("=")
        if name not in FORMATS:
            from copydesk.config import did_you_mean

            raise ConfigError(f"no output format is called {name}{did_you_mean(name, FORMATS)}: {', '.join(FORMATS)}")
        outputs.append((name, file or output_file))
    return outputs


def _report(run: Run, outputs: Iterable[tuple[str, str | None]], statistics: str | None, colour: str) -> None:
    """Write the reports; `statistics` stands in place of the one on standard output."""
    from copydesk.report import render

    for format, file in outputs:  # noqa: A001
        if file is not None:
            with open(file, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                stream.writelines(render(run, format))
        elif statistics is not None:
            _write(statistics, sys.stdout)
        else:
            for part in render(run, format, colour=_is_coloured(colour)):
                _write(part, sys.stdout)


def _write(text: str, stream: TextIO) -> None:
    """Write what the stream's encoding may not hold as escapes rather than fail."""
    stream.buffer.write(text.encode("utf-8", "backslashreplace"))


def _is_coloured(wish: str) -> bool:
    """Decide by the option, else by NO_COLOR, FORCE_COLOR, and whether a person looks."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


class _Progress:
    """Shows on standard error how far long work is, and takes it away again."""

    def __init__(self) -> None:
        self._next = time.monotonic() + PROGRESS_AFTER
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """Show how many of the bytes are done, ten times a second at most."""
        now = time.monotonic()
        if done == total:
            click.echo("\r\x1b[K" * self._shown, err=True, nl=False)
        elif now >= self._next:
            click.echo(f"\r\x1b[K{done / 1e6:.1f} of {total / 1e6:.1f} MB", err=True, nl=False)
            self._shown, self._next = True, now + 0.1


@cli.command()
@click.argument("name", metavar="CODE")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rule(name: str, output_format: str) -> None:
    """Explain a rule, given by its code or name: what it flags, why, examples, options."""
    from copydesk.explain import find, page

    info, found = find(name)
    if output_format == "json":
        from copydesk.report.json_array import encode

        click.echo(encode(info))
    else:
        click.echo(page(info, found), nl=False)


@cli.command()
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rules(output_format: str) -> None:
    """List all installed rules."""
    from copydesk.explain import all_rules, table
    from copydesk.run import RuleInfo

    infos = list(map(RuleInfo.of_rule, all_rules().values()))
    if output_format == "json":
        from copydesk.report.json_array import encode

        click.echo(encode(infos))
    else:
        state = {True: "on", False: "opt-in"}
        rows: list[tuple[str, ...]] = [
            (info.code, info.name, info.severity, state[info.default], info.summary) for info in infos
        ]
        click.echo(table(rows), nl=False)


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@_with_settings
@click.option("--schema", is_flag=True, help="Print the JSON schema of copydesk.toml, with every rule's options.")
def config(paths: tuple[str, ...], schema: bool, **given: Any) -> None:
    """Show the settings for linting PATHS, and where each comes from."""
    from copydesk.explain import settings_schema, settings_table

    if schema:
        import json

        click.echo(json.dumps(settings_schema(), indent=2))
        return
    from copydesk.selection import resolve

    loaded = _load(paths or (".",), given)
    resolve(loaded, find_rules())  # says what is wrong with rules and options
    click.echo(settings_table(loaded), nl=False)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        cli(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except (ConfigError, RuleError) as error:
        _fail(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that nothing is written at exit
        sys.exit(0)
    except OSError as error:
        _fail(f"{error.filename or ''}: {(error.strerror or str(error)).lower()}")
