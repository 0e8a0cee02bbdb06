"""SCR001: UTF-8 that was read as a one-byte encoding."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, Edit, Finding, Fix, Rule, Span

_LEADS = "ÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷"
_TAIL = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_RUN = re.compile(f"[{_LEADS}][{_TAIL}]{{1,3}}(?:[{_LEADS}][{_TAIL}]{{1,3}}){{0,200}}")
"""What UTF-8 looks like when read as Latin-1 or Windows-1252: a lead byte's letter, then one to three that are none."""
_LOST = re.compile("\ufffd{1,200}")
_C1_GAPS = {0x81: "\x81", 0x8D: "\x8d", 0x8F: "\x8f", 0x90: "\x90", 0x9D: "\x9d"}
"""Bytes that Windows-1252 leaves free; browsers and ftfy read them as the control characters of the same number."""
_TO_CP1252 = {ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in _C1_GAPS}


class Mojibake(Rule):
    """Letters garbled by reading UTF-8 as a one-byte encoding, or lost to U+FFFD.

    ## Why

    "donâ€™t" for "don’t" hurts readers, search and models alike, and the damage is exact, so it can be undone. Only
    runs that turn into valid UTF-8 when written back as bytes are flagged: "São Paulo" and "FIANCÉE" never do.

    ## Example

    ```text
    He didnâ€™t know that it was called cafÃ©.
    ```

    ## Fix

    Puts the letters that were meant. Safe: the bytes allow one reading. U+FFFD has no fix, what it stood for is lost.
    """

    code = "SCR001"
    name = "mojibake"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of letters that may be lead bytes, and of U+FFFD."""
        codes = batch.codes
        if codes.dtype == np.uint8:
            return np.empty(0, np.int64)
        lead = (codes[:-1] >= ord(_LEADS[0])) & (codes[:-1] <= ord(_LEADS[-1])) & (codes[1:] >= 0x80)
        return np.concatenate((np.flatnonzero(lead), np.flatnonzero(codes == 0xFFFD)))

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every garbled run."""
        del analysis
        text = article.text
        if text.isascii():
            return
        for match in _RUN.finditer(text):
            yield from self._garbled(match)
        for match in _LOST.finditer(text):
            if match.start() > 0 or match.end() < len(text):
                yield self.finding(match.span(), "text lost in decoding: U+FFFD stands in its place")

    def _garbled(self, match: re.Match[str]) -> Iterator[Finding]:
        meant = repair(match.group())
        if meant is not None and not _is_plausible(match.group(), meant):
            span = Span(*match.span())
            fix = Fix(f"replace by “{meant}”", (Edit(span, meant),), "safe")
            yield self.finding(span, f"garbled letters: “{match.group()}” was “{meant}”", fix=fix)


def repair(garbled: str) -> str | None:
    """Return the text whose UTF-8 bytes were read as `garbled`, None where its bytes are no UTF-8."""
    data = bytearray()
    for char in garbled:
        code = _TO_CP1252.get(ord(char), ord(char))
        if code > 0xFF:
            return None
        data.append(code)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_plausible(garbled: str, meant: str) -> bool:
    """Whether the run may be right as it stands: a capital before a closing quote, as in "PALESTRINÀ”"."""
    return len(garbled) == 2 and garbled[1] in "”’“‘»–—…" and not meant.isalpha()
