"""Which flagged words a project may want to allow: those that are flagged again and again."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from copydesk.config import Loaded
from copydesk.diagnostic import INPUT_PROBLEMS, Diagnostic
from copydesk.engine import lint
from copydesk.rule import find_rules
from copydesk.run import Run
from copydesk.selection import heeds_vocabulary, resolve
from copydesk.sources import FoundFile

_PLAIN = re.compile(r"[\w'’.-]+(?: [\w'’.-]+)*")
"""Words as they may stand in a vocabulary; nothing with a file's escapes in it."""


class Flagged(NamedTuple):
    """A word, or a few, as most often written; how often it was flagged; the first place.

    `is_run_together` where all that it wants is a space: a scraper's damage, which comes as often as a term does.
    """

    word: str
    times: int
    place: str
    is_run_together: bool


def lint_words(loaded: Loaded, files: Sequence[FoundFile]) -> Run:
    """Lint files by the rules that heed the vocabulary."""
    chosen = resolve(loaded, find_rules()).only(heeds_vocabulary)
    return lint(files, chosen, options=loaded.source_options, jobs=loaded.settings.jobs)


def flagged_words(run: Run, more_than: int) -> list[Flagged]:
    """Return what a run of `lint_words` flagged more than so many times, the most frequent first."""
    places: dict[str, Diagnostic] = {}
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    other_faults = set()
    for it in run.diagnostics:
        word = it.excerpt.flagged
        if it.code not in INPUT_PROBLEMS and not it.excerpt.more_lines and _PLAIN.fullmatch(word):
            places.setdefault(word.casefold(), it)
            forms[word.casefold()][word] += 1
            if not _wants_a_space(it):
                other_faults.add(word.casefold())
    found = [
        Flagged(
            counts.most_common(1)[0][0],
            counts.total(),
            f"{places[key].shown_path}:{places[key].start.line}:{places[key].start.column}",
            key not in other_faults,
        )
        for key, counts in forms.items()
        if counts.total() > more_than
    ]
    return sorted(found, key=lambda it: (-it.times, it.word))


def _wants_a_space(diagnostic: Diagnostic) -> bool:
    """Whether all that the fix does is to part the word."""
    fix, word = diagnostic.fix, diagnostic.excerpt.flagged
    right = fix.edits[0].content if fix is not None and len(fix.edits) == 1 else word
    return right != word and right.replace(" ", "") == word
