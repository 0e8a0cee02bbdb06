"""SPL004: American and British spelling in one article."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Meta

from copydesk import Analysis, Article, Finding, Related, Rule, RuleOptions, Span
from copydesk.text import fold, group
from copydesk_rules.spelling.lexicon import AMERICAN, BRITISH
from copydesk_rules.spelling.unknown import look_up_words


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
        american, british = (np.diff(side.bounds) for side in batch.memo(_spellings))
        starts: npt.NDArray[Any] = batch.part_starts[np.minimum(american, british) >= self.options.minimum_words]
        return starts

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield one finding at most."""
        del article
        part, text = analysis.part, analysis.batch.text
        found = [side.spans[side.bounds[part] : side.bounds[part + 1]] for side in analysis.batch.memo(_spellings)]
        if min(map(len, found)) < self.options.minimum_words:
            return
        sides = zip(("American", "British"), found, strict=True)
        (name, rarer), (other, common) = sorted(sides, key=lambda side: len(side[1]))
        (start, end), (common_start, common_end) = rarer[0], common[0]
        offset = analysis.offset
        yield self.finding(
            Span(start - offset, end - offset),
            f"{name} spelling ({_some(text, rarer)}) in an article that is {other} elsewhere ({_some(text, common)})",
            related=[Related(Span(common_start - offset, common_end - offset), f"{other} spelling")],
        )


class Spelling(NamedTuple):
    """The words of a batch in lower case that are spelt so on one side of the Atlantic only."""

    spans: list[tuple[int, int]]
    """Where each stands first in each text, in order."""
    bounds: list[int]
    """Of each text, where its words begin in that list; then where the last one's end."""


def _spellings(batch: Analysis) -> tuple[Spelling, Spelling]:
    """Return the words that are spelt so in American English only, and in British English only."""
    words = batch.memo(look_up_words)
    found = np.flatnonzero(((words.facts & np.uint16(AMERICAN | BRITISH)) != 0) & words.is_lower)
    american = found[(words.facts[found] & AMERICAN) != 0]
    american = american[~batch.tell_by_spelling(_ends_in_ize, american)]
    return _by_text(batch, american), _by_text(batch, found[(words.facts[found] & BRITISH) != 0])


def _by_text(batch: Analysis, token: npt.NDArray[np.intp]) -> Spelling:
    """Return some tokens without those that are words of a text once more."""
    equal = group(batch.own_hashes[token])
    first = np.sort(token[equal.order[equal.start]])
    start, end = batch.tokens.start[first], batch.tokens.end[first]
    bounds = batch.bounds_of(start)
    return Spelling(list(zip(start.tolist(), end.tolist(), strict=True)), bounds.tolist())


def _ends_in_ize(word: str) -> bool:
    return "iz" in word and any(ending in word for ending in ("ize", "izing", "ization", "izable"))


def _some(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Name three of some words at most."""
    return ", ".join(f"“{fold(text[start:end])}”" for start, end in spans[:3]) + (" …" if len(spans) > 3 else "")
