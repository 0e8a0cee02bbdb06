"""SCR004: text that was never written."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Finding, Rule, Span
from copydesk.text import Hashes, bits_of, contains, find_blocks, hash_words
from copydesk_rules.damage.marks import among, find_marks
from copydesk_rules.damage.programs import is_about_programs
from copydesk_rules.expression import Expression


class _Placeholder(NamedTuple):
    """An expression, pieces of text of which one must be there, in lower case where case is ignored, and what it is.

    To look for the pieces first is many times faster.
    """

    expression: Expression
    hints: tuple[str, ...]
    what: str


_WORDED = (
    _Placeholder(
        Expression(
            r"^lorem ipsum dolor\b[^\r\n]{0,5000}|\blorem ipsum(?: dolor\b[^.\r\n]{0,300}|(?=[.…]|$))\.?",
            re.IGNORECASE | re.MULTILINE,
        ),
        ("lorem ipsum",),
        "filler text",
    ),
    _Placeholder(
        Expression(r"\bTK(?:TK){1,20}\b|\bTK(?: TK){1,20}\b|[\[(]TK\b[^\[\]()\r\n]{0,60}[\])]"),
        ("TK",),
        "a blank",
    ),
    _Placeholder(
        Expression(
            r"\b(?:your|sample|dummy|placeholder) (?:text|content|title|headline|caption) (?:goes )?here\b",
            re.IGNORECASE,
        ),
        (" text here", " content here", " title here", " headline here", " caption here", " goes here"),
        "a blank",
    ),
    _Placeholder(
        Expression(r"\bWelcome to WordPress\. This is your first post\b[^\r\n]{0,100}|\bJust another WordPress site\b"),
        ("WordPress",),
        "what a content system writes before anybody else",
    ),
)
"""Text that stands for text: it holds one of some words."""
_VALUES = (
    _Placeholder(
        Expression(
            r"\bundefined NaN\b[^\r\n]{0,20}|\bInvalid Date\b|\bNaN:NaN\b|"
            r"\b(?:[Pp]osted|[Pp]ublished|[Uu]pdated|[Ww]ritten) (?:by|on) (?:undefined|null|NaN)\b"
        ),
        ("NaN", "Invalid Date", " by undefined", " on undefined", " by null", " on null"),
        "a value that a script did not find",
    ),
)
"""What stands in a text about programs on purpose, and holds one of some words."""
_BLANKS = _Placeholder(
    Expression(
        r"\[(?:(?:insert|enter|fill in|add|type)\s[^\[\]\r\n]{2,60}|"
        r"(?:YOUR|COMPANY|CLIENT|PRODUCT|CITY|FIRST|LAST)(?: [A-Z]{2,15}){1,3}|"
        r"(?:your|company|name of) [^\[\]\r\n]{0,40}(?:here|name|title|link|date))\]",
    ),
    ("[",),
    "a blank to fill in",
)
_MAX_BLANKS = 3
"""An article with more is a form, and wants them."""
_FIELDS = (
    _Placeholder(Expression(r"\{\{[^{}\r\n]{0,200}\}\}"), ("{{",), "a template’s field"),
    _Placeholder(Expression(r"\$\{[A-Za-z_][\w.]{0,60}\}"), ("${",), "a template’s field"),
    _Placeholder(
        Expression(
            r"\{(?<![{$\w]\{)(?:[a-z]{1,30}(?:_[a-z]{1,30}){1,5}|name|title|author|date|url|keyword|count|\d)\}"
        ),
        ("{",),
        "a template’s field",
    ),
    _Placeholder(Expression(r"%(?<![\w%]%)(?:\d\$s|\([a-z_]{1,40}\)[sd]|s(?![\w%-]))"), ("%",), "a template’s field"),
    _Placeholder(Expression(r"\[object Object\]"), ("[object",), "a script’s object"),
)
"""The like, told by brackets and percent signs."""
_WORDS = "ipsum wordpress nan invalid undefined null tk".split() + ["tk" * count for count in range(2, 22)]
"""Words that filler and values hold."""
_WHOLE_LINES = ("undefined", "null", "NaN", "TODO", "TBD", "asdf", "no title", "(no title)", "This is a test post")


class PlaceholderText(Rule):
    """Filler, template fields and blanks that nobody filled in.

    ## Why

    "Lorem ipsum", "TK TK", "[insert name]", "{{ title }}", "[object Object]" or a line that is just "undefined" or
    "test test" mean that the page was not finished or the scraper ran before it was. An article that speaks of programs
    shows fields on purpose, and a form many blanks; neither is flagged for them.

    ## Example

    ```text
    Welcome to {{ site.name }}!
    ```
    """

    code = "SCR004"
    name = "placeholder-text"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of brackets and percent signs, of words that filler has, and of short lines."""
        marks = batch.memo(find_marks)
        behind = marks.behind
        kept = (marks.code == ord("{")) | ((marks.code == ord("[")) & (behind >= ord("A")))
        kept |= (marks.code == ord("%")) & ((behind == ord("(")) | (behind == ord("s")) | among(behind, "123456789"))
        words, lines = (np.array(batch.memo(find), np.intp) for find in (_words, _whole_lines))
        return np.concatenate((marks.place[kept], batch.tokens.start[words], batch.blocks.start[lines]))

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every placeholder."""
        text = article.text
        has_words = bool(_own(analysis.batch.memo(_words), analysis.token_slice))
        found = list(_places(_WORDED, text)) if has_words else []
        blanks = list(_places((_BLANKS,), text))
        found += blanks if len(blanks) <= _MAX_BLANKS else []
        fields = [*_places(_VALUES if has_words else (), text), *_places(_FIELDS, text)]
        if fields and not is_about_programs(analysis, [span for span, _ in fields]):
            found += fields
        for span, what in sorted(found):
            yield self.finding(span, f"{what} is left in the text: “{text[slice(*span)][:40]}”")
        taken = {span.start for span, _ in found}
        for block in _own(analysis.batch.memo(_whole_lines), analysis.block_slice):
            span = Span(int(analysis.blocks.start[block]), int(analysis.blocks.end[block]))
            line = text[slice(*span)]
            if span.start not in taken and (line.rstrip(" .:") in _WHOLE_LINES or _is_test(line)):
                yield self.finding(span, f"a line that is just “{line}”")


class _Hashes(NamedTuple):
    """The words that placeholders hold, and the lines that are placeholders as a whole, as sorted hashes."""

    hints: Hashes
    texts: Hashes
    heres: Hashes
    test: Hashes
    lines: Hashes


@cache
def _hashes() -> _Hashes:
    lines = "\n\n".join(_WHOLE_LINES)
    hints, texts, heres, test = (
        np.sort(hash_words(words))
        for words in (_WORDS, "text content title headline caption".split(), ["here", "goes"], ["test"])
    )
    return _Hashes(hints, texts, heres, test, np.sort(Analysis(lines, find_blocks(lines)).blocks.hash))


_HINT, _TEXT, _HERE, _TEST = 1, 2, 4, 8


def _roles_of(words: Hashes) -> npt.NDArray[np.uint8]:
    """Return what words may be of a placeholder, as bits."""
    return bits_of(words, zip((_HINT, _TEXT, _HERE, _TEST), _hashes(), strict=False))


class _Telling(NamedTuple):
    """The few words of a batch that may be of a placeholder: their numbers, and what they may be."""

    token: npt.NDArray[np.intp]
    roles: npt.NDArray[np.uint8]


def _telling(batch: Analysis) -> _Telling:
    roles = batch.tell(_roles_of)
    token = np.flatnonzero(roles != 0)
    return _Telling(token, roles[token])


def _whole_lines(analysis: Analysis) -> list[int]:
    """Return the blocks that are nothing but a placeholder, or "test" over and over."""
    blocks = analysis.blocks
    may_be = contains(_hashes().lines, blocks.hash)
    token, roles = analysis.memo(_telling)
    tests = token[(roles & _TEST) != 0]
    count = np.searchsorted(tests, blocks.last) - np.searchsorted(tests, blocks.first) if tests.size else 0
    may_be |= (blocks.last > blocks.first) & (count == blocks.last - blocks.first)
    found: list[int] = np.flatnonzero(may_be & (blocks.kind != BlockKind.TABLE)).tolist()
    return found


def _words(batch: Analysis) -> list[int]:
    """Return the tokens that are words of a placeholder, or begin one of two; for `Analysis.memo`."""
    token, roles = batch.memo(_telling)
    follows = np.flatnonzero((np.diff(token) == 1) & ((roles[:-1] & _TEXT) != 0) & ((roles[1:] & _HERE) != 0))
    found: list[int] = np.sort(np.concatenate((token[(roles & _HINT) != 0], token[follows]))).tolist()
    return found


def _own(numbers: list[int], mine: slice) -> list[int]:
    """Return those of a batch's tokens or blocks that are of one text, by the text's own numbers."""
    own = numbers[bisect_left(numbers, mine.start) : bisect_left(numbers, mine.stop)]
    return [number - mine.start for number in own]


def _is_test(line: str) -> bool:
    """Whether a line is "test" over and over, or once in small letters: "Test" is a heading in some languages."""
    return line.rstrip(" .!") == "test" or (line[0].isalpha() and line.lower().count("test") > 1)


def _places(placeholders: Iterable[_Placeholder], text: str) -> Iterator[tuple[Span, str]]:
    """Yield where placeholders stand, and what they are."""
    folded = ""
    for expression, hints, what in placeholders:
        if ignores_case := bool(expression.flags & re.IGNORECASE):
            folded = folded or text.lower()
        if any(hint in (folded if ignores_case else text) for hint in hints):
            for match in expression.compiled.finditer(text):
                yield Span(*match.span()), what
