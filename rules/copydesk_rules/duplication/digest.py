"""The digest of an article: what must be known of it to find its copies, as columns of about its own size."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind, Span
from copydesk.text import TokenFlag, contains, hash_words, shingles
from copydesk_rules.duplication.natural import post_signatures

MIN_SENTENCE = 6
"""Words of the shortest sentence that counts as copied (research: duplication-and-scale.md, section 3)."""
SIGNATURE = 4
"""64-bit words of a sentence's signature."""

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
    in_digits: npt.NDArray[np.bool_] = (tokens.flags & TokenFlag.DIGIT) != 0
    return in_digits | contains(_NUMBER_WORDS, tokens.hash)


class Digest(NamedTuple):
    """One article in columns; sentences are those of prose with `MIN_SENTENCE` words or more.

    `sentences` has a row for each: start and end in code points, first and last word in `words`, half open, and how
    many of the fingerprints, `prints`, begin in it. `words` holds 32 bits of the words' hashes, the lowest bit set
    where the word is a number; `signature` has a bit for every pair of neighbouring words, `SIGNATURE` words of 64 bits
    a sentence. `title` is the span of the heading, else of the first block. `date` begins with year, month and day, or
    is empty.
    """

    sentences: npt.NDArray[np.int32]
    signature: npt.NDArray[np.uint64]
    words: npt.NDArray[np.uint32]
    prints: npt.NDArray[np.uint64]
    title: tuple[int, int]
    date: str
    site: str

    def span(self, first: int, last: int) -> Span:
        """Return the span from one sentence to another."""
        return Span(int(self.sentences[first, 0]), int(self.sentences[last, 1]))


class _Batch(NamedTuple):
    """The digest of a batch as if it were one article.

    `kept` are the sentences that count, by number, `before` the fingerprints before each and in all.
    """

    kept: npt.NDArray[np.intp]
    before: npt.NDArray[np.intp]
    whole: Digest


def digest(article: Article, analysis: Analysis) -> Digest | None:
    """Return the digest of an article, None where it has no prose to copy."""
    kept, before, batch = analysis.batch.memo(_digest_batch)
    sentences = analysis.sentence_slice
    low, high = np.searchsorted(kept, (sentences.start, sentences.stop)).tolist()
    if low == high:
        return None
    first, last = int(batch.sentences[low, 2]), int(batch.sentences[high - 1, 3])
    first_print, last_print = before[low], before[high]
    title = next((block for block in article.blocks[:5] if block.kind == BlockKind.HEADING), article.blocks[0])
    date = (article.date or "")[:10]
    return Digest(
        sentences=batch.sentences[low:high] - np.array((analysis.offset, analysis.offset, first, first, 0), np.int32),
        signature=batch.signature[low:high],
        words=batch.words[first:last],
        prints=batch.prints[first_print:last_print],
        title=(title.start, title.end),
        date=date if date[:4].isdigit() else "",
        site=article.host,
    )


def _digest_batch(batch: Analysis) -> _Batch:
    sentences, blocks = batch.sentences, batch.blocks
    signatures = np.array(post_signatures(batch), np.int32)
    signed = (sentences.start[:, None] == signatures).any(1) if signatures.size else np.bool_(False)
    long_enough = sentences.last - sentences.first >= MIN_SENTENCE
    kept = np.flatnonzero(PROSE[blocks.kind[sentences.block]] & long_enough & ~signed)
    first, last = sentences.first[kept], sentences.last[kept]
    lengths = last - first
    at = np.cumsum(lengths) - lengths
    of_word = np.repeat(np.arange(kept.size), lengths)
    places = np.arange(of_word.size) + np.repeat(first - at, lengths)
    words = (batch.tokens.hash[places] & ~np.uint64(1)) | batch.memo(number_tokens)[places]
    prints = batch.fingerprints
    sentence = np.searchsorted(first, prints.token, "right") - 1
    inside = np.flatnonzero(sentence >= 0)
    inside = inside[prints.token[inside] < last[sentence[inside]]]
    counts = np.bincount(sentence[inside], minlength=kept.size)
    whole = Digest(
        sentences=np.stack((sentences.start[kept], sentences.end[kept], at, at + lengths, counts), 1, dtype=np.int32),
        signature=_signatures(words, of_word, kept.size),
        words=words.astype(np.uint32),
        prints=prints.hash[inside],
        title=(0, 0),
        date="",
        site="",
    )
    return _Batch(kept, np.append(0, np.cumsum(counts)), whole)


def _signatures(words: npt.NDArray[np.uint64], of_word: npt.NDArray[np.intp], count: int) -> npt.NDArray[np.uint64]:
    """Return for each sentence a set of its word pairs: a bit for each pair, in 64 * `SIGNATURE` bits."""
    pairs = shingles(words, 2)
    inside = of_word[1:] == of_word[:-1]
    bit = pairs[inside] & np.uint64(64 * SIGNATURE - 1)
    signature = np.zeros((count, SIGNATURE), np.uint64)
    column = (bit >> np.uint64(6)).astype(np.intp)
    np.bitwise_or.at(signature, (of_word[:-1][inside], column), np.uint64(1) << (bit & np.uint64(63)))
    return signature
