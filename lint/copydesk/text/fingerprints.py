"""Fingerprints: winnowed hashes of word shingles, by which a passage is found again in this text or any other.

Winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003) keeps of every `WINDOW` neighbouring shingles the one with the
smallest hash, so that two texts which share `SHINGLE` + `WINDOW` - 1 = 8 words in a row share a fingerprint.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text.hashing import Hashes, Indexes, ranges, shingles

SHINGLE = 5
WINDOW = 4
"""With shingles of 5 words and a window of 4, .923 of planted copies share a fingerprint (research:
duplication-and-scale.md, section 3b)."""


class Fingerprints(NamedTuple):
    """Fingerprints as columns: the hash of five words in a row, and the first of them as a token index."""

    hash: Hashes
    token: Indexes


def find_fingerprints(hashes: Hashes, first: Indexes, last: Indexes) -> Fingerprints:
    """Return the fingerprints of stretches of a column of word hashes, in order.

    `first` and `last` bound the stretches, half open, in order and apart from each other: no shingle reaches across
    two. A stretch of fewer words than a shingle has no fingerprint.
    """
    values = shingles(hashes, SHINGLE)
    whole = last - first >= SHINGLE
    first, stop = first[whole], last[whole] - np.int32(SHINGLE - 1)
    gaps = ranges(np.append(0, stop), np.append(first, values.size))
    values[gaps] = 0  # the least of every window that it lies in: such windows keep nothing else
    kept = _are_least(values)
    kept[gaps] = False
    short = stop - first < WINDOW
    kept[_least_of_few(values, first[short], stop[short])] = True
    token = np.flatnonzero(kept)
    return Fingerprints(values[token], token.astype(np.int32))


def _are_least(values: Hashes) -> npt.NDArray[np.bool_]:
    """Mark the values that are the least of some window.

    Such a value is as large as the largest among the least values of the windows that it lies in. A window of four is
    made of two pairs.
    """
    pairs = np.minimum(values[:-1], values[1:])
    least = np.zeros(values.size + WINDOW - 1, np.uint64)
    np.minimum(pairs[:-2], pairs[2:], out=least[WINDOW - 1 : values.size])
    pairs = np.maximum(least[:-1], least[1:])
    return np.asarray(np.maximum(pairs[:-2], pairs[2:]) == values)


def _least_of_few(values: Hashes, first: Indexes, stop: Indexes) -> npt.NDArray[np.intp]:
    """Return the places of the least values of stretches that are shorter than a window."""
    places = first[:, None] + np.arange(WINDOW - 1)
    inside = places < stop[:, None]
    few = np.where(inside, values[np.where(inside, places, 0)], np.iinfo(np.uint64).max)
    return np.asarray(places[inside & (few == few.min(1, keepdims=True))])
