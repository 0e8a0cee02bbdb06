"""The command line. Results go to standard output, all else to standard error."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import click

from copydesk import fixing, linting, old_findings
from copydesk.config import ConfigError, Loaded
from copydesk.console import report, tell, tell_failures, write
from copydesk.options import load_settings, with_settings
from copydesk.report import FORMATS
from copydesk.rule import RuleError, find_rules
from copydesk.version import __version__

if TYPE_CHECKING:
    from copydesk.run import RuleInfo


def _fail(message: object) -> NoReturn:
    """End with the exit code for a command that can't be carried out."""
    click.echo(f"copydesk: {message}", err=True)
    sys.exit(2)


class _Commands(click.Group):
    """Commands that say what to write to whoever gives a path in place of one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments begin with."""
        if self.get_command(ctx, args[0]) is None and os.path.exists(args[0]):
            raise click.UsageError(f"{args[0]} is no command; to lint it: copydesk check {' '.join(args)}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="copydesk", message="%(prog)s %(version)s")
def cli() -> None:
    """Lint scraped articles: repeated text, stuffed keywords, misspellings, boilerplate, scrape damage."""


class _Check(click.Command):
    """A command whose option `--statistics` may do without a value."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write the value out; click would take the next argument for it."""
        return super().parse_args(ctx, ["--statistics=count" if arg == "--statistics" else arg for arg in args])


@cli.command(cls=_Check, short_help="Lint files and folders.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@with_settings
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
@click.option("--fix", is_flag=True, help="Write safe fixes into the files, then report what is left.")
@click.option(
    "--unsafe-fixes", is_flag=True, help="With --fix or --diff: take the fixes that want a person's eye, too."
)
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--baseline", type=click.Path(), metavar="FILE", help="Do not report what this file says was there before."
)
@click.option("--write-baseline", is_flag=True, help="Write all that is found to the baseline instead of reporting it.")
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
    from copydesk.sources import FoundFile

    paths = paths or (".",)
    fixing.refuse_odd_options(paths, given)
    if stdin_filename and "-" not in paths:
        raise click.UsageError('--stdin-filename goes with "-", which stands for standard input')
    loaded = load_settings([stdin_filename or "-" if path == "-" else path for path in paths], given)
    outputs = linting.outputs_of(output_format, output_file, loaded)
    files = linting.find_files([path for path in paths if path != "-"], loaded)
    if given["show_files"]:
        linting.see_that_they_exist(paths)
        write("".join(f"{file.path}\n" for file in files), sys.stdout)
        return
    if "-" in paths:
        files.append(FoundFile(stdin_filename or "<stdin>", sys.stdin.buffer.read()))
    if given["write_baseline"]:
        old_findings.see_that_a_file_is_named(loaded.settings.baseline)
    stopwatch, lint = linting.prepare(files, paths, outputs, loaded, given)
    if given["write_baseline"]:
        sys.exit(old_findings.write_down(lint(), loaded.settings.baseline))
    lint = old_findings.leave_out(lint, loaded.settings.baseline)
    run = lint()
    wanted = fixing.wanted_fixes(given)
    if given["fix"]:
        run = fixing.write_fixes(run, lint, wanted)
    for notice in run.notices:
        tell(notice)
    if given["diff"]:
        is_different = fixing.show_differences(run, wanted, files)
        sys.exit(max(2 * (run.exit_code() == 2), is_different and not given["exit_zero"]))
    report(run, outputs, linting.statistics_of(run, given["statistics"], stopwatch), colour)
    code = run.exit_code(loaded.settings.fail_on)
    sys.exit(0 if given["exit_zero"] and code == 1 else code)


@cli.command(short_help="Explain a rule, or list those of a family.")
@click.argument("name", metavar="CODE")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rule(name: str, output_format: str) -> None:
    """Explain a rule, given by its code or name: what it flags, why, examples, options.

    The beginning of codes, such as DUP, lists the rules of the family.
    """
    from copydesk.explain import find, page

    found = find(name)
    if len(found) > 1:
        _list([info for info, _ in found], output_format)
        return
    ((info, explained),) = found
    if output_format == "json":
        from copydesk.report.json_array import encode

        click.echo(encode(info))
    else:
        click.echo(page(info, explained), nl=False)


@cli.command()
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rules(output_format: str) -> None:
    """List all installed rules."""
    from copydesk.explain import all_rules
    from copydesk.run import RuleInfo

    _list(list(map(RuleInfo.of_rule, all_rules().values())), output_format)


def _list(infos: "list[RuleInfo]", output_format: str) -> None:
    """List rules."""
    from copydesk.explain import rules_table

    if output_format == "json":
        from copydesk.report.json_array import encode

        click.echo(encode(infos))
    else:
        click.echo(rules_table(infos), nl=False)


@cli.command(short_help="Show the settings, and where each comes from.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@with_settings
@click.option("--schema", is_flag=True, help="Print the JSON schema of copydesk.toml, with every rule's options.")
def config(paths: tuple[str, ...], schema: bool, **given: Any) -> None:
    """Show the settings for linting PATHS, and where each comes from."""
    from copydesk.explain import settings_schema, settings_table

    if schema:
        import json

        click.echo(json.dumps(settings_schema(), indent=2))
        return
    from copydesk.selection import resolve

    linting.see_that_they_exist(paths)
    loaded = load_settings(paths or (".",), given)
    resolve(loaded, find_rules())  # says what is wrong with rules and options
    click.echo(settings_table(loaded), nl=False)


@cli.command(short_help="Add words to the project's vocabulary.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@with_settings
@click.option(
    "--more-than",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    metavar="N",
    help="List what is flagged more often.",
)
@click.option("--accept", multiple=True, metavar="WORD", help="Add this word or phrase, and end; may be repeated.")
@click.option("--all", "takes_all", is_flag=True, help="Add all that is listed but words run together.")
def learn(paths: tuple[str, ...], more_than: int, accept: tuple[str, ...], takes_all: bool, **given: Any) -> None:
    """List the words that are flagged again and again, and add those that are right to the project's vocabulary.

    On a terminal each is asked about; in a pipe they are listed only.
    """
    from copydesk import vocabulary

    paths = paths or (".",)
    loaded = load_settings(paths, given)
    linting.see_that_they_exist(paths)
    for word in accept or _learnt(loaded, paths, more_than, takes_all):
        for added in vocabulary.add(loaded.vocabulary_file, [word]):
            tell(f"{loaded.vocabulary_file}: added {added}")


def _learnt(loaded: Loaded, paths: tuple[str, ...], more_than: int, takes_all: bool) -> Iterator[str]:
    """List what is flagged so often, and yield what is to be added to the vocabulary; end with 2 for broken files."""
    from copydesk.explain import table
    from copydesk.learn import flagged_words, lint_words

    run = lint_words(loaded, linting.find_files(paths, loaded))
    tell_failures(run)
    flagged = flagged_words(run, more_than)
    if takes_all or not (sys.stdin.isatty() and sys.stdout.isatty()):
        rows: list[tuple[str, ...]] = [(str(it.times), it.word, it.place) for it in flagged]
        write(table(rows) if rows else "", sys.stdout)
        yield from (it.word for it in flagged if takes_all and not it.is_run_together)
        left = ", ".join(it.word for it in flagged if takes_all and it.is_run_together)
        if left:
            tell(f"not added, since they lack a space: {left}; --accept WORD adds one all the same")
    else:
        for it in flagged:
            if click.confirm(f"{it.times} times {it.word} ({it.place}): allow it?"):
                yield it.word
    if run.exit_code() == 2:
        sys.exit(2)


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
