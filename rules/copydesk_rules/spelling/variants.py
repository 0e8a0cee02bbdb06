"""SPL004: American and British spelling in one article."""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from msgspec import Meta

from copydesk import Analysis, Article, Finding, Related, Rule, RuleOptions, Span
from copydesk.text import group
from copydesk_rules.spelling.lexicon import AMERICAN, BRITISH
from copydesk_rules.spelling.unknown import look_up_words, own_of


class Options(RuleOptions, frozen=True):
    """Options of SPL004."""

    minimum_words: Annotated[
        int, Meta(ge=1, description="Different words that must be spelt in either way; names don't count.")
    ] = 2


class MixedVariants(Rule):
    """American and British spelling in one article.

    ## Why

    Either is right, and no word is flagged for it. An article that has both was put together from several, or edited in
    part. It is told once, where the rarer spelling first occurs: "colour" and "defence" in an article that writes
    "favorite" and "traveled". At least two different words must be spelt in either way. Endings in -ize are at home on
    both sides, and what has a capital is a name. English only.

    ## Example

    ```text
    The colour of the harbour was our favorite, said those who had traveled there.
    ```

    Use instead:

    ```text
    The color of the harbor was our favorite, said those who had traveled there.
    ```
    """

    code = "SPL004"
    name = "mixed-variants"
    severity = "info"
    Options = Options

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return where the texts begin that have words enough of either spelling."""
        texts = batch.part_starts.size
        offsets = (batch.tokens.start[found] for found in batch.memo(_variants))
        uses = [np.bincount(batch.parts_of(side), minlength=texts) for side in offsets]
        starts: npt.NDArray[Any] = batch.part_starts[np.minimum(*uses) >= self.options.minimum_words]
        return starts

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield one finding at most."""
        del article
        sides = []
        for name, found in zip(("American", "British"), analysis.batch.memo(_variants), strict=True):
            words: dict[str, int] = {}
            for token in own_of(found, analysis):
                words.setdefault(analysis.folded(token), token)
            if len(words) < self.options.minimum_words:
                return
            sides.append((name, words))
        (name, rarer), (other, common) = sorted(sides, key=lambda side: len(side[1]))
        spans = [self._span(analysis, next(iter(words.values()))) for words in (rarer, common)]
        yield self.finding(
            spans[0],
            f"{name} spelling ({_some(rarer)}) in an article that is {other} elsewhere ({_some(common)})",
            related=[Related(spans[1], f"{other} spelling")],
        )

    @staticmethod
    def _span(analysis: Analysis, token: int) -> Span:
        return Span(int(analysis.tokens.start[token]), int(analysis.tokens.end[token]))


def _variants(batch: Analysis) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the tokens in lower case that are spelt so in American English only, and in British English only."""
    words = batch.memo(look_up_words)
    american, british = (np.flatnonzero(((words.facts & side) != 0) & words.is_lower) for side in (AMERICAN, BRITISH))
    equal = group(batch.tokens.hash[american])  # the same word is asked once
    kept = [not _ends_in_ize(batch.folded(token)) for token in american[equal.order[equal.start]].tolist()]
    return np.sort(american[equal.order[np.repeat(np.array(kept, np.bool_), equal.size)]]), british


def _ends_in_ize(word: str) -> bool:
    return "iz" in word and any(ending in word for ending in ("ize", "izing", "ization", "izable"))


def _some(words: dict[str, int]) -> str:
    """Name three of some words at most."""
    return ", ".join(f"“{word}”" for word in list(words)[:3]) + (" …" if len(words) > 3 else "")
