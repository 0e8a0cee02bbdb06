"""What rules know of words, asked once for every word that a process meets, whatever articles it stands in."""

from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Question, SpellingQuestion


def tell(analysis: Analysis, question: Question) -> npt.NDArray[Any]:
    """Return the answer to a question for every token of a text, or of a batch."""
    answers: npt.NDArray[Any] = analysis.met.answers(question).take(analysis.numbers)
    return answers


def tell_at(analysis: Analysis, question: Question, places: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the answer to a question for the tokens at some places."""
    answers: npt.NDArray[Any] = analysis.met.answers(question).take(analysis.numbers[places])
    return answers


def tell_by_spelling(
    analysis: Analysis, question: SpellingQuestion, places: npt.NDArray[np.intp]
) -> npt.NDArray[np.bool_]:
    """Return the answer to a question of spelling for the tokens at some places; words elsewhere are not asked."""
    return analysis.met.told(question, analysis.numbers[places], lambda place: analysis.folded(int(places[place])))
