"""The SQLite database of what runs found out: opened, made, written to in transactions, thrown away.

SQLite comes with Python, starts in milliseconds, lets runs read while one writes, is whole again after kill -9, and
notices a damaged file. LMDB trusts the file that it maps, and DuckDB takes longer to import than most runs last.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import msgspec

from copydesk.engine.records import Damaged

_NAME = "copydesk.sqlite"
_VERSION = 1
"""Of the schema; a database of another version is thrown away."""
_WAIT = 5.0
"""Seconds to wait for another run that writes."""
_SCHEMA = """
CREATE TABLE file (path TEXT PRIMARY KEY, stamp BLOB, content TEXT, suppressions BLOB, seen INTEGER) WITHOUT ROWID;
CREATE TABLE result (path TEXT, settings BLOB, value BLOB, seen INTEGER, PRIMARY KEY (path, settings)) WITHOUT ROWID;
CREATE TABLE collector (number INTEGER PRIMARY KEY, name TEXT, version BLOB, UNIQUE (name, version));
CREATE TABLE article (
    number INTEGER PRIMARY KEY AUTOINCREMENT, collector INTEGER, path TEXT, position INTEGER, site TEXT, value BLOB
);
CREATE INDEX article_path ON article (path, collector);
CREATE INDEX article_site ON article (site, collector) WHERE site <> '';
CREATE TABLE segment (number INTEGER PRIMARY KEY AUTOINCREMENT, size INTEGER, first INTEGER);
CREATE TABLE posting (bucket INTEGER, segment INTEGER, prints BLOB, articles BLOB);
CREATE INDEX posting_bucket ON posting (bucket);
CREATE INDEX posting_segment ON posting (segment, bucket);
CREATE TABLE comparison (number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB UNIQUE, value BLOB);
CREATE TABLE state (generation INTEGER, pruned INTEGER);
INSERT INTO state VALUES (0, 0)
"""
_MADE = {statement.strip() for statement in _SCHEMA.split(";") if "CREATE" in statement}
_FILES = {
    ".gitignore": "*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# Made by copydesk; it may be deleted at any time.\n",
}

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def may_be_damaged(method: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """Let a method raise `Damaged` whatever it stumbles over in the database."""

    @wraps(method)
    def told(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        try:
            return method(*args, **kwargs)
        except (sqlite3.Error, msgspec.MsgspecError, ValueError, LookupError, OverflowError) as error:
            raise Damaged(str(error)) from error

    return told


class Database:
    """An open database. Whatever is wrong with it is raised as `sqlite3.Error`."""

    def __init__(self, folder: str) -> None:
        """Open the database in a folder, or make both.

        Raises `OSError` where nothing may be written, or where a link leads elsewhere: who made it is not known.
        """
        if os.path.islink(folder) or os.path.islink(path_in(folder)):
            raise OSError(f"{folder}: is a link")
        if not os.path.isdir(folder):
            os.makedirs(folder)
            for name, text in _FILES.items():
                with open(os.path.join(folder, name), "w", encoding="utf-8") as stream:
                    stream.write(text)
        self.folder = folder
        self._connection = sqlite3.connect(path_in(folder), timeout=_WAIT, isolation_level=None)
        self.execute("PRAGMA trusted_schema = OFF")
        if self._version() == 0:
            self._make()
        made = {sql for (sql,) in self.execute("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")}
        if self._version() != _VERSION or made != _MADE:  # views and triggers of a stranger could run for ever
            raise sqlite3.DatabaseError("the cache was not made by this version of copydesk")
        self.execute("PRAGMA synchronous = NORMAL")

    def _version(self) -> int:
        version: int = self.execute("PRAGMA user_version").fetchone()[0]
        return version

    def _make(self) -> None:
        self.execute("PRAGMA page_size = 16384")  # most values have 2 to 3 kB: a third less waste than pages of 4 kB
        self.execute("PRAGMA auto_vacuum = INCREMENTAL")
        self.execute("PRAGMA journal_mode = WAL")
        self.execute("BEGIN IMMEDIATE")
        if self._version() == 0:  # else another run was quicker
            for statement in _SCHEMA.split(";"):
                self.execute(statement.strip())
            self.execute(f"PRAGMA user_version = {_VERSION}")
        self.execute("COMMIT")

    def execute(self, query: str, *values: Any) -> sqlite3.Cursor:
        """Run a query."""
        return self._connection.execute(query, values)

    def many(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a query for each row of values."""
        self._connection.executemany(query, rows)

    def one(self, query: str, *values: Any) -> Any:
        """Return the first value of the first row, None where there is none."""
        row = self.execute(query, *values).fetchone()
        return row[0] if row is not None else None

    def transact(self, work: Callable[[], object]) -> bool:
        """Do some work wholly or not at all; False: another run writes for long, or nothing can be written here."""
        try:
            self.execute("BEGIN IMMEDIATE")
            try:
                work()
                self.execute("COMMIT")
            except BaseException:
                self.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError:
            return False
        return True

    def size(self) -> int:
        """Return the size of the database in bytes."""
        return os.path.getsize(path_in(self.folder))

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()

    def discard(self) -> None:
        """Delete it."""
        self.close()
        throw_away(self.folder)


def path_in(folder: str) -> str:
    """Return the path of a folder's database."""
    return os.path.join(folder, _NAME)


def throw_away(folder: str) -> None:
    """Delete a folder's database."""
    for suffix in ("", "-wal", "-shm"):
        try:
            os.unlink(path_in(folder) + suffix)
        except OSError:
            continue
