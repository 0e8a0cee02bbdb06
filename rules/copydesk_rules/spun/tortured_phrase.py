"""SPN001: a term that spinning software has reworded."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, Span
from copydesk.text import Hashes, contains, fold, hash_words, shingles
from copydesk_rules.data_files import read_lines


@cache
def _terms() -> dict[str, str]:
    """Return the term that each phrase stands for."""
    lines = read_lines(__package__, "tortured_phrases.txt")
    pairs = (line.split(" = ") for line in lines if line and not line.startswith("#"))
    return {fold(phrase).replace("-", " "): term for phrase, term in pairs}


@cache
def _known() -> dict[int, Hashes]:
    """Return the hashes of the phrases, ascending, by their number of words."""
    found: dict[int, list[int]] = {}
    for phrase in _terms():
        words = phrase.split()
        found.setdefault(len(words), []).append(int(shingles(hash_words(words), len(words))[0]))
    return {size: np.sort(np.array(hashes, np.uint64)) for size, hashes in found.items()}


def _places(analysis: Analysis) -> Iterator[tuple[int, int]]:
    """Yield the first token of each phrase and how many it has, shorter phrases first."""
    tokens = analysis.tokens
    for size, known in sorted(_known().items()):
        for first in np.flatnonzero(contains(known, shingles(tokens.hash, size))).tolist():
            if tokens.block[first] == tokens.block[first + size - 1]:
                yield first, size


class TorturedPhrase(Rule):
    """A term reworded by software that swaps words for their synonyms: "counterfeit consciousness".

    ## Why

    Who copies an article and has it spun to pass for another leaves terms that nobody writes: "kidney disappointment"
    for kidney failure, "colossal information" for big data. One is proof enough that the text is not its author's own.
    The list knows the sciences more than the trades, so that a text without a finding may be spun all the same.

    ## Example

    ```text
    The clinic uses counterfeit consciousness to find bosom peril early.
    ```

    ## Fix

    Puts the term. Unsafe: the rest of the sentence will be spun as well.
    """

    code = "SPN001"
    name = "tortured-phrase"
    default = False

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of phrases."""
        return np.array([batch.tokens.start[first] for first, _ in _places(batch)], np.intp)

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every phrase, in order of place."""
        tokens = analysis.tokens
        for first, size in sorted(_places(analysis)):
            span = Span(int(tokens.start[first]), int(tokens.end[first + size - 1]))
            term = _terms().get(" ".join(analysis.words(first, first + size)))
            if term is not None:
                fix = Fix(f"write “{term}”", (Edit(span, term),))
                message = f"“{article.text[slice(*span)]}” is a tortured phrase: “{term}” is what is meant"
                yield self.finding(span, message, fix=fix)
