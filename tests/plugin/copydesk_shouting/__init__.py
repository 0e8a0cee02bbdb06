"""A plug-in as small as they get: a rule for one article with an option and a fix, and a rule across articles."""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from msgspec import Meta

from copydesk import Analysis, Article, ArticleKey, Corpus, CorpusRule, Edit, Finding, Fix, Rule, RuleOptions, Span
from copydesk.text import TokenFlag


class Options(RuleOptions, frozen=True):
    """Options of ACM001."""

    minimum_letters: Annotated[int, Meta(ge=2, description="Letters of the shortest word that shouts.")] = 5


class Shouting(Rule):
    """A long word in capitals.

    ## Why

    It shouts.

    ## Example

    ```text
    This is AMAZING.
    ```

    ## Fix

    Writes it in lower case. Unsafe: it may be a name.
    """

    code = "ACM001"
    name = "shouting"
    Options = Options

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every such word."""
        tokens = analysis.tokens
        long_enough = tokens.end - tokens.start >= self.options.minimum_letters
        for token in np.flatnonzero(long_enough & ((tokens.flags & TokenFlag.UPPER) != 0)).tolist():
            span = Span(int(tokens.start[token]), int(tokens.end[token]))
            word = analysis.word(token)
            if word == "CRASH":
                raise ValueError("as the test asked")
            if word == "OUTSIDE":
                yield self.finding((0, len(article.text) + 1), "a span that lies outside")
            fix = Fix("write it in lower case", (Edit(span, word.lower()),))
            yield self.finding(span, f"“{word}” shouts", fix=fix)


class SameTitle(CorpusRule):
    """A first line that is the first line of an earlier article too.

    ## Why

    One of the two has the wrong title.

    ## Example

    Two articles called "Untitled".
    """

    code = "ACM002"
    name = "same-title"
    default = False

    def collect(self, article: Article, analysis: Analysis) -> tuple[str, Span] | None:
        """Return the article's first block."""
        del analysis
        if not article.blocks:
            return None
        first = article.blocks[0]
        return article.text[first.start : first.end], Span(first.start, first.end)

    def reduce(self, corpus: Corpus) -> Iterator[tuple[ArticleKey, Finding]]:
        """Yield a finding for every title that came before."""
        seen: dict[str, ArticleKey] = {}
        for key, (title, span) in corpus.entries:
            if title == "CRASH":
                raise ValueError("as the test asked")
            if title == "OUTSIDE":
                yield key, self.finding((0, 1000), "a span that lies outside")
            if title in seen:
                yield key, self.finding(span, f"{seen[title].path} has this title too")
            seen.setdefault(title, key)
