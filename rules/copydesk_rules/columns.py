"""Operations on columns that rules of several families need."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.text import Hashes, shingles


def shingles_at(hashes: Hashes, places: npt.NDArray[Any], size: int) -> Hashes:
    """Return the shingles of `size` words that begin at some places of a column, without making those of all others."""
    return shingles(hashes[places[:, np.newaxis] + np.arange(size)].ravel(), size)[::size]


@cache
def table_of(chars: str) -> npt.NDArray[np.bool_]:
    """Return a table of code points that is true at some characters, to be asked by `take(codes, mode="clip")`.

    Its last place, which is false, stands for all code points beyond.
    """
    table = np.zeros(max(map(ord, chars)) + 2, np.bool_)
    table[[ord(char) for char in chars]] = True
    return table
