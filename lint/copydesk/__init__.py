"""copydesk: a linter for scraped articles. This is the public API, and nothing else.

Rules import what they need from here; `lint_text` lints one string.
"""

from copydesk.article import Article, SourceMap, SourceMapBuilder
from copydesk.diagnostic import Diagnostic, Edit, Finding, Fix, Related, Severity, Span
from copydesk.rule import ArticleKey, CorpusRule, Rule, RuleError, RuleOptions
from copydesk.text import Analysis, Block, BlockKind

__all__ = [
    "Analysis",
    "Article",
    "ArticleKey",
    "Block",
    "BlockKind",
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
    "lint_text",
]
__version__ = "0.1.0"


def lint_text(text: str, *, format: str = "text", name: str = "<text>") -> list[Diagnostic]:  # noqa: A002
    """Lint one text with the default rules and return what is found, in order of place.

    `format` is "text", "markdown" or "html"; `name` stands as the path in the diagnostics.
    """
    from copydesk.config import load  # all of this only for those who lint
    from copydesk.engine import lint
    from copydesk.rule import find_rules
    from copydesk.selection import resolve
    from copydesk.sources import MAX_SIZE, FoundFile

    chosen = resolve(load((), isolated=True), find_rules())
    file = FoundFile(name, text.encode("utf-8", "surrogatepass"), format)
    return lint([file], chosen, max_size=MAX_SIZE, jobs=1).diagnostics
