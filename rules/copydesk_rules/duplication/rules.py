"""The rules for paragraphs and sentences that repeat; `repeats` finds them for all four."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Edit, Finding, Fix, Related, Rule, Span
from copydesk_rules.duplication.natural import block_of, whole_block
from copydesk_rules.duplication.quotations import in_one_quotation
from copydesk_rules.duplication.repeats import MANY, Repeat, find_repeats, suspects


def _related(repeat: Repeat) -> list[Related]:
    return [Related(place, "also here" if number else "first here") for number, place in enumerate(repeat.places)]


_MIN_SAFE = 12
"""Words of a copy that may go unseen: a shorter one may be there by intent, a refrain or a promise said again."""


def _deletion(analysis: Analysis, span: Span) -> Fix:
    """Delete a copy, and the white space before it so that no gap is left."""
    text = analysis.text
    is_safe = len(text[slice(*span)].split()) >= _MIN_SAFE and not _is_all_below_a_heading(analysis, span)
    start = span.start
    while start > 0 and text[start - 1].isspace():
        start -= 1
    bullet = text[max(0, start - 1) : start]
    if bullet in ("•", "-", "*"):  # a list item goes with its bullet
        return Fix("delete the copy", (Edit(Span(start - 1, span.end)),), "safe" if is_safe else "unsafe")
    return Fix("delete the copy", (Edit(Span(start, span.end)),), "safe" if is_safe else "unsafe")


def _is_all_below_a_heading(analysis: Analysis, span: Span) -> bool:
    """Whether a heading would be left with nothing below it."""
    blocks = analysis.blocks
    first = block_of(analysis, span)
    last = int(np.searchsorted(blocks.start, span.end)) - 1
    is_below = first > 0 and int(blocks.start[first]) == span.start and blocks.kind[first - 1] == BlockKind.HEADING
    is_last = last + 1 == blocks.start.size or blocks.kind[last + 1] == BlockKind.HEADING
    return bool(is_below and is_last and int(blocks.end[last]) == span.end)


def _times(repeat: Repeat) -> str:
    return f", {len(repeat.places) + 1} times in all" if len(repeat.places) + 1 >= MANY else ""


class _RepeatRule(Rule):
    """What the rules for repeats have in common: they look where something may repeat."""

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of what may repeat something in its text."""
        return batch.memo(suspects)


class RepeatedParagraph(_RepeatRule):
    """A paragraph that stands in the article twice, word for word.

    ## Why

    Scrapers join the teaser, the mobile and the desktop version of a page, or crawl an infinite scroll twice. Readers
    see it at once; a model trained on it learns it twice. Case, punctuation and white space don't count. Paragraphs
    of fewer than 12 words are left alone.

    ## Example

    ```text
    The council voted on Tuesday to close the old bridge for good, and nobody in the room objected.

    Work begins in May.

    The council voted on Tuesday to close the old bridge for good, and nobody in the room objected.
    ```

    The second copy is flagged and the first is shown beside it. A paragraph that stands four times or more is one
    finding with all its places.

    ## Fix

    Deletes the copy. Safe, since the same words stay in the first place, unless it is all that stands below a heading.
    """

    code = "DUP001"
    name = "repeated-paragraph"

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every copy."""
        del article
        for repeat in analysis.memo(find_repeats).paragraphs:
            fix = _deletion(analysis, repeat.copy)
            yield self.finding(
                repeat.copy, f"this paragraph repeats an earlier one{_times(repeat)}", related=_related(repeat), fix=fix
            )


class NearRepeatedParagraph(_RepeatRule):
    """A paragraph that says again, with few changes, what an earlier one says.

    ## Why

    Two versions of one story, stitched together, repeat whole paragraphs with a word changed, a sentence moved, cut
    or added. Paragraphs are held against each other by the word pairs and triples that they share; two that name
    different numbers are two facts and are left alone.

    ## Example

    ```text
    The council voted on Tuesday to close the old bridge for good, and nobody in the room objected.

    The council voted late on Tuesday to close the old bridge for good; nobody in the room objected to it.
    ```

    ## Fix

    Deletes the later paragraph. Unsafe: see first whether it says anything of its own.
    """

    code = "DUP002"
    name = "near-repeated-paragraph"

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every near copy."""
        del article
        for repeat in analysis.memo(find_repeats).near_paragraphs:
            edits = _deletion(analysis, repeat.copy).edits
            yield self.finding(
                repeat.copy,
                "this paragraph says nearly the same as an earlier one",
                related=_related(repeat),
                fix=Fix("delete the later paragraph", edits),
            )


class RepeatedSentence(_RepeatRule):
    """A sentence, or a run of them, that stands in the article twice.

    ## Why

    A sentence of six words or more hardly ever comes twice by intent. It is the mark of a summary pasted over the
    text that it sums up, or of an update that kept the old lines. Neighbouring sentences that repeat neighbouring
    ones are one finding.

    ## Example

    ```text
    The two firms spoke only briefly about a deal in March. Talks ended in May.

    Neither firm answered. The two firms spoke only briefly about a deal in March.
    ```

    ## Fix

    Deletes the copy. Safe for twelve words and more; a shorter one may be there by intent, such as a refrain.
    """

    code = "DUP003"
    name = "repeated-sentence"

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every run of copies."""
        del article
        for repeat in analysis.memo(find_repeats).sentences:
            fix = _deletion(analysis, repeat.copy)
            yield self.finding(
                repeat.copy, f"this repeats an earlier sentence{_times(repeat)}", related=_related(repeat), fix=fix
            )


class RestatedSentence(_RepeatRule):
    """A sentence that tells again, in another order or with a few other words, what an earlier one tells.

    ## Why

    Rewriting software and careless editing put one fact twice: "X, the agency reported on Monday" and, further down,
    "The agency said on Monday that X". Sentences are held against each other by the words, pairs and triples that
    they share; two that name different numbers are two facts and are left alone, and so is what a speaker says again
    within one quotation: "We shall fight on the beaches, we shall fight on the landing grounds".

    ## Example

    ```text
    The firm shelved the plan for a second factory in Leeds months ago, the Herald reported on Monday.

    On Monday the Herald reported that the firm shelved the plan for a second factory in Leeds months ago.
    ```

    ## Fix

    Deletes the later sentence. Unsafe: see first whether it says anything of its own.
    """

    code = "DUP004"
    name = "restated-sentence"

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every restated sentence."""
        del article
        for repeat in analysis.memo(find_repeats).restated:
            if in_one_quotation(analysis, repeat.copy, repeat.places[0]):
                continue
            edits = _deletion(analysis, repeat.copy).edits
            yield self.finding(
                repeat.copy,
                "this says again what an earlier sentence says",
                related=_related(repeat),
                fix=Fix("delete the later sentence", edits),
            )


class RepeatedPullQuote(_RepeatRule):
    """A sentence lifted out of the text to adorn the page: a pull quote.

    ## Why

    Magazines set a striking sentence once more in large type. In the text that a scraper leaves it reads as a stray
    repeat, and a corpus holds it twice; on the page somebody wanted it, so that the rule is opt-in. A pull quote stands
    alone, in quotation marks or within four paragraphs of the one that it is taken from.

    ## Example

    ```text
    The mayor kept silent for a week. "Nobody has ever asked me whether I wanted that bridge," she said on Sunday.

    "Nobody has ever asked me whether I wanted that bridge"
    ```

    ## Fix

    Deletes the pull quote. Unsafe: it may be wanted.
    """

    code = "DUP007"
    name = "repeated-pull-quote"
    severity = "info"
    default = False

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every pull quote."""
        del article
        for repeat in analysis.memo(find_repeats).pull_quotes:
            blocks = [whole_block(analysis, span) for span in (repeat.copy, repeat.places[0])]
            copy, source = sorted(blocks, key=lambda block: block.end - block.start)
            edits = _deletion(analysis, copy).edits
            yield self.finding(
                copy,
                "a pull quote: the same words stand in the text",
                related=[Related(source, "taken from here")],
                fix=Fix("delete the pull quote", edits),
            )
