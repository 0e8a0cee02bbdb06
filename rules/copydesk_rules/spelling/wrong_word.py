"""SPL002: a real word in the place of another."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, Span
from copydesk_rules.english.slots import TEMPLATES
from copydesk_rules.language import is_english
from copydesk_rules.spelling.confusions import Swap, misplaced, swaps
from copydesk_rules.spelling.of_for_have import of_for_have


class WrongWord(Rule):
    """A real word in the place of another: "there house", "may jeopardies", "could of been".

    ## Why

    No dictionary sees it. Writers take "their" for "there" and "then" for "than"; spell checkers and spinning
    programs make "jeopardies" of "jeopardise". Only words that are often confused are looked at, and only where their
    neighbours decide: how much speaks for which of the two was learnt from millions of words of right text. English
    only.

    ## Example

    ```text
    The policy may jeopardies there savings.
    ```

    Use instead:

    ```text
    The policy may jeopardize their savings.
    ```

    ## Fix

    Puts the right word. Unsafe: look whether it is the word that was meant.
    """

    code = "SPL002"
    name = "wrong-word"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of words that stand for another."""
        tokens = np.concatenate((batch.memo(misplaced).token, batch.memo(of_for_have)))
        offsets: npt.NDArray[Any] = batch.tokens.start[tokens]
        return offsets

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every word that stands for another."""
        batch, own, offset = analysis.batch, analysis.token_slice, analysis.offset
        found, ofs = batch.memo(misplaced), batch.memo(of_for_have)
        low, high = np.searchsorted(found.token, (own.start, own.stop)).tolist()
        ofs = ofs[(ofs >= own.start) & (ofs < own.stop)]
        if (low == high and not ofs.size) or not is_english(analysis, article.language):
            return
        for token in ofs.tolist():
            yield self._of(batch, token, offset)
        for row in range(low, high):
            swap = swaps()[int(found.swap[row])]
            yield self._finding(batch, int(found.token[row]), offset, swap, int(found.template[row]))

    def _of(self, batch: Analysis, token: int, offset: int) -> Finding:
        word = batch.word(token)
        right = "have" if word.islower() else "HAVE" if word.isupper() else "Have"
        message = f"“{word}” for “{right}”: after “{batch.word(token - 1)}” stands a verb"
        return self._replaced(batch, token, offset, right, message)

    def _finding(self, batch: Analysis, token: int, offset: int, swap: Swap, template: int) -> Finding:
        word = batch.word(token)
        right = swap.right.capitalize() if word[0].isupper() else swap.right
        if "’" in word:
            right = right.replace("'", "’")
        what = f"a {swap.kind}" if swap.kind else f"“{right}”"
        message = f"“{word}” for “{right}”: {_place(batch, token, template)} stands {what}"
        return self._replaced(batch, token, offset, right, message)

    def _replaced(self, batch: Analysis, token: int, offset: int, right: str, message: str) -> Finding:
        """Return the finding for a token of a batch, given with the offset at which its text begins there."""
        span = Span(int(batch.tokens.start[token]) - offset, int(batch.tokens.end[token]) - offset)
        return self.finding(span, message, fix=Fix(f"replace by “{right}”", (Edit(span, right),)))


def _place(batch: Analysis, token: int, template: int) -> str:
    """Say where a token stands, by the neighbours that a template looks at."""
    steps = [step for _, step in TEMPLATES[template]]
    text, tokens, sentences = batch.text, batch.tokens, batch.sentences
    sentence = int(tokens.sentence[token])
    first = max(token + min(0, *steps, 0), int(sentences.first[sentence]))
    last = min(token + max(0, *steps, 0) + 1, int(sentences.last[sentence]))
    before = text[int(tokens.start[first]) : int(tokens.start[token])].strip()
    behind = text[int(tokens.end[token]) : int(tokens.end[last - 1])].strip()
    if before and behind:
        return f"between “{before}” and “{behind}”"
    if before:
        return f"after “{before}”"
    return f"before “{behind}”" if behind else "here"
