"""What the rules of this family have in common: a number, the published threshold, and what causes it."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, NamedTuple

from msgspec import Meta

from copydesk import Analysis, Article, Finding, Related, Rule, RuleOptions, Span

_MAX_CAUSES = 50
"""Places that one finding shows."""


class Measure(NamedTuple):
    """The value of a signal for an article, and the spans that cause it, none where it is all of the text."""

    value: float
    causes: Sequence[Span] = ()


class Options(RuleOptions, frozen=True):
    """Options of the signals."""

    threshold: Annotated[float | None, Meta(description="The limit, instead of the published one.")] = None


class Signal(Rule):
    """Base of the rules: one finding for an article whose value is beyond the threshold."""

    severity = "info"
    default = False
    Options = Options
    quantity: ClassVar[str]
    """What is measured, as the message says it."""
    source: ClassVar[str]
    """Who published the threshold."""
    threshold: ClassVar[float]
    is_minimum: ClassVar[bool] = False
    """Whether an article is flagged below the threshold rather than above it."""

    def measure(self, analysis: Analysis) -> Measure | None:
        """Return the value for a text, None where there is none."""
        raise NotImplementedError

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield one finding at most: at the first cause, else at the first line, with the other causes."""
        measured = self.measure(analysis) if article.text.strip() else None
        if measured is None:
            return
        limit = self.threshold if self.options.threshold is None else self.options.threshold
        if measured.value < limit if self.is_minimum else measured.value > limit:
            first, *others = measured.causes[:_MAX_CAUSES] or (_first_line(article.text),)
            verdict = "below" if self.is_minimum else "above"
            message = f"{self.quantity}: {_shown(measured.value)}, {verdict} {_shown(limit)} ({self.source})"
            related = [Related(span, "and this") for span in others]
            yield self.finding(first, message, related=related, evidence=self.name)


def _first_line(text: str) -> Span:
    """Return the first line that holds something, without outer white space."""
    start = len(text) - len(text.lstrip())
    return Span(start, start + len(text[start:].splitlines()[0].rstrip()))


def _shown(value: float) -> str:
    """Write a whole number as such, a share to three digits."""
    return f"{value:.0f}" if value == int(value) else f"{value:.3g}"
