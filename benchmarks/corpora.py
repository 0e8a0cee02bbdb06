"""Corpora for measuring: article-like English of any size, made from a seed, with copied paragraphs planted in it.

    python benchmarks/corpora.py FOLDER --articles 10000 --copies 500 --footers 0.3

Words follow Zipf's law over the words that SPL001 knows, sentences have 6 to 30 words, paragraphs 2 to 5 sentences. A
copy is a paragraph of an earlier article put into a later one with one to three words exchanged; `copies.json` beside
the articles lists them as pairs of files. A share of the articles ends with one of five footers: a template, no copy.
"""

import argparse
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np

FILES_IN_FOLDER = 1000


FUNCTION_WORDS = """the of and to a in that is was he for it with as his on be at by i this had not are but from or have
an they which one you were her all she there would their we him been has when who will more no if
out so said what up its about into than them can only other new some could time these two may then
do first any my now such like our over man me even most made after also did many before must through""".split()


def words_of_english(random: np.random.Generator) -> list[str]:
    """Return English words, the function words first and the others in any order."""
    text = files("copydesk_rules.spelling").joinpath("data", "common.txt").read_text("utf-8")
    others = sorted(set(text.split()) - set(FUNCTION_WORDS))
    return FUNCTION_WORDS + [others[place] for place in random.permutation(len(others)).tolist()]


class Writer:
    """Writes article after article, each from the random numbers that come next."""

    def __init__(self, seed: int) -> None:
        """Start from a seed."""
        self.random = np.random.default_rng(seed)
        self._words = np.array(words_of_english(self.random))
        weights = 1 / (np.arange(self._words.size) + 3)
        self._cumulated = np.cumsum(weights / weights.sum())

    def words(self, count: int) -> list[str]:
        """Return so many words."""
        places = np.minimum(np.searchsorted(self._cumulated, self.random.random(count)), self._words.size - 1)
        twice = np.flatnonzero(places[1:] == places[:-1]) + 1  # no "the the": DUP006 would find little else
        places[twice] = self._words.size - 1 - places[twice]
        return self._words[places].tolist()

    def paragraph(self) -> str:
        """Return a paragraph of two to five sentences."""
        lengths = self.random.integers(6, 31, self.random.integers(2, 6)).tolist()
        return " ".join(" ".join(self.words(length)).capitalize() + "." for length in lengths)

    def article(self, size: int) -> list[str]:
        """Return the paragraphs of an article of about so many characters, its title first."""
        paragraphs = [" ".join(self.words(7)).title()]
        while sum(map(len, paragraphs)) < size:
            paragraphs.append(self.paragraph())
        return paragraphs

    def altered(self, paragraph: str) -> str:
        """Return a paragraph with one to three words exchanged."""
        words = paragraph.split()
        for place in self.random.integers(0, len(words), self.random.integers(1, 4)).tolist():
            words[place] = self.words(1)[0]
        return " ".join(words)


def articles(count: int, size: int, copies: int, footers: float, seed: int) -> Iterator[tuple[str, str, str | None]]:
    """Yield name and text of each article, and the name of the one that it copies a paragraph of."""
    writer = Writer(seed)
    five = [writer.paragraph() for _ in range(5 if footers else 0)]
    every = count // copies if copies else count + 1
    source: tuple[str, str] | None = None
    for number in range(count):
        name = f"{number // FILES_IN_FOLDER:04d}/{number:07d}.txt"
        paragraphs = writer.article(size)
        twin = None
        if source is not None and number % every == every - 1:
            twin, paragraph = source
            paragraphs.insert(2, writer.altered(paragraph))
        if number % every == 0:
            source = (name, max(paragraphs, key=len))
        if five and writer.random.random() < footers:
            paragraphs.append(five[number % 5])
        yield name, "\n\n".join(paragraphs) + "\n", twin


def make(folder: Path, count: int, *, size: int = 1400, copies: int = 0, footers: float = 0.0, seed: int = 1) -> None:
    """Write a corpus, unless the folder holds the very same already."""
    stamp = json.dumps({"count": count, "size": size, "copies": copies, "footers": footers, "seed": seed})
    if (folder / "stamp.json").is_file() and (folder / "stamp.json").read_text() == stamp:
        return
    pairs = []
    for name, text, twin in articles(count, size, copies, footers, seed):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        if twin is not None:
            pairs.append((name, twin))
    (folder / "copies.json").write_text(json.dumps(pairs))
    (folder / "stamp.json").write_text(stamp)


if __name__ == "__main__":
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    cli.add_argument("--articles", type=int, default=10_000)
    cli.add_argument("--size", type=int, default=1400, help="characters of an article")
    cli.add_argument("--copies", type=int, default=0)
    cli.add_argument("--footers", type=float, default=0.0, help="share of the articles that end with one of five")
    cli.add_argument("--seed", type=int, default=1)
    given = cli.parse_args()
    make(given.folder, given.articles, size=given.size, copies=given.copies, footers=given.footers, seed=given.seed)
