"""Some texts of a batch as a batch of their own, for what is dear to compute and worth it for few texts only."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from copydesk.text.analysis import Analysis, Blocks
from copydesk.text.blocks import BlockColumns
from copydesk.text.characters import Codes
from copydesk.text.hashing import Indexes, ranges
from copydesk.text.sentences import Sentences, Words
from copydesk.text.tokens import Tokens

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
        return self._rows_of(self.whole.blocks.start)

    @cached_property
    def token_rows(self) -> Rows:
        """The numbers of the tokens in the batch."""
        blocks = self.whole.blocks
        return ranges(blocks.first[self.block_rows], blocks.last[self.block_rows])

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
        return self.whole.marks[self._rows_of(self.whole.marks)]

    @cached_property
    def _layout(self) -> BlockColumns:
        return BlockColumns._make(column[self.block_rows] for column in self.whole._layout)

    @cached_property
    def _words(self) -> Words:
        tokens = self.tokens
        return Words(tokens.start, tokens.end, tokens.hash, tokens.block)

    @cached_property
    def blocks(self) -> Blocks:
        """The block columns."""
        whole, rows = self.whole.blocks, self.block_rows
        first, last = _packed(whole.last[rows] - whole.first[rows])
        return Blocks(whole.start[rows], whole.end[rows], whole.kind[rows], first, last, whole.hash[rows])

    @cached_property
    def tokens(self) -> Tokens:
        """The token columns."""
        whole, rows = self.whole.tokens, self.token_rows
        block, sentence = (
            np.repeat(np.arange(them.first.size, dtype=np.int32), them.last - them.first)
            for them in (self.blocks, self.sentences)
        )
        return Tokens(whole.start[rows], whole.end[rows], whole.hash[rows], whole.flags[rows], block, sentence)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentence columns."""
        whole = self.whole.sentences
        rows = self._rows_of(whole.start)
        block = np.searchsorted(self.block_rows, whole.block[rows]).astype(np.int32)
        first, last = _packed(whole.last[rows] - whole.first[rows])
        return Sentences(whole.start[rows], whole.end[rows], block, first, last, whole.hash[rows])

    def _rows_of(self, offsets: Indexes) -> Rows:
        """Return which of some offsets in the batch lie in these texts, or between one of them and the next."""
        bounds = np.append(np.searchsorted(offsets, self.whole.part_starts), offsets.size)
        return ranges(bounds[self._texts], bounds[self._texts + 1])


def _packed(length: Indexes) -> tuple[Indexes, Indexes]:
    """Return ranges of these lengths that stand one behind the other from 0 on."""
    last = np.cumsum(length, dtype=np.int32)
    return last - length, last
