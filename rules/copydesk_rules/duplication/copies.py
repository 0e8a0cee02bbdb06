"""Finds what articles have in common: copied sentences, and articles that are nearly the same.

Articles that share a fingerprint are candidates; fingerprints in more than `MAX_ARTICLES` articles, or in most articles
of one site, are a template and tell nothing. Candidate sentences are judged by method H of research:
duplication-and-scale.md, section 3 (`likeness`), articles by the containment of word triples. Every copy is told with
the earliest article that holds it, so that no chain of likeness makes one cluster of all.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import ArticleKey, Corpus
from copydesk.text import Groups, group, group_repeated, shingles
from copydesk_rules.duplication.digest import Digest
from copydesk_rules.duplication.likeness import Words, is_near

Ints = npt.NDArray[Any]

MAX_ARTICLES = 50
"""A fingerprint in more articles is a template (research: section 3, proposal b)."""
_ALL_PAIRS_MAX = 8
"""Of so many articles that share a fingerprint every two are compared, of more each with the earliest alone."""
_MIN_SITE = 8
"""Articles of a site before what most of them share is called its template."""
_MIN_COMMON_BITS = 4
"""Sentences that are alike share five word triples, so at least so many bits of their signatures."""
MIN_CONTAINED = 0.3
"""Share of the shorter article's word triples that the longer one holds: at .3 every near-copy is found, with one
pair in 11,935 that shares a press release (research: section 3)."""
_MANY_TRIPLES = 30
_MIN_CONTAINED_SHORT = 0.6
"""Articles with fewer triples in common than that share a sentence or two: they must share most of what they say."""
_MIN_SHARED_PRINTS = 0.04
"""Articles that share a smaller part of their fingerprints can't reach `MIN_CONTAINED`."""


class Copy(NamedTuple):
    """A sentence of one article that stands in an earlier one: articles and sentences by number."""

    article: int
    sentence: int
    original: int
    original_sentence: int
    is_exact: bool


class Twin(NamedTuple):
    """An article that is nearly the same as an earlier one.

    `share` is the containment of word triples. Twins are in order of article, then of original.
    """

    article: int
    original: int
    share: float


class Copies(NamedTuple):
    """What the articles of a corpus have in common; `articles` are in order of date, else of path."""

    articles: list[tuple[ArticleKey, Digest]]
    twins: list[Twin]
    sentences: list[Copy]


def find_copies(corpus: Corpus) -> Copies:
    """Find all copies in a corpus of digests."""
    articles = sorted(corpus.entries, key=lambda entry: _age(entry, corpus.references))
    if len(articles) < 2:
        return Copies(articles, [], [])
    references = np.array([key.path in corpus.references for key, _ in articles], np.bool_)
    digests = [value for _, value in articles]
    hits = _shared_prints(digests, references)
    if not hits.size:
        return Copies(articles, [], [])
    return Copies(articles, _find_twins(digests, hits), _find_sentences(digests, hits))


def _age(entry: tuple[ArticleKey, Digest], references: frozenset[str]) -> tuple[bool, bool, str, ArticleKey]:
    """Order articles: those of the archive first, then by date, then the undated, then by path."""
    key, article = entry
    return key.path not in references, not article.date, article.date, key


def _shared_prints(digests: list[Digest], references: npt.NDArray[np.bool_]) -> Ints:
    """Return rows of (article, sentence, earlier article, its sentence) that share a fingerprint."""
    counts = np.array([article.prints.size for article in digests])
    of_article = np.repeat(np.arange(counts.size, dtype=np.int32), counts)
    equal = group_repeated(np.concatenate([article.prints for article in digests]))
    of_sentence = np.concatenate([article.of for article in digests])
    sites = _site_numbers(digests)
    rows = [_by_twos(equal, of_article, of_sentence)]
    for number in np.flatnonzero((equal.size > 2) & (equal.size <= 4 * MAX_ARTICLES)).tolist():
        start = int(equal.start[number])
        places = equal.order[start : start + int(equal.size[number])]
        sharers = of_article[places]
        first = np.flatnonzero(np.concatenate(([True], sharers[1:] != sharers[:-1])))
        places, sharers = places[first], sharers[first]
        if not 1 < sharers.size <= MAX_ARTICLES or _is_template(sharers, sites):
            continue
        late, early = _pairs(sharers.size)
        rows.append(np.stack((sharers[late], of_sentence[places[late]], sharers[early], of_sentence[places[early]]), 1))
    hits = np.concatenate(rows).astype(np.int64)
    return hits[~references[hits[:, 0]]]


def _by_twos(equal: Groups, of_article: Ints, of_sentence: Ints) -> Ints:
    """Return the rows of the fingerprints that stand just twice: most of those that are shared."""
    start = equal.start[equal.size == 2]
    early, late = equal.order[start], equal.order[start + 1]
    apart = of_article[early] != of_article[late]
    early, late = early[apart], late[apart]
    return np.stack((of_article[late], of_sentence[late], of_article[early], of_sentence[early]), 1)


def _pairs(count: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the pairs (later, earlier) of so many sharers that are compared."""
    if count > _ALL_PAIRS_MAX:
        late = np.arange(1, count)
        return late, np.zeros_like(late)
    return np.tril_indices(count, -1)


def _site_numbers(digests: list[Digest]) -> tuple[npt.NDArray[np.int32], Ints]:
    """Return the number of each article's site, -1 for none or a small one, and the sites' sizes."""
    names = {name: number for number, name in enumerate(sorted({article.site for article in digests} - {""}))}
    numbers = np.array([names.get(article.site, -1) for article in digests], np.int32)
    sizes = np.bincount(numbers[numbers >= 0], minlength=len(names))
    numbers[numbers >= 0] = np.where(sizes[numbers[numbers >= 0]] < _MIN_SITE, -1, numbers[numbers >= 0])
    return numbers, sizes


def _is_template(sharers: npt.NDArray[Any], sites: tuple[npt.NDArray[np.int32], Ints]) -> bool:
    """Whether most articles of one site are among the sharers."""
    numbers, sizes = sites
    mine = numbers[sharers]
    mine = mine[mine >= 0]
    if mine.size * 2 <= _MIN_SITE:
        return False
    counts = np.bincount(mine, minlength=sizes.size)
    return bool((counts * 2 > sizes)[counts > 0].any())


def _find_twins(digests: list[Digest], hits: Ints) -> list[Twin]:
    """Return for each article the earliest ones that it is nearly the same as.

    There may be several, since an article may be sewn together of two; of those that are copies of each other only the
    earliest is told.
    """
    equal = group(hits[:, 0] * len(digests) + hits[:, 2])
    twins: list[Twin] = []
    originals: dict[int, set[int]] = defaultdict(set)
    for number in np.flatnonzero(equal.size > 1).tolist():
        late, early = divmod(int(equal.value[number]), len(digests))
        smaller = min(digests[late].prints.size, digests[early].prints.size)
        if equal.size[number] < _MIN_SHARED_PRINTS * smaller or originals[early] & originals[late]:
            continue
        common, share = _contained(digests[late], digests[early])
        if share >= (MIN_CONTAINED if common >= _MANY_TRIPLES else _MIN_CONTAINED_SHORT):
            originals[late].add(early)
            twins.append(Twin(late, early, share))
    return twins


def _contained(one: Digest, other: Digest) -> tuple[int, float]:
    """Return the word triples that both articles hold: their number, and their share of the shorter one's."""
    first, second = (set(shingles(it.words.astype(np.uint64), 3).tolist()) for it in (one, other))
    common = len(first & second)
    return common, common / max(1, min(len(first), len(second)))


def _find_sentences(digests: list[Digest], hits: Ints) -> list[Copy]:
    """Return for each sentence the earliest one that it copies."""
    copies: dict[tuple[int, int], Copy] = {}
    for late, sentence, early, original in _likely(digests, hits):
        if (late, sentence) in copies:
            continue
        one, other = _words(digests[late], sentence), _words(digests[early], original)
        if is_near(one, other):
            copies[late, sentence] = Copy(late, sentence, early, original, one.column == other.column)
    return sorted(copies.values())


def _words(article: Digest, sentence: int) -> Words:
    words = article.words[article.first[sentence] : article.last[sentence]].astype(np.uint64)
    return Words(words, (words & np.uint64(1)) != 0)


def _likely(digests: list[Digest], hits: Ints) -> Iterator[list[int]]:
    """Yield the pairs of sentences whose signatures have enough in common, once each, earliest originals first."""
    hits = hits[np.lexsort((hits[:, 3], hits[:, 2], hits[:, 1], hits[:, 0]))]
    new = np.concatenate(([True], (hits[1:] != hits[:-1]).any(1)))
    hits = hits[new]
    counts = np.array([article.start.size for article in digests])
    base = np.cumsum(counts) - counts
    signatures = np.concatenate([article.signature for article in digests])
    common = signatures[base[hits[:, 0]] + hits[:, 1]] & signatures[base[hits[:, 2]] + hits[:, 3]]
    yield from hits[np.bitwise_count(common).sum(1) >= _MIN_COMMON_BITS].tolist()
