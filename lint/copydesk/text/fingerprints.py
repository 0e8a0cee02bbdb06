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
    token = whole[np.flatnonzero(_winnow(values[whole], segment[whole]))]
    return Fingerprints(values[token], token.astype(np.int32))


def _winnow(values: Hashes, segment: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Mark the values that are the smallest of some window of their segment, or of a segment shorter than a window."""
    kept = np.zeros(values.size, np.bool_)
    if not values.size:
        return kept
    windows = values.size - WINDOW + 1
    if windows > 0:
        least = values[:windows].copy()
        for place in range(1, WINDOW):
            np.minimum(least, values[place : place + windows], out=least)
        inside = segment[:windows] == segment[WINDOW - 1 :]
        for place in range(WINDOW):
            kept[place : place + windows] |= inside & (values[place : place + windows] == least)
    starts = np.flatnonzero(np.concatenate(([True], segment[1:] != segment[:-1])))
    lengths = np.diff(np.append(starts, values.size))
    smallest = np.repeat(np.minimum.reduceat(values, starts), lengths)
    kept |= (np.repeat(lengths, lengths) < WINDOW) & (values == smallest)
    return kept
