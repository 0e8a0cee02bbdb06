"""Some files: read them, run the rules over their articles in batches, place what they find."""

import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, MutableSequence, Sequence
from contextlib import suppress as suppress_errors
from typing import Any

import msgspec

from copydesk.article import Article
from copydesk.diagnostic import Diagnostic, Finding
from copydesk.engine.locate import Locator, crash
from copydesk.engine.records import encode
from copydesk.rule import AnyRule, CorpusRule, Rule, identity
from copydesk.run import FileSummary
from copydesk.sources import FoundFile, NoArticle, Problem, Source, SourceOptions, Unreadable, read
from copydesk.suppress import Suppression, find_suppressions, suppress
from copydesk.text import Analysis

BATCH_LENGTH = 1_000_000
"""Code points of the articles that are analysed at once. Every rule costs some calls of NumPy a batch, whatever is in
it: at 200,000, where the columns stay in the processor's cache, all default rules take a fifth longer."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h."""

RulesFor = Callable[[str], tuple[AnyRule, ...]]
"""Which rules run on the file of a path."""


class Collected(msgspec.Struct):
    """What a corpus rule wants to know of the articles of a file, as columns of one length.

    `positions` count the articles of the file, `sites` are where they come from; `values` are what
    `CorpusRule.collect` returned, as `records` writes it, or the numbers by which the run's spool knows it.
    """

    positions: MutableSequence[int] = []
    sites: list[str] = []
    values: MutableSequence[Any] = []

    def add(self, position: int, site: str, value: bytes) -> None:
        """Add what was collected of an article."""
        self.positions.append(position)
        self.sites.append(site)
        self.values.append(value)

    def put_away(self, put: Callable[[bytes], int]) -> None:
        """Keep in place of each value the number that `put` returns for it, and all columns in little room."""
        self.positions = array("I", self.positions)
        self.sites = list(map(sys.intern, self.sites))
        self.values = array("q", map(put, self.values))

    def extend(self, other: "Collected") -> None:
        """Add what was collected of more articles."""
        self.positions.extend(other.positions)
        self.sites.extend(other.sites)
        self.values.extend(other.values)


class FileResult(msgspec.Struct):
    """What one file came to.

    `idle` holds for each suppression what is reported, with another message, should it suppress nothing. `collected`
    holds what corpus rules want to know of the articles, by collector; `notice` says why the file was passed over.
    `part` is the number of the part that was linted, None for a whole file. `is_complete`: all that was found is here,
    not in the run's log already.
    """

    path: str
    diagnostics: list[Diagnostic] = []
    summary: FileSummary | None = None
    suppressions: list[Suppression] = []
    idle: list[Diagnostic] = []
    collected: dict[str, Collected] = {}
    notice: str | None = None
    part: int | None = None
    is_complete: bool = True


class _Job(msgspec.Struct):
    """One article on its way through the rules: what was found, and which rules raised what."""

    article: Article
    rules: tuple[AnyRule, ...]
    found: list[tuple[Rule, Finding]] = []
    collected: dict[str, bytes | None] = {}
    crashes: list[tuple[AnyRule, Exception]] = []


def keep_freed_memory() -> None:
    """Let the C library keep what a batch gives back for the next one, rather than fetch and clear every page again.

    A tenth of the time of a long run. glibc only; elsewhere nothing happens.
    """
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_TRIM_THRESHOLD, 64 << 20)
        mallopt(_MMAP_THRESHOLD, 32 << 20)


def lint_files(files: Sequence[FoundFile], rules_for: RulesFor, options: SourceOptions) -> list[FileResult]:
    """Lint files. Whatever is wrong with one of them is part of its result; nothing is raised."""
    results: list[FileResult] = []
    opened: list[tuple[Source, list[_Job]] | None] = []
    for file in files:
        result, source = _open(file, options)
        results.append(result)
        rules = rules_for(file.path)
        opened.append((source, [_Job(article, rules) for article in source.articles]) if source else None)
    for batch in _batches([job for entry in opened if entry for job in entry[1]]):
        _run(batch)
    return [
        _finish(result, *entry) if entry is not None else result for result, entry in zip(results, opened, strict=True)
    ]


def _open(file: FoundFile, options: SourceOptions) -> tuple[FileResult, Source | None]:
    try:
        source = read(file, options)
    except NoArticle as reason:
        return FileResult(file.path, notice=f"{file.path}: skipped: {reason}", part=_number(file)), None
    except Unreadable as reason:
        return fail_file(file, str(reason)), None
    summary = FileSummary(source.path, source.encoding, source.size, source.sha256, len(source.articles))
    return FileResult(file.path, summary=summary, part=_number(file)), source


def _number(file: FoundFile) -> int | None:
    return file.part.number if file.part is not None else None


def fail_file(file: FoundFile, reason: str) -> FileResult:
    """Return the result of a file that could not be read."""
    nothing = Source(path=file.path)
    found = [Locator(nothing).report(Problem("INP001", 0, 0, reason))]
    return FileResult(file.path, found, part=_number(file))


def _batches(jobs: Sequence[_Job]) -> Iterator[list[_Job]]:
    """Part the articles into batches for the same rules; ASCII apart, since its columns are made faster."""
    waiting: dict[tuple[bool, int], list[_Job]] = defaultdict(list)
    lengths: dict[tuple[bool, int], int] = defaultdict(int)
    kinds: dict[tuple[int, ...], int] = {}
    for job in jobs:
        key = (job.article.text.isascii(), kinds.setdefault(identity(job.rules), len(kinds)))
        length = len(job.article.text)
        if waiting[key] and lengths[key] + length > BATCH_LENGTH:
            yield waiting.pop(key)
            lengths[key] = 0
        waiting[key].append(job)
        lengths[key] += length
    yield from waiting.values()


def _run(batch: Sequence[_Job]) -> None:
    """Run the rules over a batch; they are the same for all its articles."""
    whole, analyses = Analysis.join((job.article.text, job.article.blocks) for job in batch)
    for rule in batch[0].rules:
        if isinstance(rule, CorpusRule):
            _collect(rule, batch, analyses)
        else:
            _check(rule, batch, analyses, _worth_a_look(rule, whole, len(batch)))


def _collect(rule: CorpusRule, batch: Sequence[_Job], analyses: Sequence[Analysis]) -> None:
    """Let a rule collect from all articles, unless one that collects the same has done so."""
    collector = rule.collector()
    for job, analysis in zip(batch, analyses, strict=True):
        if collector not in job.collected:
            try:
                value = rule.collect(job.article, analysis)
                job.collected[collector] = None if value is None else encode(value)
            except Exception as error:
                job.crashes.append((rule, error))


def _check(rule: Rule, batch: Sequence[_Job], analyses: Sequence[Analysis], numbers: Sequence[int]) -> None:
    """Let a rule check some articles of a batch, given by number."""
    with suppress_errors(Exception):  # what is wrong shows in `check`, with the article it is wrong on
        rule.prepare((batch[number].article, analyses[number]) for number in numbers)
    for number in numbers:
        job = batch[number]
        try:
            job.found.extend([(rule, finding) for finding in rule.check(job.article, analyses[number])])
        except Exception as error:
            job.crashes.append((rule, error))


def _worth_a_look(rule: Rule, whole: Analysis, count: int) -> Sequence[int]:
    """Return the numbers of the articles of a batch in which a rule may find something, in order."""
    try:
        offsets = rule.suspects(whole)
    except Exception:
        return range(count)  # what is wrong with the rule shows in `check`, with the article it is wrong on
    return range(count) if offsets is None else sorted(set(whole.parts_of(offsets).tolist()))


def _finish(result: FileResult, source: Source, jobs: Sequence[_Job]) -> FileResult:
    """Place what was found in a file, and drop what its suppressions speak for."""
    locator = Locator(source)
    result.diagnostics.extend(map(locator.report, source.problems))
    found: list[Diagnostic] = []
    for job in jobs:
        article = job.article
        for rule, finding in _first_opinions(job.found):
            try:
                found.append(locator.diagnose(rule, article, finding))
            except ValueError as error:
                job.crashes.append((rule, error))
        for crashed, reason in job.crashes:
            where = f"on article {article.id or article.address}" if article.address else ""
            start, _ = article.source_map.to_source(0, 0)
            result.diagnostics.append(locator.report(crash(crashed, reason, where, start)))
        host = article.host if job.collected else ""
        for collector, value in job.collected.items():
            if value is not None:
                if collector not in result.collected:
                    result.collected[collector] = Collected()
                result.collected[collector].add(article.index, host, value)
    result.suppressions = find_suppressions(source.text, source.articles)
    result.idle = [locator.report(Problem("INP010", it.start, it.end, "")) for it in result.suppressions]
    for suppression in result.suppressions:
        suppression.move(source.origin.offset)
    result.diagnostics.extend(suppress(found, result.suppressions))
    return result


def _first_opinions(found: list[tuple[Rule, Finding]]) -> list[tuple[Rule, Finding]]:
    """Drop what a rule found where one that it yields to found something."""
    if not any(rule.yields_to for rule, _ in found):
        return found
    from copydesk.engine.opinions import first_opinions  # few runs have such a rule

    return first_opinions(found)
