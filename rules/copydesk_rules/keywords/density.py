"""KEY002: a phrase that an article repeats too often to be chance."""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

import numpy as np
from msgspec import Meta

from copydesk import Analysis, Article, Finding, Related, Rule, RuleOptions, Span
from copydesk.text import TokenFlag, contains, group, shingles
from copydesk_rules.keywords.lexicon import hashes
from copydesk_rules.language import is_english


class Options(RuleOptions, frozen=True):
    """Options of KEY002."""

    minimum_uses: Annotated[int, Meta(ge=3, description="Uses of the phrase.")] = 8
    minimum_share: Annotated[float, Meta(gt=0, description="Percent of the article's words that the uses make up.")] = (
        3.0
    )


class _Phrase(NamedTuple):
    weight: int
    words: int
    places: list[int]


class KeyphraseDensity(Rule):
    """A phrase of three words or more that makes up an unusual share of the article.

    ## Why

    A page written for a search engine repeats its phrase in nearly every paragraph, in good grammar. Density alone is
    weak evidence: names of laws and teams recur as well. So this is a remark, once an article, with all places, and
    opt-in. Phrases with digits, with capitals inside a sentence (names), or that begin or end in a function word are
    passed over, as are lines that come again whole.

    ## Example

    ```text
    Our assignment writing help is cheap. Students who need assignment writing help find assignment writing help here.
    ```
    """

    code = "KEY002"
    name = "keyphrase-density"
    severity = "info"
    default = False
    Options = Options

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield one finding for the phrase with the most weight."""
        phrases = [phrase for size in (5, 4, 3) if (phrase := self._heaviest(analysis, size)) is not None]
        if not phrases or not is_english(analysis, article.language):
            return
        heaviest = max(phrases)
        spans = [self._span(analysis, place, heaviest.words) for place in heaviest.places]
        share = 100 * heaviest.weight / analysis.tokens.start.size
        words = " ".join(analysis.words(heaviest.places[0], heaviest.places[0] + heaviest.words))
        message = f"“{words}” is used {len(spans)} times, {share:.1f} % of the words"
        related = [Related(span, "used here") for span in spans[1:]]
        yield self.finding(spans[0], message, related=related, evidence=words)

    def _heaviest(self, analysis: Analysis, size: int) -> _Phrase | None:
        """Return the phrase of `size` words with the most uses, if it has enough."""
        tokens = analysis.tokens
        found = shingles(tokens.hash, size)
        if not found.size:
            return None
        last = np.arange(found.size) + size - 1
        sentence = tokens.sentence
        # Names keep their capitals, and headings and lines that come again are no prose.
        plain = (tokens.flags & (TokenFlag.DIGIT | TokenFlag.CAPITAL)) == 0
        kept = (sentence[: found.size] == sentence[last]) & ~self._is_function(analysis)[last]
        kept &= ~self._is_function(analysis)[: found.size] & ~self._is_repeated_line(analysis)[: found.size]
        for step in range(size):
            kept &= plain[step : step + found.size]
        places = np.flatnonzero(kept)
        if not places.size:
            return None
        phrases = group(found[places])
        uses = int(phrases.size.max())
        weight = uses * size
        if uses < self.options.minimum_uses or 100 * weight < self.options.minimum_share * tokens.start.size:
            return None
        return _Phrase(weight, size, places[phrases.places(int(phrases.size.argmax()))].tolist())

    @staticmethod
    def _is_function(analysis: Analysis) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return contains(hashes("stopwords"), analysis.tokens.hash)

    @staticmethod
    def _is_repeated_line(analysis: Analysis) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        equal = group(analysis.blocks.hash)
        return contains(equal.value[equal.size > 1], analysis.blocks.hash)[analysis.tokens.block]

    @staticmethod
    def _span(analysis: Analysis, place: int, size: int) -> Span:
        return Span(int(analysis.tokens.start[place]), int(analysis.tokens.end[place + size - 1]))
