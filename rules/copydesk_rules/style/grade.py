"""RDB001: a text that asks for too many years of school."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from copydesk import Analysis, Article, BlockKind, Finding, Rule, RuleOptions
from copydesk_rules.language import is_english


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
    Opt-in, and for English only.

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
        prose = [block for block in article.blocks if block.kind == BlockKind.PARAGRAPH]
        text = "\n".join(article.text[block.start : block.end] for block in prose)
        if len(text.split()) < self.options.minimum_words or not is_english(analysis):
            return
        import textstat  # takes a third of a second to import

        grade = (textstat.automated_readability_index(text) + textstat.coleman_liau_index(text)) / 2
        if grade > self.options.maximum_grade:
            verdict = f"above {self.options.maximum_grade:g}: long words and sentences"
        elif grade < self.options.minimum_grade:
            verdict = f"below {self.options.minimum_grade:g}: short words and sentences"
        else:
            return
        first = prose[0]
        yield self.finding((first.start, first.end), f"reading grade {grade:.1f}, {verdict}", evidence="grade")
