"""SPL003: words run together, or torn apart."""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from msgspec import Meta

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, RuleOptions, Span
from copydesk_rules.spelling.spaces import before_capitals, find_before_capitals, find_spaces, own_spaces
from copydesk_rules.spelling.splits import Split
from copydesk_rules.spelling.verdict import Joined, judge, offsets_of
from copydesk_rules.vocabulary import vocabulary


class Options(RuleOptions, frozen=True):
    """Options of SPL003."""

    minimum_score: Annotated[
        float, Meta(ge=-1, le=6, description="How sure a split must be; 0 finds more, 2 is stricter.")
    ] = 1.0
    vocabulary: Annotated[tuple[str, ...], Meta(description="Words that are right, beside those of the project.")] = ()


class RunTogetherWords(Rule):
    """Words that run together, or a word torn apart by spaces.

    ## Why

    Text that is taken out of pages loses spaces where a tag or a line ended, and gains them where letters were set
    apart. Readers stumble, searches miss the words. An unknown word is flagged when it is two words that often follow
    each other or that are frequent enough ("thefirefighters", "inJune"); so are a full stop without a space before the
    next sentence, the pieces of a word ("tre k"), and letters that stand one by one ("e x t r a c t e d"). Terms that
    are written as one ("smallcap") and names ("iPhone") are left alone where they are known or used again. English
    only.

    ## Example

    ```text
    The smoke reached thefirefighters in June.They left.
    ```

    Use instead:

    ```text
    The smoke reached the firefighters in June. They left.
    ```

    ## Fix

    Puts the space in, or takes it out. Unsafe: look whether it is what was meant.
    """

    code = "SPL003"
    name = "run-together-words"
    Options = Options

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of words that may have lost or gained a space."""
        judged = offsets_of(batch, (Joined, Split), self.options.minimum_score)
        tokens = np.concatenate((batch.memo(find_before_capitals).token, *batch.memo(find_spaces)))
        return np.concatenate((judged, batch.tokens.start[tokens]))

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every lost or stray space, in order of place."""
        text = article.text
        allowed = vocabulary(self.options.vocabulary)
        found = {space.span: space.right for space in own_spaces(analysis)}
        for space in before_capitals(analysis):
            found.setdefault(space.span, space.right)
        for token, word, answer in analysis.memo(judge):
            if isinstance(answer, Joined):
                found.setdefault(answer.span, answer.word)
            elif isinstance(answer, Split) and answer.score >= self.options.minimum_score:
                start = int(analysis.tokens.start[token])
                span, cut = Span(start, start + len(word)), start + len(answer.left)
                found.setdefault(span, f"{text[start:cut]} {text[cut : span.end]}")
        for span in sorted(found):
            if not allowed.allows(text, *span):
                yield self._finding(text, span, found[span])

    def _finding(self, text: str, span: Span, right: str) -> Finding:
        wrong = text[span.start : span.end]
        fault = "has lost a space" if len(right) > len(wrong) else "is torn apart"
        fix = Fix(f"replace by “{right}”", (Edit(span, right),))
        return self.finding(span, f"“{wrong}” {fault}: “{right}”?", fix=fix)
