"""SCR004: text that was never written."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Finding, Rule, Span
from copydesk.text import Hashes, contains, find_blocks, hash_words
from copydesk_rules.damage.expression import Expression
from copydesk_rules.damage.marks import among, find_marks
from copydesk_rules.damage.programs import is_about_programs


class _Placeholder(NamedTuple):
    """An expression, lower-case pieces of text, one of which must be there for it to match, and what it is."""

    expression: Expression
    hints: tuple[str, ...]
    what: str


_FILLER = (
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
        ("tktk", "tk tk", "[tk", "(tk"),
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
        ("wordpress",),
        "what a content system writes before anybody else",
    ),
)
"""Text that stands for text."""
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
    _Placeholder(
        Expression(
            r"\bundefined NaN\b[^\r\n]{0,20}|\bInvalid Date\b|\bNaN:NaN\b|"
            r"\b(?:[Pp]osted|[Pp]ublished|[Uu]pdated|[Ww]ritten) (?:by|on) (?:undefined|null|NaN)\b"
        ),
        ("undefined nan", "invalid date", "nan:nan", " undefined", " null", " nan"),
        "a value that a script did not find",
    ),
)
"""What stands in a text about programs on purpose."""
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
        marks, words = batch.memo(find_marks), batch.tokens.hash
        behind = marks.behind
        kept = (marks.code == ord("{")) | ((marks.code == ord("[")) & (behind >= ord("A")))
        kept |= (marks.code == ord("%")) & ((behind == ord("(")) | (behind == ord("s")) | among(behind, "123456789"))
        hashes = _hashes()
        hinted = contains(hashes.hints, words)
        hinted[:-1] |= contains(hashes.texts, words[:-1]) & contains(hashes.heres, words[1:])
        return np.concatenate((marks.place[kept], batch.tokens.start[hinted], batch.blocks.start[_whole_lines(batch)]))

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every placeholder."""
        text = article.text
        folded = text.lower()
        found = list(_places(_FILLER, text, folded))
        blanks = list(_places((_BLANKS,), text, folded))
        found += blanks if len(blanks) <= _MAX_BLANKS else []
        fields = list(_places(_FIELDS, text, folded))
        if fields and not is_about_programs(analysis, [span for span, _ in fields]):
            found += fields
        for span, what in sorted(found):
            yield self.finding(span, f"{what} is left in the text: “{text[slice(*span)][:40]}”")
        taken = {span.start for span, _ in found}
        blocks = analysis.blocks
        for block in _whole_lines(analysis).tolist():
            span = Span(int(blocks.start[block]), int(blocks.end[block]))
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
    return _Hashes(
        np.sort(hash_words(_WORDS)),
        np.sort(hash_words("text content title headline caption".split())),
        np.sort(hash_words(["here", "goes"])),
        hash_words(["test"]),
        np.sort(Analysis(lines, find_blocks(lines)).blocks.hash),
    )


def _whole_lines(analysis: Analysis) -> npt.NDArray[np.intp]:
    """Return the blocks that are nothing but a placeholder, or "test" over and over."""
    blocks = analysis.blocks
    tests = np.append(0, np.cumsum(analysis.tokens.hash == _hashes().test))
    is_test = (blocks.last > blocks.first) & (tests[blocks.last] - tests[blocks.first] == blocks.last - blocks.first)
    may_be = is_test | contains(_hashes().lines, blocks.hash)
    return np.flatnonzero(may_be & (blocks.kind != BlockKind.TABLE))


def _is_test(line: str) -> bool:
    """Whether a line is "test" over and over, or once in small letters: "Test" is a heading in some languages."""
    return line.rstrip(" .!") == "test" or (line[0].isalpha() and line.lower().count("test") > 1)


def _places(placeholders: Iterable[_Placeholder], text: str, folded: str) -> Iterator[tuple[Span, str]]:
    """Yield where placeholders stand, and what they are."""
    for placeholder in placeholders:
        if any(hint in folded for hint in placeholder.hints):
            for match in placeholder.expression.compiled.finditer(text):
                yield Span(*match.span()), placeholder.what
