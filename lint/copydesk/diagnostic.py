"""What is found, before and after it has a place in the file: Span, Finding, Fix, Diagnostic."""

from typing import Literal, NamedTuple

import msgspec

Severity = Literal["info", "warning", "error"]
"""From mild to grave; `--fail-on` compares by this order."""

SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")

Applicability = Literal["safe", "unsafe"]
"""A safe fix keeps every meaning of the text; an unsafe one wants a person's eye."""


class Span(NamedTuple):
    """A half-open range of an article's text, in code points."""

    start: int
    end: int


class ArticleKey(NamedTuple):
    """Names one article of a run: its file and its position there from 0; sorts in the order of reports."""

    path: str
    position: int


class Related(msgspec.Struct, frozen=True):
    """A second place that explains a finding, such as the first occurrence of a repeated paragraph.

    `article` names the article that the span is of; None stands for that of the finding.
    """

    span: Span
    message: str
    article: ArticleKey | None = None


class Edit(msgspec.Struct, frozen=True):
    """Put `content` where `span` stands; an empty content deletes."""

    span: Span
    content: str = ""


class Fix(msgspec.Struct, frozen=True):
    """Edits that do away with a finding. They do not overlap; they apply together or not at all."""

    message: str
    edits: tuple[Edit, ...]
    applicability: Applicability = "unsafe"


class Finding(msgspec.Struct, frozen=True):
    """What a rule says of one span of an article.

    `severity` None stands for the rule's own. `evidence` is what the finding is about, as far as it tells one
    finding of a rule from another and stays the same when lines move; None stands for the text of the span.
    """

    code: str
    span: Span
    message: str
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    severity: Severity | None = None
    evidence: str | None = None


class Place(msgspec.Struct, frozen=True):
    """A point in a decoded file. `offset` is 0-based, `line` and `column` are 1-based; all count code points.

    `utf16_column` is the column in UTF-16 code units, which is what editors and SARIF viewers count.
    """

    offset: int
    line: int
    column: int
    utf16_column: int


class ArticleRef(msgspec.Struct, frozen=True):
    """Which article of a file: its number from 0, and its id, url and address in the file where it has them.

    Where it `is_apart`, as in Parquet, the file is no text, and places are counted in the record's own text.
    """

    index: int = 0
    id: str | None = None
    url: str | None = None
    address: str | None = None
    is_apart: bool = False


class LocatedRelated(msgspec.Struct, frozen=True):
    """A related place in a file; `address` names the record whose text it is counted in, where the file is no text."""

    path: str
    start: Place
    end: Place
    message: str
    address: str | None = None

    @property
    def shown_path(self) -> str:
        """The path, with the address behind it."""
        return self.path if self.address is None else f"{self.path}#{self.address}"


class LocatedEdit(msgspec.Struct, frozen=True):
    """An edit of the file itself."""

    start: Place
    end: Place
    content: str


class LocatedFix(msgspec.Struct, frozen=True):
    """A fix whose every edit is exact in the file."""

    applicability: Applicability
    message: str
    edits: tuple[LocatedEdit, ...]


class Excerpt(msgspec.Struct, frozen=True):
    """The flagged part of the file with its line round it, cut to a readable length.

    `before` + `flagged` + `after` is the first line of the finding, without its line break, windowed round
    `flagged`; `cut_before` and `cut_after` say whether the line goes on. `flagged` is at most 200 characters and
    ends with its line; `more_lines` counts the lines that the finding reaches beyond the first.
    """

    before: str
    flagged: str
    after: str
    cut_before: bool = False
    cut_after: bool = False
    more_lines: int = 0


class Diagnostic(msgspec.Struct, frozen=True):
    """A finding with its place in a file: what reports are made of.

    `path` is as the user gave it, with forward slashes. `fingerprint` is unique in a run and stays the same when
    the finding moves to another line.
    """

    code: str
    rule: str
    severity: Severity
    message: str
    path: str
    start: Place
    end: Place
    article: ArticleRef
    related: tuple[LocatedRelated, ...]
    fix: LocatedFix | None
    fingerprint: str
    excerpt: Excerpt

    @property
    def shown_path(self) -> str:
        """The path, with the address of the record behind it where lines are counted in that."""
        return f"{self.path}#{self.article.address}" if self.article.is_apart else self.path

    @property
    def sort_key(self) -> tuple[str, int, int, int, str, str]:
        """Order by path, then place, then code, whatever order the work was done in."""
        record = self.article.index if self.article.is_apart else 0
        return (self.path, record, self.start.offset, self.end.offset, self.code, self.message)


class InputProblem(msgspec.Struct, frozen=True):
    """A code of the INP family: what can go wrong with a file rather than with its text."""

    code: str
    name: str
    severity: Severity
    summary: str
    advice: str

    @property
    def fails(self) -> bool:
        """Whether the run ends with exit code 2 because of it."""
        return self.severity == "error"


INPUT_PROBLEMS: dict[str, InputProblem] = {
    problem.code: problem
    for problem in (
        InputProblem(
            "INP001",
            "unreadable-file",
            "error",
            "The file could not be opened or read.",
            "Check that it exists, that you may read it, and that it is a regular file.",
        ),
        InputProblem(
            "INP002",
            "undecodable-text",
            "error",
            "Bytes of the file are no text in its encoding.",
            "Each such byte is linted as U+FFFD; convert the file to UTF-8.",
        ),
        InputProblem(
            "INP003",
            "broken-record",
            "error",
            "A record of the file could not be parsed.",
            "The other records are linted; mend or drop this one.",
        ),
        InputProblem(
            "INP004",
            "limit-exceeded",
            "error",
            "The file or article is larger than copydesk takes on.",
            "What lies within the limit is linted; split the file, or raise the limit in the settings.",
        ),
        InputProblem(
            "INP005",
            "rule-crashed",
            "error",
            "A rule raised an exception on this article.",
            "All other rules ran; report the crash to the author of the rule.",
        ),
        InputProblem(
            "INP006",
            "unfinished-rule",
            "error",
            "A rule that needs an outside program could not finish on this article.",
            "All other rules ran; the message says what was missing. Mend that and run again.",
        ),
        InputProblem(
            "INP010",
            "unused-suppression",
            "warning",
            "A suppression that suppresses nothing.",
            "Remove it, or correct its code.",
        ),
        InputProblem(
            "INP011",
            "guessed-encoding",
            "info",
            "The file is neither UTF-8 nor marked as anything else; its encoding was guessed.",
            "Convert the file to UTF-8.",
        ),
        InputProblem(
            "INP012",
            "irregular-record",
            "warning",
            "A record that other programs may read in another way, or not at all.",
            "It is linted as described; write it anew with a program that knows the format.",
        ),
        InputProblem(
            "INP013",
            "no-vote",
            "info",
            "Extractors could not be asked, or find no article, so that the page's frame is not voted on.",
            "The page is linted whole, and the boilerplate rules judge by its text alone.",
        ),
    )
}
"""Codes are never reused; `error` ones make the exit code 2."""
