"""What speaks for a use of a phrase standing in a slot that belongs to its name.

Weights as in research/keyword-stuffing.md, section 4, without a tagger: words are known by lists and endings, so
evidence that needs more is left out rather than guessed.
"""

import re
from typing import NamedTuple

from copydesk import Analysis
from copydesk_rules.keywords.candidates import Candidate, Use
from copydesk_rules.keywords.lexicon import is_agent_verb, is_finite, words

STRONG = 1.2
"""A use with so much evidence is ungrammatical on its own."""


class Slot(NamedTuple):
    """The slot of one use: the weight of evidence, its description, and what should stand there (None: no idea)."""

    weight: float
    reason: str
    instead: str | None


class _Surroundings:
    """The words round one use, folded; empty strings beyond the sentence."""

    def __init__(self, analysis: Analysis, use: Use) -> None:
        tokens = analysis.tokens
        sentence = int(tokens.sentence[use.tail])
        sentences = analysis.sentences
        self._analysis = analysis
        self._first, self._last = int(sentences.first[sentence]), int(sentences.last[sentence])
        self._use = use
        text = analysis.text
        end = int(tokens.end[use.tail])
        self.gap_after = text[end : tokens.start[use.tail + 1]] if use.tail + 1 < self._last else ""
        start = int(tokens.start[use.first])
        self.gap_before = text[tokens.end[use.first - 1] : start] if use.first > self._first else ""

    def after(self, steps: int) -> str:
        """Return the word `steps` behind the phrase."""
        place = self._use.tail + steps
        return self._analysis.folded(place) if place < self._last else ""

    @property
    def before(self) -> str:
        """The word before the phrase."""
        return self._analysis.folded(self._use.first - 1) if self._use.first > self._first else ""

    def has_finite_verb(self) -> bool:
        """Whether the sentence has a word that may be its verb."""
        return any(map(is_finite, self._analysis.words(self._first, min(self._last, self._first + 80))))


def weigh(analysis: Analysis, candidate: Candidate, use: Use) -> Slot:
    """Return the slot of a use, by the strongest evidence found."""
    head = analysis.text[analysis.tokens.start[use.first] : analysis.tokens.end[use.head]]
    if use.heading:
        return Slot(0.8, "tacked on in a heading", None)
    around = _Surroundings(analysis, use)
    return (
        _subject(around, head)
        or _verbless(around, head)
        or _apposition(around, head)
        or _owned(around, candidate.tail)
        or _owner(around, head)
        or _object(around, head)
        or Slot(0.0, "in the place of the name", head)
    )


def _subject(around: _Surroundings, head: str) -> Slot | None:
    if around.gap_after != " ":
        return None
    step = 1
    adverb = around.after(step) in words("agent_adverbs")
    while step < 4 and (around.after(step) in words("agent_adverbs") or around.after(step) in _PERFECT):
        step += 1
    verb = around.after(step)
    if is_agent_verb(verb) and not (verb.endswith("s") and around.after(step + 1) in ("of", "and", "are", "is")):
        return Slot(2.0 + 0.5 * adverb, f"subject of “{verb}”", head)
    return None


_PERFECT = frozenset({"has", "had", "have", "will", "would"})


def _verbless(around: _Surroundings, head: str) -> Slot | None:
    if around.gap_after == " " and around.after(1) in ("more", "less", "very", "so", "too", "quite"):
        adjective, behind = around.after(2), around.after(3)
        if (
            adjective
            and behind in ("and", "about", "in", "with", "on", "than", "of", "")
            and not around.has_finite_verb()
        ):
            return Slot(
                2.0, f"subject of a clause that has lost its verb (“{around.after(1)} {adjective}”)", f"{head} is"
            )
    return None


def _apposition(around: _Surroundings, head: str) -> Slot | None:
    if around.gap_after == ", " and around.after(1) in ("a", "an", "the", "one"):
        kind = next((word for word in map(around.after, range(2, 6)) if word in words("organisations")), None)
        if kind is not None:
            return Slot(2.0, f"explained as “{around.after(1)} … {kind}”", head)
    return None


def _owned(around: _Surroundings, tail: str) -> Slot | None:
    """The phrase has an owner of its own: "users' Apple privacy"."""
    if around.gap_before in ("’ ", "' ") or around.before.endswith("'s"):
        return Slot(1.5, f"owned by “{around.before}”, so that the name is one too many", tail)
    return None


def _owner(around: _Surroundings, head: str) -> Slot | None:
    """The name owns what follows, and has lost its 's."""
    if around.gap_after == "-" and around.before not in words("determiners"):
        return Slot(1.5, f"owner of what “{around.after(1)}” belongs to", None)
    if around.gap_after != " ":
        return None
    owned = around.after(1)
    if owned in words("possessed_nouns") and around.before not in words("determiners"):
        return Slot(1.2, f"owner of “{owned}”", f"{head}’s")
    if _MAY_BE_ADJECTIVE.fullmatch(owned) and around.after(2) in words("possessed_nouns"):
        return Slot(1.3, f"owner of “{owned} {around.after(2)}”", f"{head}’s")
    return None


_MAY_BE_ADJECTIVE = re.compile(r"[a-z]{2,12}(?:ed|al|ive|ic|ous|ful|ent|ant|ing)|new|own|first|last|next|latest")


def _object(around: _Surroundings, head: str) -> Slot | None:
    if around.before in ("against", "between", "by", "from", "with"):
        return Slot(1.0, f"object of “{around.before}”", head)
    if not around.before and around.after(1) in words("auxiliaries"):
        return Slot(0.7, f"subject of “{around.after(1)}”", head)
    return None
