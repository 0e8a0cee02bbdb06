"""What of an article is read as prose: its paragraphs, without boilerplate and without lists in a row."""

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk_rules.boilerplate.context import find_boilerplate

_MAX_MARKS = 0.25
"""Commas and semicolons for each word, at most: prose has one for ten words, a list of names one for two or three."""


def prose_blocks(analysis: Analysis) -> npt.NDArray[np.bool_]:
    """Whether each block is a paragraph of the article's own."""
    prose: npt.NDArray[np.bool_] = analysis.blocks.kind == BlockKind.PARAGRAPH
    for passage in analysis.memo(find_boilerplate):
        prose[passage.first : passage.last + 1] = False
    return prose


def is_list(text: str, start: int, end: int, words: int) -> bool:
    """Whether a passage of so many words is a list written in a row, by its commas and semicolons."""
    marks = text.count(",", start, end) + text.count(";", start, end)
    return marks > _MAX_MARKS * words
