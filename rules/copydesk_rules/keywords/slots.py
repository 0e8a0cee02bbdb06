"""What speaks for a use of a phrase standing in a slot that belongs to its name.

Weights as in research/keyword-stuffing.md, section 4, without a tagger: words are known by lists and by the parts of
speech they may be, so evidence that needs more is left out rather than guessed. The strongest evidence of a use counts.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from copydesk import Analysis
from copydesk_rules.english.parts_of_speech import ADJECTIVE, COUNTED, MASS, PAST, PLURAL, THIRD, is_only, may_be
from copydesk_rules.keywords.candidates import Candidate, Use
from copydesk_rules.keywords.lexicon import is_active_verb, is_agent_verb, is_finite, words

STRONG = 1.2
"""A use with so much evidence is ungrammatical on its own."""


class Slot(NamedTuple):
    """The slot of one use: the weight of evidence, its description, and what should stand there (None: no idea)."""

    weight: float
    reason: str
    instead: str | None


_NOTHING = Slot(0.0, "", None)
_MAX_WEIGHT = 2.5


def _weight(slot: Slot) -> float:
    return slot.weight


class Surroundings:
    """The words round one use, folded; empty strings beyond the sentence."""

    def __init__(self, analysis: Analysis, use: Use) -> None:
        """Take the use of a phrase in a text."""
        tokens = analysis.tokens
        sentence = int(tokens.sentence[use.tail])
        sentences = analysis.sentences
        self._analysis = analysis
        self._first, self._last = int(sentences.first[sentence]), int(sentences.last[sentence])
        self._use = use
        text = analysis.text
        end = int(tokens.end[use.tail])
        self.gap_after = text[end : tokens.start[use.tail + 1]] if use.tail + 1 < self._last else text[end : end + 2]
        start = int(tokens.start[use.first])
        self.gap_before = text[tokens.end[use.first - 1] : start] if use.first > self._first else ""
        self.genitive = analysis.folded(use.tail).endswith("'s")

    def after(self, steps: int) -> str:
        """Return the word `steps` behind the phrase."""
        place = self._use.tail + steps
        return self._analysis.folded(place) if place < self._last else ""

    @property
    def before(self) -> str:
        """The word before the phrase."""
        return self._analysis.folded(self._use.first - 1) if self._use.first > self._first else ""

    @property
    def following(self) -> str:
        """The word that touches the phrase or its hyphen."""
        return self.after(1) if self.gap_after in (" ", "-") else ""

    @property
    def article(self) -> str:
        """The article before the phrase, if one touches it."""
        return self.before if self.gap_before == " " and self.before in ("the", "a", "an") else ""

    def is_owned(self) -> bool:
        """Whether an owner with 's or ’ stands right before the phrase."""
        return self.gap_before in ("’ ", "' ") or (self.gap_before == " " and self.before.endswith("'s"))

    def is_bare(self) -> bool:
        """Whether no article, adjective, number or owner stands right before the phrase, as before a name."""
        word = self.before
        if self.is_owned():
            return False
        if self.gap_before != " " or word in words("stopwords") - words("determiners"):
            return True
        return not (word in words("determiners") or word.isdigit() or _is_adjective(word))

    def is_prose(self) -> bool:
        """Whether the sentence has a word, the tail left out, that may be its verb."""
        sentence = range(self._first, min(self._last, self._first + _LONG_SENTENCE))
        others = (self._analysis.folded(place) for place in sentence if place != self._use.tail)
        return any(word in words("auxiliaries") or may_be(word, THIRD + PAST) for word in others)

    def has_finite_verb(self) -> bool:
        """Whether the sentence has a word that is likely to be its verb."""
        return any(map(is_finite, self._analysis.words(self._first, min(self._last, self._first + _LONG_SENTENCE))))


_LONG_SENTENCE = 60


def _is_adjective(word: str) -> bool:
    if is_only(word, ADJECTIVE):
        return True
    return may_be(word, ADJECTIVE) and not may_be(word, PAST) and not is_agent_verb(word)


def weigh(analysis: Analysis, candidate: Candidate, use: Use) -> Slot:
    """Return the slot of a use, by the strongest evidence found."""
    if use.heading:
        return Slot(0.8, "tacked on in a heading", None)
    head = analysis.text[analysis.tokens.start[use.first] : analysis.tokens.end[use.head]]
    around = Surroundings(analysis, use)
    sides = (_behind(around, candidate, head), _before(around, candidate, head), _itself(around, candidate, head))
    found = [max(side, key=_weight, default=_NOTHING) for side in sides]
    strongest = max(found, key=_weight)
    if strongest is _NOTHING:
        return Slot(0.0, "in the place of the name", head)
    return strongest._replace(weight=min(_MAX_WEIGHT, sum(map(_weight, found))))


def _behind(around: Surroundings, candidate: Candidate, head: str) -> Iterator[Slot]:
    """Yield what the words behind the phrase say; of equal weights the first counts."""
    if around.genitive:
        yield Slot(1.5, "owner, as the name would be", head)
    if around.gap_after[:2] in ("’ ", "' ") and not candidate.tail.endswith("s"):
        yield Slot(1.5, f"owner of “{around.after(1)}”", head)
    if around.gap_after == " ":
        yield from _subject(around, head)
        yield from _owner(around, head)
    elif around.gap_after == "-" and around.before not in words("determiners"):
        yield Slot(1.5, f"owner of what “{around.after(1)}” belongs to", None)
    elif around.gap_after == ", ":
        yield from _explained(around, head)
    following = around.following
    if following in candidate.habits.after and following not in _common():
        yield Slot(1.2, f"before “{following}”, as “{candidate.head}” elsewhere", head)


def _before(around: Surroundings, candidate: Candidate, head: str) -> Iterator[Slot]:
    """Yield what the words before the phrase say."""
    if around.is_owned():
        # Alone it says little: "Biden's Ukraine policy".
        yield Slot(0.7, f"owned by “{around.before}”, so that the name is one too many", candidate.tail)
    if around.before in words("name_prepositions") or around.before in _PERSONS_OBJECT:
        yield Slot(0.7, f"object of “{around.before}”", head)
    if around.is_bare() and around.before in candidate.habits.before:
        yield Slot(0.3, f"behind “{around.before}”, as “{candidate.head}” elsewhere", head)


def _itself(around: Surroundings, candidate: Candidate, head: str) -> Iterator[Slot]:
    """Yield what the phrase itself says: a noun that is counted needs an article."""
    noun_follows = around.following not in _common() and may_be(around.following, COUNTED + MASS + PLURAL)
    if is_only(candidate.tail, COUNTED) and around.is_bare() and not noun_follows:
        yield Slot(0.7, f"without the article that “{candidate.tail}” takes", head)


_PERSONS_OBJECT = frozenset("accused asked blamed called hired joined met sued told urged warned".split())


def _subject(around: Surroundings, head: str) -> Iterator[Slot]:
    step, adverb, auxiliary = 1, False, False
    while step < 4 and (around.after(step) in words("agent_adverbs") or around.after(step) in words("auxiliaries")):
        auxiliary |= around.after(step) in words("auxiliaries")
        adverb |= around.after(step) in words("agent_adverbs")
        step += 1
    verb, behind = around.after(step), around.after(step + 1)
    passive = around.after(step - 1) in _TO_BE if auxiliary else False
    if auxiliary and verb in words("agent_verbs"):
        yield Slot(2.0, f"subject of “{around.after(step - 1)} {verb}”", head)
    elif not passive and is_agent_verb(verb) and not (verb.endswith("s") and behind in ("of", "and", "are", "is")):
        yield Slot(2.0 + 0.5 * adverb, f"subject of “{verb}”", head)
    elif not auxiliary and is_active_verb(verb, behind):
        yield Slot(1.3, f"subject of “{verb}”", head)
    elif auxiliary and around.after(1) in words("auxiliaries"):
        yield Slot(0.4 if around.before else 0.7, f"subject of “{around.after(1)}”", head)
    yield from _verbless(around, head)


_TO_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "isn't", "wasn't"})


def _verbless(around: Surroundings, head: str) -> Iterator[Slot]:
    degree, adjective, behind = around.after(1), around.after(2), around.after(3)
    if degree in ("more", "less", "very", "so", "too", "quite") and adjective:
        ends = behind in ("and", "about", "in", "with", "on", "than", "of", "")
        if ends and not around.has_finite_verb():
            yield Slot(2.0, f"subject of a clause that has lost its verb (“{degree} {adjective}”)", f"{head} is")


def _explained(around: Surroundings, head: str) -> Iterator[Slot]:
    first = around.after(1)
    if first in ("who", "whose", "whom"):
        yield Slot(2.0, f"explained by “{first}”", head)
    elif first in ("a", "an", "the", "one"):
        kind = next((word for word in map(around.after, range(2, 6)) if word in words("organisations")), None)
        if kind is not None:
            yield Slot(2.0, f"explained as “{first} … {kind}”", head)
    elif first.isdigit() and len(first) == 2:
        yield Slot(1.5, f"followed by an age, “{first}”", head)


def _owner(around: Surroundings, head: str) -> Iterator[Slot]:
    """The name owns what follows, and has lost its 's."""
    owned, behind = around.after(1), around.after(2)
    if around.before not in words("determiners"):
        if owned in words("possessed_nouns"):
            yield Slot(1.2, f"owner of “{owned}”", f"{head}’s")
        elif _MAY_BE_ADJECTIVE.fullmatch(owned) and behind in words("possessed_nouns"):
            yield Slot(1.3, f"owner of “{owned} {behind}”", f"{head}’s")
    if may_be(owned, COUNTED + PLURAL) and is_only(owned, COUNTED + MASS + PLURAL) and owned not in words("stopwords"):
        yield Slot(0.5, f"before the noun “{owned}”", head)


_MAY_BE_ADJECTIVE = re.compile(r"[a-z]{2,12}(?:ed|al|ive|ic|ous|ful|ent|ant|ing)|new|own|first|last|next|latest")


def _common() -> frozenset[str]:
    return words("stopwords") | words("auxiliaries")
