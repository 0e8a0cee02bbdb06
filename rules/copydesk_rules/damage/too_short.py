"""SCR007: an article of too few words."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from copydesk import Analysis, Article, Finding, Rule, RuleOptions, Span


class Options(RuleOptions, frozen=True):
    """Options of SCR007."""

    minimum_words: Annotated[int, Meta(ge=1, description="Words of the shortest article that is let pass.")] = 50


class TooShort(Rule):
    """An article of so few words that it is none.

    ## Why

    A scraper that finds a consent wall, a video page or an error message saves a line or two. Gopher's filter drops
    documents of less than 50 words, headings and lists included (Rae et al. 2021). Opt-in: agencies send news of one
    sentence, and single sentences are linted, too.

    ## Example

    ```text
    Access denied.
    ```
    """

    code = "SCR007"
    name = "too-short"
    severity = "info"
    default = False
    Options = Options

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield one finding for a short article, from its first word to its last; none for an empty one."""
        del article
        tokens = analysis.tokens
        if 0 < tokens.start.size < self.options.minimum_words:
            words = f"{tokens.start.size} words" if tokens.start.size > 1 else "one word"
            span = Span(int(tokens.start[0]), int(tokens.end[-1]))
            yield self.finding(span, f"the article has {words} only", evidence="words")
