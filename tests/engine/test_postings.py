"""The index of fingerprints on disk answers as a dictionary would, however runs come and articles go."""

from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.engine.database import Database
from copydesk.engine.postings import Postings

PRINTS = st.one_of(st.sampled_from([0, 1, 1 << 52, (1 << 64) - 1, 5 << 60]), st.integers(0, (1 << 64) - 1))
RUNS = st.lists(st.lists(st.lists(PRINTS, max_size=6), max_size=5), min_size=1, max_size=12)


def add(database: Database, first: int, run: list[list[int]]) -> None:
    """Write the articles of a run, numbered from `first`, and their postings."""
    numbers = range(first, first + len(run))
    database.many("INSERT INTO article (number) VALUES (?)", ((number,) for number in numbers))
    prints = np.array([it for article in run for it in article], np.uint64)
    articles = np.repeat(np.array(numbers, np.uint32), [len(article) for article in run])
    Postings(database).add(prints, articles)


@settings(max_examples=60, deadline=None)
@given(runs=RUNS, gone=st.sets(st.integers(1, 40)), asked=st.sets(PRINTS, max_size=5), is_tidied=st.booleans())
def test_it_answers_as_a_dictionary(
    runs: list[list[list[int]]], gone: set[int], asked: set[int], is_tidied: bool
) -> None:
    with TemporaryDirectory() as folder:
        database = Database(folder)
        bearers: dict[int, set[int]] = defaultdict(set)
        first = 1
        for run in runs:
            assert database.transact(lambda first=first, run=run: add(database, first, run))  # type: ignore[misc]
            for number, prints in enumerate(run, first):
                for it in prints:
                    bearers[it].add(number)
            first += len(run)
        database.many("DELETE FROM article WHERE number = ?", ((number,) for number in gone))
        if is_tidied:
            assert database.transact(Postings(database).tidy)
        wanted = np.array(sorted(asked | set(bearers)), np.uint64)
        places, articles = Postings(database).find(wanted)
        found = [(int(wanted[place]), number) for place, number in zip(places, articles.tolist(), strict=True)]
        assert len(set(found)) == len(found)
        alive = {(it, number) for it, numbers in bearers.items() for number in numbers - gone}
        assert alive <= set(found)
        assert set(found) == alive if is_tidied else {it for it in found if it[1] not in gone} == alive
        database.close()


def test_segments_are_few_however_many_runs(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "cache"))
    for number in range(1, 200):
        assert database.transact(lambda number=number: add(database, number, [[number, 7]]))  # type: ignore[misc]
        assert database.one("SELECT COUNT(*) FROM segment") <= 1 + number.bit_length()
    _, articles = Postings(database).find(np.array([7], np.uint64))
    assert sorted(articles.tolist()) == list(range(1, 200))
    database.close()
