"""Says which of two words, or kinds of words, a place is for, by what stands round it.

A log-linear model (Golding and Roth 1999, "A Winnow-based approach to context-sensitive spelling correction", has the
kind of evidence): the weights of what stands to the left and to the right are added up. Weights are fitted by
`scripts/build_slots.py` on texts in which the right word stands, many thousand places for each.
"""

from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from copydesk.text import Hashes
from copydesk_rules.data_files import read_data
from copydesk_rules.english.symbols import REACH, Neighbours

COARSE: Final = 0
FINE: Final = 1

TEMPLATES: Final[tuple[tuple[tuple[int, int], ...], ...]] = (
    ((FINE, -1),),
    ((FINE, 1),),
    ((COARSE, -1),),
    ((COARSE, 1),),
    ((FINE, -2),),
    ((FINE, 2),),
    ((COARSE, -2),),
    ((COARSE, 2),),
    ((FINE, -3),),
    ((FINE, 3),),
    ((COARSE, -1), (COARSE, 1)),
    ((COARSE, 1), (COARSE, 2)),
    ((COARSE, -2), (COARSE, -1)),
    ((FINE, -1), (COARSE, 1)),
    ((COARSE, -1), (FINE, 1)),
    ((COARSE, 1), (COARSE, 2), (COARSE, 3)),
    ((COARSE, -1), (COARSE, 1), (COARSE, 2)),
)
"""The kinds of evidence: symbols, coarse or fine, at places to the left (negative) and right that are seen together."""

_SYMBOL_BITS, _MODEL_SHIFT = 16, 56
"""A key has the model's number in its highest byte, then the template's, then up to three symbols."""
_SLOT_BITS = 18
_MANY = 2_000
"""Look-ups from which on a table of slots pays; for fewer it costs more to make than it saves."""
WEIGHT_STEP: Final = 1 / 16
"""Weights are kept in steps of this size, in one byte."""


def evidence(near: Neighbours) -> Hashes:
    """Return what is seen round each place: a row for each, a column for each template."""
    seen = np.empty((len(TEMPLATES), near.coarse.shape[0]), np.uint64)
    layers = [layer.T.astype(np.uint64) for layer in near]
    for number, template in enumerate(TEMPLATES):
        seen[number] = number + 1
        for layer, step in template:
            seen[number] <<= np.uint64(_SYMBOL_BITS)
            seen[number] |= layers[layer][REACH + step]
    return seen.T


def before(near: Neighbours) -> Neighbours:
    """Return what stands round the gaps before some tokens, as if a word stood there."""
    moved = Neighbours(*(symbols.copy("K") for symbols in near))
    for symbols, there in zip(near, moved, strict=True):
        there[:, REACH + 1 :] = symbols[:, REACH : 2 * REACH]
    return moved


def keyed(seen: Hashes, model: npt.NDArray[np.intp]) -> Hashes:
    """Make evidence a model's own: rows of `evidence`, and the number of the model that each is put to."""
    return seen | (model.astype(np.uint64) << np.uint64(_MODEL_SHIFT))[:, None]


class Weights:
    """The weights of several models: what is seen, ascending, and how much it speaks for the second word."""

    def __init__(self, key: Hashes, weight: npt.NDArray[np.float32]) -> None:
        """Take what is seen, in order, and the weights."""
        self.key = key
        self.weight = weight

    def of(self, keys: Hashes) -> npt.NDArray[np.float32]:
        """Return the weight of each of some `keyed` evidence, 0 where it tells nothing."""
        templates = keys.T  # as `evidence` has them in memory
        column = templates.ravel()
        find = self._of_few if column.size < _MANY else self._of_many
        return find(column).reshape(templates.shape).T

    def _of_few(self, keys: Hashes) -> npt.NDArray[np.float32]:
        place = np.minimum(np.searchsorted(self.key, keys), self.key.size - 1)
        return np.where(self.key[place] == keys, self.weight[place], np.float32(0))

    def _of_many(self, keys: Hashes) -> npt.NDArray[np.float32]:
        weights = np.zeros(keys.size, np.float32)
        slot = self._slots.take(_scattered(keys))
        asked = np.flatnonzero(slot != 0)
        slot, wanted = slot[asked], keys[asked]
        place = np.abs(slot).astype(np.intp) - 1
        known = self.key.take(place) == wanted
        crowded = np.flatnonzero((slot < 0) & ~known)
        place[crowded] = np.minimum(np.searchsorted(self.key, wanted[crowded]), self.key.size - 1)
        known[crowded] = self.key[place[crowded]] == wanted[crowded]
        weights[asked] = self.weight.take(place) * known
        return weights

    @cached_property
    def _slots(self) -> npt.NDArray[np.signedinteger[Any]]:
        """By the highest bits of the scattered key: the place of the one key that has them, counted from 1; the same
        below zero where that is one of several; 0 for none."""
        slots = np.zeros(1 << _SLOT_BITS, np.min_scalar_type(-self.key.size - 1))
        own, place = _scattered(self.key), np.arange(1, self.key.size + 1, dtype=slots.dtype)
        slots[own] = place
        slots[own[slots[own] != place]] *= -1
        return slots


def _scattered(keys: Hashes) -> npt.NDArray[np.int64]:
    return ((keys * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _SLOT_BITS)).view(np.int64)


def read_weights(package: str, name: str) -> Weights:
    """Read a file of weights that a package of rules ships: all keys in order, then a byte for each."""
    data = read_data(package, name)
    count = len(data) // 9
    steps = np.frombuffer(data, np.int8, count, offset=8 * count)
    return Weights(np.frombuffer(data, np.uint64, count), steps.astype(np.float32) * np.float32(WEIGHT_STEP))
