"""What a word may be: noun, verb, adjective, adverb, in which form. The data is made by a script from lemminflect."""

from functools import cache

from copydesk_rules.data_files import read_data

COUNTED, MASS, PLURAL, BASE, THIRD, PAST, PARTICIPLE, GERUND, ADJECTIVE, ADVERB = "CMSBZDPGAR"
"""Letters of what a word may be. A noun that is only `COUNTED` takes an article in the singular, a `MASS` noun none."""


@cache
def all_parts_of_speech() -> dict[str, str]:
    """Return every known word with the letters of what it may be."""
    columns = read_data(__package__, "parts_of_speech.txt").decode().split()
    return dict(zip(columns[::2], columns[1::2], strict=True))


def parts_of_speech(word: str) -> frozenset[str]:
    """Return the letters of what a folded word may be, whatever 's behind it; none where it is not known."""
    return _set_of(all_parts_of_speech().get(word.removesuffix("'s"), ""))


@cache
def _set_of(letters: str) -> frozenset[str]:
    return frozenset(letters)


def may_be(word: str, letters: str) -> bool:
    """Whether a word may be one of some parts of speech, given by their letters."""
    return not parts_of_speech(word).isdisjoint(letters)


def is_only(word: str, letters: str) -> bool:
    """Whether a word is known, and nothing but one of some parts of speech."""
    return bool(parts_of_speech(word)) and parts_of_speech(word).issubset(letters)
