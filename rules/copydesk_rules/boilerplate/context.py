"""Decides what of an article is boilerplate: phrases weighed by where they stand, biographies, dates, the line model.

The body reaches from the first to the last long paragraph. A line that is nothing but a phrase ("Related articles")
is boilerplate anywhere; a phrase within a sentence only outside the body, since an article may speak of newsletters
and cookies. Behind the body, what follows the head of a list of links, or a copyright line, goes with it. The line
model adds what neither says by itself: menus, link lists, the frame round a prompt. Where extractors have voted on a
page, what all of them drop stands instead of what the model says.
"""

from collections import defaultdict
from collections.abc import Set
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import Frame, TokenFlag
from copydesk_rules.boilerplate.biography import is_biography, with_cues
from copydesk_rules.boilerplate.dateline import MAX_WORDS, is_dateline
from copydesk_rules.boilerplate.judged import Judged, judge_lines
from copydesk_rules.boilerplate.passages import DROPPED, Body, Line, Passage, page_passages, text_passages
from copydesk_rules.boilerplate.phrase_search import find_phrases
from copydesk_rules.boilerplate.phrases import KINDS, Phrase, load_phrases, phrase_of
from copydesk_rules.boilerplate.shape import find_lines
from copydesk_rules.boilerplate.speech import is_speech

LONG = 25
"""Words of a long paragraph (research: boilerplate.md, section 3.3: boilerplate of 25 words and more is rare)."""
_SHORT_INSIDE = 8
"""Words of the longest line inside the body that a phrase alone makes boilerplate."""
_MAX_ANYWHERE = 40
"""Words of the longest line that a phrase no article would say makes boilerplate: longer ones say more than that."""
_MAX_FOLLOWERS = 40
"""Lines that go with the head of a list of links or with a copyright line."""
_LINK_WORDS = 20
_DATELINE_WITHIN = 30
"""Lines of a text in which a dateline is looked for."""
_MIN_BIOGRAPHY = 2
_BIOGRAPHY_WITHIN = 12
"""Lines behind the body in which a biography is looked for."""
_PAGE_TAIL = 8
"""Flagged lines behind the prose of a whole page after which all is its foot (out of fold: 5 % of the boilerplate of
the labelled pages more, no content); in extracted text one is enough (3 % more, no content)."""
_FRAMES = {
    Frame.FOOTER: "site_footer",
    Frame.NAVIGATION: "navigation",
    Frame.COMMENTS: "comment_section",
    Frame.RELATED: "related_links",
    Frame.SHARE: "share_prompt",
    Frame.SIGN_UP: "sign_up_prompt",
    Frame.AUTHOR: "author_bio",
    Frame.LEGAL: "legal_notice",
    Frame.PAYWALL: "paywall_notice",
    Frame.MEDIA: "media_residue",
}


def find_boilerplate(analysis: Analysis) -> list[Passage]:
    """Return the boilerplate of an article, in order, no block twice."""
    words = analysis.blocks.last - analysis.blocks.first
    if not words.size:
        return []
    matches = _matches(analysis)
    strong = {block: [it for it in phrases if not it[0].cue] for block, phrases in matches.items()}
    strong = {block: it for block, it in strong.items() if it and not is_speech(analysis, block)}
    frames = analysis.frames
    body = _body(analysis, strong.keys() | set(np.flatnonzero(frames >= Frame.DROPPED).tolist()))
    found: dict[int, Line] = {}
    for block, phrases in strong.items():
        judged = _judge(phrases, int(words[block]), body, block)
        if judged is not None:
            found[block] = judged
    is_voted_on = bool(frames.any())
    if not is_voted_on:
        _add_followers(analysis, body, found)
    _add_biography(analysis, body, found)
    _add_datelines(analysis, body, found)
    if is_voted_on:
        _add_dropped(frames, matches, found)
        return page_passages(analysis, body, found)
    judged_lines, mine = analysis.batch.memo(judge_lines), analysis.block_slice
    is_page = bool(judged_lines.is_page[mine].any())
    in_foot = _foot(analysis, judged_lines.in_foot[mine])
    # In extracted text the model is believed only where the article is known to carry boilerplate: out of fold it finds
    # 0.02 more of it so, with a false alarm in 8 or 9 of 160 articles, than at a stricter threshold everywhere.
    if is_page or found or in_foot:
        _add_model(analysis, judged_lines, matches, found)
    _add_tail(judged_lines.may_follow[mine], _PAGE_TAIL if is_page else 1, found)
    for block in in_foot:
        found.setdefault(block, Line("", "a line behind other boilerplate", False, False))
    return page_passages(analysis, body, found) if is_page else text_passages(body, found)


def _foot(analysis: Analysis, in_foot: npt.NDArray[np.bool_]) -> list[int]:
    """Return the blocks of the foot, none where somebody speaks in it: speech is no prompt of the page."""
    blocks: list[int] = np.flatnonzero(in_foot).tolist()
    return [] if any(is_speech(analysis, block) for block in blocks) else blocks


def suspects(batch: Analysis) -> npt.NDArray[Any]:
    """Return the offsets of phrases, of what the model flags or extractors drop, of dates, and of biographies."""
    matches = batch.memo(find_phrases)
    phrases = matches.block[~load_phrases().cue[matches.phrase]]
    judged = batch.memo(judge_lines)
    flagged = np.flatnonzero(judged.is_flagged | judged.in_foot | (batch.frames >= Frame.DROPPED))
    return batch.blocks.start[np.concatenate((_may_be_dated(batch), _are_biographies(batch), phrases, flagged))]


def _may_be_dated(batch: Analysis) -> npt.NDArray[np.intp]:
    """Return the short lines at the start of a text that hold a digit."""
    blocks, lines = batch.blocks, batch.memo(find_lines)
    is_early = np.arange(lines.part.size) - lines.first < _DATELINE_WITHIN
    early = np.flatnonzero(is_early & (lines.words > 0) & (lines.words <= MAX_WORDS))
    digits = np.flatnonzero((batch.tokens.flags & TokenFlag.DIGIT) != 0).astype(np.int32)
    return early[np.searchsorted(digits, blocks.first[early]) < np.searchsorted(digits, blocks.last[early])]


def _are_biographies(batch: Analysis) -> npt.NDArray[np.intp]:
    """Return the biographies behind the last long paragraph, which may be one itself: the body then ends before it."""
    blocks, lines = batch.blocks, batch.memo(find_lines)
    number = np.arange(lines.part.size)
    prose = (blocks.kind == BlockKind.PARAGRAPH) | (blocks.kind == BlockKind.QUOTE)
    long = np.flatnonzero(prose & (lines.words >= LONG))
    last_long = np.full(batch.part_starts.size, number.size)
    last_long[lines.part[long]] = long
    behind = number - last_long[lines.part]
    asked = np.flatnonzero((behind >= 0) & (behind <= _BIOGRAPHY_WITHIN) & (lines.words > _MIN_BIOGRAPHY))
    found = [block for block in with_cues(batch, asked) if is_biography(batch, block)]
    return np.array(found, np.intp)


def _matches(analysis: Analysis) -> dict[int, list[tuple[Phrase, bool]]]:
    """Return the phrases of each block, with whether the line is nothing but it."""
    whole, mine = analysis.batch.memo(find_phrases), analysis.block_slice
    low, high = np.searchsorted(whole.block, (mine.start, mine.stop))
    matches: dict[int, list[tuple[Phrase, bool]]] = defaultdict(list)
    columns = (column[low:high].tolist() for column in whole)
    for block, phrase, is_whole in zip(*columns, strict=True):
        matches[block - mine.start].append((phrase_of(phrase), is_whole))
    return matches


def _body(analysis: Analysis, outside: Set[int]) -> Body:
    """Find the body; what is known to lie outside is no part of it."""
    blocks = analysis.blocks
    prose = (blocks.kind == BlockKind.PARAGRAPH) | (blocks.kind == BlockKind.QUOTE)
    long = np.flatnonzero(prose & (blocks.last - blocks.first >= LONG)).tolist()
    first, last = (
        next((block for block in order if block not in outside and not is_biography(analysis, block)), -1)
        for order in (long, reversed(long))
    )
    return Body(first, last) if first >= 0 else Body(1, 0)


def _judge(phrases: list[tuple[Phrase, bool]], words: int, body: Body, block: int) -> Line | None:
    """Return what a block that holds phrases is, or None where it is prose."""
    whole = next((phrase for phrase, is_whole in phrases if is_whole and not phrase.outside), None)
    if whole is not None:
        return Line(
            KINDS[whole.kind], f"the line is just “{whole.text}”", True, heads=_heads(whole, True), phrase=whole
        )
    inside = body.holds(block)
    anywhere = next((phrase for phrase, _ in phrases if phrase.anywhere), None)
    if anywhere is not None and words <= _MAX_ANYWHERE:
        return Line(KINDS[anywhere.kind], f"“{anywhere.text}”{body.place(block)}", not inside, phrase=anywhere)
    phrase = next((it for it, _ in phrases if not it.outside), None if inside else phrases[0][0])
    if phrase is None or (inside and words > _SHORT_INSIDE):
        return None
    behind = body.first <= body.last < block
    safe = behind and not phrase.outside
    reason = f"“{phrase.text}”{' after the last long paragraph' * behind}"
    return Line(KINDS[phrase.kind], reason, safe, heads=_heads(phrase, False), phrase=phrase)


def _heads(phrase: Phrase, is_whole: bool) -> bool:
    """Whether the lines behind go with this one: it heads a list of links, or is a copyright line."""
    kind = KINDS[phrase.kind]
    return (kind == "related_links" and is_whole) or (kind == "legal_notice" and "©" in phrase.text)


def _add_followers(analysis: Analysis, body: Body, found: dict[int, Line]) -> None:
    """Behind the body, let the lines under a head of links, and those under a copyright line, go with it."""
    words = analysis.blocks.last - analysis.blocks.first
    if body.first > body.last:
        return
    count = len(words)
    for block in sorted(found):
        head = found[block]
        if block <= body.last or not head.heads:
            continue
        for follower in range(block + 1, min(count, block + 1 + _MAX_FOLLOWERS)):
            if follower in found or words[follower] > _LINK_WORDS or _ends_sentence(analysis, follower):
                break
            is_link = head.kind == "related_links"
            why = "link under a head of links" if is_link else "line under the copyright notice"
            found[follower] = Line(head.kind if is_link else "site_footer", why, False)


def _ends_sentence(analysis: Analysis, block: int) -> bool:
    return analysis.text[int(analysis.blocks.end[block]) - 1] in '.!?”"'


def _add_biography(analysis: Analysis, body: Body, found: dict[int, Line]) -> None:
    count = len(analysis.blocks.start)
    end = min(count, body.last + _BIOGRAPHY_WITHIN)
    for block in range(max(body.last + 1, 1), end) if body.first <= body.last else ():
        if block not in found:
            reason = is_biography(analysis, block)
            if reason and not is_speech(analysis, block):
                found[block] = Line("author_bio", f"after the last long paragraph, {reason}", False)


def _add_datelines(analysis: Analysis, body: Body, found: dict[int, Line]) -> None:
    """A line before the body that is only a date."""
    blocks = analysis.blocks
    for block in range(min(body.first, _DATELINE_WITHIN)) if body.first <= body.last else ():
        short = 0 < blocks.last[block] - blocks.first[block] <= MAX_WORDS
        if short and block not in found and is_dateline(analysis.text[blocks.start[block] : blocks.end[block]]):
            found[block] = Line("dateline", "the line is only a date", True)


def _add_model(
    analysis: Analysis,
    judged: Judged,
    matches: dict[int, list[tuple[Phrase, bool]]],
    found: dict[int, Line],
) -> None:
    """Add the lines that the model flags; common words give a line a kind on a whole page only, by their number."""
    mine = analysis.block_slice
    is_sure, is_page = judged.is_sure[mine].tolist(), judged.is_page[mine].tolist()
    for block in np.flatnonzero(judged.is_flagged[mine]).tolist():
        if block in found or is_speech(analysis, block):
            continue
        phrase = _best(matches.get(block, ()))
        says = phrase is not None and (not phrase.common or (is_page[block] and phrase.starts and phrase.ends))
        kind = KINDS[phrase.kind] if phrase is not None and says else ""
        found[block] = Line(kind, "", False, is_sure[block], phrase=phrase if says else None)


def _add_dropped(
    frames: npt.NDArray[np.uint8], matches: dict[int, list[tuple[Phrase, bool]]], found: dict[int, Line]
) -> None:
    """Add the lines that every extractor drops; the page's markup gives the kind, else a phrase."""
    for block in np.flatnonzero(frames >= Frame.DROPPED).tolist():
        phrase = _best(matches.get(block, ()))
        named = _FRAMES.get(Frame(frames[block]))
        kind = named or (KINDS[phrase.kind] if phrase is not None else "")
        found[block] = Line(kind, f"{DROPPED} it", named is not None, is_dropped=True, phrase=phrase)


def _add_tail(may_follow: npt.NDArray[np.bool_], least: int, found: dict[int, Line]) -> None:
    """Behind all prose, let every line go with the boilerplate before it, once so many lines there are flagged."""
    flagged = 0
    added = 0
    for block in np.flatnonzero(may_follow).tolist():
        if block in found:
            flagged += 1
        elif flagged >= least and (least > 1 or added < _MAX_FOLLOWERS):
            found[block] = Line("", "a line behind other boilerplate", False, False)
            added += 1


def _best(phrases: Any) -> Phrase | None:
    """Return the phrase of a line that tells most: the longest, whole lines first, common words last."""
    if len(phrases) < 2:
        return phrases[0][0] if phrases else None
    best: Phrase = max(phrases, key=lambda it: (not it[0].common, it[1], not it[0].cue, len(it[0].text)))[0]
    return best
