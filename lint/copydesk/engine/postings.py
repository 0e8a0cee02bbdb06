"""The index from fingerprints to the articles that bear them, in the database.

Postings (fingerprint, number of the article) are kept in segments, one for each run that added articles, and in blobs
by the upper bits of the fingerprint, its bucket: the 90 fingerprints of an article are looked up by reading some 90
small blobs of a segment. Small segments of like size are merged, so that there are few of them and every posting is
written a few times only, however many runs there are. An article that is no more leaves postings that lead nowhere; a
merge drops them.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk.engine.database import Database
from copydesk.text import group, ranges

Prints = npt.NDArray[np.uint64]
Articles = npt.NDArray[np.uint32]

_BUCKET_BITS = 12
"""Of 4,096 buckets each holds 2,200 postings of 100,000 articles of 1.4 kB."""
_LARGE = 8_000_000
"""Postings from which on a segment is large enough: to rewrite more at once costs more than looking into two."""


class Postings:
    """The postings of a database. What writes must be called in a transaction."""

    def __init__(self, database: Database) -> None:
        """Take the database."""
        self._database = database

    def find(self, prints: Prints) -> tuple[npt.NDArray[np.intp], Articles]:
        """Return the postings of fingerprints, which are ascending: their places among those given, and the articles.

        Articles that are no more may be among them.
        """
        query = "SELECT prints, articles FROM posting WHERE bucket = ?"
        places: list[npt.NDArray[np.intp]] = [np.zeros(0, np.intp)]
        articles: list[Articles] = [np.zeros(0, np.uint32)]
        for bucket, start, end in _buckets(prints):
            wanted = prints[start:end]
            for blob, bearers in self._database.execute(query, bucket):
                known = np.frombuffer(blob, np.uint64)
                low = np.searchsorted(known, wanted)
                counts = np.searchsorted(known, wanted, "right") - low
                if counts.any():
                    places.append(np.repeat(np.arange(start, end), counts))
                    articles.append(np.frombuffer(bearers, np.uint32)[ranges(low, low + counts)])
        return np.concatenate(places), np.concatenate(articles)

    def add(self, prints: Prints, articles: Articles) -> None:
        """Add the postings of new articles, whose numbers are ascending; merge segments while they are of like size."""
        if not prints.size:
            return
        self._write(int(articles[0]), [(prints, articles)])
        segments = self._database.execute("SELECT number, size FROM segment ORDER BY number DESC").fetchall()
        merged, total = 1, segments[0][1]
        while merged < len(segments) and segments[merged][1] <= total <= _LARGE:
            total += segments[merged][1]
            merged += 1
        if merged > 1:
            self._merge([number for number, _ in segments[:merged]])

    def tidy(self) -> None:
        """Drop all postings that lead nowhere."""
        self._merge([number for (number,) in self._database.execute("SELECT number FROM segment")])

    def _merge(self, segments: Sequence[int]) -> None:
        """Make one segment of several, without the postings that lead nowhere."""
        those = str(list(segments))
        first = self._database.one(
            "SELECT MIN(first) FROM segment WHERE number IN (SELECT value FROM json_each(?))", those
        )
        if first is None:
            return
        self._write(first, self._alive(those, first))
        self._database.execute("DELETE FROM posting WHERE segment IN (SELECT value FROM json_each(?))", those)
        self._database.execute("DELETE FROM segment WHERE number IN (SELECT value FROM json_each(?))", those)

    def _alive(self, segments: str, first: int) -> Iterator[tuple[Prints, Articles]]:
        """Yield the postings of segments, a JSON list, that lead somewhere, bucket by bucket."""
        numbers = [
            number for (number,) in self._database.execute("SELECT number FROM article WHERE number >= ?", first)
        ]
        is_alive = np.zeros(max(numbers, default=first) - first + 2, np.bool_)
        is_alive[np.array(numbers, np.int64) - first] = True
        of_bucket = """SELECT prints, articles FROM posting
            WHERE segment IN (SELECT value FROM json_each(?)) AND bucket = ? ORDER BY segment"""
        buckets = "SELECT DISTINCT bucket FROM posting WHERE segment IN (SELECT value FROM json_each(?))"
        for (bucket,) in self._database.execute(buckets, segments).fetchall():
            blobs = self._database.execute(of_bucket, segments, bucket).fetchall()
            prints = np.concatenate([np.frombuffer(blob, np.uint64) for blob, _ in blobs])
            articles = np.concatenate([np.frombuffer(blob, np.uint32) for _, blob in blobs])
            left = is_alive[np.minimum(articles - np.uint32(first), is_alive.size - 1)]
            yield prints[left], articles[left]

    def _write(self, first: int, parts: Iterable[tuple[Prints, Articles]]) -> None:
        """Write postings as one segment, each once; no bucket may be in two parts, no article come before `first`."""
        self._database.execute("INSERT INTO segment (size, first) VALUES (0, ?)", first)
        segment = self._database.one("SELECT last_insert_rowid()")
        size = 0
        for part in parts:
            prints, articles = _sorted(*part)
            size += prints.size
            self._database.many(
                "INSERT INTO posting VALUES (?, ?, ?, ?)",
                (
                    (bucket, segment, prints[start:end].tobytes(), articles[start:end].tobytes())
                    for bucket, start, end in _buckets(prints)
                ),
            )
        self._database.execute("UPDATE segment SET size = ? WHERE number = ?", size, segment)


def _sorted(prints: Prints, articles: Articles) -> tuple[Prints, Articles]:
    """Sort postings by fingerprint and leave out those that come again; articles are ascending, and stay so."""
    order = group(prints).order
    prints, articles = prints[order], articles[order]
    new = np.ones(prints.size, np.bool_)
    new[1:] = (prints[1:] != prints[:-1]) | (articles[1:] != articles[:-1])
    return prints[new], articles[new]


def _buckets(prints: Prints) -> Iterable[tuple[Any, ...]]:
    """Return (bucket, start, end) for each bucket of ascending fingerprints."""
    buckets, starts = np.unique(prints >> np.uint64(64 - _BUCKET_BITS), return_index=True)
    return zip(buckets.tolist(), starts.tolist(), np.append(starts, prints.size)[1:].tolist(), strict=True)
