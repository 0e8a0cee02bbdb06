"""QLT011 to QLT023: Gopher's repetition rules (Rae et al. 2021, table A1)."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Span
from copydesk.text import group_repeated, shingles
from copydesk_rules.quality.columns import find_words, lines_of, paragraphs_of, second_grams
from copydesk_rules.quality.signal import Measure, Signal


def repeated(text: str, parts: list[Span]) -> list[Span]:
    """Return the parts of a text that have come before."""
    seen: set[str] = set()
    again = []
    for part in parts:
        content = text[slice(*part)]
        if content in seen:
            again.append(part)
        seen.add(content)
    return again


class _Repetition(Signal):
    source = "Gopher repetition"


class _RepeatedParts(_Repetition):
    """Base of the rules for lines and paragraphs: the share of their number, or of the text's characters."""

    parts_of: ClassVar[Callable[[str], list[Span]]]
    by_characters: ClassVar[bool] = False

    def measure(self, analysis: Analysis) -> Measure:
        """Return the share of the parts that have come before, and those parts."""
        text = analysis.text
        parts = type(self).parts_of(text)
        again = repeated(text, parts)
        if self.by_characters:
            return Measure(sum(part.end - part.start for part in again) / len(text), again)
        return Measure(len(again) / len(parts), again)


class RepeatedLines(_RepeatedParts):
    """A text of whose lines more than 30 % have come before.

    ## Why

    Gopher's filter drops it: the page repeats itself.

    ## Example

    A list in which every second line is "Add to cart".
    """

    code = "QLT011"
    name = "repeated-lines"
    quantity = "share of lines that come again"
    threshold = 0.3
    parts_of = lines_of


class RepeatedParagraphs(_RepeatedParts):
    """A text of whose paragraphs more than 30 % have come before.

    ## Why

    Gopher's filter drops it. Paragraphs are parted by blank lines.

    ## Example

    An article that was saved twice, one behind the other.
    """

    code = "QLT012"
    name = "repeated-paragraphs"
    quantity = "share of paragraphs that come again"
    threshold = 0.3
    parts_of = paragraphs_of


class RepeatedLineCharacters(_RepeatedParts):
    """A text of whose characters more than 20 % are in lines that have come before.

    ## Why

    Gopher's filter drops it: few lines come again, but long ones.

    ## Example

    An article whose long introduction stands there twice.
    """

    code = "QLT013"
    name = "repeated-line-characters"
    quantity = "share of characters in lines that come again"
    threshold = 0.2
    parts_of = lines_of
    by_characters = True


class RepeatedParagraphCharacters(_RepeatedParts):
    """A text of whose characters more than 20 % are in paragraphs that have come before.

    ## Why

    Gopher's filter drops it. Paragraphs are parted by blank lines.

    ## Example

    An article whose long introduction stands there twice.
    """

    code = "QLT014"
    name = "repeated-paragraph-characters"
    quantity = "share of characters in paragraphs that come again"
    threshold = 0.2
    parts_of = paragraphs_of
    by_characters = True


class _FrequentGram(_Repetition):
    """Base of the rules for the most frequent sequence of a few words."""

    size: ClassVar[int]

    def measure(self, analysis: Analysis) -> Measure | None:
        """Return the share of characters in the sequence that comes most often, and its places.

        Of two that come as often, the one that comes first counts; words are joined by spaces, as datatrove does.
        """
        words = analysis.memo(find_words)
        grams = shingles(words.hash, self.size)
        if not grams.size:
            return None
        groups = group_repeated(grams)
        most = np.flatnonzero(groups.size == groups.size.max(initial=0)).tolist()
        places = min(map(groups.places, most), default=[0])
        lengths = words.end - words.start
        first = places[0]
        characters = (int(lengths[first : first + self.size].sum()) + self.size - 1) * len(places)
        return Measure(characters / len(analysis.text), [words.span(place, place + self.size) for place in places])


class FrequentBigram(_FrequentGram):
    """A text of whose characters more than 20 % are in its most frequent sequence of two words.

    ## Why

    Gopher's filter drops it: the page says one thing over and over. Marks are words.

    ## Example

    A page of keywords: "cheap shoes cheap shoes cheap shoes".
    """

    code = "QLT015"
    name = "frequent-bigram"
    quantity = "share of characters in the most frequent two words"
    threshold = 0.2
    size = 2


class FrequentTrigram(_FrequentGram):
    """A text of whose characters more than 18 % are in its most frequent sequence of three words.

    ## Why

    Gopher's filter drops it: the page says one thing over and over. Marks are words.

    ## Example

    A page of keywords: "buy cheap shoes buy cheap shoes".
    """

    code = "QLT016"
    name = "frequent-trigram"
    quantity = "share of characters in the most frequent three words"
    threshold = 0.18
    size = 3


class FrequentFourgram(_FrequentGram):
    """A text of whose characters more than 16 % are in its most frequent sequence of four words.

    ## Why

    Gopher's filter drops it: the page says one thing over and over. Marks are words.

    ## Example

    A page of keywords: "buy cheap shoes online buy cheap shoes online".
    """

    code = "QLT017"
    name = "frequent-fourgram"
    quantity = "share of characters in the most frequent four words"
    threshold = 0.16
    size = 4


class _RepeatedGrams(_Repetition):
    """Base of the rules for longer sequences of words that have come before."""

    size: ClassVar[int]

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return where sequences start that have come before in their text."""
        return second_grams(batch, self.size)

    def measure(self, analysis: Analysis) -> Measure | None:
        """Return the share of characters in sequences that have come before, none counted twice, and their places.

        As datatrove does, the text is gone through once, and what lies inside a sequence that was counted is passed
        over. Only the places of sequences that come again are looked at.
        """
        words = analysis.memo(find_words)
        grams = shingles(words.hash, self.size)
        if not grams.size:
            return None
        places = np.sort(group_repeated(grams).order)
        seen: set[int] = set()
        found: list[Span] = []
        lengths = np.append(0, np.cumsum(words.end - words.start))
        characters = free = 0
        for place, gram in zip(places.tolist(), grams[places].tolist(), strict=True):
            if place < free:
                continue
            if gram in seen:
                free = place + self.size
                characters += int(lengths[free] - lengths[place])
                found.append(words.span(place, free))
            seen.add(gram)
        return Measure(characters / len(analysis.text), found)


class RepeatedFiveGrams(_RepeatedGrams):
    """A text of whose characters more than 15 % are in sequences of five words that have come before.

    ## Why

    Gopher's filter drops it: phrases come again, if not lines. Marks are words.

    ## Example

    A page of product names that differ by a word.
    """

    code = "QLT018"
    name = "repeated-five-grams"
    quantity = "share of characters in five words that come again"
    threshold = 0.15
    size = 5


class RepeatedSixGrams(_RepeatedGrams):
    """A text of whose characters more than 14 % are in sequences of six words that have come before.

    ## Why

    Gopher's filter drops it: phrases come again, if not lines. Marks are words.

    ## Example

    A page of product names that differ by a word.
    """

    code = "QLT019"
    name = "repeated-six-grams"
    quantity = "share of characters in six words that come again"
    threshold = 0.14
    size = 6


class RepeatedSevenGrams(_RepeatedGrams):
    """A text of whose characters more than 13 % are in sequences of seven words that have come before.

    ## Why

    Gopher's filter drops it: phrases come again, if not lines. Marks are words.

    ## Example

    A page of product names that differ by a word.
    """

    code = "QLT020"
    name = "repeated-seven-grams"
    quantity = "share of characters in seven words that come again"
    threshold = 0.13
    size = 7


class RepeatedEightGrams(_RepeatedGrams):
    """A text of whose characters more than 12 % are in sequences of eight words that have come before.

    ## Why

    Gopher's filter drops it: sentences come again, if not lines. Marks are words.

    ## Example

    A page of weather reports from one template.
    """

    code = "QLT021"
    name = "repeated-eight-grams"
    quantity = "share of characters in eight words that come again"
    threshold = 0.12
    size = 8


class RepeatedNineGrams(_RepeatedGrams):
    """A text of whose characters more than 11 % are in sequences of nine words that have come before.

    ## Why

    Gopher's filter drops it: sentences come again, if not lines. Marks are words.

    ## Example

    A page of weather reports from one template.
    """

    code = "QLT022"
    name = "repeated-nine-grams"
    quantity = "share of characters in nine words that come again"
    threshold = 0.11
    size = 9


class RepeatedTenGrams(_RepeatedGrams):
    """A text of whose characters more than 10 % are in sequences of ten words that have come before.

    ## Why

    Gopher's filter drops it: sentences come again, if not lines. Marks are words.

    ## Example

    A page of weather reports from one template.
    """

    code = "QLT023"
    name = "repeated-ten-grams"
    quantity = "share of characters in ten words that come again"
    threshold = 0.1
    size = 10
