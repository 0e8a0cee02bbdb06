#!/usr/bin/env python3
"""Build what rules know of parts of speech from the lexicon of lemminflect. For maintainers.

    pip install lemminflect==0.2.3
    python scripts/build_parts_of_speech.py

Writes one word a line with the letters of what it may be, for the common words of the spelling rules and all of three
letters: C counted noun, M noun that stands without an article, S plural, B base form of a verb, Z its third person, D
its past, P its participle, G its -ing form, A adjective, R adverb.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

RULES = Path(__file__).parents[1] / "rules/copydesk_rules"


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


def main() -> None:
    """Write the file."""
    common = set((RULES / "spelling/data/common.txt").read_text("ascii").split())
    found: defaultdict[str, set[str]] = defaultdict(set)
    lexicon = files("lemminflect").joinpath("resources/infl_lu.csv.gz")
    for word, kind, *cells in csv.reader(gzip.decompress(lexicon.read_bytes()).decode().splitlines()):
        for form, letters in forms(word, kind, cells):
            if form in common or (len(form) < 4 and form.isalpha() and form.islower()):
                found[form] |= set(letters)
    lines = (f"{word} {''.join(sorted(letters))}\n" for word, letters in sorted(found.items()) if letters)
    (RULES / "english/data/parts_of_speech.txt").write_text("".join(lines), "ascii")


if __name__ == "__main__":
    main()
