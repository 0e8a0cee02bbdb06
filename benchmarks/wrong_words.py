"""How many wrong words and lost verbs SPL002 and GRM002 find, planted from a seed into clean articles.

    python benchmarks/wrong_words.py ARTICLES [--half kept] [--examples 20]

ARTICLES is a folder of text files or a file of JSON Lines with a field `text`. Planted are, each alone in the paragraph
that it stands in:

- swap: a word of a confusion is put for the other ("then" for "than"), at one place in ten
- ize: a verb in -ize or -ise becomes the noun in -ies that spell checkers make of it ("priorities")
- verb: "is", "are", "was" or "were" is left out of a sentence of 6 to 45 words, capital to full stop, where it is the
  only finite verb
- any verb: the same where other verbs stand in the sentence, which makes the sentence no less wrong

Articles are parted in two by a hash of their text: rules were made looking at one half (`seen`), the figures are those
of the other (`kept`). A finding that touches what was planted is a hit; any in the untouched articles is an alarm.
"""

import argparse
import json
import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from copydesk import BlockKind, Span
from copydesk.testing import make_article
from copydesk.text import Analysis, find_blocks
from copydesk_rules.english.parts_of_speech import BASE, PAST, THIRD, may_be
from copydesk_rules.grammar.missing_verb import MissingVerb
from copydesk_rules.language import is_english
from copydesk_rules.spelling.confusions import swaps
from copydesk_rules.spelling.wrong_word import WrongWord
from copydesk_rules.words import load_words

RULES = (WrongWord(), MissingVerb())
SWAPPED_SHARE = 0.1
_BE = ("is", "are", "was", "were")
_IZE = re.compile(r"(\w+)i[sz]e(s?)")
_LENGTHS = range(6, 46)


class Planted(NamedTuple):
    """A text with one slip in it: its kind, where it is, and the text."""

    kind: str
    place: Span
    text: str


def read(path: Path) -> list[str]:
    """Return the articles."""
    if path.is_dir():
        return [file.read_text("utf-8") for file in sorted(path.rglob("*.txt"))]
    return [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines() if line.strip()]


def plant(text: str, dice: random.Random) -> Iterator[Planted]:
    """Yield copies of the paragraphs of an article, each with one slip."""
    analysis = Analysis(text, find_blocks(text))
    wrong = {swap.right: swap.word for swap in swaps() if not swap.kind}
    nouns = {line.split(" ")[1]: line.split(" ")[0] for line in _verbs_in_ize()}
    for first, last, end, *block in zip(*(column.tolist() for column in _sentences(analysis)), strict=True):
        words = analysis.words(first, last)
        opens = text[int(analysis.tokens.start[first])].isupper()
        finite = [place for place, word in enumerate(words) if _is_finite(words, place, word)]
        for place, word in enumerate(words):
            at, to = int(analysis.tokens.start[first + place]), int(analysis.tokens.end[first + place])
            ize = _IZE.fullmatch(word)
            if word in wrong and dice.random() < SWAPPED_SHARE:
                yield _replaced("swap", text, block, (at, to), wrong[word])
            if ize and f"{ize[1]}ize" in nouns:
                yield _replaced("ize", text, block, (at, to), nouns[f"{ize[1]}ize"])
            is_copula = word in _BE and 0 < place < len(words) - 1 and text[at - 1] == text[to : to + 1] == " "
            if is_copula and len(words) in _LENGTHS and text[end - 1] == "." and opens:
                kind = "verb" if finite == [place] else "any verb"
                yield _replaced(kind, text, block, (at, to + 1), "")


def _sentences(analysis: Analysis) -> tuple[np.ndarray, ...]:
    sentences = analysis.sentences
    prose = analysis.blocks.kind[sentences.block] == BlockKind.PARAGRAPH
    block = sentences.block[prose]
    bounds = (analysis.blocks.start[block], analysis.blocks.end[block])
    return sentences.first[prose], sentences.last[prose], sentences.end[prose], *bounds


def _verbs_in_ize() -> list[str]:
    path = Path(__file__).parents[1] / "rules/copydesk_rules/spelling/data/verbs_in_ize.txt"
    return path.read_text("ascii").splitlines()


def _is_finite(words: list[str], place: int, word: str) -> bool:
    """Whether a word may be a finite verb, as the lexicon has it; no infinitive, and not behind an article."""
    if word in load_words("copydesk_rules.grammar", "finite_words.txt"):
        return True
    behind = words[place - 1] if place else ""
    return may_be(word, BASE + THIRD + PAST) and behind not in ("to", "the", "a", "an")


def _replaced(kind: str, text: str, block: list[int], place: tuple[int, int], by: str) -> Planted:
    (start, end), (at, to) = block, place
    by = by.capitalize() if text[at].isupper() else by
    changed = text[start:at] + by + text[to:end]
    # A lost word leaves no place of its own: what touches its neighbours is meant.
    around = 0 if by else 2
    return Planted(kind, Span(at - start - around, at - start + len(by) + around), changed)


def found(text: str) -> list[Span]:
    """Return the spans of all findings in a text."""
    article, analysis = make_article(text, "text"), Analysis(text, find_blocks(text))
    return [finding.span for rule in RULES for finding in rule.check(article, analysis)]


def main() -> None:
    """Print recall by kind of slip, and alarms in a thousand words."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("articles", type=Path)
    cli.add_argument("--half", choices=("seen", "kept", "both"), default="kept")
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--examples", type=int, default=0, help="show so many misses of each kind, and all alarms")
    args = cli.parse_args()
    planted, hits, missed = Counter[str](), Counter[str](), Counter[str]()
    words, alarms = 0, Counter[str]()
    for text in read(args.articles):
        half = "seen" if zlib.crc32(text.encode()) % 2 else "kept"
        if args.half not in (half, "both") or not is_english(Analysis(text, find_blocks(text)), None):
            continue
        words += len(text.split())
        article, analysis = make_article(text, "text"), Analysis(text, find_blocks(text))
        for rule in RULES:
            for finding in rule.check(article, analysis):
                alarms[rule.code] += 1
                if args.examples:
                    print(f"alarm: {rule.code} {text[max(0, finding.span.start - 40) : finding.span.end + 40]!r}")
        for slip in plant(text, random.Random(args.seed)):
            planted[slip.kind] += 1
            if any(span.start < slip.place.end and slip.place.start < span.end for span in found(slip.text)):
                hits[slip.kind] += 1
            elif missed[slip.kind] < args.examples:
                missed[slip.kind] += 1
                print(f"missed: {slip.kind}: {slip.text[max(0, slip.place.start - 50) : slip.place.end + 50]!r}")
    print(f"{words} words")
    for kind in sorted(planted):
        print(f"{kind:10} recall {hits[kind] / planted[kind]:.3f} ({hits[kind]}/{planted[kind]})")
    for rule in RULES:
        print(
            f"{rule.code:10} {1000 * alarms[rule.code] / max(1, words):.4f} alarms in 1,000 words ({alarms[rule.code]})"
        )


if __name__ == "__main__":
    main()
