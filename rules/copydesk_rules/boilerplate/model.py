"""The line model: how likely each line is to be boilerplate, by two linear passes over columns.

The first pass weighs what a line looks like and where it stands; the second weighs the first one's scores of the line
and its neighbours. There are two sets of weights: for whole pages, and for text that an extractor has cleaned already;
the text itself tells which it is. The weights are made by `scripts/build_line_model.py` from labelled lines.
"""

from collections.abc import Mapping
from functools import cache

import msgspec
import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk_rules.boilerplate.core import core_columns
from copydesk_rules.boilerplate.shape import Column, Columns, Lines, asked_once, find_lines, later_copies, own_columns
from copydesk_rules.boilerplate.surroundings import place_columns, round_columns, window_mean
from copydesk_rules.data_files import read_data

Scores = npt.NDArray[np.float64]

WHOLE_PAGE = 6
"""Lines that are nothing but a phrase, from which on a text may be a whole page: 62 of the 70 labelled pages have so
many and `SHORT_SHARE`, 4 of the 160 extracted articles."""
SHORT_SHARE = 0.3
"""The share of short lines without an end mark that a whole page has at least."""
_MOST = 6.0
"""First scores are cut to this size, so that one sure line doesn't decide for its neighbours."""


class Weights(msgspec.Struct, frozen=True):
    """A profile: weights by name of column, and the score from which on a line is shown, and flagged outright."""

    bias: float
    first: dict[str, float]
    second_bias: float
    second: dict[str, float]
    loose: float
    strict: float


class Scored(msgspec.Struct, frozen=True):
    """The lines of a batch, scored: 0 and more is shown, `strict` and more is sure; whether each is of a whole page.

    `odds`: the score before the threshold is taken off, about the logarithm of the odds were both labels as frequent.
    """

    score: Scores
    odds: Scores
    is_sure: npt.NDArray[np.bool_]
    is_page: npt.NDArray[np.bool_]


@cache
def load_weights() -> dict[str, Weights]:
    """Read the profiles, `page` and `extract`."""
    return msgspec.json.decode(read_data(__package__, "line_model.json"), type=dict[str, Weights])


def first_columns(batch: Analysis, profile: str) -> Columns:
    """Return the columns that the first pass may weigh for a profile."""
    others = core_columns if profile == "page" else round_columns
    return batch.memo(own_columns) | batch.memo(place_columns) | batch.memo(others)


def second_columns(lines: Lines, score: Scores) -> dict[str, Scores]:
    """Return the columns of the second pass: scores of the first one, of the line and round it."""
    cut = np.clip(score, -_MOST, _MOST)
    columns = {"score": cut}
    number = np.arange(cut.size)
    for step in (-2, -1, 1, 2):
        exists = (number + step >= lines.first) & (number + step < lines.last)
        columns[f"score {step:+d}"] = np.where(exists, cut[np.clip(number + step, 0, max(cut.size - 1, 0))], 0.0)
    for reach in (5, 10):
        columns[f"score within {reach}"] = window_mean(lines, cut, reach)
    return columns


def weigh(columns: Mapping[str, Column | Scores], weights: Mapping[str, float], bias: float) -> Scores:
    """Add up columns by their weights."""
    total = np.full(len(next(iter(columns.values()))), bias)
    weighed = np.empty_like(total)
    for name, weight in weights.items():
        np.multiply(columns[name], weight, out=weighed)
        total += weighed
    return total


@asked_once
def find_pages(batch: Analysis) -> npt.NDArray[np.bool_]:
    """Return of each line whether its text is a whole page.

    A line that comes again counts once: a test of products has "Check price" behind each.
    """
    lines = batch.memo(find_lines)
    is_short = (lines.words <= 6) & ~lines.is_terminal
    counts = []
    for mask in (lines.is_whole & ~batch.memo(later_copies), is_short):
        total = np.concatenate(([0], np.cumsum(mask)))
        counts.append(total[lines.last] - total[lines.first])
    return (counts[0] >= WHOLE_PAGE) & (counts[1] >= SHORT_SHARE * (lines.last - lines.first))


def score_lines(batch: Analysis) -> Scored:
    """Score every line of a batch."""
    lines = batch.memo(find_lines)
    is_page = batch.memo(find_pages)
    odds, loose = np.full(is_page.size, -np.inf), np.zeros(is_page.size)
    is_sure = np.zeros(is_page.size, np.bool_)
    if not is_page.size:
        return Scored(odds, odds, is_sure, is_page)
    for name, weights in load_weights().items():
        mine = is_page if name == "page" else ~is_page
        if mine.any():
            first = weigh(first_columns(batch, name), weights.first, weights.bias)
            second = weigh(second_columns(lines, first), weights.second, weights.second_bias)
            odds[mine], loose[mine] = second[mine], weights.loose
            is_sure[mine] = second[mine] >= weights.strict
    return Scored(odds - loose, odds, is_sure, is_page)
