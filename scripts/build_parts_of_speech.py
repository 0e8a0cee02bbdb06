#!/usr/bin/env python3
"""Build what rules know of parts of speech from the lexicon of lemminflect. For maintainers.

    pip install lemminflect==0.2.3
    python scripts/build_parts_of_speech.py

Writes one word a line with the letters of what it may be, for the common words of the spelling rules and all of three
letters: C counted noun, M noun that stands without an article, S plural, B base form of a verb, Z its third person, D
its past, P its participle, G its -ing form, A adjective, R adverb;
and the symbols of `copydesk_rules.english.symbols`.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np

from copydesk.text import hash_words
from copydesk_rules.english.symbols import Symbol
from copydesk_rules.spelling.lexicon import lexicon
from copydesk_rules.words import load_words

RULES = Path(__file__).parents[1] / "rules/copydesk_rules"
DATA = RULES / "english/data"
COMPARATIVE = "E"
"""Letter of comparatives, which symbols tell apart; they are not in the list of words."""
MIN_LENGTH = 7
FREQUENT = 1500
"""Words besides the function words that have a symbol of their own."""


def forms(word: str, kind: str, cells: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the forms of one entry of the lexicon, with their letters."""
    if kind == "noun":
        plurals = {form for cell in cells for form in cell.split("/")}
        yield from ((form, "S") for form in plurals - {word})
        # A noun that is its own plural is one that is not counted; most others may be either.
        yield word, "".join(sorted(("M" if word in plurals else "") + ("C" if plurals - {word} else "")))
    elif kind == "verb":
        past, participle, gerund, third = (cells + [""] * 4)[:4]
        yield word, "B"
        for letter, cell in (("D", past), ("P", participle or past), ("G", gerund), ("Z", third)):
            yield from ((form, letter) for form in cell.split("/"))
    else:
        yield word, {"adj": "A", "adv": "R"}.get(kind, "")
        comparative = cells[0] if kind in ("adj", "adv") and cells else ""
        yield from ((form, COMPARATIVE) for form in comparative.split("/"))


def verbs_in_ize(entries: dict[str, set[str]]) -> Iterator[str]:
    """Yield plural nouns that a spell checker makes of a verb in -ize, each with that verb: "jeopardies jeopardize".

    Behind them stands by how many powers of ten the verb is rarer than the noun.
    """
    for verb, letters in sorted(entries.items()):
        nouns = verb[:-3] + "ies"
        is_noun = entries.get(verb[:-3] + "y", set()) & {"C", "M"} and "Z" not in entries.get(nouns, set())
        if verb.endswith("ize") and "B" in letters and len(nouns) >= MIN_LENGTH and is_noun:
            rarer = max(0.0, lexicon().frequency(nouns) - lexicon().frequency(verb))
            yield f"{nouns} {verb} {rarer:.1f}\n"


def write_symbols(parts: dict[str, str], common: set[str]) -> None:
    """Write the symbols of all known words, as `copydesk_rules.english.symbols` reads them."""
    function = sorted(load_words("copydesk_rules.english", "function_words.txt"))
    zipf = dict(zip(sorted(common), lexicon().zipf(hash_words(sorted(common))).tolist(), strict=True))
    frequent = sorted(common - set(function), key=lambda word: (-zipf[word], word))[:FREQUENT]
    own = {word: Symbol.FIRST_WORD + place for place, word in enumerate(function + frequent)}
    kinds = {kind: Symbol.FIRST_CLASS + place for place, kind in enumerate(sorted(set(parts.values())))}
    assert Symbol.FIRST_CLASS + len(kinds) <= Symbol.FIRST_WORD
    words = sorted({*parts, *own})
    kind = {word: kinds[parts[word]] if word in parts else Symbol.UNKNOWN for word in words}
    hashes = hash_words(words)
    order = np.argsort(hashes)
    is_function = set(function)
    coarse = np.array([own[word] if word in is_function else kind[word] for word in words], np.uint16)
    fine = np.array([own.get(word, kind[word]) for word in words], np.uint16)
    (DATA / "kinds.txt").write_text("".join(f"{kind}\n" for kind in kinds), "ascii")
    columns = (hashes[order], coarse[order], fine[order])
    (DATA / "symbols.bin").write_bytes(b"".join(column.tobytes() for column in columns))


def main() -> None:
    """Write the file."""
    common = set((RULES / "spelling/data/common.txt").read_text("ascii").split())
    found: defaultdict[str, set[str]] = defaultdict(set)
    entries: defaultdict[str, set[str]] = defaultdict(set)
    lexicon = files("lemminflect").joinpath("resources/infl_lu.csv.gz")
    for word, kind, *cells in csv.reader(gzip.decompress(lexicon.read_bytes()).decode().splitlines()):
        for form, letters in forms(word, kind, cells):
            entries[form] |= set(letters)
            if form in common or (len(form) < 4 and form.isalpha() and form.islower()):
                found[form] |= set(letters) - {COMPARATIVE}
    lines = (f"{word} {''.join(sorted(letters))}\n" for word, letters in sorted(found.items()) if letters)
    (DATA / "parts_of_speech.txt").write_text("".join(lines), "ascii")
    (RULES / "spelling/data/verbs_in_ize.txt").write_text("".join(verbs_in_ize(entries)), "ascii")
    known = {word: entries[word] for word in found if entries[word]}
    write_symbols({word: "".join(sorted(letters)) for word, letters in known.items()}, common)


if __name__ == "__main__":
    main()
