"""A rule that yields is silent where another of those that it yields to speaks."""

from hypothesis import given
from hypothesis import strategies as st

from copydesk import Finding, Rule, Span
from copydesk.engine.opinions import first_opinions


class _First(Rule):
    code = "SPL999"


class _Other(Rule):
    code = "DUP999"


class _Second(Rule):
    code = "GRM999"
    yields_to = ("SPL", "GRM")


class _Third(Rule):
    code = "GRM998"


RULES = [_First(), _Other(), _Second(), _Third()]
found = st.tuples(st.sampled_from(RULES), st.integers(0, 30), st.integers(1, 8)).map(
    lambda it: (it[0], Finding(it[0].code, Span(it[1], it[1] + it[2]), "is wrong"))
)


@given(st.lists(found, max_size=20))
def test_only_what_overlaps_a_rule_it_yields_to_is_dropped(all_found: list[tuple[Rule, Finding]]) -> None:
    spans = [finding.span for rule, finding in all_found if rule.code in ("SPL999", "GRM998")]
    expected = [
        (rule, finding)
        for rule, finding in all_found
        if rule.code != "GRM999" or not any(it.start < finding.span.end and finding.span.start < it.end for it in spans)
    ]
    assert list(first_opinions(all_found)) == expected
