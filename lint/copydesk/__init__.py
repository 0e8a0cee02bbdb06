"""copydesk: a linter for scraped articles. This is the public API, and nothing else.

Rules import what they need from here; `lint_text` lints one string. Names are loaded when they are first asked for, so
that a command which lints nothing does not wait for NumPy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from copydesk.version import __version__

if TYPE_CHECKING:
    from copydesk.article import Article, SourceMap, SourceMapBuilder
    from copydesk.diagnostic import ArticleKey, Diagnostic, Edit, Finding, Fix, Related, Severity, Span
    from copydesk.rule import Corpus, CorpusRule, Rule, RuleError, RuleOptions, Unfinished
    from copydesk.text import Analysis, Block, BlockKind

__all__ = [
    "Analysis",
    "Article",
    "ArticleKey",
    "Block",
    "BlockKind",
    "Corpus",
    "CorpusRule",
    "Diagnostic",
    "Edit",
    "Finding",
    "Fix",
    "Related",
    "Rule",
    "RuleError",
    "RuleOptions",
    "Severity",
    "SourceMap",
    "SourceMapBuilder",
    "Span",
    "Unfinished",
    "__version__",
    "lint_text",
]

_HOMES = {
    "copydesk.article": ("Article", "SourceMap", "SourceMapBuilder"),
    "copydesk.diagnostic": ("ArticleKey", "Diagnostic", "Edit", "Finding", "Fix", "Related", "Severity", "Span"),
    "copydesk.rule": ("Corpus", "CorpusRule", "Rule", "RuleError", "RuleOptions", "Unfinished"),
    "copydesk.text": ("Analysis", "Block", "BlockKind"),
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module (PEP 562)."""
    for module, names in _HOMES.items():
        if name in names:
            value = globals()[name] = getattr(import_module(module), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def lint_text(text: str, *, format: str = "text", name: str = "<text>") -> "list[Diagnostic]":  # noqa: A002
    """Lint one text with the default rules and return what is found, in order of place.

    `format` is "text", "markdown", "html", "json", "jsonl", "csv" or "tsv"; `name` stands as the path in the
    diagnostics. Raises `ValueError` for another format.
    """
    from copydesk.config import load
    from copydesk.engine import lint
    from copydesk.rule import find_rules
    from copydesk.selection import resolve
    from copydesk.sources import TEXT_FORMATS, FoundFile, SourceOptions

    if format not in TEXT_FORMATS:
        raise ValueError(f"format must be {', '.join(TEXT_FORMATS)}, not {format!r}")
    chosen = resolve(load((), isolated=True), find_rules())
    file = FoundFile(name, text.encode("utf-8", "surrogatepass"), format)
    return list(lint([file], chosen, options=SourceOptions(), jobs=1).diagnostics)
