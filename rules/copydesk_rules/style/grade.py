"""RDB001: a text that asks for too many years of school."""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from msgspec import Meta

from copydesk import Analysis, Article, Finding, Rule, RuleOptions, Span
from copydesk_rules.language import is_english
from copydesk_rules.style.prose import is_list, prose_blocks


class Options(RuleOptions, frozen=True):
    """Options of RDB001."""

    minimum_grade: Annotated[float, Meta(description="The lowest grade that is let pass.")] = 4.0
    maximum_grade: Annotated[float, Meta(description="The highest grade that is let pass.")] = 16.0
    minimum_words: Annotated[int, Meta(ge=30, description="Articles of fewer words are not graded.")] = 100


class ReadingGrade(Rule):
    """An article that is much harder, or much simpler, to read than its readers expect.

    ## Why

    The grade is the mean of the Automated Readability Index (Smith and Senter 1967) and the Coleman–Liau index (1975)
    as textstat counts them, in years of school. Both count letters, words and sentences; textstat's formulas that
    count syllables are not used, since they fetch a dictionary from the network. News stands between 8 and 14.
    Lists in a row and boilerplate are not counted. Opt-in, and for English only.

    ## Example

    An article whose paragraphs have the grade 19.
    """

    code = "RDB001"
    name = "reading-grade"
    severity = "info"
    default = False
    Options = Options

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield one finding, at the first paragraph, if the grade of all paragraphs is out of range."""
        blocks = analysis.blocks
        if analysis.tokens.start.size < self.options.minimum_words or not is_english(analysis, article.language):
            return
        prose = [
            Span(int(blocks.start[i]), int(blocks.end[i])) for i in np.flatnonzero(prose_blocks(analysis)).tolist()
        ]
        text = "\n".join(
            article.text[start:end]
            for start, end in prose
            if not is_list(article.text, start, end, article.text.count(" ", start, end))
        )
        if len(text.split()) < self.options.minimum_words:
            return
        import textstat  # takes a third of a second to import

        grade = (textstat.automated_readability_index(text) + textstat.coleman_liau_index(text)) / 2
        if grade > self.options.maximum_grade:
            verdict = f"above {self.options.maximum_grade:g}: long words and sentences"
        elif grade < self.options.minimum_grade:
            verdict = f"below {self.options.minimum_grade:g}: short words and sentences"
        else:
            return
        yield self.finding(prose[0], f"reading grade {grade:.1f}, {verdict}", evidence="grade")
