"""Operations on columns that rules of several families need."""

from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.text import Hashes, shingles


def shingles_at(hashes: Hashes, places: npt.NDArray[Any], size: int) -> Hashes:
    """Return the shingles of `size` words that begin at some places of a column, without making those of all others."""
    return shingles(hashes[places[:, np.newaxis] + np.arange(size)].ravel(), size)[::size]
