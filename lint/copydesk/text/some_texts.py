"""Some texts of a batch as a batch of their own, for what is dear to compute and worth it for few texts only."""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.text.analysis import Analysis
from copydesk.text.blocks import BlockColumns, Blocks
from copydesk.text.characters import Codes
from copydesk.text.hashing import Indexes
from copydesk.text.sentences import Sentences
from copydesk.text.tokens import Tokens, Words

Rows = npt.NDArray[np.intp]


class SomeTexts(Analysis):
    """The text of a batch in which only some texts have blocks, tokens and sentences.

    Nothing is computed anew: its columns are rows of the batch's, with blocks, tokens and sentences numbered anew.
    """

    def __init__(self, whole: Analysis, texts: Rows) -> None:
        """Take the analysis of the batch, and the numbers of the texts in it, ascending."""
        super().__init__(whole.text, ())
        self.whole = whole
        self.part_starts = whole.part_starts[texts]
        self._texts = texts

    @cached_property
    def block_rows(self) -> Rows:
        """The numbers of the blocks in the batch."""
        return _taken(np.arange(self.whole.blocks.start.size), self._block_slices)

    def of_tokens(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return of a column with a value for each token of the batch the part that is of these texts."""
        return _taken(column, self._token_slices)

    @cached_property
    def codes(self) -> Codes:
        """The text of the batch as code points."""
        return self.whole.codes

    @cached_property
    def classes(self) -> npt.NDArray[np.uint8]:
        """What each character is."""
        return self.whole.classes

    @cached_property
    def marks(self) -> Indexes:
        """The offsets of all characters but letters, digits and the common space, in these texts."""
        return _taken(self.whole.marks, self._slices_of(self.whole.marks))

    @cached_property
    def blocks(self) -> Blocks:
        """The block columns."""
        start, end, kind, first, last, hashes = (_taken(column, self._block_slices) for column in self.whole.blocks)
        return Blocks(start, end, kind, *_packed(last - first), hashes)

    @cached_property
    def tokens(self) -> Tokens:
        """The token columns."""
        start, end, hashes, flags, *_ = (self.of_tokens(column) for column in self.whole.tokens)
        block, sentence = (
            np.repeat(np.arange(them.first.size, dtype=np.int32), them.last - them.first)
            for them in (self.blocks, self.sentences)
        )
        return Tokens(start, end, hashes, flags, block, sentence)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentence columns."""
        slices = self._slices_of(self.whole.sentences.start)
        start, end, block, first, last, hashes = (_taken(column, slices) for column in self.whole.sentences)
        block = np.searchsorted(self.block_rows, block).astype(np.int32)
        return Sentences(start, end, block, *_packed(last - first), hashes)

    @cached_property
    def _layout(self) -> BlockColumns:
        return BlockColumns._make(_taken(column, self._block_slices) for column in self.whole._layout)

    @cached_property
    def _words(self) -> Words:
        tokens, whole = self.tokens, self.whole
        return Words(tokens.start, tokens.end, tokens.hash, tokens.block, self.of_tokens(whole.numbers), whole.met)

    @cached_property
    def _block_slices(self) -> list[slice]:
        return self._slices_of(self.whole.blocks.start)

    @cached_property
    def _token_slices(self) -> list[slice]:
        return self._slices_of(self.whole.tokens.start)

    def _slices_of(self, offsets: Indexes) -> list[slice]:
        """Return where some offsets in the batch are of these texts, neighbouring texts in one."""
        bounds = self.whole.bounds_of(offsets)
        new = np.diff(self._texts, prepend=-2) > 1
        first, last = self._texts[new], self._texts[np.append(new[1:], True)] if new.size else self._texts
        return [slice(*pair) for pair in zip(bounds[first].tolist(), bounds[last + 1].tolist(), strict=True)]


def _taken(column: npt.NDArray[Any], slices: list[slice]) -> npt.NDArray[Any]:
    """Return some slices of a column, one behind the other."""
    return np.concatenate([column[:0], *(column[some] for some in slices)])


def _packed(length: Indexes) -> tuple[Indexes, Indexes]:
    """Return ranges of these lengths that stand one behind the other from 0 on."""
    last = np.cumsum(length, dtype=np.int32)
    return last - length, last
