#!/usr/bin/env python3
"""Fit the models that say which of two words a place is for. For maintainers; never run by copydesk.

    pip install scikit-learn
    python scripts/build_slots.py FOLDER      # where the packages of package_prose.py are unpacked

Writes `confusions.*` of the rules for spelling and `missing_verb.*` of those for grammar. The text is right, so that
every use of a word is a case of a place that is for it. Formal texts have few contractions: "it is" counts as "it's".
"""

import argparse
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from package_prose import read_paragraphs
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from copydesk import Analysis
from copydesk.text import Hashes, TokenFlag, contains, find_blocks, hash_words
from copydesk_rules.english.parts_of_speech import all_parts_of_speech
from copydesk_rules.english.slots import WEIGHT_STEP, before, evidence, keyed
from copydesk_rules.english.symbols import neighbours, parted
from copydesk_rules.grammar.verbless import verbless_sentences

RULES = Path(__file__).parents[1] / "rules/copydesk_rules"
CHUNK = 20_000
MAX_CASES = 40_000
MIN_SEEN = 4
"""Evidence seen less often is chance."""
INVERSE_PENALTY = 1.0
NEVER = 99.0
LOST = ("is", "are", "was", "were")
MAX_GAPS = 120_000
_CONTRACTED = re.compile(r"\b([Ii]t|[Yy]ou|[Tt]hey|[Ww]e|[Ww]ho) (is|are|has|have)(?= [a-z])")
_ENDINGS = {"is": "'s", "has": "'s", "are": "'re", "have": "'ve"}


class Confusion(NamedTuple):
    """Two words, and from which score on one that stands is held for the other: forth and back."""

    word: str
    other: str
    forth: float
    back: float


CONFUSIONS = [
    Confusion(word, other, float(forth) if forth != "-" else NEVER, float(back) if back != "-" else NEVER)
    for word, other, forth, back in (
        line.split()
        for line in """
        there their 4.2 5.3
        there they're 6.5 3.2
        their they're 6.6 5.5
        your you're 5.8 4.5
        its it's 5.5 3.6
        were where 5.6 3.8
        were we're - 4
        where we're - 4.5
        then than 4.4 6.4
        who who's - 3.9
        whose who's 5.8 2
        from form - 8
        past passed 4 3.3
        lead led 4.5 6
        weather whether 6.5 5
        lose loose 3.5 4.5
        affect effect 2.5 -
        affects effects 5 3.2
        quiet quite 2.5 5.5
        principal principle 5 5.2
        accept except 6 3.5
        here hear 4.4 -
        though thought 4.6 -
        though through 7 -
        write right 3 -
        peace piece 7.5 -
        think thing 5.2 2.5
        believe belief 5 4.5
        choose chose - 6.5
        save safe 4 3
        live life 3.6 5.6
        pass past 4.5 -
        week weak 3.6 3
        """.strip().splitlines()
    )
]
"""Thresholds were read off the highest scores in five million words of texts that models are not fitted on (Brown
corpus, an essay, reviews, mails, news): the lowest with about three alarms a million words, their own slips aside."""

SLOTS = (("S", "B"), ("S", "Z"), ("C CM M", "B"), ("A", "B"))
"""Kinds of words, by the letters of all that they may be: nouns, adjectives, forms of verbs."""


class Cases(NamedTuple):
    """Uses of words: the word's number, and what is seen round it."""

    word: npt.NDArray[np.intp]
    seen: Hashes


def contracted(paragraphs: list[str]) -> Iterator[str]:
    """Yield the paragraphs that have something to contract, contracted."""
    for paragraph in paragraphs:
        short = _CONTRACTED.sub(lambda match: match.group(1) + _ENDINGS[match.group(2)], paragraph)
        if short != paragraph:
            yield short


def cases_of(paragraphs: list[str], words: list[str]) -> Cases:
    """Return all uses of some words."""
    hashes = hash_words(words)
    order = np.argsort(hashes)
    found = []
    for first in range(0, len(paragraphs), CHUNK):
        text = "\n\n".join(paragraphs[first : first + CHUNK])
        analysis = Analysis(text, find_blocks(text))
        tokens = analysis.tokens
        opens = np.zeros(tokens.start.size, np.bool_)
        opens[analysis.sentences.first] = True
        plain = opens | ((tokens.flags & TokenFlag.CAPITAL) == 0)
        places = np.flatnonzero(contains(hashes[order], tokens.hash) & plain)
        word = order[np.searchsorted(hashes[order], tokens.hash[places])]
        found.append(Cases(word, evidence(neighbours(analysis, places))))
    return Cases(np.concatenate([part.word for part in found]), np.concatenate([part.seen for part in found]))


def gaps_of(paragraphs: list[str]) -> tuple[Hashes, Hashes]:
    """Return what is seen round gaps between words that miss nothing, and round those left by a lost verb.

    Of all gaps so many are drawn as there are forms of "be" between two words; those of sentences without a verb, which
    are what the rule looks at, count in full.
    """
    random = np.random.default_rng(1)
    lost_verb = np.sort(hash_words(LOST))
    whole, lost = [], []
    for first in range(0, len(paragraphs), CHUNK):
        text = "\n\n".join(paragraphs[first : first + CHUNK])
        analysis = Analysis(text, find_blocks(text))
        tokens, sentences = analysis.tokens, analysis.sentences
        lower = (tokens.flags & TokenFlag.CAPITAL) == 0
        inner = np.ones(tokens.start.size, np.bool_)
        inner[sentences.first] = False
        touching = inner & lower
        touching[touching] = ~parted(analysis, np.flatnonzero(touching))
        is_verb = contains(lost_verb, tokens.hash)
        verbs = np.flatnonzero(touching[:-1] & touching[1:] & is_verb[:-1])
        others = np.flatnonzero(touching & ~is_verb & ~np.roll(is_verb, 1))
        verbless = np.zeros(sentences.first.size, np.bool_)
        verbless[verbless_sentences(analysis)] = True
        drawn = random.permutation(others)[: 2 * verbs.size]
        others = np.union1d(drawn, others[verbless[tokens.sentence[others]]])
        lost.append(evidence(neighbours(analysis, verbs)))
        whole.append(evidence(before(neighbours(analysis, others))))
    return np.concatenate(whole), np.concatenate(lost)


class Model(NamedTuple):
    """What speaks for the second of two words, and how much; `bias` where nothing is seen."""

    key: Hashes
    weight: npt.NDArray[np.int8]
    bias: float


def fit(first: Hashes, second: Hashes, most: int = MAX_CASES) -> Model:
    """Fit a model on the evidence round two words, and no more than `most` cases of each."""
    random = np.random.default_rng(1)
    sides = [side[random.permutation(len(side))[:most]] for side in (first, second)]
    seen = np.concatenate(sides)
    is_second = np.repeat([0, 1], list(map(len, sides)))
    keys, where, counts = np.unique(seen.ravel(), return_inverse=True, return_counts=True)
    often = counts >= MIN_SEEN
    column = np.where(often, np.cumsum(often) - 1, -1)[where.ravel()]
    row = np.repeat(np.arange(len(seen)), seen.shape[1])
    kept = column >= 0
    matrix = sparse.csr_matrix((np.ones(kept.sum(), np.float32), (row[kept], column[kept])), (len(seen), often.sum()))
    regression = LogisticRegression(
        l1_ratio=1, C=INVERSE_PENALTY, solver="liblinear", class_weight="balanced", max_iter=200, random_state=1
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        regression.fit(matrix, is_second)
    steps = np.clip(np.round(regression.coef_[0] / WEIGHT_STEP), -127, 127).astype(np.int8)
    return Model(keys[often][steps != 0], steps[steps != 0], float(regression.intercept_[0]))


def write(path: Path, models: list[Model], lines: list[str]) -> None:
    """Write models beside lines that say which they are, each with its bias at the end."""
    key = np.concatenate([keyed(model.key[:, None], np.full(len(model.key), number))[:, 0]
                          for number, model in enumerate(models)])  # fmt: skip
    weight = np.concatenate([model.weight for model in models])
    order = np.argsort(key)
    path.with_suffix(".bin").write_bytes(key[order].tobytes() + weight[order].tobytes())
    text = "".join(f"{line} {model.bias:.3f}\n" for line, model in zip(lines, models, strict=True))
    path.with_suffix(".txt").write_text(text, "ascii")


def main() -> None:
    """Fit all models and write them."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    paragraphs = read_paragraphs(cli.parse_args().folder)
    words = sorted({word for pair in CONFUSIONS for word in pair[:2]})
    number = {word: place for place, word in enumerate(words)}
    whole = cases_of(paragraphs, words)
    short = cases_of(list(contracted(paragraphs)), [word for word in words if "'" in word])
    short = Cases(np.array([number[word] for word in words if "'" in word])[short.word], short.seen)
    cases = Cases(np.concatenate((whole.word, short.word)), np.concatenate((whole.seen, short.seen)))
    models, lines = [], []
    for pair in CONFUSIONS:
        sides = [cases.seen[cases.word == number[word]] for word in pair[:2]]
        models.append(fit(*sides))
        lines.append(f"{pair.word} {pair.other} {pair.forth:g} {pair.back:g}")
        print(lines[-1], [len(side) for side in sides], len(models[-1].key))
    for kinds in SLOTS:
        by_kind = [[word for word, kind in all_parts_of_speech().items() if kind in kinds_.split()] for kinds_ in kinds]
        models.append(fit(*(cases_of(paragraphs, known).seen for known in by_kind)))
        lines.append("{} {} {:g} {:g}".format(*(kind.replace(" ", "|") for kind in kinds), NEVER, NEVER))
        print(lines[-1], len(models[-1].key))
    write(RULES / "spelling/data/confusions", models, lines)
    write(RULES / "grammar/data/missing_verb", [fit(*gaps_of(paragraphs), MAX_GAPS)], ["gap verb"])


if __name__ == "__main__":
    main()
