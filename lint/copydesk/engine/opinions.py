"""Which of two rules speaks where both found something: one that yields is silent there."""

from bisect import bisect_right
from collections.abc import Sequence

from copydesk.diagnostic import Finding
from copydesk.rule import Rule

Found = tuple[Rule, Finding]


def first_opinions(found: Sequence[Found]) -> list[Found]:
    """Return the findings of one article without those of a rule that yields to another's which overlaps."""
    dropped = {
        number
        for rule in {id(rule): rule for rule, _ in found if rule.yields_to}.values()
        for number in _overlapped(rule, found)
    }
    return [it for number, it in enumerate(found) if number not in dropped]


def _overlapped(rule: Rule, found: Sequence[Found]) -> list[int]:
    """Return the numbers of a rule's findings that overlap one of a rule that it yields to."""
    spans = sorted(
        finding.span for other, finding in found if other is not rule and other.code.startswith(rule.yields_to)
    )
    starts = [start for start, _ in spans]
    reach: list[int] = []  # how far the spans up to this one go
    for _, end in spans:
        reach.append(max(end, reach[-1]) if reach else end)
    numbers = []
    for number, (own, finding) in enumerate(found):
        before = bisect_right(starts, finding.span.end - 1) if own is rule else 0
        if before and reach[before - 1] > finding.span.start:
            numbers.append(number)
    return numbers
