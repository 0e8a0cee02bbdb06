"""What rules know of words, asked once for every word that a process meets, whatever articles it stands in."""

from typing import Any

import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Question


def tell(analysis: Analysis, question: Question) -> npt.NDArray[Any]:
    """Return the answer to a question for every token of a text, or of a batch."""
    answers: npt.NDArray[Any] = analysis.met.answers(question).take(analysis.numbers)
    return answers


def tell_at(analysis: Analysis, question: Question, places: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the answer to a question for the tokens at some places."""
    answers: npt.NDArray[Any] = analysis.met.answers(question).take(analysis.numbers[places])
    return answers
