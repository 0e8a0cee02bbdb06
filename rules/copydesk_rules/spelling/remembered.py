"""What was found out about words, kept for when they come again in another article."""

from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

Result = TypeVar("Result")

MAX_WORDS: Final = 10_000
"""Words that a function is remembered for, the last ones; what is found of so many takes 15 MB at most."""
_AT_ONCE = 500
"""Words that the function is asked for at once: what it makes on its way takes 20 MB at most."""


class Remembered(Generic[Result]):
    """A function of many words, asked only for those that it was not asked for before."""

    def __init__(self, find: Callable[[Sequence[str]], list[Result]]) -> None:
        """Take the function, which tells the same of a word whatever others it is given with."""
        self._find = find
        self._known: dict[str, Result] = {}

    def __call__(self, words: Sequence[str]) -> list[Result]:
        """Return what the function tells of each word."""
        known = self._known
        new = [word for word in dict.fromkeys(words) if word not in known]
        if new:
            if len(known) + len(new) > MAX_WORDS:
                self._known = known = {word: known[word] for word in words if word in known}
            for start in range(0, len(new), _AT_ONCE):
                asked = new[start : start + _AT_ONCE]
                known.update(zip(asked, self._find(asked), strict=True))
        return [known[word] for word in words]
