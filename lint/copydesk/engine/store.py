"""What earlier runs found out: the results of files that are as they were, and the articles of all files.

A result is kept by the file's path and content and by all that decides on it beside: the code, the rules and their
options. What rules across articles collect is kept with its fingerprints in an index, so that an article is held
against all that were ever linted without reading those again.
"""

import os
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from copydesk.diagnostic import Diagnostic
from copydesk.engine.articles import Articles
from copydesk.engine.database import Database, may_be_damaged, path_in, throw_away
from copydesk.engine.files import FileResult
from copydesk.engine.forgetting import DAY, forget
from copydesk.engine.keys import Keys
from copydesk.engine.records import Damaged, decoder, encode
from copydesk.engine.stamps import is_racy, is_same, stamp_of
from copydesk.rule import AnyRule, CorpusRule, identity
from copydesk.sources import FoundFile, SourceOptions
from copydesk.suppress import Suppression

_WAITING_BYTES = 40_000_000
"""What is collected of articles waits in memory up to so many bytes before it is written in one go."""
_SPOOLED = 4000
"""What is kept of an article takes about so many bytes."""
_KEPT_COMPARISONS = 8
_PATHS_AT_ONCE = 500
"""Values that every build of SQLite takes in one query, and more than enough to make up for its cost."""
_UNSETTLED = ("INP005", "INP006")
"""A rule that crashed or did not finish may do better the next time."""


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
        self._keys = Keys(database, root, options)
        self._tidies = tidies
        self._today = int(time.time()) // DAY
        self._generation: int | None = database.one("SELECT generation FROM state")
        self._stamps: dict[str, bytes] = {}
        self._held: set[str] = set()
        self._unsettled: set[str] = set()
        self.articles = Articles(database, self._keys, self._stamps)
        self._waiting: list[_Waiting] = []
        self._waiting_bytes = 0
        self._collectors: dict[tuple[int, ...], dict[str, CorpusRule]] = {}

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

    @may_be_damaged
    def recall(
        self, files: Iterable[FoundFile], rules_for: Callable[[str], tuple[AnyRule, ...]]
    ) -> dict[str, FileResult]:
        """Return the results of the files that are as they were, by path, without what was collected of them."""
        asked: dict[bytes, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for file in files:
            stamp = stamp_of(file.path) if file.data is None else None
            if stamp is not None:
                self._stamps[file.path] = stamp
                asked[self._keys.settings(rules_for(file.path))][self._keys.relative(file.path)].append(file.path)
        value = decoder(FileResult)
        results = {}
        touched = []
        for path, name, old, content, kept in self._kept(asked):
            stamp = self._stamps[name]
            if is_same(name, stamp, old, content):
                result = value.decode(kept)
                if result.path == name:  # else it was seen from another folder, and is named otherwise in there
                    results[name] = result
                    if old != stamp:
                        touched.append((stamp, path))
        self._held.update(results)
        if touched:
            self._database.transact(lambda: self._database.many("UPDATE file SET stamp = ? WHERE path = ?", touched))
        return results

    def _kept(self, asked: Mapping[bytes, Mapping[str, Sequence[str]]]) -> Iterator[tuple[str, str, bytes, str, bytes]]:
        """Yield what is kept of files: path, name, stamp, content and result of each.

        They are asked for by settings and path, with the names that they were given by, such as `a.txt` and `./a.txt`;
        many at once, since a query takes longer than what it finds.
        """
        for settings, names in asked.items():
            paths = list(names)
            for start in range(0, len(paths), _PATHS_AT_ONCE):
                some = paths[start : start + _PATHS_AT_ONCE]
                marks = ", ".join("?" * len(some))
                query = (
                    "SELECT path, stamp, content, value FROM file JOIN result USING (path) "  # noqa: S608 (marks only)
                    f"WHERE path IN ({marks}) AND settings = ?"
                )
                for path, *row in self._database.execute(query, *some, settings):
                    for name in names[path]:
                        yield path, name, *row

    def holds(self, result: FileResult) -> bool:
        """Whether what was collected of a file is kept here, and only here."""
        return result.path in self._held

    def keep(self, result: FileResult, rules: tuple[AnyRule, ...]) -> None:
        """Keep the result of a file that `recall` was asked for before it was read."""
        if not result.is_complete or any(it.code in _UNSETTLED for it in result.diagnostics):
            self._unsettled.add(result.path)
        if not self._can_keep(result):
            return
        value = encode(msgspec.structs.replace(result, collected={}))
        self._waiting.append(_Waiting(result, value, self._keys.settings(rules), self._collectors_of(rules)))
        values = [value for it in result.collected.values() for value in it.values]
        self._waiting_bytes += sum(len(value) if isinstance(value, bytes) else _SPOOLED for value in values)
        if self._waiting_bytes >= _WAITING_BYTES:
            self.flush()

    def _collectors_of(self, rules: tuple[AnyRule, ...]) -> dict[str, CorpusRule]:
        """Return a rule for each collector of some rules; those of most files are the same."""
        known = identity(rules)
        if known not in self._collectors:
            self._collectors[known] = {rule.collector(): rule for rule in rules if isinstance(rule, CorpusRule)}
        return self._collectors[known]

    def _can_keep(self, result: FileResult) -> bool:
        was_read = result.summary is not None and result.summary.sha256 != ""
        return was_read and result.path in self._stamps and result.path not in self._unsettled

    @may_be_damaged
    def flush(self) -> None:
        """Write what waits, all of it or nothing."""
        waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        if not waiting:
            return
        if self._database.transact(lambda: self._write(waiting)):
            if self.articles.spool is not None:  # a large run: what was collected takes as much room as the texts
                self._held.update(it.result.path for it in waiting)
                for it in waiting:
                    it.result.collected.clear()
        else:
            self._generation = None

    def _write(self, waiting: Sequence[_Waiting]) -> None:
        self._write_results(waiting)
        self.articles.write([(it.result, it.collectors) for it in waiting])
        self._advance()

    def _write_results(self, waiting: Sequence[_Waiting]) -> None:
        files, results = [], []
        for result, value, settings, _ in waiting:
            assert result.summary is not None
            path = self._keys.relative(result.path)
            suppressions = encode(result.suppressions) if result.suppressions else b""
            files.append((path, self._stamps[result.path], result.summary.sha256, suppressions, self._today))
            results.append((path, settings, value, self._today))
        outdated = "DELETE FROM result WHERE path = ? AND (seen < ? OR ? <> (SELECT content FROM file WHERE path = ?))"
        self._database.many(outdated, ((path, self._today, content, path) for path, _, content, _, _ in files))
        self._database.many("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", files)
        self._database.many("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)", results)

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

    @may_be_damaged
    def knows_more_than(self, results: Iterable[FileResult]) -> bool:
        """Whether other files than these were ever seen."""
        return bool(self._database.one("SELECT COUNT(*) FROM file") > sum(map(self._can_keep, results)))

    @may_be_damaged
    def suppressions(self, path: str) -> list[Suppression]:
        """Return the suppressions of a file."""
        data = self._database.one("SELECT suppressions FROM file WHERE path = ?", self._keys.relative(path))
        return decoder(list[Suppression]).decode(data) if data else []

    # Comparisons of articles

    @may_be_damaged
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
        is_same = all(stamp_of(path) == stamp and not is_racy(stamp) for path, stamp in kept.neighbours.items())
        return kept.found if is_same else None

    @may_be_damaged
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
        key = blake2b(b"%b %d" % (self._keys.settings(rules), self._generation), digest_size=16)
        for result in results:
            if result.summary is not None:
                if not self._can_keep(result):
                    return None
                key.update(f"{result.path}\0{result.path in references}\n".encode("utf-8", "surrogatepass"))
        return key.digest()

    # Forgetting

    @may_be_damaged
    def _tidy(self) -> None:
        """Once a day, forget files that are gone, long unseen, or too many."""
        if self._database.one("SELECT pruned FROM state") < self._today and self._database.transact(self._forget):
            self._database.execute("PRAGMA incremental_vacuum").fetchall()

    def _forget(self) -> None:
        if forget(self._database, self._keys.root, map(self._keys.relative, self._stamps), self._today):
            self._advance()


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
