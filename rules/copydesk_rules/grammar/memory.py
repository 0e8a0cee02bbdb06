"""What LanguageTool said of paragraphs, kept beside the cache from run to run: it reads a few kB a second.

A file of many articles is read again when one of them changes, and all files are when copydesk does; what LanguageTool
says of a paragraph stays the same.
"""

import os
import sqlite3
import time
from collections.abc import Iterable, Mapping
from weakref import finalize

import msgspec

from copydesk_rules.grammar.client import Remark

NAME = "languagetool.sqlite"
KEPT = 500_000
"""Paragraphs that are kept: some 200 MB of text, in 50 MB. From twice as many on the oldest go."""
_KEPT_SECONDS = 90 * 86_400
_WAIT = 5.0
"""Seconds to wait for another process that writes."""
_SCHEMA = "CREATE TABLE said (key BLOB PRIMARY KEY, remarks BLOB, seen INTEGER) WITHOUT ROWID"

Remarks = tuple[Remark, ...]


class Memory:
    """Remarks by the key of a paragraph. Where they can't be kept or read, nothing is known and nothing is raised."""

    def __init__(self, folder: str) -> None:
        """Open what is kept in a folder that exists."""
        self._connection: sqlite3.Connection | None = None
        self._decoder = msgspec.msgpack.Decoder(Remarks)
        path = os.path.join(folder, NAME)
        if os.path.islink(folder) or os.path.islink(path):
            return  # it may lead anywhere
        try:
            connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
            finalize(self, connection.close)
            self._open(connection)
            self._connection = connection
        except sqlite3.Error:
            pass

    def _open(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(_SCHEMA.replace("TABLE", "TABLE IF NOT EXISTS", 1))
        made = connection.execute("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").fetchall()
        if made != [(_SCHEMA,)]:  # triggers of a stranger could do anything
            raise sqlite3.DatabaseError("not made by copydesk")
        (count,) = connection.execute("SELECT COUNT(*) FROM said").fetchone()
        connection.execute("DELETE FROM said WHERE seen < ?", (int(time.time()) - _KEPT_SECONDS,))
        if count > 2 * KEPT:
            newest = "SELECT key FROM said ORDER BY seen DESC LIMIT ?"
            connection.execute(f"DELETE FROM said WHERE key NOT IN ({newest})", (KEPT,))  # noqa: S608 (our own words)

    def recall(self, keys: Iterable[bytes]) -> dict[bytes, Remarks]:
        """Return what is known, by key."""
        known: dict[bytes, Remarks] = {}
        if self._connection is None:
            return known
        try:
            for key in keys:
                row = self._connection.execute("SELECT remarks FROM said WHERE key = ?", (key,)).fetchone()
                if row is not None:
                    known[key] = self._decoder.decode(row[0])
        except (sqlite3.Error, msgspec.MsgspecError, TypeError):
            self._connection = None
        return known

    def keep(self, said: Mapping[bytes, Remarks]) -> None:
        """Keep what was said."""
        if self._connection is None:
            return
        now = int(time.time())
        rows = [(key, msgspec.msgpack.encode(remarks), now) for key, remarks in said.items()]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", rows)
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            self._connection = None
