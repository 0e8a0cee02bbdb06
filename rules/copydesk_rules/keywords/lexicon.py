"""What the keyword rules know of English words: lists in `data/`, and the endings of regular forms."""

from functools import cache
from typing import Literal

import numpy as np

from copydesk.text import Hashes, hash_words
from copydesk_rules.words import load_words

WordList = Literal[
    "agent_adverbs",
    "agent_nouns",
    "agent_verbs",
    "auxiliaries",
    "determiners",
    "irregular_agents",
    "name_prepositions",
    "organisations",
    "past_forms",
    "possessed_nouns",
    "stopwords",
]


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


def _bases(word: str) -> tuple[str, ...]:
    if word.endswith(("ied", "ies")):
        return (word[:-3] + "y",)
    if word.endswith("ed"):
        doubled = len(word) > 4 and word[-3] == word[-4]
        return (word[:-2], word[:-1], *((word[:-3],) if doubled else ()))
    if word.endswith("s"):
        return (word[:-1], word[:-2])
    return ()


def is_finite(word: str) -> bool:
    """Whether a word may be the finite verb of a sentence, by list or by its ending."""
    return word in words("auxiliaries") or word in words("past_forms") or word.endswith("ed") or is_agent_verb(word)


def may_be_abstract_noun(word: str) -> bool:
    """Whether a word may be a singular noun that names no person or product of the name before it.

    Told by exclusion: no form of a verb, no adverb, no plural, no word that makes a name with its head.
    """
    if len(word) < 4 or not word.isalpha() or word in words("stopwords") or word in words("agent_nouns"):
        return False
    if word in words("auxiliaries") or word in words("past_forms") or word in words("agent_verbs"):
        return False
    plural = word.endswith("s") and not word.endswith(("ss", "us", "is", "ics"))
    return not plural and not word.endswith(("ed", "ing", "ly"))
