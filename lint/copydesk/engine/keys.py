"""What the cache calls things: files by their path below its root, settings and collectors by what decides on them."""

import os
from hashlib import blake2b

from copydesk.engine.code_stamp import code_stamp
from copydesk.engine.database import Database
from copydesk.paths import relative_to
from copydesk.rule import AnyRule, identity
from copydesk.sources import SourceOptions


class Keys:
    """The keys of one run in a database."""

    def __init__(self, database: Database, root: str, options: SourceOptions) -> None:
        """Name files as seen from `root`; `options` say how they are read."""
        self.root = os.path.abspath(root)
        self._database = database
        self._code = code_stamp() + blake2b(repr(options).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self._settings: dict[tuple[int, ...], bytes] = {}
        self._collectors: dict[str, int] = {}
        self._folders: dict[str, str] = {}

    def relative(self, path: str) -> str:
        """Return a path as seen from the root."""
        folder, slash, name = path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = relative_to(folder + slash or ".", self.root)
        there = self._folders[folder]
        return name if there == "." else f"{there}/{name}"

    def settings(self, rules: tuple[AnyRule, ...]) -> bytes:
        """Name what decides on a result, beside the file: the code, the rules and their options."""
        known = identity(rules)
        if known not in self._settings:
            described = repr([(rule.code, rule.options) for rule in rules]).encode("utf-8", "surrogatepass")
            self._settings[known] = blake2b(self._code + described, digest_size=16).digest()
        return self._settings[known]

    def collector(self, name: str) -> int:
        """Return the number of a collector of the present code."""
        if name not in self._collectors:
            query = "SELECT number FROM collector WHERE name = ? AND version = ?"
            number = self._database.one(query, name, self._code)
            if number is None:
                self._database.execute("INSERT INTO collector (name, version) VALUES (?, ?)", name, self._code)
                number = self._database.one(query, name, self._code)
            self._collectors[name] = number
        return self._collectors[name]

    def versions(self, name: str) -> list[int]:
        """Return the numbers of a collector of the present code and of any other."""
        query = "SELECT number FROM collector WHERE name = ?"
        return [number for (number,) in self._database.execute(query, name)]
