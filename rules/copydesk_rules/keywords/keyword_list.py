"""KEY004: a list of search phrases left in the text."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from msgspec import Meta

from copydesk import Analysis, Article, BlockKind, Edit, Finding, Fix, Rule, RuleOptions, Span
from copydesk.text import contains
from copydesk_rules.keywords.lexicon import hashes, is_finite, words
from copydesk_rules.keywords.places import Places, blocks_of
from copydesk_rules.language import is_english

_SEPARATORS = ",|;•·"
_MAX_WORDS = 6
"""Words of one phrase of a list."""
_MIN_LABELLED, _MIN_UNLABELLED = 3, 4
"""Phrases behind a label such as "Tags:", and those of a list without one, whatever the options say."""


class Options(RuleOptions, frozen=True):
    """Options of KEY004."""

    minimum_items: Annotated[int, Meta(ge=4, description="Phrases of a list that has no label.")] = 6
    minimum_share: Annotated[float, Meta(gt=0, le=1, description="Share of them that have a word in common.")] = 0.5


class KeywordList(Rule):
    """A list of search phrases: parted by commas or bars, labelled as keywords, or varying one phrase.

    ## Why

    Search phrases that fit in no sentence are left in a row at the end, often hidden on the page: "tram repair leeds,
    tram repair near me, cheap tram repair". Flagged are lines that call themselves tags or keywords, and lines of six
    phrases and more, no two alike, half of which share a word; lists of names or of ingredients share none. English
    only.

    ## Example

    ```text
    tram repair, tram repair leeds, cheap tram repair, tram repair near me, best tram workshop, 24 hour tram repair
    ```

    ## Fix

    Deletes the line. Unsafe: it may be a table of contents.
    """

    code = "KEY004"
    name = "keyword-list"
    Options = Options

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the starts of blocks with many separators and few words between them."""
        return batch.blocks.start[batch.memo(_lists)]

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every block that is a list of keywords."""
        blocks = analysis.blocks
        lists = blocks_of(analysis, _lists).tolist()
        if not lists or not is_english(analysis, article.language):
            return
        for block in lists:
            span = Span(int(blocks.start[block]), int(blocks.end[block]))
            reason = self._reason(article.text[slice(*span)])
            if reason is not None:
                fix = Fix("delete the list", (Edit(span, ""),))
                yield self.finding(span, f"a list of keywords: {reason}", fix=fix)

    def _reason(self, line: str) -> str | None:
        """Return why a line is a list of keywords; None if it is none."""
        label = _LABEL.match(line)
        if label is not None and label[1].casefold() in words("keyword_labels"):
            labelled = _phrases(line[label.end() :])
            return f"{len(labelled)} of them, labelled “{label[1]}”" if len(labelled) >= _MIN_LABELLED else None
        phrases = _phrases(line)
        if len(set(phrases)) < max(self.options.minimum_items, len(phrases)) or line.endswith((".", "?")):
            return None
        if any(len(phrase) > _MAX_WORDS or any(map(is_finite, phrase)) for phrase in phrases):
            return None
        shared = Counter(word for phrase in phrases for word in set(phrase) - words("stopwords") if word.isalpha())
        word, count = max(shared.items(), key=lambda item: item[1], default=("", 0))
        if count < self.options.minimum_share * len(phrases):
            return None
        return f"{count} of {len(phrases)} phrases have “{word}”"


_LABEL = re.compile(r"[^\w:]{0,4}(\w+) ?:")


def _phrases(line: str) -> list[tuple[str, ...]]:
    """Return the phrases of a list, each as its folded words."""
    return [tuple(phrase.casefold().split()) for phrase in re.split(f"[{_SEPARATORS}]", line) if phrase.strip()]


def _lists(analysis: Analysis) -> Places:
    """Return the blocks with a phrase of a few words between each two separators."""
    blocks, codes, marks = analysis.blocks, analysis.codes, analysis.marks
    kinds = codes[marks]
    places = marks[np.logical_or.reduce([kinds == ord(mark) for mark in _SEPARATORS])]
    number = np.searchsorted(places, blocks.end) - np.searchsorted(places, blocks.start) + 1
    few_words = blocks.last - blocks.first <= number * _MAX_WORDS
    lists = np.flatnonzero((number >= _MIN_LABELLED) & few_words & (blocks.kind != BlockKind.CODE))
    labelled = np.zeros(lists.size, np.bool_)
    filled = np.flatnonzero(blocks.last[lists] > blocks.first[lists])
    labelled[filled] = contains(hashes("keyword_labels"), analysis.tokens.hash[blocks.first[lists[filled]]])
    table = codes[blocks.start[lists]] == ord("|")  # a row of one in Markdown
    return np.asarray(lists[labelled | ((number[lists] >= _MIN_UNLABELLED) & ~table)], np.intp)
