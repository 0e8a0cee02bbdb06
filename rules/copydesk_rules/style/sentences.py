"""RDB002 and RDB003: sentences and paragraphs that are too long to read."""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from msgspec import Meta

from copydesk import Analysis, Article, Finding, Rule, RuleOptions, Span
from copydesk_rules.style.prose import is_list, prose_blocks


class LongSentenceOptions(RuleOptions, frozen=True):
    """Options of RDB002."""

    maximum_words: Annotated[int, Meta(ge=10, description="Words of the longest sentence that is let pass.")] = 60


class LongSentence(Rule):
    """A sentence of more words than a reader holds.

    ## Why

    Beyond some sixty words a sentence is a list that lost its marks, or two that lost a full stop. Lists in a row
    and boilerplate are left alone. Opt-in: length is style, not damage.

    ## Example

    A sentence of 80 words in a news article.
    """

    code = "RDB002"
    name = "long-sentence"
    severity = "info"
    default = False
    Options = LongSentenceOptions

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every long sentence of a paragraph."""
        sentences = analysis.sentences
        words = sentences.last - sentences.first
        long = np.flatnonzero(words > self.options.maximum_words)
        prose = prose_blocks(analysis) if long.size else np.zeros(0, np.bool_)
        for place in long[prose[sentences.block[long]]].tolist():
            span = Span(int(sentences.start[place]), int(sentences.end[place]))
            if not is_list(article.text, *span, int(words[place])):
                yield self.finding(span, f"a sentence of {words[place]} words")


class WallOfTextOptions(RuleOptions, frozen=True):
    """Options of RDB003."""

    maximum_words: Annotated[int, Meta(ge=50, description="Words of the longest paragraph that is let pass.")] = 300


class WallOfText(Rule):
    """A paragraph that fills the screen.

    ## Why

    Scrapers that lose the line breaks of a page leave one paragraph of a thousand words. Lists in
    a row and boilerplate are left alone. Opt-in: some texts are so.

    ## Example

    A paragraph of 900 words.
    """

    code = "RDB003"
    name = "wall-of-text"
    severity = "info"
    default = False
    Options = WallOfTextOptions

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every long paragraph."""
        blocks = analysis.blocks
        words = blocks.last - blocks.first
        long = words > self.options.maximum_words
        for place in np.flatnonzero(long & prose_blocks(analysis)).tolist() if long.any() else ():
            span = Span(int(blocks.start[place]), int(blocks.end[place]))
            if not is_list(article.text, *span, int(words[place])):
                yield self.finding(span, f"a paragraph of {words[place]} words")
