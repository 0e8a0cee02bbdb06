"""SCR006: characters that don't show."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, Edit, Finding, Fix, Related, Rule, Span
from copydesk_rules.expression import Expression

_INVISIBLE = Expression(
    "[\x00-\x08\x0b\x0e-\x1f\x7f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\u206a-\u206f\u3164\ufeff\ufff9-\ufffc\ufffe\uffff\ue000-\uf8ff\U000e0001-\U000e007f]{1,500}"
)
_MARKS = Expression("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{5,10000}")
"""More combining marks on one letter than any script uses."""
_RANGES = (
    (0xAD, 0xAD),
    (0x300, 0x36F),
    (0x483, 0x489),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x180E, 0x180E),
    (0x1AB0, 0x1DFF),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x20FF),
    (0x3164, 0x3164),
    (0xE000, 0xF8FF),
    (0xFEFF, 0xFFFF),
    (0xE0001, 0xE007F),
)
"""Where the characters of the two expressions lie."""
_IS_CONTROL = np.array([(code < 0x20 and chr(code) not in "\t\n\r\f") or code == 0x7F for code in range(129)])
_JOINERS = "\u200c\u200d"
_BLACK_FLAG, _CANCEL_TAG = "\U0001f3f4", "\U000e007f"
"""Begin and end an emoji sequence whose letters are tag characters."""
_SAFE = frozenset("\xad\u200b\u2060\ufeff")
"""Without these a text reads as it did."""
_MAX_PLACES = 50
"""Places that one finding shows."""
_CONTROL_NAMES = {0x00: "NULL", 0x08: "BACKSPACE", 0x1B: "ESCAPE", 0x7F: "DELETE"}


class InvisibleCharacters(Rule):
    """Zero-width, direction and control characters, and stacks of combining marks.

    ## Why

    They split words for search and for models, they turn the order of text round (Trojan Source), they act on
    terminals, and nobody sees them. Joiners where a script or an emoji needs them, and no-break spaces, are left
    alone; so are the control characters U+0080 to U+009F, which are garbled letters (SCR001).

    ## Example

    ```text
    The word is split by a zero-width space between "zero" and "width".
    ```

    ## Fix

    Deletes them. Safe for soft hyphens, zero-width spaces, word joiners and byte order marks, else unsafe.
    """

    code = "SCR006"
    name = "invisible-characters"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of characters that are neither letters, marks nor common white space."""
        codes = batch.codes
        controls: npt.NDArray[Any] = batch.marks[_IS_CONTROL.take(codes[batch.marks], mode="clip")]
        if codes.dtype == np.uint8:
            return controls
        others = np.flatnonzero(codes >= 0xAD)
        found = codes[others]
        odd = np.zeros(others.size, np.bool_)
        for first, last in _RANGES:
            odd |= (found >= first) & (found <= last)
        return np.concatenate((controls, others[odd]))

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every kind of character, with all its places."""
        del analysis
        text = article.text
        places: dict[str, list[Span]] = {}
        for match in _INVISIBLE.compiled.finditer(text):
            if not (_belongs(text, *match.span()) or _is_code(article, *match.span())):
                places.setdefault(_describe(match.group()), []).append(Span(*match.span()))
        for match in _MARKS.compiled.finditer(text) if not text.isascii() else ():
            places.setdefault(_describe(match.group()), []).append(Span(*match.span()))
        for what, spans in places.items():
            first, *others = spans[:_MAX_PLACES]
            safe = all(_SAFE.issuperset(text[start:end]) for start, end in spans)
            fix = Fix("delete them", tuple(map(Edit, spans)), "safe" if safe else "unsafe")
            count = f", in {len(spans)} places" if others else ""
            related = [Related(span, "here too") for span in others]
            yield self.finding(first, what + count, related=related, fix=fix, evidence=what)


def _belongs(text: str, start: int, end: int) -> bool:
    """Whether a single joiner, mark or byte stands where a script or an emoji sequence needs it."""
    run = text[start:end]
    if start and text[start - 1] == _BLACK_FLAG and run[-1] == _CANCEL_TAG:  # the flags of England, Scotland, Wales
        return True
    if len(run) > 1 or start == 0 or end == len(text):
        return False
    before, after = text[start - 1], text[end]
    if run in _JOINERS:
        return not before.isascii() and not after.isascii()
    if run in "\u200e\u200f\u061c":  # direction marks beside a script that runs from right to left
        return any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in (before, after))
    return False


def _is_code(article: Article, start: int, end: int) -> bool:
    """Whether U+FFFC stands for a piece of code in Markdown or HTML: the file has no such character there."""
    first, last = article.source_map.to_source(start, end)
    return set(article.text[start:end]) == {"\ufffc"} and last - first > end - start


def _describe(run: str) -> str:
    """Name the characters of a run without showing them."""
    code = ord(run[0])
    name = _CONTROL_NAMES.get(code) or unicodedata.name(
        run[0], "PRIVATE USE" if 0xE000 <= code <= 0xF8FF else "CONTROL"
    )
    if len(run) == 1:
        return f"U+{code:04X} {name} does not show"
    if unicodedata.combining(run[0]):
        return f"{len(run)} combining marks on one letter"
    return f"{len(run)} characters that don’t show, the first U+{code:04X} {name}"
