"""SPL001: a word that is misspelt."""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy.typing as npt
from msgspec import Meta

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, RuleOptions, Span
from copydesk_rules.spelling.correct import Correction
from copydesk_rules.spelling.verdict import judge, offsets_of
from copydesk_rules.vocabulary import vocabulary


class Options(RuleOptions, frozen=True):
    """Options of SPL001."""

    minimum_score: Annotated[
        float, Meta(ge=-1, le=6, description="How sure a correction must be; 0 finds more, 2 is stricter.")
    ] = 1.0
    vocabulary: Annotated[tuple[str, ...], Meta(description="Words that this project allows.")] = ()


class Misspelling(Rule):
    """A word that English does not know, close to one that it does.

    ## Why

    A reader stumbles over it, a search does not find it. Scraped news is full of names, and spell checkers drown in
    them; this one looks at words in lower case (and at those that begin a sentence), and reports only where a
    correction is likely: how frequent the right word is, how it fits between its neighbours, and how easily the slip is
    made decide. Words that the article also writes with a capital are names; words that it uses again, that stand in
    quotes or beside names, or that are built like words ("unfriended") must be surer slips. American and British
    spellings are both right. English only: where most words of an article are not, it is silent.

    ## Example

    ```text
    The parcel was never recieved.
    ```

    Use instead:

    ```text
    The parcel was never received.
    ```

    ## Fix

    Puts the most likely word. Unsafe: look whether it is the word that was meant.
    """

    code = "SPL001"
    name = "misspelling"
    Options = Options

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of words that are slips."""
        return offsets_of(batch, (Correction,), self.options.minimum_score)

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every place of every misspelt word."""
        allowed = vocabulary(self.options.vocabulary)
        for token, _, answer in analysis.memo(judge):
            if not isinstance(answer, Correction) or answer.score < self.options.minimum_score:
                continue
            if not allowed.allows(article.text, int(analysis.tokens.start[token]), int(analysis.tokens.end[token])):
                yield self._finding(analysis, token, answer.word)

    def _finding(self, analysis: Analysis, token: int, right: str) -> Finding:
        start, wrong = int(analysis.tokens.start[token]), analysis.word(token)
        if wrong.lower().endswith(("'s", "’s")):
            wrong = wrong[:-2]
        if wrong[0].isupper():
            right = right[0].upper() + right[1:]
        span = Span(start, start + len(wrong))
        fix = Fix(f"replace by “{right}”", (Edit(span, right),))
        return self.finding(span, f"“{wrong}” is misspelt: “{right}”?", fix=fix)
