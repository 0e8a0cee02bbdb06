"""How much memory one large file of records takes: JSON Lines of any size, linted with all cores.

    python benchmarks/large_file.py FOLDER [--megabytes 2000] [--jobs 2]

Writes the file from a seed, every article another, unless it is there. Peak memory is read from /proc twice a second:
of the first process, of the largest other one, and of all together with what they share counted once. Linux only.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

from corpora import articles

AT_ONCE = 5000
SIZE = 4000


def make(file: Path, megabytes: int) -> None:
    """Write a file of so many megabytes, unless it is there."""
    if file.exists() and file.stat().st_size >= megabytes * 1_000_000:
        return
    with file.open("w") as stream:
        for seed in count(1):
            for name, text, _ in articles(AT_ONCE, SIZE, 0, 0.0, seed):
                record = {"id": f"{seed}-{name}", "url": f"https://{seed}.example/{name}", "text": text}
                stream.write(json.dumps(record) + "\n")
                if stream.tell() >= megabytes * 1_000_000:
                    return


def processes_below(number: int) -> list[int]:
    """Return a process and all that it started, directly or not."""
    try:
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    except OSError:
        return []
    return [number, *(found for child in children for found in processes_below(int(child)))]


def memory_of(number: int) -> tuple[int, int]:
    """Return the kB that a process holds, and its share of them where some are shared."""
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0, 0
    held = {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}
    return held.get("Rss", 0), held.get("Pss", 0)


def main() -> None:
    """Write the file, lint it, and print what that took."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    cli.add_argument("--megabytes", type=int, default=2000)
    cli.add_argument("--jobs", type=int, default=2)
    given = cli.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    file = given.folder / f"{given.megabytes}.jsonl"
    make(file, given.megabytes)
    options = ["--isolated", "--no-cache", "--exit-zero", "--output-format", "concise", "--jobs", str(given.jobs)]
    start = time.perf_counter()
    first = others = together = 0
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([sys.executable, "-m", "copydesk", "check", *options, str(file)], stdout=output)
        while process.poll() is None:
            found = {number: memory_of(number) for number in processes_below(process.pid)}
            first = max(first, found.get(process.pid, (0, 0))[0])
            others = max(others, *(held for number, (held, _) in found.items() if number != process.pid), 0)
            together = max(together, sum(share for _, share in found.values()))
            time.sleep(0.5)
        output.seek(0)
        findings = sum(1 for _ in output)
    seconds = time.perf_counter() - start
    size = file.stat().st_size / 1e6
    print("| MB | seconds | MB/s | findings | peak MB: first process | largest other | all together |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    peaks = " | ".join(f"{kilobytes / 1024:.0f}" for kilobytes in (first, others, together))
    print(f"| {size:.0f} | {seconds:.0f} | {size / seconds:.1f} | {findings} | {peaks} |")


if __name__ == "__main__":
    main()
