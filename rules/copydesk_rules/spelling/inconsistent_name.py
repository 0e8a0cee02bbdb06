"""SPL005: a name that is spelt otherwise elsewhere."""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy.typing as npt
from msgspec import Meta

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, RuleOptions, Span
from copydesk_rules.spelling.names import Name
from copydesk_rules.spelling.verdict import judge, offsets_of
from copydesk_rules.vocabulary import vocabulary


class Options(RuleOptions, frozen=True):
    """Options of SPL005."""

    minimum_score: Annotated[
        float, Meta(ge=-1, le=6, description="How sure a slip must be; 0 finds more, 2 is stricter.")
    ] = 1.0
    vocabulary: Annotated[tuple[str, ...], Meta(description="Names that are right, beside those of the project.")] = ()


class InconsistentName(Rule):
    """A name one letter off another that the article uses, or that all know.

    ## Why

    No list holds all names, but an article is a list of its own: "Louisaina" beside "Louisiana" is a slip. A capital
    word that nobody knows is flagged when a name one slip away stands in the article twice or more, or is known far
    better; the more the slip is one that fingers make, the sooner. Names of a list of names, names that the article
    uses again, and plurals are left alone. A remark rather than a warning: two people may well be called Johnson and
    Johnston. English only.

    ## Example

    ```text
    The flood reached Louisiana in May. All Louisiana was wet, and those who left Louisaina came back in June.
    ```

    Use instead:

    ```text
    The flood reached Louisiana in May. All Louisiana was wet, and those who left Louisiana came back in June.
    ```

    ## Fix

    Puts the other name. Unsafe: look whether they are two.
    """

    code = "SPL005"
    name = "inconsistent-name"
    severity = "info"
    Options = Options

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of names that are slips."""
        return offsets_of(batch, (Name,), self.options.minimum_score)

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every name that is a slip."""
        allowed = vocabulary(self.options.vocabulary)
        for token, word, answer in analysis.memo(judge):
            start = int(analysis.tokens.start[token])
            if not isinstance(answer, Name) or answer.score < self.options.minimum_score:
                continue
            if not allowed.allows(article.text, start, start + len(word)):
                yield self._finding(analysis, token, word, answer)

    def _finding(self, analysis: Analysis, token: int, word: str, name: Name) -> Finding:
        start = int(analysis.tokens.start[token])
        span = Span(start, start + len(word))
        wrong, right = analysis.text[start : span.end], name.word[0].upper() + name.word[1:]
        others = f": “{right}” is used {name.uses} times" if name.uses > 1 else f": “{right}”?"
        fix = Fix(f"replace by “{right}”", (Edit(span, right),))
        return self.finding(span, f"“{wrong}” may be a slip{others}", fix=fix)
