"""Decides what of an article is boilerplate: phrases, weighed by where they stand.

The body reaches from the first to the last long paragraph. A line that is nothing but a phrase ("Related articles")
is boilerplate anywhere; a phrase within a sentence only outside the body, since an article may speak of newsletters
and cookies. Behind the body, what follows the head of a list of links, or a copyright line, goes with it.
"""

import re
from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import TokenFlag
from copydesk_rules.boilerplate.biography import is_biography
from copydesk_rules.boilerplate.phrases import Phrase, find_phrases

LONG = 25
"""Words of a long paragraph (research: boilerplate.md, section 3.3: boilerplate of 25 words and more is rare)."""
_SHORT_INSIDE = 8
"""Words of the longest line inside the body that a phrase alone makes boilerplate."""
_MAX_FOLLOWERS = 40
"""Lines that go with the head of a list of links or with a copyright line."""
_LINK_WORDS = 20
_DATE_WORDS = 9
_MIN_BIOGRAPHY = 2


class Passage(NamedTuple):
    """Neighbouring blocks [first, last] that are boilerplate of one kind, and why. `sure`: safe to delete."""

    kind: str
    first: int
    last: int
    reason: str
    sure: bool


class _Body(NamedTuple):
    """The first and the last long paragraph; first > last where there is none."""

    first: int
    last: int

    def holds(self, block: int) -> bool:
        return self.first <= block <= self.last


def find_boilerplate(analysis: Analysis) -> list[Passage]:
    """Return the boilerplate of an article, in order, no block twice."""
    words = analysis.blocks.last - analysis.blocks.first
    if not words.size:
        return []
    matches: dict[int, list[Phrase]] = defaultdict(list)
    for block, phrase in find_phrases(analysis):
        matches[block].append(phrase)
    body = _body(analysis, matches)
    found: dict[int, tuple[str, str, bool]] = {}
    for block, phrases in matches.items():
        judged = _judge(phrases, int(words[block]), body, block)
        if judged is not None:
            found[block] = judged
    _add_followers(analysis, body, found)
    _add_biography(analysis, body, found)
    _add_datelines(analysis, body, found)
    return _passages(found)


def suspects(batch: Analysis) -> npt.NDArray[Any]:
    """Return the offsets of phrases, of lines with a number before a body, and of what ends a text."""
    blocks = batch.blocks
    words = blocks.last - blocks.first
    parts = batch.parts_of(blocks.start)
    digits = np.concatenate(([0], np.cumsum((batch.tokens.flags & TokenFlag.DIGIT) != 0)))
    dated = np.flatnonzero((words > 0) & (words <= _DATE_WORDS) & (digits[blocks.last] > digits[blocks.first]))
    long = np.flatnonzero(((blocks.kind == BlockKind.PARAGRAPH) | (blocks.kind == BlockKind.QUOTE)) & (words >= LONG))
    last_long = np.full(batch.part_starts.size, -1)
    last_long[parts[long]] = long
    # The last long paragraph may be a biography itself.
    at_end = np.flatnonzero((np.arange(words.size) >= last_long[parts]) & (words > _MIN_BIOGRAPHY))
    ends = [block for block in at_end.tolist() if is_biography(batch, block)]
    phrases = [match.block for match in find_phrases(batch)]
    return blocks.start[np.concatenate((dated, np.array([*ends, *phrases], np.int64)))]


def _body(analysis: Analysis, matches: dict[int, list[Phrase]]) -> _Body:
    blocks = analysis.blocks
    prose = (blocks.kind == BlockKind.PARAGRAPH) | (blocks.kind == BlockKind.QUOTE)
    long = np.flatnonzero(prose & (blocks.last - blocks.first >= LONG)).tolist()
    first, last = (
        next((block for block in order if block not in matches and not is_biography(analysis, block)), -1)
        for order in (long, reversed(long))
    )
    return _Body(first, last) if first >= 0 else _Body(1, 0)


def _judge(phrases: list[Phrase], words: int, body: _Body, block: int) -> tuple[str, str, bool] | None:
    """Return kind, reason and certainty of a block that holds phrases, or None where it is prose."""
    whole = next((phrase for phrase in phrases if phrase.whole and not phrase.outside), None)
    if whole is not None:
        return whole.kind, f"the line is just “{whole.text}”", True
    inside = body.holds(block)
    phrase = next((phrase for phrase in phrases if not phrase.outside), None if inside else phrases[0])
    if phrase is None or (inside and words > _SHORT_INSIDE):
        return None
    behind = body.first <= body.last < block
    return phrase.kind, f"“{phrase.text}”{' after the last long paragraph' * behind}", behind and not phrase.outside


def _add_followers(analysis: Analysis, body: _Body, found: dict[int, tuple[str, str, bool]]) -> None:
    """Behind the body, let the lines under a head of links, and those under a copyright line, go with it."""
    words = analysis.blocks.last - analysis.blocks.first
    if body.first > body.last:
        return
    count = len(words)
    for block in sorted(found):
        kind, reason, _ = found[block]
        heads_list = kind == "related_links" and "the line is just" in reason
        if block <= body.last or not (heads_list or (kind == "legal_notice" and "©" in reason)):
            continue
        for follower in range(block + 1, min(count, block + 1 + _MAX_FOLLOWERS)):
            if follower in found or words[follower] > _LINK_WORDS or _ends_sentence(analysis, follower):
                break
            why = "link under a head of links" if heads_list else "line under the copyright notice"
            found[follower] = (kind if heads_list else "site_footer", why, False)


def _ends_sentence(analysis: Analysis, block: int) -> bool:
    return analysis.text[int(analysis.blocks.end[block]) - 1] in '.!?”"'


def _add_biography(analysis: Analysis, body: _Body, found: dict[int, tuple[str, str, bool]]) -> None:
    last = len(analysis.blocks.start)
    for block in range(max(body.last + 1, 1), min(last, body.last + 12)) if body.first <= body.last else ():
        if block not in found:
            reason = is_biography(analysis, block)
            if reason:
                found[block] = ("author_bio", f"after the last long paragraph, {reason}", False)


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\.?,?"
_LEAD = r"(?:(?:first |last |originally )?(?:published|posted|updated|modified|date)(?: on| at)?:? ?)"
_TIME = r"(?:[,|·•-]? ?(?:at )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})? ?(?:[ap]\.?m\.?)?,? ?(?:[a-z]{2,4})?)"
_DATE = re.compile(
    rf"{_LEAD}?(?:{_DAY} )?(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}){_TIME}?",
    re.IGNORECASE,
)


def _add_datelines(analysis: Analysis, body: _Body, found: dict[int, tuple[str, str, bool]]) -> None:
    """A line before the body that is only a date."""
    blocks = analysis.blocks
    for block in range(min(body.first, 30)) if body.first <= body.last else ():
        short = 0 < blocks.last[block] - blocks.first[block] <= _DATE_WORDS
        if short and block not in found:
            line = analysis.text[blocks.start[block] : blocks.end[block]]
            if len(line) < 80 and _DATE.fullmatch(line.strip()):
                found[block] = ("dateline", "the line is only a date", True)


def _passages(found: dict[int, tuple[str, str, bool]]) -> list[Passage]:
    """Join neighbouring blocks of one kind; the first gives the reason."""
    passages: list[Passage] = []
    for block in sorted(found):
        kind, reason, sure = found[block]
        if passages and passages[-1].kind == kind and passages[-1].last == block - 1:
            passages[-1] = passages[-1]._replace(last=block, sure=passages[-1].sure and sure)
        else:
            passages.append(Passage(kind, block, block, reason, sure))
    return passages
