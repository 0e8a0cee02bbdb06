"""Brings lines that are boilerplate together to passages, each of a kind and with a reason that a person accepts."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from copydesk import Analysis
from copydesk_rules.boilerplate.phrases import Phrase

_LABEL_WORDS, _LABELS = 4, 0.7
"""Words of a label at most, and the share of them in a menu."""
_MENU = 5
"""Lines of the shortest run without a phrase that is a menu."""
_EXAMPLES = 3
"""Phrases of a run that are named."""
_SPEAKERS = 6
"""A run is of a kind where at least one line in so many says it."""
_VOTES = 3
"""What a phrase that tells by itself counts for its kind; a cue counts 1."""
_SAFE_KINDS = ("site_footer", "sign_up_prompt", "share_prompt", "legal_notice")
BLOCK = "block"
"""The kind of what is boilerplate, but of no certain kind."""
DROPPED = "trafilatura, readability and newspaper drop"


class Passage(NamedTuple):
    """Neighbouring blocks [first, last] that are boilerplate of one kind, and why.

    `safe` to delete; `certain` enough for a warning.
    """

    kind: str
    first: int
    last: int
    reason: str
    safe: bool
    certain: bool = True


class Line(NamedTuple):
    """What is known of a line that is boilerplate: its kind, "" where that is open, and the phrase that says so.

    An empty reason is told by the phrase and the place: of most lines it is never asked.
    """

    kind: str
    reason: str
    safe: bool
    certain: bool = True
    heads: bool = False
    is_dropped: bool = False
    phrase: Phrase | None = None


class Body(NamedTuple):
    """The first and the last long paragraph; first > last where there is none."""

    first: int
    last: int

    def holds(self, block: int) -> bool:
        """Whether a block lies between the two, or is one of them."""
        return self.first <= block <= self.last

    def place(self, block: int) -> str:
        """Say where a block outside stands; nothing of one inside."""
        if self.first > self.last or self.holds(block):
            return ""
        return " before the first long paragraph" if block < self.first else " after the last long paragraph"


def _reason(line: Line, body: Body, block: int) -> str:
    """Say why a line is boilerplate."""
    phrase = line.phrase
    what = f"“{phrase.text}”" if phrase is not None and not phrase.common else "a short line among such"
    return line.reason or f"{what}{body.place(block)}"


def text_passages(body: Body, found: dict[int, Line]) -> list[Passage]:
    """Join neighbouring lines of one kind; the first gives the reason, and lines of no kind go with those before."""
    passages: list[Passage] = []
    for block in sorted(found):
        kind, _, safe, certain, *_ = found[block]
        last = passages[-1] if passages else None
        if last is not None and last.last == block - 1 and kind in ("", last.kind):
            passages[-1] = last._replace(last=block, safe=last.safe and safe, certain=last.certain or certain)
        else:
            passages.append(Passage(kind or BLOCK, block, block, _reason(found[block], body, block), safe, certain))
    return passages


def page_passages(analysis: Analysis, body: Body, found: dict[int, Line]) -> list[Passage]:
    """Of a whole page, make one passage of every run of lines; what most of their phrases say is its kind."""
    passages = []
    for run in _runs(found):
        if len(run) == 1:
            kind, _, safe, certain, *_ = found[run[0]]
            reason = _reason(found[run[0]], body, run[0])
            passages.append(Passage(kind or BLOCK, run[0], run[0], reason, safe, certain))
        else:
            passages.append(_run(analysis, body, found, run))
    return passages


def _runs(found: dict[int, Line]) -> Iterator[list[int]]:
    """Yield the runs of neighbouring lines; of lines that extractors drop another kind begins another."""
    run: list[int] = []
    kind = ""
    for block in sorted(found):
        line = found[block]
        if run and (
            block != run[-1] + 1
            or line.is_dropped != found[run[-1]].is_dropped
            or (line.is_dropped and kind and line.kind not in ("", kind))
        ):
            yield run
            run, kind = [], ""
        run.append(block)
        kind = kind or line.kind
    if run:
        yield run


def _are_labels(analysis: Analysis, run: list[int]) -> bool:
    words = analysis.blocks.last[run] - analysis.blocks.first[run]
    return float(np.mean(words <= _LABEL_WORDS)) >= _LABELS


def _examples(phrases: list[Phrase | None]) -> list[str]:
    """Return a few of the phrases of a run, such as are no common words first."""
    said = [phrase for phrase in phrases if phrase is not None]
    texts = dict.fromkeys(phrase.text.strip() for phrase in sorted(said, key=lambda phrase: phrase.common))
    return list(texts)[:_EXAMPLES]


def _run(
    analysis: Analysis,
    body: Body,
    found: dict[int, Line],
    run: list[int],
) -> Passage:
    """Make one passage of a run of lines of a whole page."""
    votes: Counter[str] = Counter()
    for block in run:
        line = found[block]
        if line.kind:
            votes[line.kind] += 1 if line.phrase is None or line.phrase.cue else _VOTES
    kind, most = votes.most_common(1)[0] if votes else ("", 0)
    said_by = sum(found[block].kind == kind for block in run)
    if 2 * most < votes.total() or _SPEAKERS * said_by < len(run):
        kind = ""
    is_menu = run[-1] < body.first and len(run) >= _MENU and _are_labels(analysis, run)
    examples = ", ".join(f"“{text}”" for text in _examples([found[block].phrase for block in run]))
    dropped = f", which {DROPPED}" * found[run[0]].is_dropped
    reason = f"{len(run)} lines{body.place(run[0])}{dropped}{', with ' * bool(examples)}{examples}"
    safe = kind in _SAFE_KINDS and all(found[block].safe for block in run)
    certain = any(found[block].certain for block in run)
    return Passage(kind or ("navigation" if is_menu else BLOCK), run[0], run[-1], reason, safe, certain)
