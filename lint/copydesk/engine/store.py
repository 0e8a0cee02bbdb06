"""What earlier runs found out: the results of files that are as they were, and the articles of all files.

A result is kept by the file's path and content and by all that decides on it beside: the code, the rules and their
options. What rules across articles collect is kept with its fingerprints in an index, so that an article is held
against all that were ever linted without reading those again.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from hashlib import blake2b, sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

import msgspec

from copydesk.diagnostic import ArticleKey, Diagnostic
from copydesk.engine.code_stamp import code_stamp
from copydesk.engine.database import Database, path_in, throw_away
from copydesk.engine.files import Collected, FileResult
from copydesk.engine.records import Damaged, decoder, encode
from copydesk.paths import relative_to
from copydesk.rule import AnyRule, Corpus, CorpusRule
from copydesk.sources import FoundFile, SourceOptions
from copydesk.suppress import Suppression

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from copydesk.engine.spool import Spool

_WAITING_BYTES = 40_000_000
"""What is collected of articles waits in memory up to so many bytes before it is written in one go."""
_SPOOLED = 4000
"""What is kept of an article takes about so many bytes."""
_ROWS_AT_ONCE = 20_000
_MANY = 4 * Corpus.COMMON
"""Postings of a fingerprint from which on it is not asked which of them still lead somewhere."""
_RACY = 2_000_000_000
"""A file that changed so few nanoseconds before it was looked at may change again and bear the same stamp: some file
systems count in steps of two seconds."""
_RACY_MARK = b" racy"
_DAY = 86_400
_KEPT_DAYS = 90
_KEPT_BYTES = 8_000_000_000
"""From this size on the files that were not seen for longest are forgotten, until half of it is left."""
_KEPT_COMPARISONS = 8
_UNSETTLED = ("INP005", "INP006")
"""A rule that crashed or did not finish may do better the next time."""

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def _may_be_damaged(method: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """Let a method raise `Damaged` whatever it stumbles over in the database."""

    @wraps(method)
    def told(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        try:
            return method(*args, **kwargs)
        except (sqlite3.Error, msgspec.MsgspecError, ValueError, LookupError, OverflowError) as error:
            raise Damaged(str(error)) from error

    return told


class Neighbours(NamedTuple):
    """What is known of the articles of other files that bear one of some fingerprints.

    `entries` are those articles, with the numbers that they have in the store; `common` are the fingerprints that more
    than `Corpus.COMMON` articles bear, ascending; `sites` counts the articles of the sites that the entries come from;
    `changed` are files that held such an article and are no longer as they were.
    """

    entries: list[tuple[ArticleKey, int]]
    common: "npt.NDArray[np.uint64]"
    sites: dict[str, int]
    changed: list[str]


class _Waiting(NamedTuple):
    """A result that is to be written: as bytes, for which settings, and the rules that collected, by collector."""

    result: FileResult
    value: bytes
    settings: bytes
    collectors: dict[str, CorpusRule]


class _Comparison(msgspec.Struct):
    """What the rules across articles said of each file, and the stamps of the other files that they looked at."""

    found: dict[str, list[Diagnostic]]
    neighbours: dict[str, bytes]


class Store:
    """What is kept for the files below one folder. All methods raise `Damaged` where it can't be read."""

    def __init__(self, database: Database, root: str, options: SourceOptions, *, tidies: bool) -> None:
        """Take the database; see `open_store` for the rest."""
        self._database = database
        self._root = os.path.abspath(root)
        self._code = code_stamp() + blake2b(repr(options).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self._tidies = tidies
        self._today = int(time.time()) // _DAY
        self._generation: int | None = database.one("SELECT generation FROM state")
        self._settings: dict[tuple[str, ...], bytes] = {}
        self._collectors: dict[str, int] = {}
        self._folders: dict[str, str] = {}
        self._stamps: dict[str, bytes] = {}
        self._held: set[str] = set()
        self.spool: Spool | None = None
        """Where the present run puts away what large files came to."""
        self._waiting: list[_Waiting] = []
        self._waiting_bytes = 0

    @property
    def folder(self) -> str:
        """The folder of the cache."""
        return self._database.folder

    def close(self) -> None:
        """Write what waits, tidy up, and let go of the database."""
        self.flush()
        if self._tidies:
            self._tidy()
        self._database.close()

    def discard(self) -> None:
        """Throw the database away; the next run makes a new one."""
        self._database.discard()

    # Results of files

    @_may_be_damaged
    def recall(
        self, files: Iterable[FoundFile], rules_for: Callable[[str], tuple[AnyRule, ...]]
    ) -> dict[str, FileResult]:
        """Return the results of the files that are as they were, by path, without what was collected of them."""
        query = "SELECT stamp, content, value FROM file JOIN result USING (path) WHERE path = ? AND settings = ?"
        value = decoder(FileResult)
        results = {}
        touched = []
        for file in files:
            stamp = _stamp(file.path) if file.data is None else None
            if stamp is None:
                continue
            self._stamps[file.path] = stamp
            path = self._relative(file.path)
            row = self._database.execute(query, path, self._settings_key(rules_for(file.path))).fetchone()
            if row is None or not _is_same(file.path, stamp, *row[:2]):
                continue
            result = value.decode(row[2])
            if result.path == file.path:  # else it was seen from another folder, and is named otherwise in there
                results[file.path] = result
                if row[0] != stamp:
                    touched.append((stamp, path))
        self._held.update(results)
        if touched:
            self._database.transact(lambda: self._database.many("UPDATE file SET stamp = ? WHERE path = ?", touched))
        return results

    def holds(self, result: FileResult) -> bool:
        """Whether what was collected of a file is kept here, and only here."""
        return result.path in self._held

    def keep(self, result: FileResult, rules: tuple[AnyRule, ...]) -> None:
        """Keep the result of a file that `recall` was asked for before it was read."""
        if not self._can_keep(result):
            return
        value = encode(msgspec.structs.replace(result, collected={}))
        collectors = {rule.collector(): rule for rule in rules if isinstance(rule, CorpusRule)}
        self._waiting.append(_Waiting(result, value, self._settings_key(rules), collectors))
        values = [it.value for collected in result.collected.values() for it in collected]
        self._waiting_bytes += sum(len(value) if isinstance(value, bytes) else _SPOOLED for value in values)
        if self._waiting_bytes >= _WAITING_BYTES:
            self.flush()

    def _can_keep(self, result: FileResult) -> bool:
        was_read = result.summary is not None and result.summary.sha256 != ""
        return was_read and result.path in self._stamps and not any(it.code in _UNSETTLED for it in result.diagnostics)

    @_may_be_damaged
    def flush(self) -> None:
        """Write what waits, all of it or nothing."""
        waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        if not waiting:
            return
        if self._database.transact(lambda: self._write(waiting)):
            self._held.update(it.result.path for it in waiting)
            for it in waiting:
                it.result.collected.clear()  # may be read from here again, and takes as much room as the texts
        else:
            self._generation = None

    def _write(self, waiting: Sequence[_Waiting]) -> None:
        self._write_results(waiting)
        self._write_articles(waiting)
        self._advance()

    def _write_results(self, waiting: Sequence[_Waiting]) -> None:
        files, results = [], []
        for result, value, settings, _ in waiting:
            assert result.summary is not None
            path = self._relative(result.path)
            suppressions = encode(result.suppressions) if result.suppressions else b""
            files.append((path, self._stamps[result.path], result.summary.sha256, suppressions, self._today))
            results.append((path, settings, value, self._today))
        outdated = "DELETE FROM result WHERE path = ? AND (seen < ? OR ? <> (SELECT content FROM file WHERE path = ?))"
        self._database.many(outdated, ((path, self._today, content, path) for path, _, content, _, _ in files))
        self._database.many("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", files)
        self._database.many("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)", results)

    def _write_articles(self, waiting: Sequence[_Waiting]) -> None:
        # What another version of the same rules collected goes as well.
        outdated = "DELETE FROM article WHERE path = ? AND collector IN (SELECT number FROM collector WHERE name = ?)"
        names = ((self._relative(it.result.path), name) for it in waiting for name in it.collectors)
        self._database.many(outdated, names)
        collected = (
            (self._relative(it.result.path), it.collectors[name], article)
            for it in waiting
            for name, articles in it.result.collected.items()
            for article in articles
        )
        while some := list(islice(collected, _ROWS_AT_ONCE)):
            self._write_rows(some)

    def _write_rows(self, collected: Sequence[tuple[str, CorpusRule, Collected]]) -> None:
        """Write what was collected of some articles, given with the path and a rule that collected it."""
        import numpy as np

        from copydesk.engine.postings import Postings

        first = (self._database.one("SELECT seq FROM sqlite_sequence WHERE name = 'article'") or 0) + 1
        rows: list[tuple[Any, ...]] = []
        prints = []
        decoders = {rule: decoder(rule.collected_type()) for rule in {rule for _, rule, _ in collected}}
        for path, rule, it in collected:
            value = it.value if isinstance(it.value, bytes) else self.value(it.value)
            rows.append((first + len(rows), self._collector(rule.collector()), path, it.position, it.site, value))
            borne = rule.prints(decoders[rule].decode(value))
            prints.append(np.zeros(0, np.uint64) if borne is None else borne)
        self._database.many("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)", rows)
        numbers = np.arange(first, first + len(rows), dtype=np.uint32)
        Postings(self._database).add(np.concatenate(prints), np.repeat(numbers, [it.size for it in prints]))

    def _advance(self) -> None:
        """Tell other runs that articles have changed, and see whether another run has changed some."""
        generation = self._database.one("SELECT generation FROM state")
        self._database.execute("UPDATE state SET generation = ?", generation + 1)
        self._generation = generation + 1 if generation == self._generation else None

    # Articles

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read all from one state of the database, whatever other runs write; nothing is written meanwhile."""
        try:
            self._database.execute("BEGIN")
            try:
                yield
            finally:
                self._database.execute("COMMIT")
        except sqlite3.Error as error:
            raise Damaged(str(error)) from error

    @_may_be_damaged
    def collected(self, collector: str, paths: Iterable[str]) -> list[tuple[ArticleKey, int]]:
        """Return the articles of some files of which something was collected, with the numbers that they have here."""
        query = "SELECT position, number FROM article WHERE path = ? AND collector = ?"
        version = self._collector(collector)
        return [
            (ArticleKey(path, position), number)
            for path in paths
            for position, number in self._database.execute(query, self._relative(path), version)
        ]

    @_may_be_damaged
    def value(self, number: int) -> bytes:
        """Return what was collected of an article, which may still be in the run's spool."""
        if number < 0:
            assert self.spool is not None
            return self.spool.get(number)
        value = self._database.one("SELECT value FROM article WHERE number = ?", number)
        if not isinstance(value, bytes):
            raise Damaged(f"article {number} is gone")
        return value

    @_may_be_damaged
    def knows_more_than(self, results: Iterable[FileResult]) -> bool:
        """Whether other files than these were ever seen."""
        return bool(self._database.one("SELECT COUNT(*) FROM file") > sum(map(self._can_keep, results)))

    @_may_be_damaged
    def neighbours(self, collector: str, prints: "npt.NDArray[np.uint64]", without: Iterable[str]) -> Neighbours:
        """Return the articles of other files that bear one of the fingerprints, which are ascending, each once."""
        import numpy as np

        from copydesk.engine.postings import Postings

        print_, article = Postings(self._database).find(prints)
        counts = np.bincount(print_, minlength=prints.size)
        rare = counts[print_] <= _MANY
        print_, article = print_[rare], article[rare]
        number = self._collector(collector)
        places = self._places(number, np.unique(article).tolist(), set(map(self._relative, without)))
        alive = np.isin(article, np.fromiter(places, np.int64, len(places)))
        print_, article = print_[alive], article[alive]
        is_common = (counts > _MANY) | (np.bincount(print_, minlength=prints.size) > Corpus.COMMON)
        wanted = np.unique(article[~is_common[print_]]).tolist()
        shown, changed = self._still_there({places[it][0] for it in wanted})
        entries = [(ArticleKey(shown[places[it][0]], places[it][1]), it) for it in wanted if places[it][0] in shown]
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
            shown = relative_to(os.path.join(self._root, path), ".")
            stamp = _stamp(shown)
            if stamp is not None:
                self._stamps[shown] = stamp
                row = self._database.execute("SELECT stamp, content FROM file WHERE path = ?", path).fetchone()
                if row is not None and _is_same(shown, stamp, *row):
                    same[path] = shown
                else:
                    changed.append(shown)
        return same, changed

    @_may_be_damaged
    def suppressions(self, path: str) -> list[Suppression]:
        """Return the suppressions of a file."""
        data = self._database.one("SELECT suppressions FROM file WHERE path = ?", self._relative(path))
        return decoder(list[Suppression]).decode(data) if data else []

    # Comparisons of articles

    @_may_be_damaged
    def comparison(
        self, rules: tuple[AnyRule, ...], results: Iterable[FileResult], references: frozenset[str]
    ) -> dict[str, list[Diagnostic]] | None:
        """Return what the rules across articles said of the very same files, if nothing has changed since.

        None where it must be asked anew. `references` are the files that are not judged.
        """
        key = self._comparison_key(rules, results, references)
        data = self._database.one("SELECT value FROM comparison WHERE key = ?", key)
        if data is None:
            return None
        kept: _Comparison = decoder(_Comparison).decode(data)
        is_same = all(_stamp(path) == stamp and not _is_racy(stamp) for path, stamp in kept.neighbours.items())
        return kept.found if is_same else None

    @_may_be_damaged
    def keep_comparison(
        self,
        rules: tuple[AnyRule, ...],
        results: Iterable[FileResult],
        references: frozenset[str],
        found: dict[str, list[Diagnostic]],
        neighbours: Iterable[str],
    ) -> None:
        """Keep what the rules across articles said, and which other files they looked at."""
        key = self._comparison_key(rules, results, references)
        if key is not None:
            data = encode(_Comparison(found, {path: self._stamps[path] for path in neighbours}))
            self._database.transact(lambda: self._write_comparison(key, data))

    def _write_comparison(self, key: bytes, data: bytes) -> None:
        oldest = "DELETE FROM comparison WHERE number <= (SELECT MAX(number) FROM comparison) - ?"
        self._database.execute("INSERT OR REPLACE INTO comparison (key, value) VALUES (?, ?)", key, data)
        self._database.execute(oldest, _KEPT_COMPARISONS)

    def _comparison_key(
        self, rules: tuple[AnyRule, ...], results: Iterable[FileResult], references: frozenset[str]
    ) -> bytes | None:
        """Name all that decides on a comparison; None where not all that was read is kept."""
        if self._generation is None:
            return None
        key = blake2b(b"%b %d" % (self._settings_key(rules), self._generation), digest_size=16)
        for result in results:
            if result.summary is not None:
                if not self._can_keep(result):
                    return None
                key.update(f"{result.path}\0{result.path in references}\n".encode("utf-8", "surrogatepass"))
        return key.digest()

    # Forgetting

    @_may_be_damaged
    def _tidy(self) -> None:
        """Once a day, forget files that are gone, long unseen, or too many."""
        if self._database.one("SELECT pruned FROM state") < self._today and self._database.transact(self._forget):
            self._database.execute("PRAGMA incremental_vacuum").fetchall()

    def _forget(self) -> None:
        from copydesk.engine.postings import Postings

        self._database.execute("UPDATE state SET pruned = ?", self._today)
        seen = ((self._today, self._relative(path)) for path in self._stamps)
        self._database.many("UPDATE file SET seen = ? WHERE path = ?", seen)
        rows = self._database.execute("SELECT path, seen FROM file ORDER BY seen").fetchall()
        size = max(self._database.size(), 1)
        too_many = int(len(rows) * (1 - _KEPT_BYTES / 2 / size)) if size > _KEPT_BYTES else 0
        forgotten = [
            (path,)
            for place, (path, day) in enumerate(rows)
            if place < too_many or day < self._today - _KEPT_DAYS or not os.path.exists(os.path.join(self._root, path))
        ]
        if forgotten:
            self._database.many("DELETE FROM article WHERE path = ?", forgotten)
            self._database.many("DELETE FROM result WHERE path = ?", forgotten)
            self._database.many("DELETE FROM file WHERE path = ?", forgotten)
            Postings(self._database).tidy()
            self._advance()

    # Names

    def _relative(self, path: str) -> str:
        """Return a path as seen from the root."""
        folder, slash, name = path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = relative_to(folder + slash or ".", self._root)
        there = self._folders[folder]
        return name if there == "." else f"{there}/{name}"

    def _settings_key(self, rules: tuple[AnyRule, ...]) -> bytes:
        """Name what decides on a result, beside the file: the code, the rules and their options."""
        codes = tuple(rule.code for rule in rules)
        if codes not in self._settings:
            described = repr([(rule.code, rule.options) for rule in rules]).encode("utf-8", "surrogatepass")
            self._settings[codes] = blake2b(self._code + described, digest_size=16).digest()
        return self._settings[codes]

    def _collector(self, name: str) -> int:
        """Return the number of a collector of the present code."""
        if name not in self._collectors:
            query = "SELECT number FROM collector WHERE name = ? AND version = ?"
            number = self._database.one(query, name, self._code)
            if number is None:
                self._database.execute("INSERT INTO collector (name, version) VALUES (?, ?)", name, self._code)
                number = self._database.one(query, name, self._code)
            self._collectors[name] = number
        return self._collectors[name]


def open_store(folder: str, root: str, options: SourceOptions, *, create: bool) -> Store | None:
    """Open what is kept in a folder about the files below `root`; None where there is nothing, or may be nothing.

    `options` say how files are read. With `create` it is made where there is none, and
    tidied up in the end.
    """
    if not (create or os.path.exists(path_in(folder))):
        return None
    for _ in range(2):
        try:
            return Store(Database(folder), root, options, tidies=create)
        except (OSError, sqlite3.OperationalError):
            return None  # the folder may not be written to: every run reads every file
        except sqlite3.Error:
            throw_away(folder)  # no database, a damaged one, or one of another version
    return None


def _stamp(path: str) -> bytes | None:
    """Return what changes when a file does, None where there is no file or its name is no text."""
    try:
        path.encode()
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    stamp = b"%d %d %d" % (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    is_racy = time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) < _RACY
    return stamp + _RACY_MARK if is_racy else stamp


def _is_racy(stamp: bytes) -> bool:
    return stamp.endswith(_RACY_MARK)


def _is_same(path: str, stamp: bytes, old: bytes, content: str) -> bool:
    """Whether a file with such a stamp is what it was: `content` is the SHA-256 that it had."""
    if stamp == old and not _is_racy(stamp):
        return True
    if stamp.split()[0] != old.split()[0]:
        return False
    try:
        with open(path, "rb") as stream:
            return sha256(stream.read()).hexdigest() == content
    except OSError:
        return False
