"""Makes the weights of the boilerplate line model, `rules/copydesk_rules/boilerplate/data/line_model.json`.

    python scripts/build_line_model.py FOLDER [--seed 0] [--dry-run]

FOLDER holds labelled articles as `benchmarks` and the project's accuracy program read them: `naive.jsonl`, whole pages
as a careless scraper renders them, and `residue.jsonl`, what extractors leave. A line of these files is an article with
`text`, `site`, `spans` (boilerplate) and `neutral` (left out). The texts are not kept: only a few hundred weights are.

Each profile is fitted by logistic regression (Newton's method, ridge penalty), the second pass on first scores of
models that have not seen the line's site. The thresholds are those at which so many content lines are flagged out of
fold; the figures that the program prints are out of fold, by site, as well.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from copydesk.text import Analysis, ShapedBlocks
from copydesk_rules.boilerplate.model import Weights, first_columns, second_columns, weigh
from copydesk_rules.boilerplate.shape import Lines, find_lines

TARGET = Path(__file__).parent.parent / "rules/copydesk_rules/boilerplate/data/line_model.json"
FOLDS, INNER_FOLDS = 5, 4
Floats = npt.NDArray[np.float64]


class Profile(NamedTuple):
    """How a profile is fitted: on which files, with which penalty, and the shares of content lines that it may flag."""

    files: tuple[str, ...]
    own: str
    penalty: float
    loose: float
    strict: float


PROFILES = {
    "page": Profile(("naive",), "naive", 10.0, 0.003, 0.0015),
    "extract": Profile(("naive", "residue"), "residue", 30.0, 0.002, 0.0005),
}
SECOND_PENALTY = 1.0


class Labelled(NamedTuple):
    """All labelled lines: columns by name, label (1 boilerplate, 0 content, -1 neither), site, text, file."""

    columns: dict[str, npt.NDArray[np.float32]]
    lines: Lines
    label: npt.NDArray[np.int8]
    site: npt.NDArray[np.str_]
    text: list[str]
    file: npt.NDArray[np.str_]


def read(folder: Path) -> Labelled:
    """Read the labelled articles as one batch."""
    records = [
        (name, json.loads(line))
        for name in ("naive", "residue")
        for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    batch, _ = Analysis.join((record["text"], ShapedBlocks(record["text"])) for _, record in records)
    lines = batch.memo(find_lines)
    label = np.zeros(lines.part.size, np.int8)
    for number, (_, record) in enumerate(records):
        mine = np.flatnonzero(lines.part == number)
        start = batch.blocks.start[mine] - batch.part_starts[number]
        end = batch.blocks.end[mine] - batch.part_starts[number]
        for value, spans in ((1, record["spans"]), (-1, record["neutral"])):
            for span in spans:
                overlap = np.minimum(end, span["end"]) - np.maximum(start, span["start"])
                label[mine[2 * overlap >= end - start]] = value
    bounds = zip(batch.blocks.start.tolist(), batch.blocks.end.tolist(), strict=True)
    return Labelled(
        first_columns(batch, "page") | first_columns(batch, "extract"),
        lines,
        label,
        np.array([record["site"] for _, record in records])[lines.part],
        [batch.text[start:end] for start, end in bounds],
        np.array([name for name, _ in records])[lines.part],
    )


def names_of(profile: str) -> list[str]:
    """Return the columns that a profile weighs."""
    batch = Analysis("A line.", ShapedBlocks("A line."))
    return list(first_columns(batch, profile))


def importance(data: Labelled) -> Floats:
    """Return the weights of lines: each file and label count the same, long articles and repeated lines less."""
    seen = Counter(zip(data.site.tolist(), data.text, data.file.tolist(), strict=True))
    keys = zip(data.site.tolist(), data.text, data.file.tolist(), strict=True)
    weight = np.array([seen[key] ** -0.7 for key in keys])
    for file in ("naive", "residue"):
        for label in (0, 1):
            mine = (data.file == file) & (data.label == label)
            count = np.bincount(data.lines.part[mine], minlength=int(data.lines.part.max()) + 1)
            weight[mine] *= count[data.lines.part[mine]] ** -0.5
            weight[mine] /= weight[mine].sum()
    return weight * np.count_nonzero(data.label >= 0) / 4


def fit(columns: Floats, label: npt.NDArray[np.bool_], weight: Floats, penalty: float) -> Floats:
    """Fit a logistic regression; returns a weight a column, and the bias last."""
    columns = np.column_stack((columns, np.ones(len(columns))))
    ridge = np.full(columns.shape[1], penalty)
    ridge[-1] = 1e-6
    weights = np.zeros(columns.shape[1])
    for _ in range(20):
        chance = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        slope = columns.T @ (weight * (chance - label)) + ridge * weights
        bend = (columns * (weight * chance * (1 - chance) + 1e-9)[:, None]).T @ columns + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-3:
            break
    return weights


def folds_of(sites: npt.NDArray[np.str_], count: int, seed: int) -> npt.NDArray[np.intp]:
    """Deal the sites out into folds."""
    names = sorted(set(sites.tolist()))
    np.random.RandomState(seed).shuffle(names)
    number = {name: place % count for place, name in enumerate(names)}
    return np.array([number[name] for name in sites.tolist()])


class Fitter:
    """Fits one profile on some of the lines."""

    def __init__(self, data: Labelled, name: str, seed: int) -> None:
        """Take the labelled lines, and the profile's name."""
        self.data, self.profile, self.seed = data, PROFILES[name], seed
        self.names = names_of(name)
        self.columns = np.stack([data.columns[column] for column in self.names], 1).astype(np.float64)
        self.weight = importance(data)
        self.usable = (data.label >= 0) & np.isin(data.file, self.profile.files)

    def first(self, some: npt.NDArray[np.bool_]) -> Floats:
        """Fit the first pass on some lines."""
        label = self.data.label[some] == 1
        return fit(self.columns[some], label, self.weight[some], self.profile.penalty)

    def unseen(self, some: npt.NDArray[np.bool_], count: int, seed: int, model: Callable[[Any], Floats]) -> Floats:
        """Return scores of lines by models that were fitted on some lines of other sites."""
        fold = folds_of(self.data.site, count, seed)
        scores = np.zeros(fold.size)
        for number in range(count):
            scores[fold == number] = model(some & (fold != number))[fold == number]
        return scores

    def both(self, some: npt.NDArray[np.bool_], seed: int) -> tuple[Floats, Floats]:
        """Fit both passes on some lines."""
        inner = self.unseen(some, INNER_FOLDS, seed, lambda lines: apply(self.columns, self.first(lines)))
        columns = np.stack(list(second_columns(self.data.lines, inner).values()), 1)
        second = fit(columns[some], self.data.label[some] == 1, self.weight[some], SECOND_PENALTY)
        return self.first(some), second

    def score(self, first: Floats, second: Floats) -> Floats:
        """Score all lines by both passes."""
        columns = second_columns(self.data.lines, apply(self.columns, first))
        return apply(np.stack(list(columns.values()), 1), second)

    def judge(self) -> Floats:
        """Return the scores of all lines by models that have not seen their sites."""
        return self.unseen(self.usable, FOLDS, self.seed, lambda lines: self.score(*self.both(lines, self.seed + 100)))


def apply(columns: Floats, weights: Floats) -> Floats:
    """Weigh columns."""
    return columns @ weights[:-1] + weights[-1]


def build(data: Labelled, name: str, seeds: Sequence[int]) -> Weights:
    """Fit a profile, and set its thresholds out of fold; the mean over ways to deal the sites out."""
    profile = PROFILES[name]
    mine = (data.file == profile.own) & (data.label >= 0)
    cuts = []
    for seed in seeds:
        fitter = Fitter(data, name, seed)
        scores = fitter.judge()
        content = np.sort(scores[mine & (data.label == 0)])[::-1]
        cuts.append([content[int(share * content.size)] for share in (profile.loose, profile.strict)])
        for share in (0.001, 0.002, 0.003, 0.005, 0.0075, 0.01):
            cut = content[int(share * content.size)]
            found = mine & (data.label == 1) & (scores > cut)
            wrong = len(set(data.lines.part[mine & (data.label == 0) & (scores > cut)].tolist()))
            recall = found.sum() / (mine & (data.label == 1)).sum()
            print(f"{name}, seed {seed}: {share:.2%} of content flagged in {wrong} articles: recall {recall:.3f}")
    first, second = fitter.both(fitter.usable, 100)
    loose, strict = np.mean(cuts, 0).tolist()
    second_names = list(second_columns(data.lines, np.zeros(data.label.size)))
    weights = Weights(
        round(float(first[-1]), 3),
        {column: round(float(value), 3) for column, value in zip(fitter.names, first, strict=False)},
        round(float(second[-1]), 3),
        {column: round(float(value), 3) for column, value in zip(second_names, second, strict=False)},
        round(loose, 3),
        round(strict, 3),
    )
    report(data, name, weights, mine)
    return weights


def report(data: Labelled, name: str, weights: Weights, mine: npt.NDArray[np.bool_]) -> None:
    """Print how the profile does on the lines that it was fitted on."""
    score = weigh(second_columns(data.lines, weigh(data.columns, weights.first, weights.bias)), weights.second, 0.0)
    flagged = mine & (score + weights.second_bias >= weights.loose)
    recall = (flagged & (data.label == 1)).sum() / (mine & (data.label == 1)).sum()
    rate = (flagged & (data.label == 0)).sum() / (mine & (data.label == 0)).sum()
    print(f"{name}, in sample: {rate:.2%} of content flagged, recall {recall:.3f}")


def main() -> None:
    """Fit both profiles and write them."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    cli.add_argument("--seeds", type=int, default=3, help="ways to deal the sites out into folds")
    cli.add_argument("--dry-run", action="store_true", help="print the figures only")
    arguments = cli.parse_args()
    data = read(arguments.folder)
    profiles = {name: build(data, name, range(arguments.seeds)) for name in PROFILES}
    if not arguments.dry_run:
        TARGET.write_bytes(msgspec.json.format(msgspec.json.encode(profiles), indent=1) + b"\n")


if __name__ == "__main__":
    main()
