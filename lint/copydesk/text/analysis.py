"""Analysis: the columns of one text, each made when first asked for and only once."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from copydesk.text.blocks import Block, BlockKind
from copydesk.text.characters import Codes, classes_of, codes_of, fold
from copydesk.text.fingerprints import Fingerprints, find_fingerprints
from copydesk.text.hashing import Hashes, Indexes, hash_segments
from copydesk.text.sentences import Sentences, Words, find_boundaries, sentence_starts
from copydesk.text.tokens import Tokens, find_words, flag_tokens, hash_tokens

Result = TypeVar("Result")


class Blocks(NamedTuple):
    """The blocks of a text as columns: code point spans, `BlockKind`, token ranges, hash of the folded words.

    A block without words has an empty token range and the hash 0.
    """

    start: Indexes
    end: Indexes
    kind: npt.NDArray[np.uint8]
    first: Indexes
    last: Indexes
    hash: Hashes


class Analysis:
    """What rules share: tokens, sentences and blocks of one text as NumPy columns.

    Offsets are code points of `text`, half open. Tokens and sentences lie inside blocks.
    """

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        """Take a text and its blocks, in order and not overlapping. Nothing is computed yet."""
        self.text = text
        self._given = blocks
        self._memo: dict[Callable[[Analysis], Any], Any] = {}

    @cached_property
    def _codes(self) -> Codes:
        return codes_of(self.text)

    @cached_property
    def _classes(self) -> npt.NDArray[np.uint8]:
        return classes_of(self._codes)

    @cached_property
    def _spans(self) -> tuple[Indexes, Indexes]:
        spans = np.array([(block.start, block.end) for block in self._given], np.int32).reshape(-1, 2)
        return spans[:, 0].copy(), spans[:, 1].copy()

    @cached_property
    def _words(self) -> Words:
        """The words that lie inside a block."""
        start, end = find_words(self._classes)
        block_start, block_end = self._spans
        if not block_start.size:
            nothing = np.empty(0, np.int32)
            return Words(nothing, nothing, np.empty(0, np.uint64), nothing)
        block = (np.searchsorted(block_start, start, "right") - 1).astype(np.int32)
        inside = (block >= 0) & (end <= block_end[np.maximum(block, 0)])
        if not inside.all():
            start, end, block = start[inside], end[inside], block[inside]
        hashes = hash_tokens(self.text, self._codes, self._classes, start, end)
        return Words(start, end, hashes, block)

    @cached_property
    def tokens(self) -> Tokens:
        """The token columns."""
        words = self._words
        flags = flag_tokens(self._codes, self._classes, words.start, words.end)
        first = self.sentences.first
        sentence = np.searchsorted(first, np.arange(words.start.size), "right").astype(np.int32) - np.int32(1)
        return Tokens(words.start, words.end, words.hash, flags, words.block, sentence)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentence columns. Every token lies in one sentence, no sentence lies in two blocks."""
        words = self._words
        blocks = self.blocks
        full = np.flatnonzero(blocks.last > blocks.first)
        cut_end, cut_first = find_boundaries(self._codes, self._classes, words)
        cut_start = sentence_starts(self._classes, words, cut_first, cut_end)
        first = np.concatenate((blocks.first[full], cut_first)).astype(np.int32)
        order = np.argsort(first, kind="stable")
        first = first[order]
        start = np.concatenate((blocks.start[full], cut_start)).astype(np.int32)[order]
        last = np.append(first[1:], words.start.size).astype(np.int32)[: first.size]
        block = words.block[first]
        # A sentence ends where its block ends, unless a boundary inside the block comes first.
        end = blocks.end[block].copy()
        opened_by_cut = np.flatnonzero(order >= full.size)
        end[opened_by_cut - 1] = cut_end
        return Sentences(start, end, block, first, last, hash_segments(words.hash, first, last))

    @cached_property
    def blocks(self) -> Blocks:
        """The block columns."""
        start, end = self._spans
        words = self._words
        kind = np.array([block.kind for block in self._given], np.uint8)
        first = np.searchsorted(words.start, start).astype(np.int32)
        last = np.searchsorted(words.start, end).astype(np.int32)
        return Blocks(start, end, kind, first, last, hash_segments(words.hash, first, last))

    @cached_property
    def fingerprints(self) -> Fingerprints:
        """The fingerprints of the prose: paragraphs, quotes and list items, none across two blocks."""
        tokens, kinds = self.tokens, self.blocks.kind
        prose = (kinds == BlockKind.PARAGRAPH) | (kinds == BlockKind.QUOTE) | (kinds == BlockKind.LIST_ITEM)
        segment = np.where(prose[tokens.block], tokens.block, -1) if tokens.block.size else tokens.block
        return find_fingerprints(tokens.hash, segment)

    def word(self, token: int) -> str:
        """Return a token as it stands in the text."""
        return self.text[self._words.start[token] : self._words.end[token]]

    def folded(self, token: int) -> str:
        """Return a token's folded form: NFKC, case-folded, ’ as '."""
        return fold(self.word(token))

    def words(self, first: int, last: int) -> list[str]:
        """Return the folded forms of the tokens [first, last)."""
        return [self.folded(token) for token in range(first, last)]

    def memo(self, function: "Callable[[Analysis], Result]") -> Result:
        """Return `function(self)`, computed once: rules that share an algorithm share its work.

        `function` must be a function of a module, the same object each time.
        """
        if function not in self._memo:
            self._memo[function] = function(self)
        result: Result = self._memo[function]
        return result
