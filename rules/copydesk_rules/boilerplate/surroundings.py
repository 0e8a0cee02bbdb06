"""Where a line stands: against the body and its neighbours. One column a feature, for all lines of a batch at once."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Hashes, group, salted
from copydesk_rules.boilerplate.phrases import KINDS
from copydesk_rules.boilerplate.shape import (
    LONG,
    SHORT,
    WORD_SORTS,
    Columns,
    Lines,
    extent,
    find_lines,
    own_columns,
    sort_words,
)

_NOBODY, _SEVERAL = -2, -1
"""Stand for the one paragraph that holds a word where there is none, or more."""
_FAR = 60
"""Lines from the next paragraph that are as good as endless."""

OF_TOPIC, TOPIC_WORDS = 0.5, 4
"""A line of so many words that has at least this share of its content words in common with the body is of the article:
above the body the title, elsewhere a sentence."""


class Body(NamedTuple):
    """The body of each line's text: the numbers of its first and last paragraph; `is_paragraph` marks all of them.

    Without any paragraph, the body is the whole text.
    """

    is_paragraph: npt.NDArray[np.bool_]
    first: npt.NDArray[np.intp]
    last: npt.NDArray[np.intp]


def find_body(batch: Analysis) -> Body:
    """Return the body of each line's text."""
    lines = batch.memo(find_lines)
    is_paragraph = (lines.length >= LONG) & lines.is_terminal & ~lines.has_phrase
    return Body(is_paragraph, *extent(lines, is_paragraph))


def has_body(body: Body) -> npt.NDArray[np.bool_]:
    """Return of each line whether its text has a paragraph."""
    found: npt.NDArray[np.bool_] = body.is_paragraph[body.first]
    return found


def place_columns(batch: Analysis) -> Columns:
    """Return where each line of a batch stands, as is weighed of any text: few columns, as few pages are labelled."""
    lines = batch.memo(find_lines)
    number = np.arange(lines.part.size)
    position = number - lines.first
    from_end = lines.last - lines.first - 1 - position
    is_short = _are_short(lines)
    up, down = batch.memo(find_distances)
    columns: dict[str, npt.NDArray[Any]] = {
        "sandwiched": (up == 1) & (down == 1),
        "run": np.log1p(_run_lengths(lines, is_short)) / 4,
    }
    for most in (1, 3, 12):
        columns[f"first {most}"] = position < most
        columns[f"last {most}"] = from_end < most
    for reach in (2, 5):
        columns[f"phrases within {reach}"] = window_mean(lines, lines.has_phrase, reach)
        columns[f"short within {reach}"] = window_mean(lines, is_short, reach)
    columns |= _topic(batch)
    return {name: column.astype(np.float32) for name, column in columns.items()}


def round_columns(batch: Analysis) -> Columns:
    """Return what stands round each line of a batch, as is weighed for extracted text only."""
    lines, body = batch.memo(find_lines), batch.memo(find_body)
    number = np.arange(lines.part.size)
    position, count = number - lines.first, lines.last - lines.first
    has_phrase, before, after = lines.has_phrase, number < body.first, number > body.last
    up, down = batch.memo(find_distances)
    columns: dict[str, npt.NDArray[Any]] = {
        "position": position / np.maximum(count - 1, 1),
        "before text": _before(lines),
        "before": before,
        "after": after,
        "before short": before & (lines.length < SHORT),
        "after short": after & (lines.length < SHORT),
        "after long": after & (lines.length >= 100),
        "after phrase": after & has_phrase,
        "inside phrase": ~before & ~after & has_phrase,
        "up": np.log1p(up) / 4,
        "down": np.log1p(down) / 4,
        "far": np.log1p(np.minimum(up, down)) / 4,
        "phrase behind body": after & _seen(lines, has_phrase & after),
        "lines": np.log1p(count) / 6,
        "no body": ~has_body(body),
        "first 6": position < 6,
        "last 6": count - 1 - position < 6,
        "strong within 5": window_mean(lines, lines.is_strong, 5),
        "strong before": _seen(lines, lines.is_strong & after),
    }
    own = batch.memo(own_columns)
    for name in ("doubled", "date only", "repeated"):
        columns[f"{name} within 5"] = window_mean(lines, own[name], 5)
    return {name: column.astype(np.float32) for name, column in columns.items()} | _neighbours(lines)


def _are_short(lines: Lines) -> npt.NDArray[np.bool_]:
    return (lines.length < SHORT) & ~lines.is_terminal


def is_of_topic(batch: Analysis) -> npt.NDArray[np.bool_]:
    """Return of each line whether it is a sentence about what the body is about."""
    lines, topic = batch.memo(find_lines), batch.memo(place_columns)["topic"]
    of_topic: npt.NDArray[np.bool_] = lines.is_terminal & (lines.words >= TOPIC_WORDS) & (topic >= OF_TOPIC)
    return of_topic


def window_mean(lines: Lines, values: npt.NDArray[Any], reach: int) -> npt.NDArray[np.float64]:
    """Return the mean of the values of the lines within some lines of each, itself left out."""
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    number = np.arange(lines.part.size)
    low, high = np.maximum(number - reach, lines.first), np.minimum(number + reach + 1, lines.last)
    mean: npt.NDArray[np.float64] = (total[high] - total[low] - values) / np.maximum(high - low - 1, 1)
    return mean


def _before(lines: Lines) -> npt.NDArray[np.float64]:
    """Return the share of the text that stands before each line."""
    total = np.concatenate(([0.0], np.cumsum(lines.length, dtype=np.float64)))
    share: npt.NDArray[np.float64] = (total[:-1] - total[lines.first]) / np.maximum(
        total[lines.last] - total[lines.first], 1
    )
    return share


def find_distances(batch: Analysis) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return how many lines above and below each the next paragraph stands, `_FAR` at most."""
    lines, body = batch.memo(find_lines), batch.memo(find_body)
    number = np.arange(lines.part.size)
    place = np.concatenate(([-_FAR], np.flatnonzero(body.is_paragraph), [number.size + _FAR]))
    index = np.searchsorted(place, number, "right") - 1
    above, below = place[index], place[np.searchsorted(place, number)]
    up = np.where(above >= lines.first, number - above, _FAR)
    down = np.where(below < lines.last, below - number, _FAR)
    return np.minimum(up, _FAR), np.minimum(down, _FAR)


def _seen(lines: Lines, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether a line before this one of the same text is marked."""
    total = np.concatenate(([0], np.cumsum(mask)))
    return total[:-1] > total[lines.first]


def _run_lengths(lines: Lines, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return for each marked line the length of the run of marked lines that it is in, 0 for others."""
    new = np.ones(mask.size, np.bool_)
    new[1:] = (mask[1:] != mask[:-1]) | (lines.part[1:] != lines.part[:-1])
    run = np.cumsum(new) - 1
    return np.where(mask, np.bincount(run, minlength=1)[run], 0)


def _neighbours(lines: Lines) -> Columns:
    """What the lines right before and behind each are."""
    columns: Columns = {}
    number = np.arange(lines.part.size)
    for name, step in (("previous", -1), ("next", 1)):
        place = np.clip(number + step, 0, max(number.size - 1, 0))
        exists = (number + step >= lines.first) & (number + step < lines.last)
        parts: dict[str, npt.NDArray[np.bool_]] = {
            "phrase": lines.has_phrase[place],
            "ends": lines.is_terminal[place],
            "long": lines.length[place] >= LONG,
            "short": lines.length[place] < 40,
        } | {kind: lines.kinds[place, bit] for bit, kind in enumerate(KINDS)}
        for what, column in parts.items():
            columns[f"{name} {what}"] = (column & exists).astype(np.float32)
        columns[f"no {name}"] = (~exists).astype(np.float32)
    return columns


def _topic(batch: Analysis) -> dict[str, npt.NDArray[Any]]:
    """What share of a line's content words other paragraphs of the body hold too."""
    lines, is_paragraph, tokens = batch.memo(find_lines), batch.memo(find_body).is_paragraph, batch.tokens
    content = np.flatnonzero((tokens.end - tokens.start > 2) & ((batch.memo(sort_words) & WORD_SORTS["function"]) == 0))
    block = tokens.block[content].astype(np.intp)
    counted = np.bincount(block, minlength=lines.part.size)
    shared = _held_by_others(salted(tokens.hash[content], lines.part[block]), block, is_paragraph[block])
    overlap = np.bincount(block[np.flatnonzero(shared)], minlength=lines.part.size) / np.maximum(counted, 1)
    return {
        "topic": overlap,
        "topic short": overlap * (lines.words <= 12),
        "off topic": (counted >= 3) & (overlap == 0),
    }


def _held_by_others(
    hashes: Hashes, block: npt.NDArray[np.intp], in_body: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return whether each word is one that a paragraph of the body holds, other than the block that it stands in.

    Blocks are ascending.
    """
    equal = group(hashes)
    blocks, inside = block[equal.order], in_body[equal.order]
    holders = blocks[np.flatnonzero(inside)]
    before = np.concatenate(([0], np.cumsum(inside)))
    low, high = before[equal.start], before[equal.start + equal.size]
    held_at_all = np.flatnonzero(high > low)
    first, last = holders[low[held_at_all]], holders[high[held_at_all] - 1]
    sole_holder = np.full(equal.size.size, _NOBODY)
    sole_holder[held_at_all] = np.where(first == last, first, _SEVERAL)
    holder = np.repeat(sole_holder, equal.size)
    held = np.zeros(hashes.size, np.bool_)
    held[equal.order] = (holder != _NOBODY) & (holder != blocks)
    return held
