"""The core of a text's body, and how each line stands to it: the features that tell a whole page's frame.

The core is the run of lines whose worth adds up to most: a paragraph is worth its length, a short line costs a little,
a line that is nothing but a phrase costs more. What a short line costs decides how far the core reaches over lists, so
that three cores are found, from wide to narrow.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk_rules.boilerplate.shape import Columns, Lines, extent, find_lines, repeated_lines

_COSTS = (0.1, 0.2, 0.4)
"""What a short line costs: of the labelled whole pages the core then leaves out 80, 86 and 93 % of the boilerplate and
9, 10 and 17 % of the content, which stands in few pages and is told by its phrases."""
_PHRASE_COST = 1.0
_WORTH_WORDS = 20
"""Words of a paragraph that is worth 1."""
_MOST_WORTH = 5.0
MIN_WORDS = 8
"""Words of the shortest sentence that is worth something."""
_NEAR = 1e-3
"""Less than any two runs of lines differ by, more than rounding does."""


class Core(NamedTuple):
    """Of each line: its text's core [first, last]; whether it lies outside; what its way to the core costs."""

    first: npt.NDArray[np.intp]
    last: npt.NDArray[np.intp]
    is_outside: npt.NDArray[np.bool_]
    gap: npt.NDArray[np.float64]


def wide_core(batch: Analysis) -> Core:
    """Return how each line stands to its text's core that reaches over most lists."""
    return _find_core(batch.memo(find_lines), _COSTS[0])


def middle_core(batch: Analysis) -> Core:
    """Return how each line stands to its text's core that reaches over short lists."""
    return _find_core(batch.memo(find_lines), _COSTS[1])


def narrow_core(batch: Analysis) -> Core:
    """Return how each line stands to its text's core that reaches over least."""
    return _find_core(batch.memo(find_lines), _COSTS[2])


_CORES = {"wide": wide_core, "middle": middle_core, "narrow": narrow_core}


def core_columns(batch: Analysis) -> Columns:
    """Return how each line of a batch stands to its text's cores, which is weighed for whole pages only."""
    lines = batch.memo(find_lines)
    columns: dict[str, npt.NDArray[Any]] = {}
    marks = {"whole": lines.is_whole, "phrase": lines.has_phrase, "repeated": batch.memo(repeated_lines)}
    totals = {name: np.concatenate(([0], np.cumsum(mask))) for name, mask in marks.items()}
    is_short = lines.words <= 6
    for name, find_core in _CORES.items():
        core = batch.memo(find_core)
        columns[f"out of {name}"] = core.is_outside
        columns[f"gap to {name}"] = np.log1p(np.minimum(core.gap, 30))
        number = np.arange(lines.part.size)
        before, after = number < core.first, number > core.last
        columns |= {
            f"before {name}": before,
            f"behind {name}": after,
            f"short before {name}": before & is_short,
            f"short behind {name}": after & is_short,
        }
        ways = _ways(lines, core)
        for mark, total in totals.items():
            columns |= {f"{mark} {what} {name}": column for what, column in ways.shares(total).items()}
    count = lines.last - lines.first
    whole, phrases = (totals[name][lines.last] - totals[name][lines.first] for name in ("whole", "phrase"))
    columns |= {
        "whole share": whole / count,
        "phrase share": phrases / count,
        "many whole": whole > 8,
        "whole in core": marks["whole"] & ~columns["out of middle"],
        "phrase in core": marks["phrase"] & ~columns["out of middle"],
    }
    return {name: column.astype(np.float32) for name, column in columns.items()}


def _find_core(lines: Lines, cost: float) -> Core:
    if not lines.part.size:
        nothing = np.zeros(0, np.intp)
        return Core(nothing, nothing, np.zeros(0, np.bool_), np.zeros(0))
    is_prose = lines.is_terminal & (lines.words >= MIN_WORDS)
    has_phrase = lines.has_phrase
    worth = np.where(is_prose, np.minimum(lines.words / _WORTH_WORDS, _MOST_WORTH), -cost)
    worth[has_phrase & (lines.words < 40)] = -cost
    worth[lines.is_whole] = -_PHRASE_COST
    total = np.concatenate(([0.0], np.cumsum(worth)))
    apart = lines.part * float(lines.length.sum() + 1)  # more than all is worth: keeps minima within a text
    before, behind = total[:-1], total[1:]
    left = before - (np.minimum.accumulate(before - apart) + apart)
    right = np.maximum.accumulate((behind - apart)[::-1])[::-1] + apart - behind
    best = worth + left + right  # of the runs that hold the line
    starts = np.flatnonzero(np.diff(lines.part, prepend=-1))
    most = np.repeat(np.maximum.reduceat(best, starts), np.diff(np.append(starts, best.size)))
    is_inside = (best >= most - _NEAR) & (most > 0)
    return Core(*extent(lines, is_inside), ~is_inside, most - best)


class _Range(NamedTuple):
    """Of each line the lines [low, high)."""

    low: npt.NDArray[np.intp]
    high: npt.NDArray[np.intp]

    def marked(self, total: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return how many of them are marked; `total[i]` counts those before line i of the batch."""
        return np.asarray(total[self.high] - total[self.low])


class _Ways(NamedTuple):
    """Of each line outside the core the lines on its way there, all on that side, those beyond it; of others none."""

    towards: _Range
    outside: _Range
    beyond: _Range

    def shares(self, total: npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
        """Count marked lines on the way to the core and beyond, and their share of all outside."""
        length = self.outside.high - self.outside.low
        return {
            "towards": np.log1p(self.towards.marked(total)),
            "share outside": self.outside.marked(total) / np.maximum(length, 3),
            "beyond": np.log1p(self.beyond.marked(total)),
        }


def _ways(lines: Lines, core: Core) -> _Ways:
    number = np.arange(lines.part.size)
    before, after = number < core.first, number > core.last
    low = np.where(after, core.last + 1, number)
    high = np.where(before, core.first, np.where(after, number + 1, number))
    first, last = np.where(before, lines.first, low), np.where(after, lines.last, high)
    beyond = _Range(np.where(before, lines.first, number), np.where(before, number + 1, np.where(after, last, number)))
    return _Ways(_Range(low, high), _Range(first, last), beyond)
