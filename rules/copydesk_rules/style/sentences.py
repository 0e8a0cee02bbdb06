"""RDB002 and RDB003: sentences and paragraphs that are too long to read."""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from msgspec import Meta

from copydesk import Analysis, Article, BlockKind, Finding, Rule, RuleOptions


class LongSentenceOptions(RuleOptions, frozen=True):
    """Options of RDB002."""

    maximum_words: Annotated[int, Meta(ge=10, description="Words of the longest sentence that is let pass.")] = 60


class LongSentence(Rule):
    """A sentence of more words than a reader holds.

    ## Why

    Beyond some sixty words a sentence is a list that lost its marks, or two that lost a full stop. Opt-in: length is
    style, not damage.

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
        del article
        sentences = analysis.sentences
        words = sentences.last - sentences.first
        prose = analysis.blocks.kind[sentences.block] == BlockKind.PARAGRAPH
        for place in np.flatnonzero(prose & (words > self.options.maximum_words)).tolist():
            span = (int(sentences.start[place]), int(sentences.end[place]))
            yield self.finding(span, f"a sentence of {words[place]} words")


class WallOfTextOptions(RuleOptions, frozen=True):
    """Options of RDB003."""

    maximum_words: Annotated[int, Meta(ge=50, description="Words of the longest paragraph that is let pass.")] = 300


class WallOfText(Rule):
    """A paragraph that fills the screen.

    ## Why

    Scrapers that lose the line breaks of a page leave one paragraph of a thousand words. Opt-in: some texts are so.

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
        del article
        blocks = analysis.blocks
        words = blocks.last - blocks.first
        for place in np.flatnonzero(
            (blocks.kind == BlockKind.PARAGRAPH) & (words > self.options.maximum_words)
        ).tolist():
            span = (int(blocks.start[place]), int(blocks.end[place]))
            yield self.finding(span, f"a paragraph of {words[place]} words")
