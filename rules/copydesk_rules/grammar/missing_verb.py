"""GRM002: a sentence that has lost its verb."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, Span
from copydesk_rules.english.parts_of_speech import COUNTED, MASS, PLURAL, may_be
from copydesk_rules.grammar.verbless import missing_verbs
from copydesk_rules.grammar.verse import is_verse
from copydesk_rules.language import is_english

MIN_SCORE: Final = 1.9
"""From here on two thirds of the sentences whose one verb was taken out are found, and 0.01 to 0.02 fragments in a
thousand words are taken for one (measured on the Brown corpus and an essay; see `benchmarks/wrong_words.py`)."""
_TAKE_ARE = frozenset("they we you these those both many few several others".split())


class MissingVerb(Rule):
    """A sentence that has lost its verb, as in "the mayor more cautious".

    ## Why

    Spinning programs and careless cuts lose small words, and forms of "be" first. Looked at are sentences of running
    text with a full stop and without a single word that may be a verb; flagged are those with two neighbours that
    "is" or "are" belongs between, as far as millions of words of right text tell. Fragments on purpose ("A mile
    away, another farm.") and verse are left alone. English only.

    ## Example

    ```text
    The new mayor more cautious about the tramway.
    ```

    Use instead:

    ```text
    The new mayor is more cautious about the tramway.
    ```

    ## Fix

    Puts "is", "are" or "am" there. Unsafe: another verb may have been lost, or another tense.
    """

    code = "GRM002"
    name = "missing-verb"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of words that a verb is missing before."""
        offsets: npt.NDArray[Any] = batch.tokens.start[batch.memo(_sure_gaps)]
        return offsets

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every sentence that has lost its verb."""
        batch, own, text = analysis.batch, analysis.token_slice, article.text
        gaps = batch.memo(_sure_gaps)
        low, high = np.searchsorted(gaps, (own.start, own.stop)).tolist()
        if low == high or not is_english(analysis, article.language):
            return
        for token in gaps[low:high].tolist():
            start, next_start = (batch.tokens.start[token - 1 : token + 1] - analysis.offset).tolist()
            end, next_end = (batch.tokens.end[token - 1 : token + 1] - analysis.offset).tolist()
            if is_verse(text, next_start):
                continue
            before, behind = text[start:end], text[next_start:next_end]
            verb = _form_of_be(batch.folded(token - 1))
            span = Span(start, next_end)
            fix = Fix(f"insert “{verb}”", (Edit(Span(end, end), f" {verb}"),))
            message = f"the sentence has no verb: between “{before}” and “{behind}” belongs “{verb}” or the like"
            yield self.finding(span, message, fix=fix)


def _sure_gaps(analysis: Analysis) -> npt.NDArray[np.intp]:
    """Return the tokens before which a verb is missing."""
    gaps = missing_verbs(analysis)
    return gaps.token[gaps.score >= MIN_SCORE]


def _form_of_be(subject: str) -> str:
    """Return the form of "be" that stands behind a word."""
    if subject == "i":
        return "am"
    plural = subject in _TAKE_ARE or (may_be(subject, PLURAL) and not may_be(subject, COUNTED + MASS))
    return "are" if plural else "is"
