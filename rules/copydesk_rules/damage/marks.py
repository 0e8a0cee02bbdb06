"""The marks that scrape damage is known by, found once in a batch for all rules."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind

_MARKS = "{[<&=@%;-(\n\r"
_is_mark = np.zeros(129, np.bool_)
_is_mark[[ord(mark) for mark in _MARKS]] = True


class Marks(NamedTuple):
    """Offset and code point of every mark, and the code point before and behind it, 0 where there is none."""

    place: npt.NDArray[np.intp]
    code: npt.NDArray[Any]
    before: npt.NDArray[Any]
    behind: npt.NDArray[Any]

    def of(self, marks: str) -> "Marks":
        """Return those that are among some characters."""
        return self.where(among(self.code, marks))

    def where(self, kept: npt.NDArray[np.bool_]) -> "Marks":
        """Return those that are kept."""
        return Marks(self.place[kept], self.code[kept], self.before[kept], self.behind[kept])


def among(codes: npt.NDArray[Any], chars: str) -> npt.NDArray[np.bool_]:
    """Whether each code point is one of a few characters."""
    found = np.zeros(codes.size, np.bool_)
    for char in chars:
        found |= codes == ord(char)
    return found


def find_marks(batch: Analysis) -> Marks:
    """Return the marks of a text; for `Analysis.memo`."""
    codes, marks = batch.codes, batch.marks
    place = marks[_is_mark.take(codes[marks], mode="clip")].astype(np.intp)
    before, behind = codes[np.maximum(place - 1, 0)], codes[np.minimum(place + 1, codes.size - 1)]
    before[place == 0] = behind[place == codes.size - 1] = 0
    return Marks(place, codes[place], before, behind)


def in_code(analysis: Analysis, place: int) -> bool:
    """Whether an offset lies in a block of code."""
    blocks = analysis.blocks
    block = int(np.searchsorted(blocks.start, blocks.start.dtype.type(place), "right")) - 1
    return block >= 0 and bool(blocks.kind[block] == BlockKind.CODE) and place < int(blocks.end[block])
