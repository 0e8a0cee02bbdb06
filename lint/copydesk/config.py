"""The settings: what they are, where they stand, and what is wrong with them."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from copydesk.diagnostic import Severity
from copydesk.mistakes import COMMAND_LINE, did_you_mean, invalid, place_of, toml_mistake
from copydesk.sources import FieldNames, HtmlText, SourceOptions
from copydesk.suppress import ListedSuppression
from copydesk.vocabulary import FILE_NAME as VOCABULARY_FILE
from copydesk.vocabulary import read

PRESET_SETTINGS = {"page": {"html-text": "vote"}}
"""What a preset sets besides its rules, where nothing else does."""
FILE_NAMES = ("copydesk.toml", "pyproject.toml")
"""Looked for in every folder from the linted paths upward; pyproject.toml counts where it has [tool.copydesk]."""


class ConfigError(Exception):
    """The settings can't be used; the message says which, where, and what to write instead."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """All settings. Patterns are relative to the folder of the settings file."""

    select: Annotated[tuple[str, ...] | None, Meta(description="Rules to run instead of the default ones.")] = None
    preset: Annotated[
        str | None, Meta(description='Rules and settings for a purpose: "news", "corpus", "strict" or "page".')
    ] = None
    ignore: Annotated[tuple[str, ...], Meta(description="Rules not to run.")] = ()
    extend_select: Annotated[tuple[str, ...], Meta(description="Rules to run beside the others.")] = ()
    per_file_ignores: Annotated[
        dict[str, tuple[str, ...]], Meta(description="Rules not to run on files whose path matches a pattern.")
    ] = {}
    baseline: Annotated[str, Meta(description="A file of findings that are not reported; see below.")] = ""
    exclude: Annotated[tuple[str, ...], Meta(description="Files not to lint: patterns as in .gitignore.")] = ()
    fail_on: Annotated[Severity, Meta(description="The mildest finding that makes the exit code 1.")] = "info"
    output_format: Annotated[str, Meta(description="The format of the report.")] = "full"
    jobs: Annotated[int, Meta(ge=0, description="Processes to use; 0 stands for one a core.")] = 0
    cache_dir: Annotated[str, Meta(description="Where results are kept for the next run, from this file's folder.")] = (
        ".copydesk_cache"
    )
    max_article_size: Annotated[int, Meta(ge=1, description="The most characters of an article that are linted.")] = (
        10_000_000
    )
    fields: Annotated[
        FieldNames, Meta(description="The fields of records in JSON and CSV, where names are unusual.")
    ] = FieldNames()
    html_text: Annotated[
        HtmlText, Meta(description="What of an HTML page is linted: its main text, or all; see formats.md.")
    ] = "main"
    vocabulary: Annotated[
        tuple[str, ...], Meta(description="Words, names and phrases that are right in this project.")
    ] = ()
    vocabulary_file: Annotated[
        str, Meta(description="A file of such words, one a line, in this file's folder; read where it exists.")
    ] = VOCABULARY_FILE
    rules: Annotated[dict[str, dict[str, Any]], Meta(description="Options of rules, by code or name.")] = {}
    suppressions: Annotated[
        tuple[ListedSuppression, ...], Meta(description="Findings to pass over in files that hold no comments.")
    ] = ()


FIELDS = {field.encode_name: field for field in msgspec.structs.fields(Settings)}


class Loaded(msgspec.Struct, frozen=True):
    """Settings with their folder and, for each, the place that it comes from.

    `words` is the project's vocabulary: that of the settings and that of its file.
    """

    settings: Settings
    root: str
    origins: dict[str, str]
    words: tuple[str, ...] = ()

    @property
    def vocabulary_file(self) -> str:
        """The file that holds the project's vocabulary, whether it exists or not."""
        return os.path.join("" if self.root == "." else self.root, self.settings.vocabulary_file)

    def place_of(self, setting: str, *keys: str) -> str:
        """Return where a setting, or a key in it, stands, as messages begin: `copydesk.toml:3: rules.KEY001`."""
        return place_of(self.origins.get(setting, "settings"), setting, *keys)

    @property
    def source_options(self) -> SourceOptions:
        """How files are read."""
        settings = self.settings
        return SourceOptions(max_size=settings.max_article_size, fields=settings.fields, html_text=settings.html_text)


def load(
    paths: Iterable[str],
    *,
    config: str | None = None,
    isolated: bool = False,
    overrides: Mapping[str, Any] | None = None,
) -> Loaded:
    """Read the settings for linting `paths`.

    `config` names the file, `isolated` reads none, and `overrides` (by the names of settings) come last. The nearest
    file upward from the paths' common folder counts, alone. Raises `ConfigError`.
    """
    file = None if isolated else config or find_file(paths)
    table = _read(file) if file is not None else {}
    values = _check(table, str(file))
    origins = dict.fromkeys(values, str(file))
    for name, value in (overrides or {}).items():
        values[name] = {**values.get(name, {}), **value} if name == "fields" else value
        origins[name] = COMMAND_LINE
    for name, value in PRESET_SETTINGS.get(str(values.get("preset")), {}).items():
        if name not in values:
            values[name], origins[name] = value, f"preset {values['preset']}"
    try:
        settings = msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(invalid(error, file or COMMAND_LINE, Settings)) from error
    loaded = Loaded(settings, os.path.dirname(file or "") or ".", origins)
    return loaded if isolated else msgspec.structs.replace(loaded, words=_words(loaded))


def _words(loaded: Loaded) -> tuple[str, ...]:
    file = loaded.vocabulary_file
    try:
        words = read(file, must_exist="vocabulary-file" in loaded.origins)
    except OSError as error:
        raise ConfigError(f"vocabulary-file {file}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"vocabulary-file {file}: {error}") from error
    return (*loaded.settings.vocabulary, *words)


def find_file(paths: Iterable[str]) -> str | None:
    """Return the nearest settings file upward from the common folder of the paths."""
    places = [os.path.abspath(path) for path in paths if path != "-"] or [os.getcwd()]
    try:
        start = os.path.commonpath(places)
    except ValueError:  # on several drives
        start = places[0]
    for folder in _upward(start):
        for name in FILE_NAMES:
            file = os.path.join(folder, name)
            if os.path.isfile(file) and (name == "copydesk.toml" or _speaks_of_copydesk(file)):
                return file
    return None


def _upward(folder: str) -> Iterator[str]:
    """Yield a folder and those that it is in."""
    yield folder
    while (above := os.path.dirname(folder)) != folder:
        folder = above
        yield folder


def _speaks_of_copydesk(file: str) -> bool:
    with open(file, "rb") as stream:
        return b"[tool.copydesk" in stream.read()


def _read(file: str) -> dict[str, Any]:
    import tomllib

    try:
        with open(file, encoding="utf-8") as stream:
            table = tomllib.loads(stream.read())
    except OSError as error:
        raise ConfigError(f"{file}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is no UTF-8 text: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(toml_mistake(error, file)) from error
    if os.path.basename(file) == "pyproject.toml":
        table = table.get("tool", {}).get("copydesk", {})
    if not isinstance(table, dict):
        raise ConfigError(f"{file}: tool.copydesk must be a table")
    return table


def _check(table: Mapping[str, Any], where: str) -> dict[str, Any]:
    """See that every key is a setting."""
    for key in table:
        if key not in FIELDS:
            near = did_you_mean(key, FIELDS) or f"; there are {', '.join(FIELDS)}"
            raise ConfigError(f"{place_of(where, key)}: there is no such setting{near}")
    return dict(table)
