"""The foot of an extracted article: the lines from which on the rest of the text is the page's.

A line of the foot (the title of another article, a pitch, a field of a form) often looks like one of the body by
itself. The foot is decided as a whole: of all ends of the text, the one over whose lines the evidence of the line
model adds up to most. It must hold a phrase that tells by itself, or be a pile of cards (lines doubled or with a date
only, as lists of other articles have them), and begins with the first of these; an end that goes on about the body's
matter, or holds as many paragraphs as stand before it, is none.

The thresholds were read out of fold by site on 160 labelled extracted articles. They matter little: with half or
double of `_LEAST` or `_CARDS` the recall changes by less than 0.003 and no article more has a false alarm; with 0.75
for `_DOUBT` one or two more have.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk_rules.boilerplate.model import score_lines
from copydesk_rules.boilerplate.shape import Lines, Marks, find_lines, own_columns
from copydesk_rules.boilerplate.surroundings import find_body, has_body, is_of_topic

_DOUBT = 1.0
"""The score of a line that speaks neither for the foot nor against it."""
_MOST = 2.0
"""What a line may add to the evidence, or take from it."""
_LEAST = 3.0
"""The evidence of a foot that begins with a phrase."""
_LEAST_CARDS, _CARDS = 15.0, 6
"""The evidence of a foot of cards alone, and their number."""
_MOST_SHARE = 0.6
"""The share of a text's lines that may be its foot."""
_OFF_TOPIC = 2 / 3
"""The share of the foot's lines that are no sentences about the body's matter."""
PROSE_WORDS, _PROSE_SHARE = 12, 0.1
"""Words of a sentence that is prose; the share of such lines that a long foot may hold."""
_DATE_WORDS = 5


def find_feet(batch: Analysis) -> Marks:
    """Return of each line of a batch whether it lies in the foot of an extracted article."""
    lines, scored = batch.memo(find_lines), batch.memo(score_lines)
    nothing = np.zeros(lines.part.size, np.bool_)
    if not lines.part.size:
        return nothing
    evidence = np.where(scored.is_page, -_MOST, np.clip(scored.odds - _DOUBT, -_MOST, _MOST))
    least = np.maximum(1, (lines.last - lines.first) * (1 - _MOST_SHARE))
    may_begin = (np.arange(nothing.size) - lines.first >= least) & has_body(batch.memo(find_body))
    is_end, most = _best_ends(lines, evidence, may_begin)
    columns = batch.memo(own_columns)
    cards = is_end & ((columns["doubled"] > 0) | ((columns["date only"] > 0) & (lines.words <= _DATE_WORDS)))
    is_told = is_end & lines.is_strong
    has_told = _part_maximum(lines, is_told.astype(np.float64)) > 0
    is_pile = (_to_end(lines, cards)[lines.first] >= _CARDS) & (most >= _LEAST_CARDS)
    foot = _reached(lines, np.where(has_told, is_told, cards & is_pile))
    return foot & _has_evidence(lines, foot, evidence) & _leaves_body(batch, foot)


def _best_ends(
    lines: Lines, evidence: npt.NDArray[np.float64], may_begin: Marks
) -> tuple[Marks, npt.NDArray[np.float64]]:
    """Return of each line whether it is of its text's end that has most evidence, and how much that is."""
    to_end = _to_end(lines, evidence)
    most = _part_maximum(lines, np.where(may_begin, to_end, -np.inf))
    return _reached(lines, may_begin & (to_end >= most)), most


def _has_evidence(lines: Lines, foot: Marks, evidence: npt.NDArray[np.float64]) -> Marks:
    """Return of each line whether its text's foot, cut to where it begins, has evidence enough."""
    return np.asarray(_to_end(lines, np.where(foot, evidence, 0.0))[lines.first] >= _LEAST)


def _leaves_body(batch: Analysis, foot: Marks) -> Marks:
    """Return of each line whether its text's foot lets the body alone.

    Most paragraphs must stand before it, it tells of something else, and it has no more sentences that say nothing of
    the page than lines that do: an article goes on behind a link to another one.
    """
    lines, is_paragraph = batch.memo(find_lines), batch.memo(find_body).is_paragraph
    is_prose = lines.is_terminal & (lines.words >= PROSE_WORDS) & ~lines.has_phrase
    marks = (
        foot,
        foot & is_of_topic(batch),
        foot & is_prose,
        foot & lines.is_strong,
        foot & is_paragraph,
        is_paragraph,
    )
    count, on_topic, prose, told, inside, paragraphs = (_to_end(lines, mark)[lines.first] for mark in marks)
    is_page = (on_topic <= (1 - _OFF_TOPIC) * count) & (prose <= np.maximum(told, _PROSE_SHARE * count))
    return np.asarray(is_page & (2 * inside < paragraphs))


def _to_end(lines: Lines, values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return the sum of the values from each line to the end of its text."""
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    to_end: npt.NDArray[np.float64] = total[lines.last] - total[:-1]
    return to_end


def _part_maximum(lines: Lines, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the greatest value of each line's text."""
    starts = np.flatnonzero(np.diff(lines.part, prepend=-1))
    return np.repeat(np.maximum.reduceat(values, starts), np.diff(np.append(starts, values.size)))


def _reached(lines: Lines, marks: Marks) -> Marks:
    """Return whether a line is marked or stands behind a marked one of its text."""
    total = np.concatenate(([0], np.cumsum(marks)))
    reached: Marks = total[1:] > total[lines.first]
    return reached
