"""KEY001: a keyphrase put where a name belongs."""

import math
from collections.abc import Iterator
from typing import Annotated, Any

import numpy.typing as npt
from msgspec import Meta

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, RuleOptions, Span
from copydesk_rules.keywords.candidates import Candidate, Use, find_candidates, suspects
from copydesk_rules.keywords.lexicon import is_plural
from copydesk_rules.keywords.slots import STRONG, Slot, Surroundings, weigh
from copydesk_rules.language import is_english

_MIN_BARE = 0.5
"""Share of uses without an article, adjective or owner before them. A compound takes one ("the Stadia controller")."""
_MAX_EVIDENCE = 6.0
"""More evidence than this, added up over the uses, says no more."""

_ACTS = 2.0
"""A slot with so much evidence is that of somebody who acts."""
_MANY = 5
"""What stands before so many different nouns, and more than it stands alone, is no name: "Syrian", "AI"."""
_MIN_STRONG, _MIN_EVIDENCE = 2, 4.0
"""Where the name never stands alone, so many slots must be telling, with so much evidence in all."""

# Log-odds: logistic regression on phrases planted in clean news and web pages against the names with a noun behind that
# stand there anyway. The weights were fitted in halves and rounded; the base and the bounds above were then chosen on
# all of it, the base lowered until nothing in 670,000 other words comes near.
_BASE = 0.8
_PER_EVIDENCE = 0.7
_ENTITY = 0.5
_PER_ALONE = 0.4
_PER_ELSEWHERE = 1.5
_PER_MODIFIED = 1.1
_IS_PLURAL = 1.2


class Options(RuleOptions, frozen=True):
    """Options of KEY001."""

    minimum_uses: Annotated[int, Meta(ge=3, description="Uses of a phrase before it is looked at.")] = 3


class InsertedKeyphrase(Rule):
    """A search phrase that stands, against grammar, where a name belongs.

    ## Why

    To stuff a page, a tool replaces a name by a phrase people search for: "Apple privacy began negotiations". Density
    does not show it (the phrase is 1 % of the text); the slot does. A phrase is flagged when its name also stands
    alone, acts or owns things, when the phrase takes no article as a compound would ("the Stadia controller"), and
    when its uses stand in slots that only the name can fill: subject of "announced", explained as "a company", owner
    of "decision". Then every use is a finding that says which slot it fills. English only.

    ## Example

    ```text
    In March Northwind safety announced a new tram for Leeds.
    ```

    Use instead:

    ```text
    In March Northwind announced a new tram for Leeds.
    ```

    ## Fix

    Puts the name back: "Northwind", "Northwind’s" before what it owns, "Northwind is" where the verb is lost. Unsafe.
    """

    code = "KEY001"
    name = "inserted-keyphrase"
    Options = Options

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of phrases that are used often enough."""
        return batch.memo(suspects)

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every use of every inserted phrase."""
        inserted = analysis.memo(find_inserted)
        if not inserted or not is_english(analysis, article.language):
            return
        for candidate, slots in inserted:
            if len(candidate.uses) >= self.options.minimum_uses:
                for use, slot in zip(candidate.uses, slots, strict=True):
                    yield self._finding(article.text, analysis, candidate, use, slot)

    def _finding(self, text: str, analysis: Analysis, candidate: Candidate, use: Use, slot: Slot) -> Finding:
        span = span_of(analysis, candidate, use)
        phrase = text[slice(*span)]
        counts = f"used {len(candidate.uses)} times, “{candidate.head}” alone {len(candidate.habits.alone)} times"
        message = f"“{phrase}” stands where “{candidate.head}” belongs: {slot.reason}; {counts}"
        fix = None
        if slot.instead is not None:
            fix = Fix(f"replace by “{slot.instead}”", (Edit(span, slot.instead),))
        return self.finding(span, message, fix=fix, severity="warning" if slot.weight >= STRONG else "info")


def find_inserted(analysis: Analysis) -> list[tuple[Candidate, list[Slot]]]:
    """Return the phrases of an English text that stand where a name belongs, each with the slots of its uses."""
    candidates = find_candidates(analysis)
    weighed = ((candidate, [weigh(analysis, candidate, use) for use in candidate.uses]) for candidate in candidates)
    return [(candidate, slots) for candidate, slots in weighed if score(analysis, candidate, slots) > 0]


def span_of(analysis: Analysis, candidate: Candidate, use: Use) -> Span:
    """Return the characters of a use, without an 's behind it."""
    tokens = analysis.tokens
    return Span(int(tokens.start[use.first]), int(tokens.start[use.tail]) + len(candidate.tail))


def score(analysis: Analysis, candidate: Candidate, slots: list[Slot]) -> float:
    """Return the log-odds, moved to the threshold, that a phrase was inserted.

    For it speak slots that only the name can fill, and a name that acts, owns things and stands alone; against it that
    tail or head are at home in the text: a tail that is used a lot by itself, a head that modifies other nouns too.
    """
    habits = candidate.habits
    around = [
        (Surroundings(analysis, use), slot) for use, slot in zip(candidate.uses, slots, strict=True) if not use.heading
    ]
    prose = [(place, slot) for place, slot in around if place.is_prose()]
    takes_article = habits.articles * 2 > len(habits.alone)
    bare = sum(place.is_bare() or bool(takes_article and place.article) for place, _ in prose)
    if not prose or bare < _MIN_BARE * len(prose):
        return -math.inf
    phrase_acts = any(slot.weight >= _ACTS for _, slot in prose)
    acts = habits.acts or phrase_acts
    entity = acts or habits.possessive > 0
    known = len(habits.alone) + habits.possessive
    if candidate.capital and not (phrase_acts and known):
        return -math.inf
    if len(set(habits.modified)) >= max(known, _MANY):
        return -math.inf
    evidence = sum(slot.weight for _, slot in prose)
    replaced = sum(slot.weight > STRONG for _, slot in prose) >= _MIN_STRONG and evidence >= _MIN_EVIDENCE
    if not (known or (replaced and acts)) or (not entity and candidate.head.isupper()):
        return -math.inf
    return (
        _BASE
        + _PER_EVIDENCE * min(evidence, _MAX_EVIDENCE)
        + _ENTITY * entity
        + _PER_ALONE * math.log1p(min(known, 10))
        - _PER_ELSEWHERE * math.log1p(candidate.elsewhere)
        - _PER_MODIFIED * math.log1p(len(habits.modified))
        - _IS_PLURAL * is_plural(candidate.tail)
    )
