"""Analysis: the columns of one text, or of many at once, each made when first asked for and only once."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from copydesk.text.blocks import Block, BlockColumns, BlockKind, Blocks, ShapedBlocks, shape_blocks
from copydesk.text.characters import Codes, classes_of, codes_of, find_marks, fold
from copydesk.text.fingerprints import Fingerprints, find_fingerprints
from copydesk.text.hashing import Hashes, Indexes, hash_segments, ranges, salted
from copydesk.text.met_words import MetWords, Numbers, Question, SpellingQuestion, met_words
from copydesk.text.sentences import Sentences, find_boundaries, sentence_starts
from copydesk.text.tokens import Tokens, Words, find_words, flag_tokens, hash_tokens, key_tokens

Result = TypeVar("Result")


_ALONE = np.zeros(1, np.int32)
PARTED_BY = "\n\n"
"""Stands between the texts of a batch, so that nothing reaches across two."""


class Analysis:
    """What rules share: tokens, sentences and blocks of one text as NumPy columns.

    Offsets are code points of `text`, half open. Tokens and sentences lie inside blocks.
    """

    def __init__(self, text: str, blocks: Sequence[Block], part_starts: Sequence[int] = (0,)) -> None:
        """Take a text and its blocks, in order and not overlapping. Nothing is computed yet.

        `part_starts` are the offsets at which the texts of a batch begin; see `join`.
        """
        self.text = text
        self._given: list[tuple[int, Sequence[Block]]] = [(0, blocks)]
        self._memo: dict[Callable[[Analysis], Any], Any] = {}
        self.part_starts = np.array(part_starts, np.int32)
        """Where the texts of a batch begin; [0] for the analysis of one text."""
        self.offset = 0
        """Where this text begins in that of the batch."""
        self.part = 0
        """The number of this text in the batch."""

    @property
    def batch(self) -> "Analysis":
        """The analysis of the batch that this text is part of, itself where it is alone."""
        return self  # kept nowhere: what holds itself is given back late, with all its columns

    @cached_property
    def token_slice(self) -> slice:
        """Where this text's tokens are among those of the batch."""
        return slice(0, self._words.start.size)

    @cached_property
    def sentence_slice(self) -> slice:
        """Where this text's sentences are among those of the batch."""
        return slice(0, self.sentences.start.size)

    @cached_property
    def block_slice(self) -> slice:
        """Where this text's blocks are among those of the batch."""
        return slice(0, self._layout.start.size)

    @classmethod
    def join(cls, parts: Iterable[tuple[str, Sequence[Block]]]) -> "tuple[Analysis, list[Analysis]]":
        """Analyse many texts at once, given with their blocks; `ShapedBlocks` are found for all of them together.

        Returns the analysis of the batch, and one for each text whose columns are slices of the batch's. What a column
        costs is mostly its making, whatever its length, so that this is many times faster for small texts.
        """
        texts: list[str] = []
        blocks: list[tuple[int, Sequence[Block]]] = []
        length = 0
        for text, own in parts:
            blocks.append((length, own))
            texts.append(text)
            length += len(text) + len(PARTED_BY)
        starts = [start for start, _ in blocks]
        batch = cls(PARTED_BY.join(texts), (), starts or (0,))
        batch._given = blocks
        return batch, [_Part(batch, number, *part) for number, part in enumerate(zip(texts, starts, strict=True))]

    def parts_of(self, offsets: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
        """Return for each offset the number of the text of the batch that it lies in."""
        return np.searchsorted(self.part_starts, offsets, "right") - 1

    def bounds_of(self, offsets: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
        """Return where those of some ascending offsets that lie in each text begin, then where the last one's end."""
        return np.append(np.searchsorted(offsets, self.part_starts), offsets.size)

    def own(self, hashes: Hashes, offsets: npt.NDArray[Any]) -> Hashes:
        """Return the hashes of what stands at some offsets, made different in every text of a batch."""
        if self.part_starts.size == 1:
            return hashes
        return salted(hashes, self.parts_of(offsets))

    @cached_property
    def own_hashes(self) -> Hashes:
        """The token hashes, made different in every text of a batch: equal ones are of one text."""
        if self.part_starts.size == 1:
            return self._words.hash
        return salted(self._words.hash, np.repeat(np.arange(self.part_starts.size), np.diff(_token_bounds(self))))

    @cached_property
    def codes(self) -> Codes:
        """The text as code points: bytes where it is ASCII, else 32 bits each."""
        return codes_of(self.text)

    @cached_property
    def classes(self) -> npt.NDArray[np.uint8]:
        """What each character is: `Class` with the bits for upper and lower case."""
        return classes_of(self.codes)

    @cached_property
    def marks(self) -> Indexes:
        """The offsets of all characters but letters, digits and the common space, in order: a twentieth of a text."""
        return find_marks(self.codes, self.classes)

    @cached_property
    def _layout(self) -> BlockColumns:
        """The blocks: as they are given, else by their shape."""
        declared = [(start, own) for start, own in self._given if not isinstance(own, ShapedBlocks)]
        if len(declared) == len(self._given):
            return BlockColumns.of([block for start, own in declared for block in _moved(own, start)])
        shaped = shape_blocks(self.text, self.codes, self.classes, self.marks)
        if not declared:
            return shaped
        is_shaped = np.array([isinstance(own, ShapedBlocks) for _, own in self._given])
        kept = is_shaped[self.parts_of(shaped.start)]
        given = BlockColumns.of([block for start, own in declared for block in _moved(own, start)])
        return shaped.merged(kept, given)

    @cached_property
    def _words(self) -> Words:
        """The words that lie inside a block."""
        start, end = find_words(self.classes, self.marks)
        first = np.searchsorted(start, self._layout.start)
        counts = np.maximum(np.searchsorted(end, self._layout.end, "right") - first, 0)
        block = np.repeat(np.arange(counts.size, dtype=np.int32), counts)
        if block.size < start.size:
            kept = ranges(first, first + counts)
            start, end = start[kept], end[kept]
        columns = self.text, self.codes, self.classes
        met = met_words()
        number = met.numbers(key_tokens(*columns, start, end), lambda new: hash_tokens(*columns, start[new], end[new]))
        return Words(start, end, met.hashes(number), block, number, met)

    @property
    def met(self) -> MetWords:
        """The words that this process has met, as of this batch: it knows each word of the text by `numbers`."""
        return self._words.met

    @property
    def numbers(self) -> Numbers:
        """The number of each token in `met`: one for each folded word, or two if it is not ASCII everywhere."""
        return self._words.number

    @cached_property
    def tokens(self) -> Tokens:
        """The token columns."""
        words = self._words
        flags = flag_tokens(self.codes, self.classes, words.start, words.end)
        sentences = self.sentences
        numbers = np.arange(sentences.first.size, dtype=np.int32)
        sentence = np.repeat(numbers, sentences.last - sentences.first)
        return Tokens(words.start, words.end, words.hash, flags, words.block, sentence)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentence columns. Every token lies in one sentence, no sentence lies in two blocks."""
        words = self._words
        blocks = self.blocks
        full = np.flatnonzero(blocks.last > blocks.first)
        cut_end, cut_first = find_boundaries(self.codes, self.classes, self.marks, words)
        cut_start = sentence_starts(self.classes, words, cut_first, cut_end)
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
        start, end, kind, *_ = self._layout
        words = self._words
        first = np.searchsorted(words.start, start).astype(np.int32)
        last = np.searchsorted(words.start, end).astype(np.int32)
        return Blocks(start, end, kind, first, last, hash_segments(words.hash, first, last))

    @cached_property
    def frames(self) -> npt.NDArray[np.uint8]:
        """Of each block, the `Frame`: what part of a page's frame it is."""
        return self._layout.frame

    @cached_property
    def fingerprints(self) -> Fingerprints:
        """The fingerprints of the prose: paragraphs, quotes and list items, none across two blocks."""
        _, _, kinds, first, last, _ = self.blocks
        prose = (kinds == BlockKind.PARAGRAPH) | (kinds == BlockKind.QUOTE) | (kinds == BlockKind.LIST_ITEM)
        return find_fingerprints(self._words.hash, first[prose], last[prose])

    def word(self, token: int) -> str:
        """Return a token as it stands in the text."""
        return self.text[self._words.start[token] : self._words.end[token]]

    def folded(self, token: int) -> str:
        """Return a token's folded form: NFKC, case-folded, ’ as '."""
        return fold(self.word(token))

    def words(self, first: int, last: int) -> list[str]:
        """Return the folded forms of the tokens [first, last)."""
        return [self.folded(token) for token in range(first, last)]

    def tell(self, question: Question) -> npt.NDArray[Any]:
        """Return the answer to a question for every token; it is asked once for each word that a process meets."""
        answers: npt.NDArray[Any] = self.met.answers(question).take(self.numbers)
        return answers

    def tell_at(self, question: Question, places: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the answer to a question for the tokens at some places."""
        answers: npt.NDArray[Any] = self.met.answers(question).take(self.numbers[places])
        return answers

    def tell_by_spelling(self, question: SpellingQuestion, places: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Return the answer to a question of spelling for the tokens at some places; words elsewhere are not asked."""
        return self.met.told(question, self.numbers[places], lambda place: self.folded(int(places[place])))

    def memo(self, function: "Callable[[Analysis], Result]") -> Result:
        """Return `function(self)`, computed once: rules that share an algorithm share its work.

        `function` must be a function of a module, or a method of an object that lives as long as the run.
        """
        if function not in self._memo:
            self._memo[function] = function(self)
        result: Result = self._memo[function]
        return result


class _Part(Analysis):
    """The analysis of one text of a batch: slices of the batch's columns, moved to the text's own start."""

    def __init__(self, batch: Analysis, number: int, text: str, start: int) -> None:
        # Not by `super()`: there are as many as articles, and what is empty here costs as much as what is not.
        self.text = text
        self._memo = {}
        self.part_starts = _ALONE
        self._batch = batch
        self.offset = start
        self.part = number

    @property
    def batch(self) -> Analysis:
        """The analysis of the batch that this text is part of."""
        return self._batch

    @cached_property
    def token_slice(self) -> slice:
        """Where this text's tokens are among those of the batch."""
        bounds = self.batch.memo(_token_bounds)
        return slice(bounds[self.part], bounds[self.part + 1])

    @cached_property
    def block_slice(self) -> slice:
        """Where this text's blocks are among those of the batch."""
        bounds = self.batch.memo(_block_bounds)
        return slice(bounds[self.part], bounds[self.part + 1])

    @cached_property
    def sentence_slice(self) -> slice:
        """Where this text's sentences are among those of the batch."""
        bounds = self.batch.memo(_sentence_bounds)
        return slice(bounds[self.part], bounds[self.part + 1])

    @cached_property
    def codes(self) -> Codes:
        """The text as code points."""
        return self.batch.codes[self.offset : self.offset + len(self.text)]

    @cached_property
    def classes(self) -> npt.NDArray[np.uint8]:
        """What each character is."""
        return self.batch.classes[self.offset : self.offset + len(self.text)]

    @cached_property
    def marks(self) -> Indexes:
        """The offsets of all characters but letters, digits and the common space."""
        whole = self.batch.marks
        first, last = np.searchsorted(whole, np.array((self.offset, self.offset + len(self.text)), whole.dtype))
        return whole[first:last] - np.int32(self.offset)

    @cached_property
    def _words(self) -> Words:
        words, kept = self.batch._words, self.token_slice
        start, end = words.start[kept] - self.offset, words.end[kept] - self.offset
        block = words.block[kept] - self.block_slice.start
        return Words(start, end, words.hash[kept], block, words.number[kept], words.met)

    @property
    def met(self) -> MetWords:
        """The words that this process has met."""
        return self.batch.met

    @property
    def numbers(self) -> Numbers:
        """The number of each token in `met`."""
        return self.batch.numbers[self.token_slice]

    @cached_property
    def tokens(self) -> Tokens:
        """The token columns."""
        tokens, kept, words = self.batch.tokens, self.token_slice, self._words
        sentence = tokens.sentence[kept] - self.sentence_slice.start
        return Tokens(words.start, words.end, words.hash, tokens.flags[kept], words.block, sentence)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentence columns."""
        whole, kept = self.batch.sentences, self.sentence_slice
        first_token = self.token_slice.start
        return Sentences(
            whole.start[kept] - self.offset,
            whole.end[kept] - self.offset,
            whole.block[kept] - self.block_slice.start,
            whole.first[kept] - first_token,
            whole.last[kept] - first_token,
            whole.hash[kept],
        )

    @cached_property
    def blocks(self) -> Blocks:
        """The block columns."""
        whole, kept = self.batch.blocks, self.block_slice
        first_token = self.token_slice.start
        return Blocks(
            whole.start[kept] - self.offset,
            whole.end[kept] - self.offset,
            whole.kind[kept],
            whole.first[kept] - first_token,
            whole.last[kept] - first_token,
            whole.hash[kept],
        )

    @cached_property
    def frames(self) -> npt.NDArray[np.uint8]:
        """Of each block, the `Frame`: what part of a page's frame it is."""
        return self.batch.frames[self.block_slice]

    @cached_property
    def fingerprints(self) -> Fingerprints:
        """The fingerprints of the prose."""
        whole = self.batch.fingerprints
        first, last = np.searchsorted(whole.token, (self.token_slice.start, self.token_slice.stop))
        return Fingerprints(whole.hash[first:last], whole.token[first:last] - np.int32(self.token_slice.start))


def _moved(blocks: Sequence[Block], by: int) -> Sequence[Block]:
    return [block.moved(by) for block in blocks] if by else blocks


def _token_bounds(batch: Analysis) -> list[int]:
    """Return where the tokens of each text begin, and where the last one's end."""
    return _bounds(batch, batch._words.start)


def _block_bounds(batch: Analysis) -> list[int]:
    return _bounds(batch, batch._layout.start)


def _sentence_bounds(batch: Analysis) -> list[int]:
    return _bounds(batch, batch.sentences.start)


def _bounds(batch: Analysis, starts: Indexes) -> list[int]:
    bounds: list[int] = batch.bounds_of(starts).tolist()
    return bounds
