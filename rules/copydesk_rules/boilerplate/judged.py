"""What the line model flags, after its guards: lists, tables and the inside of the body are let alone.

A line without a phrase of its own is flagged outside the body's core only, or where a phrase stands beside it; never a
table, nor in a text without a paragraph (a poem, a list, an index). In extracted text an article of which the model
would take much without the word of a phrase is a list (of products, of concerts, of addresses), and keeps those lines.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import SomeTexts
from copydesk_rules.boilerplate.core import MIN_WORDS, middle_core, narrow_core
from copydesk_rules.boilerplate.foot import PROSE_WORDS, find_feet
from copydesk_rules.boilerplate.model import find_pages, score_lines
from copydesk_rules.boilerplate.phrases import KINDS
from copydesk_rules.boilerplate.shape import Lines, find_lines, repeated_lines
from copydesk_rules.boilerplate.surroundings import (
    OF_TOPIC,
    TOPIC_WORDS,
    find_body,
    find_distances,
    has_body,
    is_of_topic,
    place_columns,
    window_mean,
)

_BESIDE = 2
"""Lines on either side in which a phrase speaks for a line inside the body."""
_MOST_UNSAID, _MOST_SHARE = 8, 0.15
"""An extracted article may have so many lines flagged without a phrase of their own, and such a share of its lines."""


_TITLE_LINES = 3
"""The title and the standfirst stand less than so many lines above the first paragraph."""
_SURE = 2
"""Lines of a foot that tell by themselves, behind which the article does not go on."""


class Judged(NamedTuple):
    """Of every line of a batch: whether the model flags it, whether it is sure, whether its text is a whole page.

    `may_follow`: the line stands behind all prose and is no sentence about the body's matter, so that it goes with
    boilerplate before it. `in_foot`: the line is of an extracted article's foot.
    """

    is_flagged: npt.NDArray[np.bool_]
    is_sure: npt.NDArray[np.bool_]
    is_page: npt.NDArray[np.bool_]
    may_follow: npt.NDArray[np.bool_]
    in_foot: npt.NDArray[np.bool_]


def judge_lines(batch: Analysis) -> Judged:
    """Return what the model flags of a batch: `weigh_lines` without the work for texts in which it flags nothing.

    Whole pages are weighed apart from extracted text, as each has columns that the other has no use for.
    """
    lines = batch.memo(find_lines)
    judged = Judged(*np.zeros((len(Judged._fields), lines.part.size), np.bool_))
    is_open = _open_texts(batch, lines)
    is_page = np.bincount(lines.part[batch.memo(find_pages)], minlength=is_open.size) > 0
    for texts in (np.flatnonzero(is_open & is_page), np.flatnonzero(is_open & ~is_page)):
        if texts.size:
            some = SomeTexts(batch, texts)
            for column, found in zip(judged, weigh_lines(some), strict=True):
                column[some.block_rows] = found
    return judged


def _open_texts(batch: Analysis, lines: Lines) -> npt.NDArray[np.bool_]:
    """Return of each text of a batch whether any line of it may be flagged.

    None may in a text of sentences without a phrase, none of them twice, below a few lines that may be its title: all
    of these the guards let alone.
    """
    is_sentence = lines.is_terminal & (lines.words >= MIN_WORDS) & ~lines.has_phrase
    body, number = batch.memo(find_body), np.arange(lines.part.size)
    is_head = (number < body.first) & (number >= body.first - _TITLE_LINES) & ~lines.has_phrase
    kind = batch.blocks.kind
    is_plain = (is_sentence | is_head) & (kind != BlockKind.TABLE) & (kind != BlockKind.CODE)
    is_plain &= has_body(body)
    is_plain &= ~batch.memo(repeated_lines)
    return np.bincount(lines.part[~is_plain], minlength=batch.part_starts.size) > 0


def weigh_lines(batch: Analysis) -> Judged:
    """Return what the model flags of a batch, whatever its texts look like."""
    lines = batch.memo(find_lines)
    scored = batch.memo(score_lines)
    is_flagged = (scored.score >= 0) & (lines.words > 0)
    kind = batch.blocks.kind
    is_held = (kind == BlockKind.TABLE) | (kind == BlockKind.CODE) | is_of_topic(batch)
    number = np.arange(lines.part.size)
    may_follow = (number > batch.memo(narrow_core).last) & (lines.words > 0) & ~is_held
    is_behind = number > batch.memo(find_body).last
    may_go_on = _may_go_on(lines, is_behind) & ~scored.is_page
    may_follow &= ~may_go_on
    is_outside = batch.memo(middle_core).is_outside
    is_beside = window_mean(lines, lines.has_phrase, _BESIDE) > 0
    is_held &= ~scored.is_page | (kind == BlockKind.TABLE)
    is_held |= _is_title(batch, lines, scored.is_page) | batch.memo(find_body).is_paragraph
    is_held |= may_go_on | ~has_body(batch.memo(find_body))
    is_flagged &= lines.is_told | (~is_held & (is_outside | is_beside))
    unsaid = is_flagged & ~lines.is_told & ~scored.is_page
    is_flagged &= ~(unsaid & _is_list(lines, unsaid))
    in_foot = find_feet(batch) & (lines.words > 0) & (kind != BlockKind.TABLE) & (kind != BlockKind.CODE)
    in_foot &= ~may_go_on
    return Judged(is_flagged, scored.is_sure & is_flagged, scored.is_page, may_follow, in_foot)


def _may_go_on(lines: Lines, is_behind: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return of each line behind a body whether it may be a sentence of the article that goes on behind a link.

    It is not where `_SURE` lines stand before it that tell by themselves, nor where one of these is no such link.
    """
    told, others = (
        np.concatenate(([0], np.cumsum(is_behind & marks)))
        for marks in (lines.is_strong, lines.is_strong & ~lines.kinds[:, KINDS.index("related_links")])
    )
    may_go_on = lines.is_terminal & (lines.words >= PROSE_WORDS) & ~lines.is_strong
    may_go_on &= is_behind & (told[:-1] - told[lines.first] < _SURE) & (others[:-1] == others[lines.first])
    return may_go_on


def _is_title(batch: Analysis, lines: Lines, is_page: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return of each line whether it may be the article's title, or stand between that and the body.

    The first line of an extracted text is its title, whatever stands between it and the body.
    """
    number, (_, down) = np.arange(lines.part.size), batch.memo(find_distances)
    is_before, is_long = number < batch.memo(find_body).first, lines.words >= TOPIC_WORDS
    of_page = is_before & is_long & (batch.memo(place_columns)["topic"] >= OF_TOPIC)
    is_title = (is_before & (down < _TITLE_LINES)) | ((number == lines.first) & is_long)
    return np.where(is_page, of_page, is_title)


def _is_list(lines: Lines, unsaid: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return of each line whether its text has more flagged lines without a phrase than an article may."""
    total = np.concatenate(([0], np.cumsum(unsaid)))
    count = total[lines.last] - total[lines.first]
    is_list: npt.NDArray[np.bool_] = count > np.maximum(_MOST_UNSAID, _MOST_SHARE * (lines.last - lines.first))
    return is_list
