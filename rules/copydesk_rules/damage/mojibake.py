"""SCR001: text that was read in the wrong encoding."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, Span
from copydesk_rules.expression import Expression

_ENCODINGS = ("latin-1", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257", "mac_roman", "cp437")
"""Those that UTF-8 is read in by mistake, as far as ftfy undoes it."""
_LEAD_BYTES, _TAIL_BYTES = range(0xC2, 0xF5), range(0x80, 0xC0)
_TABLE_SIZE = 0x2600
"""Code points beyond are no byte of these encodings."""
_C1 = (0x80, 0x9F)
"""Windows-1252 read as Latin-1 leaves control characters where quotes and dashes stood. U+0085 is a line break."""
_WORD = Expression(r"[^ \t\r\n]{1,500}")
_NON_ASCII = Expression(r"[^\x00-\x7f]{1,500}")
_C1_RUN = Expression("[\x80-\x84\x86-\x9f]")
_LOST = Expression("\ufffd{1,200}")
_CUT_SHORT = Expression("â€\ufffd?")
"""A quotation mark, dash or apostrophe, in Windows-1252, whose last byte is lost: that of ” is no letter there."""
_ENDING = Expression(r"(?:t|s|d|m|re|ve|ll)\b", re.IGNORECASE)
_QUOTATION_MARK = Expression("â€[“”™˜¦¢]|(“|â€œ|”|â€[\x9d\ufffd]?(?!\\w))")
"""In its group what opens or closes a quotation; garbled dashes and the like hold such marks as well."""
_QUOTE_REACH = 2000
"""Characters from a closing quotation mark back to the opening one, at most."""


class Mojibake(Rule):
    """Letters garbled by reading a text in the wrong encoding, or lost to U+FFFD.

    ## Why

    "donâ€™t" for "don’t" hurts readers, search and models alike, and the damage is exact, so it can be undone. ftfy's
    heuristics decide: a word is flagged where ftfy finds it garbled and can put it right, be it read in Latin-1, a
    Windows code page, MacRoman or DOS, once or several times: "São Paulo" and "FIANCÉE" never are. (ftfy takes a
    twentieth of a second to import; it is asked only where letters stand together as the bytes of UTF-8 would.)

    ## Example

    ```text
    He didnâ€™t know that it was called cafÃ©.
    ```

    ## Fix

    Puts the letters that were meant. Safe: the bytes allow one reading. Where the last byte is lost, too ("donâ€t"),
    there is a fix for an apostrophe within a word and for the end of a quotation. U+FFFD has none, what it stood for is
    lost.
    """

    code = "SCR001"
    name = "mojibake"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of letters that may be bytes of UTF-8, of C1 control characters, and of U+FFFD."""
        if batch.codes.dtype == np.uint8:
            return np.empty(0, np.int64)
        return np.concatenate((_candidates(batch.codes), np.flatnonzero(batch.codes == 0xFFFD)))

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every garbled run of letters."""
        text = article.text
        if text.isascii():
            return
        done = 0
        for place in _candidates(analysis.codes).tolist():
            if place >= done:
                word = _word_round(text, place)
                done = word.end
                yield from self._garbled(text, word)
        for match in _LOST.compiled.finditer(text):
            if text.startswith("â€", max(0, match.start() - 2)):
                continue  # found above
            if match.start() > 0 or match.end() < len(text):
                yield self.finding(match.span(), "text lost in decoding: U+FFFD stands in its place")

    def _garbled(self, text: str, word: Span) -> Iterator[Finding]:
        """Yield what is garbled in a word: each run of letters beyond ASCII, or the word where ftfy needs all of it."""
        from ftfy import fix_encoding

        garbled = text[slice(*word)]
        meant = fix_encoding(garbled)
        runs = [Span(*match.span()) for match in _NON_ASCII.compiled.finditer(garbled)]
        if "".join(_put_right(garbled, runs, fix_encoding)) != meant:
            runs = [Span(0, len(garbled))]
        for run in runs:
            letters = garbled[slice(*run)]
            span = Span(word.start + run.start, word.start + run.end)
            right = fix_encoding(letters)
            if right != letters and "\ufffd" not in right:
                fix = Fix(f"replace by “{right}”", (Edit(span, right),), "safe")
                yield self.finding(span, f"garbled letters: “{letters}” was “{right}”", fix=fix)
            elif match := _CUT_SHORT.compiled.search(letters):
                yield self._cut_short(text, Span(span.start + match.start(), span.start + match.end()))
            elif _C1_RUN.compiled.search(letters):
                yield self.finding(span, "control characters stand where letters were")

    def _cut_short(self, text: str, span: Span) -> Finding:
        garbled, right = text[slice(*span)], _meant(text, span)
        if right is None:
            return self.finding(span, f"garbled letters: “{garbled}” was a quotation mark, a dash or the like")
        fix = Fix(f"replace by “{right}”", (Edit(span, right),), "safe")
        return self.finding(span, f"garbled letters: “{garbled}” was “{right}”", fix=fix)


def _meant(text: str, span: Span) -> str | None:
    """Return what a mark that has lost its last byte was, None where its surroundings do not tell."""
    before, behind = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    if before.isalpha() and _ENDING.compiled.match(text, span.end):
        return "’"
    if before.isspace() or behind.isalnum():
        return None
    line = max(text.rfind("\n", 0, span.start) + 1, span.start - _QUOTE_REACH)
    marks = list(filter(None, _QUOTATION_MARK.compiled.findall(text, line, span.start)))
    return "”" if marks and marks[-1] in ("“", "â€œ") else None


def _put_right(word: str, runs: list[Span], repair: Callable[[str], str]) -> Iterator[str]:
    """Yield the parts of a word, its runs repaired."""
    end = 0
    for run in runs:
        yield word[end : run.start]
        yield repair(word[slice(*run)])
        end = run.end
    yield word[end:]


@cache
def _byte_tables() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which code points may be a lead byte of UTF-8 in one of the encodings, and which a tail byte."""
    lead, tail = np.zeros(_TABLE_SIZE, np.bool_), np.zeros(_TABLE_SIZE, np.bool_)
    for encoding in _ENCODINGS:
        for table, values in ((lead, _LEAD_BYTES), (tail, _TAIL_BYTES)):
            codes = [ord(char) for char in bytes(values).decode(encoding, "ignore")]
            table[[code for code in codes if code < _TABLE_SIZE]] = True
    return lead, tail


def _candidates(codes: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Return the offsets of a lead byte before a tail byte, and of C1 control characters."""
    odd = np.flatnonzero((codes >= _C1[0]) & (codes < _TABLE_SIZE))
    lead, tail = _byte_tables()
    here = codes[odd]
    pairs = np.zeros(odd.size, np.bool_)
    pairs[:-1] = (np.diff(odd) == 1) & lead[here[:-1]] & tail[here[1:]]
    candidates: npt.NDArray[np.intp] = odd[pairs | ((here <= _C1[1]) & (here != 0x85))]
    return candidates


def _word_round(text: str, place: int) -> Span:
    """Return the word that a candidate lies in."""
    start = max(text.rfind(char, max(0, place - 100), place) for char in " \t\r\n") + 1
    match = _WORD.compiled.match(text, start or max(0, place - 100))
    assert match is not None
    return Span(*match.span())
