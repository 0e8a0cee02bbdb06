"""Fingerprints: winnowed hashes of word shingles, by which a passage is found again in this text or any other.

Winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003) keeps of every `WINDOW` neighbouring shingles the one with the
smallest hash, so that two texts which share `SHINGLE` + `WINDOW` - 1 = 8 words in a row share a fingerprint.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text.hashing import Hashes, Indexes, shingles

SHINGLE = 5
WINDOW = 4
"""With shingles of 5 words and a window of 4, .923 of planted copies share a fingerprint (research:
duplication-and-scale.md, section 3b)."""


class Fingerprints(NamedTuple):
    """Fingerprints as columns: the hash of five words in a row, and the first of them as a token index."""

    hash: Hashes
    token: Indexes


def find_fingerprints(hashes: Hashes, segment: npt.NDArray[np.int32]) -> Fingerprints:
    """Return the fingerprints of a column of word hashes, in order.

    `segment` says for each word which stretch it belongs to, -1 for none: no shingle reaches across two stretches. A
    stretch of fewer words than a shingle has no fingerprint.
    """
    values = shingles(hashes, SHINGLE)
    whole = np.flatnonzero((segment[: values.size] >= 0) & (segment[: values.size] == segment[SHINGLE - 1 :]))
    kept = _winnow(values[whole])
    return Fingerprints(values[whole][kept], whole[kept].astype(np.int32))


def _winnow(values: Hashes) -> npt.NDArray[np.bool_]:
    """Mark the values that are the smallest of some window; all of them where there is less than one window."""
    windows = values.size - WINDOW + 1
    kept = np.zeros(values.size, np.bool_)
    if windows < 1:
        kept |= values == values.min(initial=np.iinfo(np.uint64).max)
        return kept
    least = values[:windows].copy()
    for place in range(1, WINDOW):
        np.minimum(least, values[place : place + windows], out=least)
    for place in range(WINDOW):
        kept[place : place + windows] |= values[place : place + windows] == least
    return kept
