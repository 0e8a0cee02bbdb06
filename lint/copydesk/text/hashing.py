"""64-bit hashes of words and of runs of words, for whole columns at once.

A word's hash is a polynomial over its folded characters: each code point is scattered to 64 bits by a finaliser of
the SplitMix64 kind, multiplied by an odd weight of its place in the word, and the sum is finished the same way. The
same word has the same hash in every text, process and version of Python, so hashes may be stored.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk.text.characters import fold

Hashes = npt.NDArray[np.uint64]
Indexes = npt.NDArray[np.int32]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_TABLE = 0xFFFF
_MANY = 1000
"""A table pays from about so many look-ups on."""
_PLACES = 1024
"""Weights in the table; a longer run uses them again."""


def _finish(hashes: Hashes) -> Hashes:
    """Scatter each value over all 64 bits (SplitMix64's finaliser)."""
    hashes = hashes ^ (hashes >> np.uint64(30))
    hashes *= _MIX_1
    hashes ^= hashes >> np.uint64(27)
    hashes *= _MIX_2
    hashes ^= hashes >> np.uint64(31)
    return hashes


_weights = _finish(np.arange(1, _PLACES + 1, dtype=np.uint64) * _GOLDEN) | np.uint64(1)
_known_chars = _finish(np.arange(1, 0x3000 + 1, dtype=np.uint64) * _GOLDEN)


def _scatter(codes: npt.NDArray[np.uint32]) -> Hashes:
    if not codes.size or codes.max() < _known_chars.size:
        return _known_chars[codes]
    return _finish((codes.astype(np.uint64) + np.uint64(1)) * _GOLDEN)


def _hash_runs(values: Hashes, lengths: npt.NDArray[np.int64]) -> Hashes:
    """Hash consecutive runs of `values`, each with the given length (none is 0)."""
    if not lengths.size:
        return np.empty(0, np.uint64)
    firsts = np.cumsum(lengths) - lengths
    places = np.arange(values.size)
    places -= np.repeat(firsts, lengths)
    if lengths.max() > _PLACES:
        places &= _PLACES - 1
    weighed = _weights.take(places)
    weighed *= values
    return _finish(np.add.reduceat(weighed, firsts) + lengths.astype(np.uint64) * _GOLDEN)


def hash_folded(codes: npt.NDArray[np.uint32], lengths: npt.NDArray[np.int64]) -> Hashes:
    """Hash words whose folded code points stand one behind the other in `codes`."""
    return _hash_runs(_scatter(codes), lengths)


def hash_words(words: Iterable[str]) -> Hashes:
    """Hash words in the order given, as the token column does; for look-ups by `contains`."""
    folded = [fold(word) for word in words]
    lengths = np.fromiter(map(len, folded), np.int64, len(folded))
    codes = np.frombuffer("".join(folded).encode("utf-32-le", "surrogatepass"), np.uint32)
    hashes = np.zeros(len(folded), np.uint64)
    hashes[lengths > 0] = hash_folded(codes, lengths[lengths > 0])
    return hashes


def hash_edits(words: Sequence[str], letters: str) -> tuple[Hashes, Hashes, Hashes, Hashes]:
    """Hash all words that are one edit away from folded words of equal length, without making them.

    Returns for each of k words with n letters the hashes after deleting the letter at each place (k, n), after
    exchanging the letters at each place and the next (k, n - 1), after putting each of `letters` for that at each place
    (k, n, letters), and before each place and at the end (k, n + 1, letters). A word's hash is a sum over its letters,
    so that an edit is a difference of sums.
    """
    values = _scatter(np.frombuffer("".join(words).encode("utf-32-le"), np.uint32)).reshape(len(words), -1)
    others = _scatter(np.frombuffer(letters.encode("utf-32-le"), np.uint32))
    count = values.shape[1]
    weights = _weights[: count + 2]
    nothing = np.zeros((len(words), 1), np.uint64)
    here = values * weights[:count]
    down, up = (
        values[:, 1:] * weights[: count - 1],
        values * weights[1 : count + 1],
    )  # with the weights of the next place
    before = np.concatenate((nothing, np.cumsum(here, 1)), 1)  # [i]: the letters before place i
    moved_up = np.concatenate((np.cumsum(up[:, ::-1], 1)[:, ::-1], nothing), 1)  # from place i on
    moved_down = np.concatenate((np.cumsum(down[:, ::-1], 1)[:, ::-1], nothing), 1)
    length = np.array([count], np.uint64) * _GOLDEN  # arrays wrap silently, scalars warn
    deleted = before[:, :count] + moved_down + (length - _GOLDEN)
    total = before[:, count:] + length
    swapped = total - here[:, :-1] - here[:, 1:] + down + up[:, :-1]
    replaced = (total - here)[:, :, None] + others * weights[:count, None]
    inserted = (before + moved_up + (length + _GOLDEN))[:, :, None] + others * weights[: count + 1, None]
    return _finish(deleted), _finish(swapped), _finish(replaced), _finish(inserted)


def hash_word(word: str) -> int:
    """Hash one word."""
    return int(hash_words([word])[0])


def hash_segments(hashes: Hashes, first: Indexes, last: Indexes) -> Hashes:
    """Hash consecutive half-open ranges of a hash column, mindful of order; an empty range hashes to 0."""
    lengths = (last - first).astype(np.int64)
    result = np.zeros(lengths.size, np.uint64)
    full = lengths > 0
    if full.any():
        start, end = int(first[full][0]), int(last[full][-1])
        result[full] = _hash_runs(hashes[start:end], lengths[full])
    return result


def shingles(hashes: Hashes, size: int) -> Hashes:
    """Hash every run of `size` neighbours in a hash column; entry i covers i to i + size - 1.

    Shorter than the column by `size` - 1; empty where the column is shorter than `size`.
    """
    count = hashes.size - size + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    total = hashes[:count] * _weights[0]
    weighed = np.empty_like(total)
    for place in range(1, size):
        total += np.multiply(hashes[place : place + count], _weights[place], out=weighed)
    return _finish(total)


def contains(known: Hashes, asked: Hashes) -> npt.NDArray[np.bool_]:
    """Whether each hash asked for is among the known ones, which are sorted."""
    found = np.zeros(asked.size, np.bool_)
    if not known.size:
        return found
    maybe: Any = slice(None)
    if asked.size > _MANY and known.size < _TABLE // 4:
        # A table of low bits rules nearly all others out before the search.
        table = np.zeros(_TABLE + 1, np.bool_)
        table[(known & np.uint64(_TABLE)).astype(np.intp)] = True
        maybe = np.flatnonzero(table[(asked & np.uint64(_TABLE)).astype(np.intp)])
    places = np.minimum(np.searchsorted(known, asked[maybe]), known.size - 1)
    found[maybe] = known[places] == asked[maybe]
    return found


def bits_of(words: Hashes, lists: Iterable[tuple[int, Hashes]]) -> npt.NDArray[np.uint8]:
    """Return for each word the bits of the lists that it stands in; a list is given by its bit, and sorted."""
    found = np.zeros(words.size, np.uint8)
    for bit, known in lists:
        found[contains(known, words)] |= np.uint8(bit)
    return found


def salted(hashes: Hashes, numbers: npt.NDArray[Any]) -> Hashes:
    """Return hashes made different by a number each, such as that of the text they are of."""
    salt = numbers.astype(np.uint64) * _GOLDEN
    return np.asarray((hashes ^ salt) * _MIX_1, np.uint64)


def ranges(first: npt.NDArray[Any], last: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Return the numbers of the half-open ranges [first, last), one range behind the other."""
    length = (last - first).astype(np.intp)
    shift = first - (np.cumsum(length) - length)
    return np.asarray(np.arange(int(length.sum())) + np.repeat(shift, length), np.intp)


class Groups(NamedTuple):
    """Equal values of a column, brought together.

    `order` are the places of the column, equal values side by side and each group in order of place; group i is
    `order[start[i] : start[i] + size[i]]`; `value` is its value. Groups are in order of value.
    """

    order: npt.NDArray[np.intp]
    start: npt.NDArray[np.intp]
    size: npt.NDArray[np.intp]
    value: Any

    def places(self, group: int) -> list[int]:
        """Return the places of one group."""
        start = int(self.start[group])
        places: list[int] = self.order[start : start + int(self.size[group])].tolist()
        return places

    def members(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Return the members of all groups, side by side: the number of the group, and the place."""
        number = np.repeat(np.arange(self.size.size), self.size)
        return number, self.order[ranges(self.start, self.start + self.size)]


def sort_packed(hashes: Hashes) -> tuple[Hashes, np.uint64]:
    """Return hashes in order, with their places in the low bits, and the mask of those.

    Hashes are told apart by their high bits. One sort of plain numbers takes a tenth of the time of `argsort`.
    """
    low = np.uint64((1 << hashes.size.bit_length()) - 1)
    packed = hashes & ~low
    packed |= np.arange(hashes.size, dtype=np.uint64)
    packed.sort()
    return packed, low


def run_starts(ordered: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Return where the runs of equal values of a sorted column begin."""
    return np.flatnonzero(np.append(ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1]))


def _order(column: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Return the places of a column in order of value, equal values in order of place."""
    if column.dtype == np.uint64:
        packed, low = sort_packed(column)
        order = (packed & low).astype(np.intp)
        ordered = column[order]
        if not (ordered[1:] < ordered[:-1]).any():  # else two values differ in their low bits only
            return order
    return np.argsort(column, kind="stable")


def group(column: npt.NDArray[Any]) -> Groups:
    """Bring equal values of a column together by one sort. (`np.unique` would import `numpy.ma`, 12 ms.)"""
    order = _order(column)
    ordered = column[order]
    start = run_starts(ordered)
    return Groups(order, start, np.diff(np.append(start, column.size)), ordered[start])
