"""KEY001: a keyphrase put where a name belongs."""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy.typing as npt
from msgspec import Meta

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, RuleOptions, Span
from copydesk_rules.keywords.candidates import Candidate, Use, find_candidates, suspects
from copydesk_rules.keywords.lexicon import is_agent_verb, words
from copydesk_rules.keywords.slots import STRONG, Slot, weigh
from copydesk_rules.language import is_english

_MIN_BARE = 0.5
"""Share of uses without an article, adjective or owner before them. A compound takes one ("the Stadia controller")."""
_ALWAYS_BARE = 0.8
"""With so many bare uses the phrase is flagged even if no single slot is telling."""
_MIN_EVIDENCE = 2.0
"""Evidence that all uses together must bring: one that no grammar allows, or two that are hard to read otherwise."""


class Options(RuleOptions, frozen=True):
    """Options of KEY001."""

    minimum_uses: Annotated[int, Meta(ge=3, description="Uses of a phrase before it is looked at.")] = 3
    minimum_alone: Annotated[
        int, Meta(ge=2, description="Times that the name must stand alone; one less where a slot is telling.")
    ] = 3


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
        candidates = analysis.memo(find_candidates)
        if not candidates or not is_english(analysis):
            return
        for candidate in candidates:
            slots = [weigh(analysis, candidate, use) for use in candidate.uses]
            if self._is_inserted(analysis, candidate, slots):
                for use, slot in zip(candidate.uses, slots, strict=True):
                    yield self._finding(article.text, analysis, candidate, use, slot)

    def _is_inserted(self, analysis: Analysis, candidate: Candidate, slots: list[Slot]) -> bool:
        body = [use for use in candidate.uses if not use.heading]
        bare = sum(_is_bare(analysis, use) for use in body)
        if len(candidate.uses) < self.options.minimum_uses or not body or bare < _MIN_BARE * len(body):
            return False
        if not candidate.possessive and not any(_acts(analysis, place) for place in candidate.alone):
            return False
        minimum: int = self.options.minimum_alone
        weights = [slot.weight for use, slot in zip(candidate.uses, slots, strict=True) if not use.heading]
        if max(weights) >= STRONG and sum(weights) >= _MIN_EVIDENCE:
            minimum -= 1
        elif bare < _ALWAYS_BARE * len(body):
            return False
        return len(candidate.alone) >= minimum

    def _finding(self, text: str, analysis: Analysis, candidate: Candidate, use: Use, slot: Slot) -> Finding:
        tokens = analysis.tokens
        span = Span(int(tokens.start[use.first]), int(tokens.end[use.tail]))
        phrase = text[slice(*span)]
        counts = f"used {len(candidate.uses)} times, “{candidate.head}” alone {len(candidate.alone)} times"
        message = f"“{phrase}” stands where “{candidate.head}” belongs: {slot.reason}; {counts}"
        fix = None
        if slot.instead is not None:
            fix = Fix(f"replace by “{slot.instead}”", (Edit(span, slot.instead),))
        return self.finding(span, message, fix=fix, severity="warning" if slot.weight >= STRONG else "info")


def _is_bare(analysis: Analysis, use: Use) -> bool:
    """Whether no article, adjective, number or owner stands right before the phrase, as before a name."""
    tokens = analysis.tokens
    before = use.first - 1
    if before < 0 or tokens.sentence[before] != tokens.sentence[use.first]:
        return True
    word = analysis.folded(before)
    touching = tokens.start[use.first] - tokens.end[before] == 1
    return not (touching and (word in words("determiners") or word.isdigit() or _looks_like_adjective(word)))


def _looks_like_adjective(word: str) -> bool:
    return word not in words("stopwords") and word.endswith(
        ("al", "ive", "ic", "ous", "ful", "ary", "ese", "ish", "er")
    )


def _acts(analysis: Analysis, place: int) -> bool:
    """Whether the name at a token is the subject of a verb of acting."""
    tokens = analysis.tokens
    behind = place + 1
    if behind >= tokens.start.size or tokens.sentence[behind] != tokens.sentence[place]:
        return False
    return bool(tokens.start[behind] - tokens.end[place] == 1) and is_agent_verb(analysis.folded(behind))
