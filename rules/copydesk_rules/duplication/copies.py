"""Finds what articles have in common: copied sentences, and articles that are nearly the same.

Articles that share a fingerprint are candidates; fingerprints in more than `Corpus.COMMON` articles, or in most
articles of one site, are a template and tell nothing. Candidate sentences are judged by method H of research:
duplication-and-scale.md, section 3 (`likeness`), articles by the containment of word triples. Every copy is told with
the earliest article that holds it, so that no chain of likeness makes one cluster of all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import ArticleKey, Corpus
from copydesk.text import Groups, PartedRows, group, group_repeated, shingles
from copydesk_rules.duplication.digest import Digest
from copydesk_rules.duplication.likeness import Words, all_pairs, is_near

Ints = npt.NDArray[Any]

_KEPT_DIGESTS = 4096
"""Digests that are kept decoded: copies mostly lie close together."""
_ALL_PAIRS_MAX = 8
"""Of so many articles that share a fingerprint every two are compared, of more each with the earliest alone."""
_MIN_SITE = 8
"""Articles of a site before what most of them share is called its template."""
_SIGNATURE = 4
"""64-bit words of a sentence's signature."""
_HITS_AT_ONCE = 20_000
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


class Articles(Sequence[tuple[ArticleKey, Digest]]):
    """The articles of a corpus by age: the oldest first. A digest is decoded when it is asked for."""

    def __init__(self, corpus: Corpus, order: Ints) -> None:
        """Take the numbers of the entries in order of age."""
        self._order = order
        self._entry = lru_cache(_KEPT_DIGESTS)(corpus.entries.__getitem__)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._order)

    def __getitem__(self, number: Any) -> Any:
        """Return key and digest of one."""
        return self._entry(self._order[number])


class Copies(NamedTuple):
    """What the articles of a corpus have in common."""

    articles: Articles
    twins: list[Twin]
    sentences: list[Copy]


class _Columns(NamedTuple):
    """What must be known of all articles at once, by age.

    `counts` says how many fingerprints each article has; `date` ranks their dates, -1 for none; `judged` and `near`
    mark the articles of the run and the neighbours; `rank` is the place by age of each entry of the corpus.
    """

    counts: Ints
    date: Ints
    site: list[str]
    judged: npt.NDArray[np.bool_]
    near: npt.NDArray[np.bool_]
    rank: Ints


def find_copies(corpus: Corpus) -> Copies:
    """Find all copies in a corpus of digests."""
    prints = PartedRows()
    articles, columns = _by_age(corpus, prints)
    hits = _shared_prints(prints, columns, corpus)
    if not hits.size:
        return Copies(articles, [], [])
    return Copies(articles, _find_twins(articles, columns.counts, hits), _find_sentences(articles, hits))


def _by_age(corpus: Corpus, prints: PartedRows) -> tuple[Articles, _Columns]:
    """Order articles: those that are not judged first, then by date, then the undated, then by path.

    Their fingerprints go to `prints`, with the number of the entry and of the sentence; the digests are not kept.
    """
    count = len(corpus.entries)
    dates, sites, known = [], [], dict[str, str]()
    counts, judged, near = np.zeros(count, np.int32), np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for number, (key, value) in enumerate(corpus.entries):
        if key.path in corpus.neighbours:
            near[number] = True
        elif key.path not in corpus.references:
            judged[number] = True
        dates.append(known.setdefault(value.date, value.date))  # one string for all that are the same
        sites.append(known.setdefault(value.site, value.site))
        counts[number] = value.print_count
        prints.add(value.print_bytes, number, value.count_bytes)
    date = _ranks(dates)
    order = np.lexsort((date, date < 0, judged))  # stable: those of one age stay in order of path
    rank = np.empty(count, np.int32)
    rank[order] = np.arange(count)
    columns = _Columns(
        counts[order], date[order], [sites[number] for number in order.tolist()], judged[order], near[order], rank
    )
    return Articles(corpus, order), columns


def _ranks(dates: Sequence[str]) -> Ints:
    """Return the rank of each date among all, -1 for an empty one."""
    ranks = {date: rank for rank, date in enumerate(sorted(set(dates) - {""}))}
    return np.array([ranks.get(date, -1) for date in dates], np.int32)


def _shared_prints(prints: PartedRows, columns: _Columns, corpus: Corpus) -> Ints:
    """Return rows of (article, sentence, earlier article, its sentence) that share a fingerprint, the first judged."""
    hits = [np.zeros((0, 4), np.int32)]
    sites = _site_numbers(columns.site, corpus.sites)
    for article, sentence in _bearers(prints, columns.rank, corpus.common):
        mixed = ~_are_templates(article, *sites)
        late, early = _pairs(article.shape[1])
        row = [column[mixed][:, side].ravel() for side in (late, early) for column in (article, sentence)]
        hits.append(np.stack(row, 1))
    found = np.concatenate(hits)
    return found[_can_be_copied(columns, found)]


def _bearers(prints: PartedRows, rank: Ints, common: Ints | None) -> Iterator[tuple[Ints, Ints]]:
    """Yield the articles that bear a fingerprint and the sentences of theirs that do, a row for each fingerprint.

    All rows of a matrix are of one length, from 2 to `Corpus.COMMON`, and in order of age.
    """
    for part in prints.parts():
        equal = group_repeated(part.hash)
        if common is not None:
            rare = ~np.isin(equal.value, common)
            equal = Groups(equal.order, equal.start[rare], equal.size[rare], equal.value[rare])
        number, member = equal.members()
        article, sentence = rank[part.owner[member]], part.place[member].astype(np.int32)
        bearer = number * rank.size + article
        if (bearer[1:] < bearer[:-1]).any():  # a rank may differ from the order in which the articles came
            order = np.argsort(bearer, kind="stable")
            bearer, number, article, sentence = bearer[order], number[order], article[order], sentence[order]
        first = np.ones(number.size, np.bool_)
        first[1:] = bearer[1:] != bearer[:-1]
        number, article, sentence = number[first], article[first], sentence[first]
        size = np.bincount(number, minlength=equal.size.size)
        start = np.cumsum(size) - size
        for count in range(2, min(size.max(initial=0), Corpus.COMMON) + 1):
            rows = start[size == count][:, None] + np.arange(count)
            yield article[rows], sentence[rows]


def _pairs(count: int) -> tuple[Ints, Ints]:
    """Return the pairs (later, earlier) of so many sharers that are compared."""
    if count > _ALL_PAIRS_MAX:
        late = np.arange(1, count)
        return late, np.zeros_like(late)
    return all_pairs(count)


def _site_numbers(sites: list[str], known: Mapping[str, int]) -> tuple[Ints, Ints]:
    """Return the number of each article's site, -1 for none or a small one, and the sites' sizes."""
    counts = Counter(sites)
    large = sorted(site for site in counts if site and max(counts[site], known.get(site, 0)) >= _MIN_SITE)
    numbers = {site: number for number, site in enumerate(large)}
    sizes = [max(counts[site], known.get(site, 0)) for site in large]
    return np.array([numbers.get(site, -1) for site in sites], np.int32), np.array(sizes, np.int64)


def _are_templates(articles: Ints, site: Ints, sizes: Ints) -> npt.NDArray[np.bool_]:
    """Mark the rows that hold most articles of one site."""
    marked = np.zeros(len(articles), np.bool_)
    if sizes.size and articles.shape[1] * 2 > _MIN_SITE:
        row, column = np.nonzero(site[articles] >= 0)
        bearers, counts = np.unique(row * sizes.size + site[articles[row, column]], return_counts=True)
        most = counts * 2 > np.maximum(sizes, _MIN_SITE)[bearers % sizes.size]
        marked[bearers[most] // sizes.size] = True
    return marked


def _can_be_copied(columns: _Columns, hits: Ints) -> npt.NDArray[np.bool_]:
    """Mark the rows whose first article is judged, and whose second one is not known to be later.

    A neighbour stands before the articles of the run: of two undated ones the one that is checked is the copy.
    """
    left = columns.judged[hits[:, 0]]
    if columns.near.any():
        late, early = columns.date[hits[:, 0]], columns.date[hits[:, 2]]
        left &= ~(columns.near[hits[:, 2]] & (late >= 0) & (late < early))
    return left


def _find_twins(articles: Articles, counts: Ints, hits: Ints) -> list[Twin]:
    """Return for each article the earliest ones that it is nearly the same as.

    There may be several, since an article may be sewn together of two; of those that are copies of each other only the
    earliest is told.
    """
    equal = group(hits[:, 0].astype(np.int64) * len(articles) + hits[:, 2])
    twins: list[Twin] = []
    originals: dict[int, set[int]] = defaultdict(set)
    for number in np.flatnonzero(equal.size > 1).tolist():
        late, early = divmod(int(equal.value[number]), len(articles))
        smaller = min(counts[late], counts[early])
        if equal.size[number] < _MIN_SHARED_PRINTS * smaller or originals[early] & originals[late]:
            continue
        common, share = _contained(articles[late][1], articles[early][1])
        if share >= (MIN_CONTAINED if common >= _MANY_TRIPLES else _MIN_CONTAINED_SHORT):
            originals[late].add(early)
            twins.append(Twin(late, early, share))
    return twins


def _contained(one: Digest, other: Digest) -> tuple[int, float]:
    """Return the word triples that both articles hold: their number, and their share of the shorter one's."""
    first, second = (set(shingles(it.words.astype(np.uint64), 3).tolist()) for it in (one, other))
    common = len(first & second)
    return common, common / max(1, min(len(first), len(second)))


def _find_sentences(articles: Articles, hits: Ints) -> list[Copy]:
    """Return for each sentence the earliest one that it copies."""
    copies: dict[tuple[int, int], Copy] = {}
    for late, sentence, early, original in _likely(articles, hits):
        if (late, sentence) in copies:
            continue
        one, other = _words(articles[late][1], sentence), _words(articles[early][1], original)
        if is_near(one, other):
            copies[late, sentence] = Copy(late, sentence, early, original, one.column == other.column)
    return sorted(copies.values())


def _words(article: Digest, sentence: int) -> Words:
    words = _hashes(article, sentence)
    return Words(words, (words & np.uint64(1)) != 0)


def _hashes(article: Digest, sentence: int) -> npt.NDArray[np.uint64]:
    first, last = article.sentences[sentence, 2:4].tolist()
    return article.words[first:last].astype(np.uint64)


def _likely(articles: Articles, hits: Ints) -> Iterator[list[int]]:
    """Yield the pairs of sentences that have enough word pairs in common, once each, earliest originals first."""
    hits = hits[np.lexsort((hits[:, 3], hits[:, 2], hits[:, 1], hits[:, 0]))]
    hits = hits[np.concatenate(([True], (hits[1:] != hits[:-1]).any(1)))]
    for start in range(0, len(hits), _HITS_AT_ONCE):
        some = hits[start : start + _HITS_AT_ONCE]
        common = _signatures(articles, some[:, :2]) & _signatures(articles, some[:, 2:])
        yield from some[np.bitwise_count(common).sum(1) >= _MIN_COMMON_BITS].tolist()


def _signatures(articles: Articles, sentences: Ints) -> npt.NDArray[np.uint64]:
    """Return a set of word pairs for each sentence, a row (article, number): a bit a pair, in `_SIGNATURE` words."""
    words = [_hashes(articles[article][1], number) for article, number in sentences.tolist()]
    of_word = np.repeat(np.arange(len(words)), [column.size for column in words])
    pairs = shingles(np.concatenate(words), 2)
    inside = of_word[1:] == of_word[:-1]
    bit = pairs[inside] & np.uint64(64 * _SIGNATURE - 1)
    signature = np.zeros((len(words), _SIGNATURE), np.uint64)
    column = (bit >> np.uint64(6)).astype(np.intp)
    np.bitwise_or.at(signature, (of_word[:-1][inside], column), np.uint64(1) << (bit & np.uint64(63)))
    return signature
