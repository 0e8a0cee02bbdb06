"""Near-duplicate paragraphs as datatrove's MinHash deduplication finds them, to measure copydesk's own beside.

    python benchmarks/peer_minhash.py FOLDER [--buckets 14] [--hashes 8]

Needs a Python with `datatrove[processing]` and `spacy` (datatrove's word tokenizer of English). Every paragraph of 6
words or more of the *.txt files under FOLDER is one document. The steps are datatrove's own: signatures of word
5-grams, buckets, clusters; one task at a time. What it prints is one JSON object: the tool, its seconds (imports and
reading included), its peak memory, and the pairs of files [later, earlier] with paragraphs in one cluster, each member
of a cluster paired with the first.
"""

import argparse
import json
import re
import resource
import struct
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

LEAST_WORDS = 6
N_GRAMS = 5
BLANK_LINE = re.compile(r"\n\s*\n")


def paragraphs(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each paragraph that is long enough, after the name of its file, in the order of names."""
    for path in sorted(folder.rglob("*.txt")):
        name = path.relative_to(folder).as_posix()
        for paragraph in BLANK_LINE.split(path.read_text("utf-8", errors="replace")):
            if len(paragraph.split()) >= LEAST_WORDS:
                yield name, paragraph


def clusters(folder: Path, work: Path, buckets: int, hashes: int) -> Iterator[list[str]]:
    """Yield the files of each cluster's paragraphs, the first paragraph's file first."""
    from datatrove.data import Document  # type: ignore[import-not-found]
    from datatrove.executor import LocalPipelineExecutor  # type: ignore[import-not-found]
    from datatrove.pipeline.dedup import (  # type: ignore[import-not-found]
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig  # type: ignore[import-not-found]

    owners: list[str] = []  # the file of each document, by datatrove's number of the document

    def read(_data: object, _rank: int, _world_size: int) -> Iterator[Any]:
        for name, paragraph in paragraphs(folder):
            yield Document(text=paragraph, id=str(len(owners)))
            owners.append(name)

    signed, matched, grouped = (str(work / step) for step in ("signatures", "buckets", "clusters"))
    config = MinhashConfig(n_grams=N_GRAMS, num_buckets=buckets, hashes_per_bucket=hashes)
    steps = [
        (1, [read, MinhashDedupSignature(signed, config)]),
        (buckets, [MinhashDedupBuckets(signed, matched, config=config)]),  # it wants a task for each bucket
        (1, [MinhashDedupCluster(matched, grouped, config, save_cluster_id=True)]),
    ]
    for number, (tasks, pipeline) in enumerate(steps):
        # With one worker the tasks run in this process, one after another: `owners` is filled here.
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=str(work / f"log{number}")).run()

    members: dict[int, list[str]] = {}
    found = work / "clusters" / "000000.clusters"  # absent if nothing is alike
    for document, cluster in struct.iter_unpack("<2I", found.read_bytes() if found.exists() else b""):
        members.setdefault(cluster, []).append(owners[document])
    yield from members.values()


def peak_mb() -> float:
    """Return the most memory that this process, or any one child of it, has held."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def main(folder: Path, buckets: int, hashes: int) -> None:
    """Find the pairs of files with near-duplicate paragraphs and print them."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as work:
        pairs = {
            (later, first)
            for first, *others in clusters(folder, Path(work), buckets, hashes)
            for later in others
            if later != first
        }
    result = {
        "tool": f"datatrove {version('datatrove')}",
        "seconds": round(time.perf_counter() - begun, 2),
        "peak_mb": round(peak_mb(), 1),
        "pairs": sorted(pairs),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    cli.add_argument("--buckets", type=int, default=14)
    cli.add_argument("--hashes", type=int, default=8, help="hashes of a bucket")
    given = cli.parse_args()
    main(given.folder, given.buckets, given.hashes)
