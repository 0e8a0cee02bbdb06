"""What one run of the linter came to: the only thing that reports know."""

import inspect
from collections.abc import Collection

import msgspec

from copydesk.diagnostic import INPUT_PROBLEMS, SEVERITIES, Diagnostic, InputProblem, Severity
from copydesk.rule import AnyRule, package_of


class RuleInfo(msgspec.Struct, frozen=True):
    """A rule as reports describe it; `manual` is its page as it stands in the program."""

    code: str
    name: str
    severity: Severity
    manual: str
    default: bool = True

    @property
    def page(self) -> str:
        """The manual in Markdown."""
        return inspect.cleandoc(self.manual)

    @property
    def summary(self) -> str:
        """The first line of the manual."""
        return self.manual.partition("\n")[0]

    @property
    def package(self) -> str:
        """The distribution that the rule came with. Slow to find out, so only for those who ask."""
        return package_of(self.code)

    @classmethod
    def of_rule(cls, rule: type[AnyRule]) -> "RuleInfo":
        """Describe a rule."""
        return cls(rule.code, rule.name, rule.severity, rule.__doc__ or "", rule.default)

    @classmethod
    def of_problem(cls, problem: InputProblem) -> "RuleInfo":
        """Describe an input problem, which reports show like a rule."""
        return cls(problem.code, problem.name, problem.severity, f"{problem.summary}\n\n{problem.advice}")


class FileSummary(msgspec.Struct, frozen=True):
    """A file that was read: its path, encoding, size in bytes, SHA-256 where that is known, and number of articles."""

    path: str
    encoding: str
    size: int
    sha256: str
    articles: int


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found in all files, in the order of `Diagnostic.sort_key`.

    `rules` holds every rule that ran and every input problem that occurred, by code, in order of code. `notices` are
    one-line remarks about the run itself, such as a binary file that was skipped.
    """

    diagnostics: Collection[Diagnostic]
    files: list[FileSummary]
    rules: dict[str, RuleInfo]
    notices: list[str]

    def exit_code(self, fail_on: Severity = "info") -> int:
        """Return 2 if a file could not be handled, else 1 if something at least as grave as `fail_on` was found."""
        problems = (INPUT_PROBLEMS.get(diagnostic.code) for diagnostic in self.diagnostics)
        if any(problem is not None and problem.fails for problem in problems):
            return 2
        bound = SEVERITIES.index(fail_on)
        return int(any(SEVERITIES.index(diagnostic.severity) >= bound for diagnostic in self.diagnostics))
