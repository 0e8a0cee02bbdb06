"""SPL001: a word that is misspelt."""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from msgspec import Meta

from copydesk import Analysis, Article, BlockKind, Edit, Finding, Fix, Rule, RuleOptions, Span
from copydesk.text import TokenFlag, contains, group
from copydesk_rules.language import is_english
from copydesk_rules.spelling.correct import Correction, correct
from copydesk_rules.spelling.lexicon import lexicon
from copydesk_rules.vocabulary import vocabulary

_MIN_LENGTH, _MAX_LENGTH = 3, 30
"""Letters of a word that is judged: shorter ones are like too many others, longer ones are no words."""
_NAME_USES = 3
"""A word that the article uses so often is a name or a term of its subject."""
_MAX_ZIPF = 3.3
"""A word that is written so often is no slip, whatever dictionaries say."""
_START_COST = 2.5
"""A capitalised unknown word at the start of a sentence is a name more often than a slip."""
_HYPHEN_COST = 1.5


class Options(RuleOptions, frozen=True):
    """Options of SPL001."""

    minimum_score: Annotated[
        float, Meta(ge=-1, le=6, description="How sure a correction must be; 0 finds more, 2 is stricter.")
    ] = 1.0
    vocabulary: Annotated[
        tuple[str, ...], Meta(description="Words and phrases that are right, beside those of the project.")
    ] = ()


class Misspelling(Rule):
    """A word that English does not know, close to one that it does.

    ## Why

    A reader stumbles over it, a search does not find it. Scraped news is full of names, and spell checkers drown in
    them; this one looks at words in lower case (and at those that begin a sentence), and reports only where a
    correction is likely: the frequency of the right word, the kind of slip and the length of the word decide. Words
    that the article uses three times or more, that it also writes with a capital, or that are built like words
    ("unfriended") are left alone. American and British spellings are both right. English only.

    ## Example

    ```text
    The parcel was never recieved.
    ```

    Use instead:

    ```text
    The parcel was never received.
    ```

    ## Fix

    Puts the most likely word. Unsafe: look whether it is the word that was meant.
    """

    code = "SPL001"
    name = "misspelling"
    Options = Options

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of words that may be slips."""
        offsets: npt.NDArray[Any] = batch.tokens.start[batch.memo(self._unknown)]
        return offsets

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every place of every misspelt word."""
        found, own = analysis.batch.memo(self._unknown), analysis.token_slice
        low, high = np.searchsorted(found, (own.start, own.stop)).tolist()
        if low == high or not is_english(analysis):
            return
        for token in (found[low:high] - own.start).tolist():
            span = int(analysis.tokens.start[token]), int(analysis.tokens.end[token])
            if vocabulary(self.options.vocabulary).allows(article.text, *span):
                continue
            correction = self._judge(article.text, analysis, token)
            if correction is not None and correction.score >= self.options.minimum_score:
                yield self._finding(analysis, token, correction)

    def _unknown(self, analysis: Analysis) -> npt.NDArray[np.intp]:
        """Return the tokens that are not valid and may be slips, by columns alone."""
        tokens = analysis.tokens
        letters = (tokens.flags & (TokenFlag.LETTER | TokenFlag.DIGIT | TokenFlag.UPPER)) == TokenFlag.LETTER
        opens = np.zeros(tokens.start.size, np.bool_)
        opens[analysis.sentences.first] = True
        lower = (tokens.flags & TokenFlag.CAPITAL) == 0
        kind = analysis.blocks.kind[tokens.block]
        prose = (kind != BlockKind.TABLE) & (kind != BlockKind.CODE)
        asked = np.flatnonzero(letters & (lower | opens) & prose & (tokens.end - tokens.start >= _MIN_LENGTH))
        words = group(tokens.hash[asked]).value
        words = words[~lexicon().is_valid(words) & (lexicon().zipf(words) < _MAX_ZIPF)]
        words = words[~contains(vocabulary(self.options.vocabulary).words, words)]
        found = asked[contains(words, tokens.hash[asked])]
        # A word that its text uses often, or that stands there with a capital inside a sentence too, is a name.
        own = analysis.own_hashes
        uses = group(own[found])
        names = np.sort(own[~lower & ~opens])
        often = uses.value[uses.size >= _NAME_USES]
        kept: npt.NDArray[np.intp] = found[~contains(often, own[found]) & ~contains(names, own[found])]
        return kept

    def _judge(self, text: str, analysis: Analysis, token: int) -> Correction | None:
        """Return the correction of a word with its score where it stands, or None where it is no word at all."""
        start, end = int(analysis.tokens.start[token]), int(analysis.tokens.end[token])
        word = analysis.folded(token).removesuffix("'s")
        surface = text[start:end]
        if (
            not (word.isascii() and word.isalpha())
            or not _MIN_LENGTH <= len(word) <= _MAX_LENGTH
            or not surface[1:].islower()
        ):
            return None
        if lexicon().knows(word) or _is_part_of_an_address(text, start, end):
            return None
        if text[end : end + 1] in ("'", "’") and word.endswith("in"):
            return None  # "runnin’"
        correction = correct(word)
        if correction is None:
            return None
        hyphen = "-" in (text[max(0, start - 1) : start], text[end : end + 1])
        cost = _HYPHEN_COST * hyphen + _START_COST * surface[0].isupper()
        return correction._replace(score=correction.score - cost)

    def _finding(self, analysis: Analysis, token: int, correction: Correction) -> Finding:
        start = int(analysis.tokens.start[token])
        surface = analysis.word(token)
        wrong = surface[:-2] if surface.lower().endswith(("'s", "’s")) else surface
        right = correction.word.capitalize() if wrong[0].isupper() else correction.word
        span = Span(start, start + len(wrong))
        fix = Fix(f"replace by “{right}”", (Edit(span, right),))
        return self.finding(span, f"“{wrong}” is misspelt: “{right}”?", fix=fix)


def _is_part_of_an_address(text: str, start: int, end: int) -> bool:
    """Whether a word is part of an e-mail or web address, a handle, a tag or a file's name."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if (before and before in "@#/_&=\\") or (after and after[0] in "@/_=\\"):
        return True
    if len(after) == 2 and after[0] == "." and after[1].isalnum():
        return True
    return before == "." and text[start - 2 : start - 1].isalnum()
