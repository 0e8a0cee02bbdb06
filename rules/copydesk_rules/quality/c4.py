"""QLT031 to QLT038: the rules of C4 (Raffel et al. 2020, section 2.2, and its code in TensorFlow Datasets).

C4 drops lines; each rule counts those that it drops. A line is dropped for the first reason that holds, in the order
of `_reason`.
"""

import re
from typing import ClassVar, NamedTuple

import numpy as np

from copydesk import Analysis, Span
from copydesk_rules.quality.columns import split_lines
from copydesk_rules.quality.signal import Measure, Signal

_CITATION = re.compile(r"\[\d*\]|\[edit\]|\[citation needed\]")
_END_MARKS = (".", "?", "!", '"', "'")
_MAX_WORD = 1000
_MIN_WORDS = 3
_POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")


class C4Lines(NamedTuple):
    """The lines of a text by the reason for which C4 drops them; "" for those that stay."""

    of: dict[str, list[Span]]


def find_lines(analysis: Analysis) -> C4Lines:
    """Return the lines of a text, without outer white space, by their reasons; for `Analysis.memo`."""
    text = analysis.text
    found: dict[str, list[Span]] = {}
    for start, end in split_lines(text):
        line = text[start:end]
        stripped = line.strip()
        first = start + len(line) - len(line.lstrip())
        found.setdefault(_reason(stripped), []).append(Span(first, first + len(stripped)))
    return C4Lines(found)


def _reason(line: str) -> str:
    """Return why C4 drops a line, or with it the text, "" where it does not."""
    words = line.split()
    if len(line) > _MAX_WORD and any(len(word) > _MAX_WORD for word in words):
        return "long word"
    if "[" in line:
        line = _CITATION.sub("", line)
    if not line.endswith(_END_MARKS) or line.endswith("..."):
        return "end mark"
    if len(words) < _MIN_WORDS:
        return "few words"
    folded = line.lower()
    if "lorem ipsum" in folded:
        return "lorem ipsum"
    if "javascript" in folded:
        return "javascript"
    if "{" in line:
        return "curly bracket"
    return "policy" if any(phrase in folded for phrase in _POLICY) else ""


class _Lines(Signal):
    """Base of the rules that count the lines dropped for one reason."""

    source = "C4"
    threshold = 0
    reason: ClassVar[str]

    def measure(self, analysis: Analysis) -> Measure:
        """Count the lines that C4 drops for the reason, empty ones left out, and return them."""
        lines = [line for line in analysis.memo(find_lines).of.get(self.reason, []) if line.start < line.end]
        return Measure(float(len(lines)), lines)


class NoEndMark(_Lines):
    """Lines that end in none of the marks . ? ! " '.

    ## Why

    C4 drops them: they are headings, menus and buttons, and half of the true lines of an article's lists as well. An
    ellipsis of three dots is no end. Citations such as "[1]" are taken off first.

    ## Example

    ```text
    Recent Posts
    ```
    """

    code = "QLT031"
    name = "no-end-mark"
    quantity = "lines without an end mark"
    reason = "end mark"


class LinesOfFewWords(_Lines):
    """Lines that end as sentences do and have less than 3 words.

    ## Why

    C4 drops them: they are captions and cries.

    ## Example

    ```text
    Read more.
    ```
    """

    code = "QLT032"
    name = "lines-of-few-words"
    quantity = "lines of less than 3 words"
    reason = "few words"


class LongWord(_Lines):
    """Lines that hold a word of more than 1,000 characters.

    ## Why

    C4 drops them: they are encoded data.

    ## Example

    A picture in base64 among the paragraphs.
    """

    code = "QLT033"
    name = "long-word"
    quantity = "lines with a word of more than 1000 characters"
    reason = "long word"


class JavascriptLines(_Lines):
    """Lines that speak of JavaScript.

    ## Why

    C4 drops them: they are notices that JavaScript should be turned on.

    ## Example

    ```text
    Please enable JavaScript to view the comments.
    ```
    """

    code = "QLT034"
    name = "javascript-lines"
    quantity = "lines that speak of JavaScript"
    reason = "javascript"


class PolicyLines(_Lines):
    """Lines that speak of terms of use, a privacy policy or cookies.

    ## Why

    C4 drops them: they are the site's, not the article's.

    ## Example

    ```text
    By going on you agree to our terms of use.
    ```
    """

    code = "QLT035"
    name = "policy-lines"
    quantity = "lines that speak of terms, privacy or cookies"
    reason = "policy"


class LoremIpsum(_Lines):
    """A text with "lorem ipsum" in a line that C4 would keep.

    ## Why

    C4 drops the text as a whole: the page was not finished.

    ## Example

    ```text
    Lorem ipsum dolor sit amet.
    ```
    """

    code = "QLT036"
    name = "lorem-ipsum"
    quantity = "lines with “lorem ipsum”"
    reason = "lorem ipsum"


class CurlyBracket(_Lines):
    """A text with "{" in a line that C4 would keep.

    ## Why

    C4 drops the text as a whole: it is, or holds, program text.

    ## Example

    ```text
    Write if (a) { b(); } and you are done.
    ```
    """

    code = "QLT037"
    name = "curly-bracket"
    quantity = "lines with “{”"
    reason = "curly bracket"


class FewSentences(Signal):
    """A text with less than 5 sentences in the lines that C4 keeps.

    ## Why

    C4 drops it: what is left is too little to be an article. Sentences are copydesk's own; datatrove's are spaCy's.

    ## Example

    A page of headings with two sentences below.
    """

    code = "QLT038"
    name = "few-sentences"
    quantity = "sentences in lines that stay"
    source = "C4"
    threshold = 5
    is_minimum = True

    def measure(self, analysis: Analysis) -> Measure:
        """Count the sentences of each line that stays; one that goes on in the next line counts in both."""
        kept = np.array(analysis.memo(find_lines).of.get("", []), np.int64).reshape(-1, 2)
        sentences = analysis.sentences
        before = np.searchsorted(sentences.end, kept[:, 0], "right")
        return Measure(float((np.searchsorted(sentences.start, kept[:, 1]) - before).sum()))
