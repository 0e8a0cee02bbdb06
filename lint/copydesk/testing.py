"""The test harness for rules, for ours and for those of plug-in authors.

A rule's cases are data: a YAML file that names the rule and lists texts in which what it should flag is marked in
place.

```yaml
rule: DUP006
cases:
  - name: across a line break
    text: |
      She paid for «the the» ticket.
    fixed: |
      She paid for the ticket.
  - name: two sentences
    text: He had had enough.
```

A text without marks must stay silent. `‹…›` marks related places, such as the first of two equal paragraphs; where a
text has such marks, the related places of all findings must be just these. Further keys of a case: `options` (the
rule's options as in the settings), `message` (a part that every message must contain), `severity`, `format` ("text",
"markdown" or "html"), and `marks` (four characters instead of `«»‹›`, for texts that need those).

Three lines make a pytest module of a folder of such files:

```python
@pytest.mark.parametrize("case", load_cases(Path(__file__).parent), ids=str)
def test_case(case: Case) -> None:
    check_case(case)
```
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from copydesk.article import Article, SourceMap
from copydesk.diagnostic import Finding, Severity
from copydesk.fix import apply_fixes
from copydesk.rule import AnyRule, CorpusRule, RuleError, find_rules, load_rule
from copydesk.text import Analysis, find_blocks

__all__ = ["Case", "CaseError", "check_case", "findings_of", "load_cases", "make_article"]


class CaseError(Exception):
    """A file of cases is not what it should be; the message names the file and the case."""


class _Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case as it stands in the file."""

    name: str
    text: str
    options: dict[str, Any] = {}
    fixed: str | None = None
    message: str | None = None
    severity: Severity | None = None
    format: str = "text"
    marks: str = "«»‹›"


class _CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: str
    cases: list[_Case]


class Case(msgspec.Struct, frozen=True):
    """One text with the spans that a rule should flag in it, as offsets in the text without its marks."""

    rule: str
    name: str
    text: str
    spans: tuple[tuple[int, int], ...]
    related: tuple[tuple[int, int], ...]
    options: dict[str, Any]
    fixed: str | None
    message: str | None
    severity: Severity | None
    format: str

    def __str__(self) -> str:
        """Name the case for a test report."""
        return f"{self.rule}: {self.name}"


def load_cases(path: Path) -> list[Case]:
    """Read the cases of one YAML file, or of all `*.yml` files in a folder.

    Raises `CaseError` for an unknown key or rule, a case or text that comes twice, and marks that don't pair.
    """
    import yaml

    cases: list[Case] = []
    for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
        try:
            content = msgspec.convert(yaml.safe_load(file.read_text("utf-8")), _CaseFile)
        except (msgspec.ValidationError, yaml.YAMLError) as error:
            raise CaseError(f"{file}: {error}") from error
        if content.rule not in find_rules():
            raise CaseError(f"{file}: no rule {content.rule} is installed")
        seen: set[Any] = set()
        for raw in content.cases:
            case = _case(file, content.rule, raw)
            text = (raw.text, raw.format, repr(raw.options))
            if raw.name in seen or text in seen:
                raise CaseError(f"{file}: case {raw.name!r}: its name or its text comes twice")
            seen |= {raw.name, text}
            cases.append(case)
    return cases


def _case(file: Path, rule: str, raw: _Case) -> Case:
    if len(raw.marks) != 4:
        raise CaseError(f"{file}: case {raw.name!r}: marks must be four characters, not {raw.marks!r}")
    try:
        text, spans, related = _unmark(raw.text, raw.marks)
    except ValueError as error:
        raise CaseError(f"{file}: case {raw.name!r}: {error}") from error
    return Case(rule, raw.name, text, spans, related, raw.options, raw.fixed, raw.message, raw.severity, raw.format)


def _unmark(text: str, marks: str) -> tuple[str, tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Strip the marks; return the text, the flagged spans and the related spans, each in order."""
    kept: list[str] = []
    stack: list[tuple[str, int]] = []
    found: dict[str, list[tuple[int, int]]] = {marks[0]: [], marks[2]: []}
    closing = {marks[1]: marks[0], marks[3]: marks[2]}
    for char in text:
        if char in found:
            stack.append((char, len(kept)))
        elif char in closing:
            if not stack or stack[-1][0] != closing[char]:
                raise ValueError(f"{char} closes nothing")
            opened, start = stack.pop()
            found[opened].append((start, len(kept)))
        else:
            kept.append(char)
    if stack:
        raise ValueError(f"{stack[-1][0]} is never closed")
    return "".join(kept), tuple(sorted(found[marks[0]])), tuple(sorted(found[marks[2]]))


def make_article(text: str, format: str = "text") -> Article:  # noqa: A002
    """Read one article from a string as the linter would from a file."""
    if format == "text":
        return Article(text=text, blocks=tuple(find_blocks(text)), source_map=SourceMap.identity(len(text)))
    from copydesk.sources import FoundFile, read  # the other readers are heavy

    return read(FoundFile(f"<{format}>", text.encode(), format)).articles[0]


def _make_rule(code: str, options: dict[str, Any]) -> AnyRule:
    rule = load_rule(find_rules()[code])
    return rule(msgspec.convert(options, rule.Options))


def findings_of(rule: AnyRule, article: Article) -> list[Finding]:
    """Run one rule over one article alone and return its findings in order of place.

    Raises `RuleError` for a finding outside the text, of another code, or without a message.
    """
    analysis = Analysis(article.text, article.blocks)
    findings = sorted(_run(rule, article, analysis), key=lambda finding: finding.span)
    for finding in findings:
        start, end = finding.span
        if finding.code != rule.code or not finding.message.strip():
            raise RuleError(f"{rule.code} yields a finding of {finding.code} with message {finding.message!r}")
        for where in (finding.span, *(related.span for related in finding.related)):
            if not 0 <= where.start < where.end <= len(article.text):
                raise RuleError(f"{rule.code} points at {tuple(where)} in a text of {len(article.text)} characters")
        if finding.fix is not None and apply_fixes(article.text, [finding.fix]) == article.text:
            raise RuleError(f"{rule.code} offers a fix that changes nothing at {start}:{end}")
    return findings


def _run(rule: AnyRule, article: Article, analysis: Analysis) -> Iterator[Finding]:
    if isinstance(rule, CorpusRule):
        from copydesk.rule import ArticleKey

        collected = rule.collect(article, analysis)
        if collected is not None:
            yield from (finding for _, finding in rule.reduce([(ArticleKey("", 0), collected)]))
    else:
        yield from rule.check(article, analysis)


def check_case(case: Case) -> None:
    """Run the rule of a case over its text; raise `AssertionError` that shows what differs."""
    article = make_article(case.text, case.format)
    findings = findings_of(_make_rule(case.rule, case.options), article)
    to_source = article.source_map.to_source
    flagged = tuple(sorted(to_source(*finding.span) for finding in findings))
    assert flagged == case.spans, _difference(case, "flagged", flagged, case.spans)
    if case.related:
        places = {to_source(*related.span) for finding in findings for related in finding.related}
        related = tuple(sorted(places))
        assert related == case.related, _difference(case, "related", related, case.related)
    for finding in findings:
        if case.message is not None:
            assert case.message in finding.message, f"{case}: message {finding.message!r} lacks {case.message!r}"
        if case.severity is not None:
            assert finding.severity == case.severity, f"{case}: severity {finding.severity}, not {case.severity}"
    if case.fixed is not None:
        fixed = apply_fixes(article.text, [finding.fix for finding in findings if finding.fix is not None])
        assert fixed == case.fixed, f"{case}: fixed to\n{fixed}\nrather than\n{case.fixed}"


def _difference(case: Case, what: str, found: tuple[tuple[int, int], ...], wanted: tuple[tuple[int, int], ...]) -> str:
    def show(spans: set[tuple[int, int]]) -> str:
        return "".join(f"\n    {start}:{end} {case.text[start:end]!r}" for start, end in sorted(spans)) or " nothing"

    surplus, missing = set(found) - set(wanted), set(wanted) - set(found)
    return f"{case}\n  {what} but not marked:{show(surplus)}\n  marked but not {what}:{show(missing)}"
