"""The digest of an article: what must be known of it to find its copies, as columns of about its own size."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, BlockKind
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

    `start` and `end` are sentence spans in code points, `first` and `last` token ranges in `words`, which holds 32
    bits of the words' hashes, the lowest bit set where the word is a number; `signature` has a bit for every pair of
    neighbouring words, `SIGNATURE` words of 64 bits a sentence. `prints` are the fingerprints and `of` the sentence
    that each begins in. `title` is the span of the heading, else of the first block. `date` begins
    with year, month and day, or is empty.
    """

    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    signature: npt.NDArray[np.uint64]
    words: npt.NDArray[np.uint32]
    prints: npt.NDArray[np.uint64]
    of: npt.NDArray[np.int32]
    title: tuple[int, int]
    date: str
    site: str


class _Batch(NamedTuple):
    """The digest of a batch as if it were one article; `kept` are the sentences that count, by number."""

    kept: npt.NDArray[np.intp]
    whole: Digest


def digest(article: Article, analysis: Analysis) -> Digest | None:
    """Return the digest of an article, None where it has no prose to copy."""
    kept, batch = analysis.batch.memo(_digest_batch)
    sentences = analysis.sentence_slice
    low, high = np.searchsorted(kept, (sentences.start, sentences.stop)).tolist()
    if low == high:
        return None
    first, last = int(batch.first[low]), int(batch.last[high - 1])
    first_print, last_print = np.searchsorted(batch.of, (low, high)).tolist()
    title = next((block for block in article.blocks[:5] if block.kind == BlockKind.HEADING), article.blocks[0])
    date = (article.date or "")[:10]
    return batch._replace(
        start=batch.start[low:high] - np.int32(analysis.offset),
        end=batch.end[low:high] - np.int32(analysis.offset),
        first=batch.first[low:high] - np.int32(first),
        last=batch.last[low:high] - np.int32(first),
        signature=batch.signature[low:high],
        words=batch.words[first:last],
        prints=batch.prints[first_print:last_print],
        of=batch.of[first_print:last_print] - np.int32(low),
        title=(title.start, title.end),
        date=date if date[:4].isdigit() else "",
        site=(article.site or _host(article.url)).lower(),
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
    whole = Digest(
        start=sentences.start[kept],
        end=sentences.end[kept],
        first=at.astype(np.int32),
        last=(at + lengths).astype(np.int32),
        signature=_signatures(words, of_word, kept.size),
        words=words.astype(np.uint32),
        prints=prints.hash[inside],
        of=sentence[inside].astype(np.int32),
        title=(0, 0),
        date="",
        site="",
    )
    return _Batch(kept, whole)


def _signatures(words: npt.NDArray[np.uint64], of_word: npt.NDArray[np.intp], count: int) -> npt.NDArray[np.uint64]:
    """Return for each sentence a set of its word pairs: a bit for each pair, in 64 * `SIGNATURE` bits."""
    pairs = shingles(words, 2)
    inside = of_word[1:] == of_word[:-1]
    bit = pairs[inside] & np.uint64(64 * SIGNATURE - 1)
    signature = np.zeros((count, SIGNATURE), np.uint64)
    column = (bit >> np.uint64(6)).astype(np.intp)
    np.bitwise_or.at(signature, (of_word[:-1][inside], column), np.uint64(1) << (bit & np.uint64(63)))
    return signature


def _host(url: str | None) -> str:
    return (url or "").partition("://")[2].partition("/")[0].removeprefix("www.")
