"""Which flagged words a project may want to allow: those that are flagged again and again."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from copydesk.config import Loaded
from copydesk.diagnostic import Diagnostic
from copydesk.engine import lint
from copydesk.rule import find_rules
from copydesk.selection import heeds_vocabulary, resolve
from copydesk.sources import walk

_PLAIN = re.compile(r"[\w'’.-]+(?: [\w'’.-]+)*")
"""Words as they may stand in a vocabulary; nothing with a file's escapes in it."""


class Flagged(NamedTuple):
    """A word, or a few, as most often written; how often it was flagged; the first place."""

    word: str
    times: int
    place: str


def flagged_in(loaded: Loaded, paths: Sequence[str], more_than: int) -> list[Flagged]:
    """Lint files by the rules that heed the vocabulary; return what they flag more than so many times."""
    chosen = resolve(loaded, find_rules()).only(heeds_vocabulary)
    files = walk(paths, exclude=loaded.settings.exclude, root=loaded.root)
    run = lint(files, chosen, options=loaded.source_options, jobs=loaded.settings.jobs)
    return flagged_words(run.diagnostics, [rule.code for rule in chosen.rules], more_than)


def flagged_words(diagnostics: Collection[Diagnostic], codes: Iterable[str], more_than: int) -> list[Flagged]:
    """Return what rules of some codes flag more than so many times, the most frequent first."""
    wanted = frozenset(codes)
    places: dict[str, Diagnostic] = {}
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for it in diagnostics:
        word = it.excerpt.flagged
        if it.code in wanted and not it.excerpt.more_lines and _PLAIN.fullmatch(word):
            places.setdefault(word.casefold(), it)
            forms[word.casefold()][word] += 1
    found = [
        Flagged(
            counts.most_common(1)[0][0],
            counts.total(),
            f"{places[key].shown_path}:{places[key].start.line}:{places[key].start.column}",
        )
        for key, counts in forms.items()
        if counts.total() > more_than
    ]
    return sorted(found, key=lambda it: (-it.times, it.word))
