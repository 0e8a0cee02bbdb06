"""The digest of an article: what must be known of it to find its copies, as columns of about its own size."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Span
from copydesk.text import Hashes, TokenFlag, contains, hash_words
from copydesk_rules.duplication.natural import post_signatures

_TITLE_AMONG = 5
"""The title is the first heading among so many blocks, else the first block."""
MIN_SENTENCE = 6
"""Words of the shortest sentence that counts as copied (research: duplication-and-scale.md, section 3)."""
_PRINT_BYTES = 8
_BYTES = (16, 4, _PRINT_BYTES, 4)
"""What a sentence, a word, a fingerprint and a count of those takes in a digest."""

_NUMBER_WORDS = np.sort(
    hash_words(
        """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
        trillion half double twice thrice""".split()
    )
)
PROSE = np.zeros(len(BlockKind), np.bool_)
PROSE[[BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM]] = True
"""By block kind: whether it is prose, which alone counts as repeated or copied."""


def number_tokens(analysis: Analysis) -> npt.NDArray[np.bool_]:
    """Mark the tokens that are numbers, in digits or, in English, in words."""
    tokens = analysis.tokens
    numbers: npt.NDArray[np.bool_] = (tokens.flags & TokenFlag.DIGIT) != 0
    numbers |= analysis.tell(_are_numbers)
    return numbers


def _are_numbers(words: Hashes) -> npt.NDArray[np.bool_]:
    """Whether words are numbers in English."""
    return contains(_NUMBER_WORDS, words)


class Digest(NamedTuple):
    """One article in columns, kept as bytes: many are written, most are read once, some never.

    `print_bytes` are the fingerprints, and `count_bytes` say in 32 bits for each sentence how many begin in it. `title`
    is the span of the heading, else of the first block. `date` begins with year, month and day, or is empty.
    """

    sentence_bytes: bytes
    word_bytes: bytes
    print_bytes: bytes
    count_bytes: bytes
    title: tuple[int, int]
    date: str
    site: str

    @property
    def sentences(self) -> npt.NDArray[np.int32]:
        """A row for each sentence of prose with `MIN_SENTENCE` words or more.

        Start and end in code points, first and last word in `words`, half open.
        """
        return np.frombuffer(self.sentence_bytes, np.int32).reshape(-1, 4)

    @property
    def words(self) -> npt.NDArray[np.uint32]:
        """32 bits of the hash of each word of those sentences, the lowest one set where the word is a number."""
        return np.frombuffer(self.word_bytes, np.uint32)

    @property
    def prints(self) -> npt.NDArray[np.uint64]:
        """The fingerprints of those sentences."""
        return np.frombuffer(self.print_bytes, np.uint64)

    @property
    def print_count(self) -> int:
        """How many fingerprints there are."""
        return len(self.print_bytes) // _PRINT_BYTES

    def span(self, first: int, last: int) -> Span:
        """Return the span from one sentence to another."""
        rows = self.sentences
        return Span(int(rows[first, 0]), int(rows[last, 1]))


class _Batch(NamedTuple):
    """The digests of a batch, one behind the other, but that the columns of each count from the article's own start.

    `bounds` has a row for each article: where its sentences, words, fingerprints and their counts begin and end in the
    bytes; `titles` has their titles.
    """

    sentences: bytes
    words: bytes
    prints: bytes
    counts: bytes
    bounds: list[list[int]]
    titles: list[tuple[int, int]]


def digest(article: Article, analysis: Analysis) -> Digest | None:
    """Return the digest of an article, None where it has no prose to copy."""
    sentences, words, prints, counts, bounds, titles = analysis.batch.memo(_digest_batch)
    low, high, first, last, first_print, last_print, first_count, last_count = bounds[analysis.part]
    if low == high:
        return None
    date = (article.date or "")[:10]
    return Digest(
        sentences[low:high],
        words[first:last],
        prints[first_print:last_print],
        counts[first_count:last_count],
        titles[analysis.part],
        date if date[:4].isdigit() else "",
        article.host,
    )


def _digest_batch(batch: Analysis) -> _Batch:
    sentences, tokens, prints = batch.sentences, batch.tokens, batch.fingerprints
    is_kept = _are_copyable(batch)
    kept = np.flatnonzero(is_kept)
    start, end, _, first, last, _ = (column[kept] for column in sentences)
    at = np.append(0, np.cumsum(last - first))
    words = tokens.hash.astype(np.uint32)
    words &= np.uint32(0xFFFFFFFE)
    words |= batch.memo(number_tokens)
    sentence_of_print = tokens.sentence.take(prints.token)
    counts = np.bincount(sentence_of_print, minlength=is_kept.size)[kept]
    before = np.append(0, np.cumsum(counts))
    bounds = batch.bounds_of(start)
    low, high = bounds[:-1], bounds[1:]
    count = high - low
    origin = np.repeat(batch.part_starts, count)
    first_word = np.repeat(at[low], count)
    rows = np.stack((start - origin, end - origin, at[:-1] - first_word, at[1:] - first_word), 1)
    of_parts = np.stack((low, high, at[low], at[high], before[low], before[high], low, high), 1)
    return _Batch(
        rows.astype(np.int32).tobytes(),
        words[np.repeat(is_kept, sentences.last - sentences.first)].tobytes(),
        prints.hash[is_kept.take(sentence_of_print)].tobytes(),
        counts.astype(np.uint32).tobytes(),
        (of_parts * np.repeat(_BYTES, 2)).tolist(),
        _titles(batch),
    )


def _are_copyable(batch: Analysis) -> npt.NDArray[np.bool_]:
    """Mark the sentences of prose that are long enough and sign no post."""
    sentences = batch.sentences
    marked = PROSE[batch.blocks.kind[sentences.block]] & (sentences.last - sentences.first >= MIN_SENTENCE)
    signatures = post_signatures(batch)
    place = np.searchsorted(sentences.start, signatures)
    found = place < marked.size
    found[found] = sentences.start[place[found]] == signatures[found]
    marked[place[found]] = False
    return marked


def _titles(batch: Analysis) -> list[tuple[int, int]]:
    """Return the span of each text's title, (0, 0) where it has no block."""
    blocks = batch.blocks
    if not blocks.start.size:
        return [(0, 0)] * batch.part_starts.size
    first = np.searchsorted(blocks.start, batch.part_starts)
    end = np.append(first[1:], blocks.start.size)
    headings = np.append(np.flatnonzero(blocks.kind == BlockKind.HEADING), blocks.start.size)
    heading = headings[np.searchsorted(headings, first)]
    title = np.where(heading < np.minimum(end, first + _TITLE_AMONG), heading, first)
    title = np.minimum(title, blocks.start.size - 1)
    start = np.where(first < end, blocks.start[title] - batch.part_starts, 0)
    stop = np.where(first < end, blocks.end[title] - batch.part_starts, 0)
    return list(zip(start.tolist(), stop.tolist(), strict=True))
