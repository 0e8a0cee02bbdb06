"""The rule for what articles of one site have in common beside the articles: menus, side bars, footers."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, ArticleKey, Corpus, CorpusRule, Edit, Finding, Fix, Related, Span
from copydesk.text import PartedRows, group_repeated

_ROUND = 3
"""Lines on either side of one that are looked at with it."""
_MIN_REPEATED = 4
"""Of those seven at least so many must come again. "Pros", "Cons" or "Price" alone come again on many pages; the
rule of four has P .998, R .67 on whole pages (research: boilerplate.md, section 3.4)."""
_SENTENCE = 6
"""Words of a line that is more than a heading: with so many the rule "seen elsewhere" alone has P .987 (ibidem)."""
_LONG = 10
"""Words of a line that is an article's rather than a template's."""
_MAX_LONG_REPEATED = 0.3
"""An article of whose long lines a larger share comes again is a copy, which DUP102 tells (research: same section)."""
_MIN_OF_SITE, _MIN_OF_FOLDER = 2, 3
"""Articles that must share a line: of a site that is known, else of a folder, which may hold two of one story."""
_SALT = 0x9E3779B97F4A7C15
"""Makes the same line another one on another site."""
_PLACE_BYTES, _HASH_BYTES = 12, 8
"""What a line takes in the columns of `Lines`."""
_ONCE = np.ones(1, np.uint32).tobytes()
_AT_ONCE = 4096
"""Articles that are looked at together."""


class Lines(NamedTuple):
    """The lines of an article in columns, kept as bytes, and the article's site.

    Lines are blocks: what stands in a line of its own in plain text, a paragraph or list item elsewhere.
    """

    place_bytes: bytes
    hash_bytes: bytes
    site: str

    @property
    def places(self) -> npt.NDArray[np.int32]:
        """A row for each line: its start, end and number of words."""
        return np.frombuffer(self.place_bytes, np.int32).reshape(-1, 3)

    @property
    def hash(self) -> npt.NDArray[np.uint64]:
        """The hash of the words of each line."""
        return np.frombuffer(self.hash_bytes, np.uint64)


class SiteTemplate(CorpusRule):
    """Lines that stand in other articles of the same site too: its menu, side bar or footer.

    ## Why

    What a site puts round every article is no part of any. It comes again word for word, in clusters: a line is flagged
    where it stands in another article of its site (in two others of its folder, where the site is not known) and so do
    at least four of the seven lines round it. A sentence that more than 50 articles hold is flagged by itself. Articles
    that are copies of each other are left out.

    ## Example

    Three articles of `example.org` that all end with "Recent Posts", five headlines, "About us", "Contact". One finding
    an article points at the longest run of such lines and lists the others.

    ## Fix

    Deletes all those lines of the article. Unsafe: a list may come again and yet belong to the articles.
    """

    code = "BPL101"
    name = "site-template"

    def collect(self, article: Article, analysis: Analysis) -> Lines | None:
        """Return the article's lines."""
        places, hashes = analysis.batch.memo(_lines)
        first, last = analysis.block_slice.start, analysis.block_slice.stop
        if first == last:
            return None
        own_places = places[_PLACE_BYTES * first : _PLACE_BYTES * last]
        return Lines(own_places, hashes[_HASH_BYTES * first : _HASH_BYTES * last], article.host)

    @classmethod
    def prints(cls, collected: Lines) -> npt.NDArray[np.uint64]:
        """Return the hashes of the lines that hold words."""
        return collected.hash[collected.places[:, 2] > 0]

    def reduce(self, corpus: Corpus) -> Iterator[tuple[ArticleKey, Finding]]:
        """Yield a finding for every article that holds some of its site's template."""
        first_of: dict[str, tuple[ArticleKey, Span]] = {}
        for number, flagged in _templates(corpus):
            key, lines = corpus.entries[number]
            runs = [_span(lines, run) for run in np.split(flagged, np.flatnonzero(np.diff(flagged) > 1) + 1)]
            longest = max(runs, key=lambda span: span.end - span.start)
            site = _site(key, lines)
            related = [Related(span, "and here") for span in runs if span != longest]
            if site in first_of:
                there, span = first_of[site]
                related.insert(0, Related(span, "the same template", there))
            else:
                first_of[site] = (key, longest)
            count = f"{flagged.size} lines" if flagged.size > 1 else "a line"
            fix = Fix("delete the template", tuple(Edit(span) for span in runs))
            message = f"template of {site or 'the folder'}: {count} that other articles there hold too"
            yield key, self.finding(longest, message, related=related, fix=fix)


class _Repeated(NamedTuple):
    """Lines that stand in several articles: the number of the entry, that of the line, and how many hold it."""

    entry: npt.NDArray[Any]
    line: npt.NDArray[Any]
    bearers: npt.NDArray[Any]


def _lines(batch: Analysis) -> tuple[bytes, bytes]:
    """Return the columns of all lines of a batch, offsets counted from the start of each article."""
    blocks = batch.blocks
    start = batch.part_starts[batch.parts_of(blocks.start)]
    rows = np.stack((blocks.start - start, blocks.end - start, blocks.last - blocks.first), 1)
    return rows.tobytes(), blocks.hash.tobytes()


def _site(key: ArticleKey, lines: Lines) -> str:
    """Return the site of an article, else its folder."""
    return lines.site or key.path.rpartition("/")[0]


def _templates(corpus: Corpus) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
    """Yield the numbers of the entries that hold template lines, and the numbers of those lines."""
    repeated = _repeated(corpus)
    is_new = np.ones(repeated.entry.size, np.bool_)
    is_new[1:] = repeated.entry[1:] != repeated.entry[:-1]
    numbers = repeated.entry[is_new]
    for start in range(0, numbers.size, _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        first, last = np.searchsorted(repeated.entry, (some[0], some[-1] + 1))
        yield from _flagged(corpus, some, _Repeated(*(column[first:last] for column in repeated)))


def _flagged(
    corpus: Corpus, numbers: npt.NDArray[np.uint32], repeated: _Repeated
) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
    """Yield those of some entries that hold template lines, and the numbers of those lines."""
    values: list[Lines] = [corpus.entries[number][1] for number in numbers.tolist()]
    counts = np.array([len(lines.hash) for lines in values])
    ends = np.cumsum(counts)
    words = np.concatenate([lines.places[:, 2] for lines in values])
    of_article = np.repeat(np.arange(counts.size), counts)
    bearers = np.ones(words.size, np.intp)
    bearers[(ends - counts)[np.searchsorted(numbers, repeated.entry)] + repeated.line] = repeated.bearers
    least = np.where(np.array([lines.site != "" for lines in values], np.bool_), _MIN_OF_SITE, _MIN_OF_FOLDER)
    is_repeated = (bearers >= least[of_article]) & (words > 0)
    before = np.append(0, np.cumsum(is_repeated))
    place = np.arange(words.size)
    start, end = (ends - counts)[of_article], ends[of_article]
    around = before[np.minimum(place + _ROUND + 1, end)] - before[np.maximum(place - _ROUND, start)]
    is_everywhere = (bearers > Corpus.COMMON) & (words >= _SENTENCE)
    is_long = (words >= _LONG) & ~is_everywhere
    long_repeated = np.bincount(of_article[is_long & (bearers > 1)], minlength=counts.size)
    is_article = long_repeated < _MAX_LONG_REPEATED * np.bincount(of_article[is_long], minlength=counts.size)
    flagged = np.flatnonzero(is_article[of_article] & (is_everywhere | (is_repeated & (around >= _MIN_REPEATED))))
    for mine in np.split(flagged, np.flatnonzero(np.diff(of_article[flagged])) + 1) if flagged.size else ():
        article = int(of_article[mine[0]])
        yield int(numbers[article]), mine - int(ends[article] - counts[article])


def _repeated(corpus: Corpus) -> _Repeated:
    """Return the lines that several articles of a site hold."""
    rows = PartedRows()
    salts: dict[str, int] = {}
    found = [_Repeated(np.zeros(0, np.uint32), np.zeros(0, np.uint32), np.zeros(0, np.intp))]
    for number, (key, lines) in enumerate(corpus.entries):
        salt = salts.setdefault(_site(key, lines), len(salts) * _SALT % 2**64)
        rows.add(lines.hash_bytes, number, _ONCE * (len(lines.hash_bytes) // _HASH_BYTES), salt)
        if corpus.common is not None and (common := np.flatnonzero(np.isin(lines.hash, corpus.common))).size:
            entry = np.full(common.size, number, np.uint32)
            found.append(_Repeated(entry, common.astype(np.uint32), np.full(common.size, Corpus.COMMON + 1)))
    for part in rows.parts():
        equal = group_repeated(part.hash)
        group, member = equal.members()
        new = np.ones(group.size, np.bool_)
        new[1:] = (group[1:] != group[:-1]) | (part.owner[member[1:]] != part.owner[member[:-1]])
        bearers = np.bincount(group[new], minlength=equal.size.size)[group]
        found.append(_Repeated(part.owner[member], part.place[member], bearers))
    joined = _Repeated(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
    order = np.lexsort((joined.bearers, joined.line, joined.entry))  # of two counts of one line the greater comes last
    return _Repeated(*(column[order] for column in joined))


def _span(lines: Lines, run: npt.NDArray[np.intp]) -> Span:
    return Span(int(lines.places[run[0], 0]), int(lines.places[run[-1], 1]))
