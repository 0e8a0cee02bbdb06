"""SCR010: text in capitals."""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from msgspec import Meta

from copydesk import Analysis, Article, BlockKind, Finding, Rule, RuleOptions, Span
from copydesk.text import TokenFlag

_MIN_SHARE = 0.8
"""The least share of words in capitals, of those that have letters."""


class Options(RuleOptions, frozen=True):
    """Options of SCR010."""

    minimum_words: Annotated[int, Meta(ge=3, description="Words of the shortest sentence that shouts.")] = 12


class ShoutedText(Rule):
    """A sentence in capitals.

    ## Why

    Style sheets and old agency wires write whole paragraphs in capitals; names and sentences can't be told apart any
    more. Headings, tables and short cries are left alone. Opt-in: legal notices shout on purpose.

    ## Example

    ```text
    THE COUNCIL VOTED ON TUESDAY TO CLOSE THE OLD BRIDGE FOR GOOD, AND NOBODY OBJECTED.
    ```
    """

    code = "SCR010"
    name = "shouted-text"
    severity = "info"
    default = False
    Options = Options

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return where sentences in capitals start."""
        return batch.sentences.start[self._shouted(batch)]

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every run of such sentences within a paragraph."""
        del article
        sentences = analysis.sentences
        runs: list[tuple[int, int]] = []
        for number in self._shouted(analysis).tolist():
            if runs and number == runs[-1][1] + 1 and sentences.block[number] == sentences.block[number - 1]:
                runs[-1] = (runs[-1][0], number)
            else:
                runs.append((number, number))
        for first, last in runs:
            words = int(sentences.last[last] - sentences.first[first])
            span = Span(int(sentences.start[first]), int(sentences.end[last]))
            yield self.finding(span, f"{words} words in capitals")

    def _shouted(self, analysis: Analysis) -> npt.NDArray[np.intp]:
        """Return the sentences of prose whose words are nearly all in capitals."""
        sentences, flags = analysis.sentences, analysis.tokens.flags
        is_upper = np.append(0, np.cumsum((flags & TokenFlag.UPPER) != 0))
        is_lower = (flags & (TokenFlag.LETTER | TokenFlag.UPPER)) == TokenFlag.LETTER
        # Words of one letter count as neither: "I" and "A" are in capitals and yet don't shout.
        is_lower &= analysis.tokens.end - analysis.tokens.start > 1
        others = np.append(0, np.cumsum(is_lower))
        upper = is_upper[sentences.last] - is_upper[sentences.first]
        lower = others[sentences.last] - others[sentences.first]
        kind = analysis.blocks.kind[sentences.block]
        prose = (kind == BlockKind.PARAGRAPH) | (kind == BlockKind.QUOTE) | (kind == BlockKind.LIST_ITEM)
        return np.flatnonzero(prose & (upper >= self.options.minimum_words) & (upper >= _MIN_SHARE * (upper + lower)))
