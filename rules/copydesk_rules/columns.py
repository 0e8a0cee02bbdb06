"""Operations on columns that rules of several families need."""

from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.text import Hashes, shingles


def ranges(first: npt.NDArray[Any], last: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Return the numbers of the half-open ranges [first, last), one range behind the other."""
    length = (last - first).astype(np.intp)
    shift = first - (np.cumsum(length) - length)
    return np.asarray(np.arange(int(length.sum())) + np.repeat(shift, length), np.intp)


def shingles_at(hashes: Hashes, places: npt.NDArray[Any], size: int) -> Hashes:
    """Return the shingles of `size` words that begin at some places of a column, without making those of all others."""
    return shingles(hashes[places[:, np.newaxis] + np.arange(size)].ravel(), size)[::size]
