"""Equal hashes brought together where most come once, as those of words and shingles do."""

import numpy as np

from copydesk.text.hashing import Groups, Hashes, run_starts, sort_packed


def group_repeated(hashes: Hashes) -> Groups:
    """Bring together the equal hashes of a column, leaving out those that come once.

    Only those that have their high bits in common with another, which are few more than come again, are looked at
    whole.
    """
    packed, low = sort_packed(hashes)
    high = packed & ~low
    same = high[1:] == high[:-1]
    shared = np.zeros(hashes.size, np.bool_)
    shared[1:] = same
    shared[:-1] |= same
    place = (packed[np.flatnonzero(shared)] & low).astype(np.intp)
    value = hashes[place]
    if (value[1:] < value[:-1]).any():  # two values differ in their low bits only
        order = np.argsort(value, kind="stable")
        place, value = place[order], value[order]
    start = run_starts(value)
    size = np.diff(np.append(start, value.size))
    again = np.flatnonzero(size > 1)
    return Groups(place, start[again], size[again], value[start[again]])
