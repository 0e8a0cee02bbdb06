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

A rule across articles has `articles`, a list of texts, instead of `text`; the articles are called "1", "2" and so on.

A text without marks must stay silent. `‹…›` marks related places, such as the first of two equal paragraphs; where a
text has such marks, the related places of all findings must be just these. Further keys of a case: `options` (the
rule's options as in the settings), `message` (a part that every message must contain), `severity`, `format` ("text",
"markdown" or "html"), `fixed` (the text, or the last of the articles, with all
fixes applied), and `marks` (four characters instead of `«»‹›`, for texts that need those).

Three lines make a pytest module of a folder of such files:

```python
@pytest.mark.parametrize("case", load_cases(Path(__file__).parent), ids=str)
def test_case(case: Case) -> None:
    check_case(case)
```
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from copydesk.article import Article, SourceMap
from copydesk.diagnostic import ArticleKey, Finding, Severity
from copydesk.engine.records import decoder, encode
from copydesk.fix import apply_fixes
from copydesk.rule import AnyRule, Corpus, CorpusRule, Rule, RuleError, find_rules, load_rule
from copydesk.text import Analysis, ShapedBlocks, find_blocks

__all__ = ["Case", "CaseError", "MarkedText", "check_case", "findings_of", "load_cases", "make_article"]


class CaseError(Exception):
    """A file of cases is not what it should be; the message names the file and the case."""


class _Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case as it stands in the file."""

    name: str
    text: str = ""
    articles: tuple[str, ...] = ()
    options: dict[str, Any] = {}
    fixed: str | None = None
    message: str | None = None
    severity: Severity | None = None
    format: str = "text"
    marks: str = "«»‹›"


class _CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: str
    cases: list[_Case]


class MarkedText(msgspec.Struct, frozen=True):
    """A text with the spans that are marked in it, as offsets in the text without its marks."""

    text: str
    spans: tuple[tuple[int, int], ...]
    related: tuple[tuple[int, int], ...]


class Case(msgspec.Struct, frozen=True):
    """One text, or several for a rule across articles, and what a rule should make of it."""

    rule: str
    name: str
    texts: tuple[MarkedText, ...]
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
            text = (raw.text, raw.articles, raw.format, repr(raw.options))
            if raw.name in seen or text in seen:
                raise CaseError(f"{file}: case {raw.name!r}: its name or its text comes twice")
            seen |= {raw.name, text}
            cases.append(case)
    return cases


def _case(file: Path, rule: str, raw: _Case) -> Case:
    if len(raw.marks) != 4:
        raise CaseError(f"{file}: case {raw.name!r}: marks must be four characters, not {raw.marks!r}")
    if bool(raw.text) == bool(raw.articles):
        raise CaseError(f"{file}: case {raw.name!r}: needs either a text or articles")
    try:
        texts = tuple(_unmark(text, raw.marks) for text in raw.articles or (raw.text,))
    except ValueError as error:
        raise CaseError(f"{file}: case {raw.name!r}: {error}") from error
    return Case(rule, raw.name, texts, raw.options, raw.fixed, raw.message, raw.severity, raw.format)


def _unmark(text: str, marks: str) -> MarkedText:
    """Strip the marks."""
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
    return MarkedText("".join(kept), tuple(sorted(found[marks[0]])), tuple(sorted(found[marks[2]])))


def make_article(text: str, format: str = "text") -> Article:  # noqa: A002
    """Read one article from a string as the linter would from a file."""
    if format == "text":
        return Article(text=text, blocks=ShapedBlocks(text), source_map=SourceMap.identity(len(text)))
    from copydesk.sources import FoundFile, SourceOptions, read  # the other readers are heavy

    return read(FoundFile(f"<{format}>", text.encode(), format), SourceOptions()).articles[0]


def _make_rule(code: str, options: dict[str, Any]) -> AnyRule:
    rule = load_rule(find_rules()[code])
    return rule(msgspec.convert(options, rule.Options))


def findings_of(rule: AnyRule, *articles: Article) -> list[Finding]:
    """Run one rule over articles, a rule for one article over each alone; return its findings in order.

    Raises `RuleError` for a finding outside the text, of another code, or without a message.
    """
    return [finding for _, finding in _findings(rule, articles)]


def _findings(rule: AnyRule, articles: Sequence[Article]) -> list[tuple[int, Finding]]:
    """Return the findings with the numbers of their articles, in order of article and place."""
    keys = [ArticleKey(str(number + 1), 0) for number in range(len(articles))]
    found = sorted(_run(rule, keys, articles), key=lambda entry: (entry[0], entry[1].span))
    for number, finding in found:
        _see_that_it_is_sound(rule, finding, dict(zip(keys, articles, strict=True)), articles[number])
    return found


def _see_that_it_is_sound(
    rule: AnyRule, finding: Finding, articles: Mapping[ArticleKey, Article], article: Article
) -> None:
    if finding.code != rule.code or not finding.message.strip():
        raise RuleError(f"{rule.code} yields a finding of {finding.code} with message {finding.message!r}")
    places = [(article, finding.span)]
    places += [(articles[it.article] if it.article else article, it.span) for it in finding.related]
    for place, where in places:
        if not 0 <= where.start < where.end <= len(place.text):
            raise RuleError(f"{rule.code} points at {tuple(where)} in a text of {len(place.text)} characters")
    if finding.fix is not None and apply_fixes(article.text, [finding.fix]) == article.text:
        raise RuleError(f"{rule.code} offers a fix that changes nothing at {finding.span.start}:{finding.span.end}")


def _run(rule: AnyRule, keys: Sequence[ArticleKey], articles: Sequence[Article]) -> Iterator[tuple[int, Finding]]:
    batch, analyses = Analysis.join((article.text, article.blocks) for article in articles)
    if isinstance(rule, CorpusRule):
        collected = map(rule.collect, articles, analyses)
        kept = decoder(rule.collected_type())  # what the cache gives back of it
        entries = [
            (key, kept.decode(encode(value))) for key, value in zip(keys, collected, strict=True) if value is not None
        ]
        yield from ((keys.index(key), finding) for key, finding in rule.reduce(Corpus(entries)))
    else:
        suspects = rule.suspects(batch)
        looked_at = set(range(len(articles))) if suspects is None else set(batch.parts_of(suspects).tolist())
        with rule.session(len(batch.text), 1, None):
            rule.prepare(zip(articles, analyses, strict=True))
            for number, (article, analysis) in enumerate(zip(articles, analyses, strict=True)):
                for finding in rule.check(article, analysis):
                    if number not in looked_at:
                        raise RuleError(f"{rule.code} finds {finding.message!r} where its suspects saw nothing")
                    yield number, finding


def check_case(case: Case) -> None:
    """Run the rule of a case over its text; raise `AssertionError` that shows what differs."""
    articles = [make_article(text.text, case.format) for text in case.texts]
    findings = _findings(_make_rule(case.rule, case.options), articles)
    related: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for number, finding in findings:
        for it in finding.related:
            there = int(it.article.path) - 1 if it.article is not None else number
            related[there].add(articles[there].source_map.to_source(*it.span))
    for number, (text, article) in enumerate(zip(case.texts, articles, strict=True)):
        mine = [finding for place, finding in findings if place == number]
        flagged = tuple(sorted(article.source_map.to_source(*finding.span) for finding in mine))
        assert flagged == text.spans, _difference(case, text, "flagged", flagged, text.spans)
        if any(text.related for text in case.texts):
            places = tuple(sorted(related[number]))
            assert places == text.related, _difference(case, text, "related", places, text.related)
    for _, finding in findings:
        if case.message is not None:
            assert case.message in finding.message, f"{case}: message {finding.message!r} lacks {case.message!r}"
        if case.severity is not None:
            assert finding.severity == case.severity, f"{case}: severity {finding.severity}, not {case.severity}"
    if case.fixed is not None:
        last = len(articles) - 1
        fixes = [finding.fix for number, finding in findings if number == last and finding.fix is not None]
        fixed = apply_fixes(articles[last].text, fixes)
        assert fixed == case.fixed, f"{case}: fixed to\n{fixed}\nrather than\n{case.fixed}"


def _difference(
    case: Case, text: MarkedText, what: str, found: tuple[tuple[int, int], ...], wanted: tuple[tuple[int, int], ...]
) -> str:
    def show(spans: set[tuple[int, int]]) -> str:
        return "".join(f"\n    {start}:{end} {text.text[start:end]!r}" for start, end in sorted(spans)) or " nothing"

    surplus, missing = set(found) - set(wanted), set(wanted) - set(found)
    return f"{case}\n  {what} but not marked:{show(surplus)}\n  marked but not {what}:{show(missing)}"


def check_batch(rules: Iterable[Rule], texts: Sequence[str]) -> None:
    """See that rules find in a batch of plain texts what they find in each alone; raise `AssertionError` else.

    And that an article with a finding is among the suspects, and every span within its text.
    """
    batch, parts = Analysis.join((text, find_blocks(text)) for text in texts)
    for rule in rules:
        offsets = rule.suspects(batch)
        suspected = set(range(len(texts)) if offsets is None else batch.parts_of(offsets).tolist())
        for number, (text, part) in enumerate(zip(texts, parts, strict=True)):
            article = make_article(text, "text")
            alone = list(rule.check(article, Analysis(text, find_blocks(text))))
            assert list(rule.check(article, part)) == alone
            assert number in suspected or not alone
            assert all(0 <= finding.span.start < finding.span.end <= len(text) for finding in alone)
