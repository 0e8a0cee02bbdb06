"""What rules across articles collected of all articles ever linted, and which of those bear some fingerprints."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from copydesk.engine.database import Database, may_be_damaged
from copydesk.engine.files import FileResult
from copydesk.engine.keys import Keys
from copydesk.engine.records import Damaged, decoder
from copydesk.engine.stamps import is_same, stamp_of
from copydesk.paths import relative_to
from copydesk.rule import Corpus, CorpusRule

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from copydesk.spool import Spool

_ROWS_AT_ONCE = 20_000
_MANY = 4 * Corpus.COMMON
"""Postings of a fingerprint from which on it is not asked which of them still lead somewhere."""


class Neighbours(NamedTuple):
    """What is known of the articles of other files that bear one of some fingerprints.

    `entries` are those articles, as `Articles.collected` gives them; `common` are the fingerprints that more
    than `Corpus.COMMON` articles bear, ascending; `sites` counts the articles of the sites that the entries come from;
    `changed` are files that held such an article and are no longer as they were.
    """

    entries: list[tuple[str, list[int], list[int]]]
    common: "npt.NDArray[np.uint64]"
    sites: dict[str, int]
    changed: list[str]


class Articles:
    """The articles in a database. Reading raises `Damaged` where it can't be read."""

    def __init__(self, database: Database, keys: Keys, stamps: dict[str, bytes]) -> None:
        """Take the database, its keys, and the stamps of the files that were looked at, to add to."""
        self._database = database
        self._keys = keys
        self._stamps = stamps
        self.spool: Spool | None = None
        """Where the present run puts away what large files came to."""

    def write(self, results: Sequence[tuple[FileResult, Mapping[str, CorpusRule]]]) -> None:
        """Write what was collected of files, given with the rules that collected it, by collector."""
        paths: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for result, collectors in results:
            paths[tuple(collectors)].append(self._keys.relative(result.path))
        for names, some in paths.items():
            # What another version of the same rules collected goes as well.
            numbers = ", ".join(str(number) for name in names for number in self._keys.versions(name))
            outdated = f"DELETE FROM article WHERE path = ? AND collector IN ({numbers})"  # noqa: S608 (they are integers)
            self._database.many(outdated, ((path,) for path in some))
        collected = (
            (path, collectors[name], *article)
            for result, collectors in results
            for path in (self._keys.relative(result.path),)
            for name, it in result.collected.items()
            for article in zip(it.positions, it.sites, it.values, strict=True)
        )
        while rows := list(islice(collected, _ROWS_AT_ONCE)):
            self._write_rows(rows)

    def _write_rows(self, collected: Sequence[tuple[str, CorpusRule, int, str, bytes | int]]) -> None:
        """Write what was collected of some articles: path, a rule that collected it, position, site and value."""
        import numpy as np

        from copydesk.engine.postings import Postings

        first = (self._database.one("SELECT seq FROM sqlite_sequence WHERE name = 'article'") or 0) + 1
        rows: list[tuple[Any, ...]] = []
        prints = []
        decoders = {rule: decoder(rule.collected_type()) for rule in {rule for _, rule, *_ in collected}}
        for path, rule, position, site, kept in collected:
            value = kept if isinstance(kept, bytes) else self.value(kept)
            rows.append((first + len(rows), self._keys.collector(rule.collector()), path, position, site, value))
            borne = rule.prints(decoders[rule].decode(value))
            prints.append(np.zeros(0, np.uint64) if borne is None else borne)
        self._database.many("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)", rows)
        numbers = np.arange(first, first + len(rows), dtype=np.uint32)
        Postings(self._database).add(np.concatenate(prints), np.repeat(numbers, [it.size for it in prints]))

    @may_be_damaged
    def collected(self, collector: str, paths: Iterable[str]) -> list[tuple[str, list[int], list[int]]]:
        """Return the articles of some files of which something was collected.

        Of each file its path, the positions of the articles, ascending, and the numbers that they have here.
        """
        query = "SELECT position, number FROM article WHERE path = ? AND collector = ? ORDER BY position"
        version = self._keys.collector(collector)
        rows = ((path, self._database.execute(query, self._keys.relative(path), version).fetchall()) for path in paths)
        return [(path, *_columns(found)) for path, found in rows if found]

    @may_be_damaged
    def value(self, number: int) -> bytes:
        """Return what was collected of an article, which may still be in the run's spool."""
        if number < 0:
            assert self.spool is not None
            return self.spool.get(number)
        value = self._database.one("SELECT value FROM article WHERE number = ?", number)
        if not isinstance(value, bytes):
            raise Damaged(f"article {number} is gone")
        return value

    @may_be_damaged
    def neighbours(self, collector: str, prints: "npt.NDArray[np.uint64]", without: Iterable[str]) -> Neighbours:
        """Return the articles of other files that bear one of the fingerprints, which are ascending, each once."""
        import numpy as np

        from copydesk.engine.postings import Postings

        print_, article = Postings(self._database).find(prints)
        counts = np.bincount(print_, minlength=prints.size)
        rare = counts[print_] <= _MANY
        print_, article = print_[rare], article[rare]
        number = self._keys.collector(collector)
        places = self._places(number, np.unique(article).tolist(), set(map(self._keys.relative, without)))
        alive = np.isin(article, np.fromiter(places, np.int64, len(places)))
        print_, article = print_[alive], article[alive]
        is_common = (counts > _MANY) | (np.bincount(print_, minlength=prints.size) > Corpus.COMMON)
        wanted = np.unique(article[~is_common[print_]]).tolist()
        shown, changed = self._still_there({places[it][0] for it in wanted})
        by_path: dict[str, list[tuple[int, int]]] = {}
        for it in wanted:
            if places[it][0] in shown:
                by_path.setdefault(shown[places[it][0]], []).append((places[it][1], it))
        entries = [(path, *_columns(sorted(rows))) for path, rows in by_path.items()]
        query = "SELECT COUNT(*) FROM article WHERE site = ? AND site <> '' AND collector = ?"
        sites = {site: self._database.one(query, site, number) for site in {places[it][2] for it in wanted}}
        return Neighbours(entries, prints[is_common], sites, changed)

    def _places(self, collector: int, articles: list[int], without: set[str]) -> dict[int, tuple[str, int, str]]:
        """Return path, position and site of those of the articles that there are, by number."""
        query = """SELECT number, path, position, site FROM article
            WHERE number IN (SELECT value FROM json_each(?)) AND collector = ?"""
        rows = self._database.execute(query, str(articles), collector)
        return {number: (path, position, site) for number, path, position, site in rows if path not in without}

    def _still_there(self, paths: Iterable[str]) -> tuple[dict[str, str], list[str]]:
        """Return the files that are as they were, with their names as shown, and the names of those that changed."""
        same, changed = {}, []
        for path in sorted(paths):
            shown = relative_to(os.path.join(self._keys.root, path), ".")
            stamp = stamp_of(shown)
            if stamp is not None:
                self._stamps[shown] = stamp
                row = self._database.execute("SELECT stamp, content FROM file WHERE path = ?", path).fetchone()
                if row is not None and is_same(shown, stamp, *row):
                    same[path] = shown
                else:
                    changed.append(shown)
        return same, changed


def _columns(rows: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return positions and numbers of articles as columns."""
    positions, numbers = zip(*rows, strict=True)
    return list(positions), list(numbers)
