"""The words, names and phrases that a project allows, as rules ask for them.

A rule that has an option `vocabulary` is given the project's together with its own.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from copydesk.text import Hashes, hash_words

_WORD = r"[^\W_]+"
_SHORTEST = 2
"""Parts of a phrase; one word is a word."""


class Vocabulary:
    """What is allowed. Capitals and the kind of apostrophe do not count.

    `words` are the hashes of the single words, ascending, as `Tokens.hash` has them.
    """

    def __init__(self, entries: tuple[str, ...]) -> None:
        """Take words and phrases."""
        self._entries = {key: entry for entry in entries if (key := _key(entry))}
        self.words: Hashes = np.sort(hash_words([key for key in self._entries if " " not in key]))
        self._phrases: dict[str, list[re.Pattern[str]]] = defaultdict(list)
        for key in self._entries:
            parts = re.findall(_WORD, key)
            if len(parts) >= _SHORTEST:
                pattern = re.compile(r"\b" + r"[\W_]{1,3}".join(map(re.escape, parts)) + r"\b", re.IGNORECASE)
                for part in set(parts):
                    self._phrases[part].append(pattern)

    def allows(self, text: str, start: int, end: int) -> bool:
        """Whether the stretch is an allowed word or phrase, with or without a possessive s, or lies within one."""
        if not self._entries:
            return False
        flagged = _key(text[start:end])
        if flagged in self._entries or flagged.removesuffix("'s") in self._entries:
            return True
        first = re.search(_WORD, flagged)
        patterns = self._phrases.get(first[0], ()) if first is not None else ()
        return any(
            low <= start and end <= high for pattern in patterns for low, high in _found(pattern, text, start, end)
        )


def _found(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where a phrase stands round a stretch of the text."""
    reach = len(pattern.pattern)
    low = max(0, start - reach)
    for found in pattern.finditer(text[low : end + reach]):
        yield found.start() + low, found.end() + low


def _key(entry: str) -> str:
    return " ".join(entry.replace("’", "'").casefold().split())


@lru_cache(maxsize=8)
def vocabulary(entries: tuple[str, ...]) -> Vocabulary:
    """Return the vocabulary of some entries, made once."""
    return Vocabulary(entries)
