"""What the keyword rules know of English words: lists in `data/`, and the endings of regular forms."""

from functools import cache
from typing import Literal

import numpy as np

from copydesk.text import Hashes, hash_words
from copydesk_rules.english.parts_of_speech import (
    ADJECTIVE,
    BASE,
    COUNTED,
    GERUND,
    MASS,
    PARTICIPLE,
    PAST,
    PLURAL,
    THIRD,
    is_only,
    may_be,
)
from copydesk_rules.words import load_words

WordList = Literal[
    "abstract_verbs",
    "agent_adverbs",
    "agent_nouns",
    "agent_verbs",
    "auxiliaries",
    "calendar_names",
    "demonyms",
    "determiners",
    "irregular_agents",
    "keyword_labels",
    "name_prepositions",
    "organisations",
    "past_forms",
    "possessed_nouns",
    "query_heads",
    "search_qualifiers",
    "search_tools",
    "searched_nouns",
    "stopwords",
    "time_nouns",
]

_MAY_BE_PARTICIPLE_BEFORE = frozenset({"", "as", "at", "by", "for", "from", "in", "on", "to", "with"})


def words(name: WordList) -> frozenset[str]:
    """Return one of the lists."""
    return load_words("copydesk_rules.keywords", f"{name}.txt")


@cache
def hashes(name: WordList) -> Hashes:
    """Return the sorted hashes of one of the lists."""
    return np.sort(hash_words(words(name)))


def is_agent_verb(word: str) -> bool:
    """Whether a word is a finite form of a verb whose subject acts with a will: "rejected", "plans", "sold"."""
    if word in words("irregular_agents"):
        return True
    return any(base in words("agent_verbs") for base in _bases(word))


@cache
def agent_verb_hashes() -> Hashes:
    """Return the sorted hashes of the words of which `is_agent_verb` is true, and of some that are no words."""
    forms = set(words("irregular_agents"))
    for base in words("agent_verbs"):
        stem = base[:-1] + "i" if base.endswith("y") else base
        forms.update((base + "s", stem + "es", base + "d", base + "ed", stem + "ed", base + base[-1] + "ed"))
    return np.sort(hash_words(forms))


def _bases(word: str) -> tuple[str, ...]:
    if word.endswith(("ied", "ies")):
        return (word[:-3] + "y",)
    if word.endswith("ed"):
        doubled = len(word) > 4 and word[-3] == word[-4]
        return (word[:-2], word[:-1], *((word[:-3],) if doubled else ()))
    if word.endswith("s"):
        return (word[:-1], word[:-2])
    return ()


def is_active_verb(word: str, behind: str) -> bool:
    """Whether a word is a finite verb, given the one behind it, that an abstract noun is rarely the subject of."""
    finite = (may_be(word, THIRD) and not may_be(word, COUNTED + MASS + PLURAL)) or (
        may_be(word, PAST) and not may_be(word, COUNTED + MASS + ADJECTIVE + BASE)
    )
    if not finite or (may_be(word, PARTICIPLE) and behind in _MAY_BE_PARTICIPLE_BEFORE):
        return False
    # Of irregular forms the base is not known: those that matter are agent verbs, which come first.
    return bool(_bases(word)) and not any(base in words("abstract_verbs") for base in _bases(word))


def is_finite(word: str) -> bool:
    """Whether a word may be the finite verb of a sentence, by list or by its ending."""
    return word in words("auxiliaries") or word in words("past_forms") or word.endswith("ed") or is_agent_verb(word)


def may_be_abstract_noun(word: str) -> bool:
    """Whether a word may be a noun that names no person or product of the name before it.

    Told by exclusion: no finite verb, no adverb, no word that makes a name with its head. "Pricing" may be one.
    """
    if len(word) < 4 or not word.isalpha() or word in words("stopwords"):
        return False
    if not words("agent_nouns").isdisjoint((word, *_bases(word))):
        return False
    if word in words("auxiliaries") or word in words("past_forms"):
        return False
    if may_be(word, THIRD + PAST) and not is_only(word, PLURAL + THIRD):
        return False
    return may_be(word, COUNTED + MASS + PLURAL) or is_only(word, GERUND)


def is_plural(word: str) -> bool:
    """Whether a noun is a plural and nothing else, such as "reviews"."""
    return may_be(word, PLURAL) and not may_be(word, COUNTED + MASS)
