"""DUP006: a word that stands twice in a row."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, Span
from copydesk.text import TokenFlag, contains, hash_words
from copydesk_rules.language import is_english

_NEVER_DOUBLED = """the a an of to and for with at by from are was were be been as or but if than this these those they
we he she has have will would can could should may might must not their our your his my its who which when where because
while into about after before between through during against under""".split()
"""Words that no English sentence needs twice in a row, unlike "had had", "that that", "came in in" or "very very"."""
_hashes = np.sort(hash_words(_NEVER_DOUBLED))


def _doubled(analysis: Analysis) -> npt.NDArray[Any]:
    """Return the tokens that stand once more right behind themselves."""
    tokens = analysis.tokens
    same = tokens.hash[1:] == tokens.hash[:-1]
    lower = (tokens.flags[1:] & TokenFlag.CAPITAL) == 0
    pairs = np.flatnonzero(same & lower & (tokens.block[1:] == tokens.block[:-1]))
    doubled: npt.NDArray[Any] = pairs[contains(_hashes, tokens.hash[pairs])]
    return doubled


class DoubledWord(Rule):
    """A small word that stands twice in a row: "the the".

    ## Why

    It comes from lines joined or edited in haste, and no spell checker sees it. Only words that English never doubles
    are flagged, also across a line break; names ("Pago Pago"), emphasis ("very very") and grammar ("had had") are
    left alone.

    ## Example

    ```text
    He paid for the the ticket.
    ```

    ## Fix

    Deletes the second word. Safe.
    """

    code = "DUP006"
    name = "doubled-word"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of doubled words."""
        offsets: npt.NDArray[Any] = batch.tokens.start[_doubled(batch)]
        return offsets

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every second word."""
        tokens = analysis.tokens
        pairs = _doubled(analysis)
        if not pairs.size or not is_english(analysis, article.language):
            return
        for first in pairs.tolist():
            end, start = int(tokens.end[first]), int(tokens.start[first + 1])
            span = Span(start, int(tokens.end[first + 1]))
            is_compound = article.text[span.end : span.end + 1] in ("-", "\u2010")  # "said no to to-day's offer"
            if article.text[end:start].isspace() and not is_compound:
                fix = Fix("delete the second word", (Edit(Span(end, span.end)),), "safe")
                yield self.finding(span, f"“{analysis.word(first + 1)}” stands twice in a row", fix=fix)
