"""How long each rule takes, for those who write rules or wonder what a run waits for."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from copydesk.rule import AnyRule, CorpusRule
from copydesk.text import Analysis

COLUMNS = "columns"
"""Stands in place of a rule's code for the tokens, sentences and blocks that all rules share."""


class Stopwatch:
    """Takes the seconds that rules need in this process, by code.

    What rules compute together (`Analysis.memo`) counts for the first of them.
    """

    def __init__(self, rules: Iterable[AnyRule]) -> None:
        """Watch rules from now on."""
        self.seconds: dict[str, float] = {COLUMNS: 0.0}
        self._begun = time.perf_counter()
        for rule in rules:
            self.seconds[rule.code] = 0.0
            for step in ("collect", "reduce") if isinstance(rule, CorpusRule) else ("suspects", "prepare", "check"):
                setattr(rule, step, self._watched(rule.code, getattr(rule, step)))

    def total(self) -> float:
        """Return the seconds since the start, reading and reporting among them."""
        return time.perf_counter() - self._begun

    def _watched(self, code: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any) -> Any:
            if isinstance(args[-1], Analysis):
                begun = time.perf_counter()
                _ = args[-1].batch.tokens
                self.seconds[COLUMNS] += time.perf_counter() - begun
            begun = time.perf_counter()
            found = step(*args)
            if isinstance(found, Iterator):
                found = iter(list(found))  # the work of a generator is done here
            self.seconds[code] += time.perf_counter() - begun
            return found

        return watched
