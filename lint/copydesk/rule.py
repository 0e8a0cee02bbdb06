"""What a rule is, and how rules are found: by entry points in two groups."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any, ClassVar, TypeVar, get_type_hints

import msgspec
import numpy.typing as npt

from copydesk.article import Article
from copydesk.diagnostic import ArticleKey, Finding, Fix, Related, Severity, Span
from copydesk.entry_points import EntryPoint, read_entry_points
from copydesk.text import Analysis

Result = TypeVar("Result")

GROUP = "copydesk.rules"
"""The entry point group: name = the rule's code, value = `module:Class`."""
GROUP_OPT_IN = "copydesk.rules.opt-in"
"""The group of rules that are off by default: they are not even imported in a run that has no use for them."""


class RuleError(Exception):
    """A rule can't be found, loaded or set up; the message says which and why."""


class Unfinished(Exception):  # noqa: N818 (what it is, not whose fault)
    """A rule could not finish on an article, for want of something outside that the message names with what to do.

    Reported as INP006, so that the exit code is 2; all other rules go on, and nothing is kept for the next run.
    """


class RuleOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """Base of a rule's options: typed, each with a default.

    Annotate with `Annotated[int, msgspec.Meta(ge=1, description="…")]`: the description is the option's manual,
    the bounds are checked when settings are read. Names are written with dashes in settings.
    """


class RuleBase:
    """What rules for one article and rules across articles have in common.

    The docstring of a rule is its manual page: a first line that says what it flags, then Markdown with the
    sections `## Why`, `## Example` and, where it offers one, `## Fix`.
    """

    code: ClassVar[str]
    """Three letters and three digits; never reused."""
    name: ClassVar[str]
    """What the rule bans, in kebab-case: "allow repeated-paragraph" must read well."""
    severity: ClassVar[Severity] = "warning"
    default: ClassVar[bool] = True
    """Whether it runs unless asked otherwise. Only rules that are right nearly always are."""
    yields_to: ClassVar[tuple[str, ...]] = ()
    """Prefixes of codes: where a finding of such a rule overlaps, this rule's is not reported."""
    Options: ClassVar[type[RuleOptions]] = RuleOptions

    def __init__(self, options: RuleOptions | None = None) -> None:
        """Take the options as read from the settings, or the defaults."""
        self.options: Any = self.Options() if options is None else options

    @classmethod
    def runs_unasked(cls, options: RuleOptions | None) -> bool:
        """Whether the rule runs where no selector names it; `options` are those of the settings.

        A rule that is no default one may take some of its options for the wish to have it.
        """
        del options
        return cls.default

    def lacks(self) -> str | None:
        """Return what the rule needs and does not find, with what to do about it; None, as by default, for nothing.

        A rule that was asked for by its code or name then ends the run before it begins; of one that was meant among
        others a notice says that it does not run.
        """
        return None

    @classmethod
    def summary(cls) -> str:
        """Return the first line of the manual page."""
        return (cls.__doc__ or "").partition("\n")[0]

    def finding(
        self,
        span: Span | tuple[int, int],
        message: str,
        *,
        related: Iterable[Related] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
        evidence: str | None = None,
    ) -> Finding:
        """Make a finding of this rule. See `Finding` for what the parts mean."""
        return Finding(self.code, Span(*span), message, tuple(related), fix, severity, evidence)


class Rule(RuleBase):
    """Looks at one article and yields findings. Made once a run and used for every article: keep no state."""

    def suspects(self, batch: Analysis) -> npt.NDArray[Any] | None:
        """Return offsets in a batch of texts where something may be found; None, as by default, for anywhere.

        `check` is called for the articles that hold such an offset. A rule that can tell by columns which articles are
        worth a look is asked once for about a megabyte of them and need not look at the others. It may return too
        much, never too little: an article without a suspect has no finding, whatever stands beside it in the batch.
        """
        del batch
        return None

    def session(self, size: int, processes: int, folder: str | None) -> AbstractContextManager[None]:
        """Return what is entered before files are linted and left behind them, whatever happens between.

        For a rule that needs a server or the like. It is entered once, in the first process, and only where something
        is linted; `size` are the bytes of the files, `processes` those that will call `check`, with copies of the rule
        as it is then. In `folder`, the cache's, something may be kept; it is None where nothing may. What can't be had
        is no reason to raise: let `check` raise `Unfinished`.
        """
        del size, processes, folder
        return nullcontext()

    def prepare(self, articles: Iterable[tuple[Article, Analysis]]) -> None:
        """See the articles of a batch that `check` will be called for: for a rule that asks for many at once.

        What is raised here is passed over, and `check` is called all the same.
        """
        del articles

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield what is wrong with the article; spans are of `article.text`, never of the file."""
        raise NotImplementedError


class Corpus:
    """What a rule collected of all articles of a run.

    `entries` are in the order of their keys. What is copied from the other files is found, but those are not judged
    themselves: `references` are the files of an archive (`--against`), `neighbours` those that an earlier run saw and
    that share a fingerprint with an article of this one. Of the fingerprints in `common`, ascending, more than `COMMON`
    articles bear each, though they are not among the entries; `sites` counts the articles of each site, with them.
    """

    COMMON: ClassVar = 50
    """A fingerprint in more articles is a template, and tells nothing of any two (research: duplication-and-scale.md,
    section 3, proposal b)."""

    def __init__(
        self,
        entries: Sequence[tuple[ArticleKey, Any]],
        references: frozenset[str] = frozenset(),
        neighbours: frozenset[str] = frozenset(),
        common: npt.NDArray[Any] | None = None,
        sites: Mapping[str, int] | None = None,
    ) -> None:
        """Take the entries and what is known of other articles."""
        self.entries = entries
        self.references = references
        self.neighbours = neighbours
        self.common = common
        self.sites = sites or {}
        self._memo: dict[Any, Any] = {}

    def memo(self, function: "Callable[[Corpus], Result]") -> Result:
        """Return `function(self)`, computed once for all rules that collect the same.

        `function` must be a function of a module, the same object each time.
        """
        if function not in self._memo:
            self._memo[function] = function(self)
        result: Result = self._memo[function]
        return result


class CorpusRule(RuleBase):
    """Looks across articles: `collect` sees each article alone, `reduce` sees what was collected of all.

    `collect` runs in any process and any order, so it returns something small. `reduce` runs once, over the articles in
    the order of their keys, so that the number of jobs changes nothing.
    """

    def collect(self, article: Article, analysis: Analysis) -> Any:
        """Return what `reduce` must know of the article, or None for nothing.

        It is kept by `copydesk.engine.records`, which knows numbers, strings, tuples, lists, `NamedTuple`s, msgspec
        structures and NumPy columns; annotate the type. Rules that inherit one `collect` share what it returns, so it
        must not ask for their options.
        """
        raise NotImplementedError

    @classmethod
    def prints(cls, collected: Any) -> npt.NDArray[Any] | None:
        """Return the fingerprints by which an article finds those of earlier runs that are like it: 64-bit numbers.

        None, as by default, for a rule that is content with the articles of the run. Belongs to `collect`: override
        both or neither.
        """
        del collected
        return None

    @classmethod
    def collected_type(cls) -> Any:
        """Return the type of what is collected, as `collect` is annotated."""
        try:
            return get_type_hints(cls.collect).get("return", Any)
        except NameError:
            return Any

    @classmethod
    def collector(cls) -> str:
        """Return the name of what collects; rules that inherit one `collect` have the same."""
        return f"{cls.collect.__module__}:{cls.collect.__qualname__}"

    def reduce(self, corpus: Corpus) -> Iterator[tuple[ArticleKey, Finding]]:
        """Yield findings, each with the article that it is about."""
        raise NotImplementedError


AnyRule = Rule | CorpusRule


def identity(rules: Iterable[AnyRule]) -> tuple[int, ...]:
    """Return what some rules are known by for the time of a run; a rule need be neither hashable nor like itself."""
    return tuple(map(id, rules))


def selects(selector: str, code: str, name: str) -> bool:
    """Whether a selector of a user names a rule: by its code, its name, or a prefix of its code such as `DUP`.

    Capitals do not count: `dup` is `DUP`.
    """
    return name == selector.lower() or (selector != "" and code.startswith(selector.upper()))


@cache
def find_rules() -> dict[str, EntryPoint]:
    """Return the entry point of every installed rule by its code, in the order of codes. Imports no rule.

    Raises `RuleError` where two packages claim one code.
    """
    found: dict[str, EntryPoint] = {}
    for entry in read_entry_points((GROUP, GROUP_OPT_IN)):
        twin = found.setdefault(entry.name, entry)
        if twin.value != entry.value:
            raise RuleError(f"two rules are called {entry.name}: {twin.value} and {entry.value}")
    return dict(sorted(found.items()))


@cache
def package_of(code: str) -> str:
    """Return the distribution that a rule came with; our own for a code that is no rule's."""
    entry = find_rules().get(code)
    return entry.distribution() if entry is not None else "copydesk"


def load_rule(entry: EntryPoint) -> type[AnyRule]:
    """Import the class behind an entry point and see that it is the rule that it says it is.

    Raises `RuleError` with the reason where it is not.
    """
    try:
        rule = entry.load()
    except Exception as error:
        raise RuleError(f"rule {entry.name} ({entry.value}) can't be loaded: {error!r}") from error
    if not (isinstance(rule, type) and issubclass(rule, Rule | CorpusRule)):
        raise RuleError(f"rule {entry.name} ({entry.value}) is neither a Rule nor a CorpusRule")
    if rule.code != entry.name:
        raise RuleError(f"rule {entry.name} ({entry.value}) calls itself {rule.code}")
    if entry.group == GROUP_OPT_IN and rule.default:
        raise RuleError(f"rule {entry.name} ({entry.value}) is on by default, but stands in the group {GROUP_OPT_IN}")
    return rule
