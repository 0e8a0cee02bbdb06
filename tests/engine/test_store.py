"""What is kept between runs: nothing is done twice, nothing stale is told, and nothing that breaks it stops a run."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from copydesk import Diagnostic
from copydesk.config import load
from copydesk.engine import database, keys, lint, stamps, store
from copydesk.engine import files as engine_files
from copydesk.rule import find_rules
from copydesk.selection import resolve
from copydesk.sources import SourceOptions, walk

CACHE = ".copydesk_cache"
COPIED = "The council voted on Tuesday to close the old bridge for good, and nobody in the room objected."
OWN = [
    "Traders were not asked, and neither were the two bus companies that serve the market square.",
    "A new orchard was planted behind the school by children who had never seen a pear on a tree.",
    "The choir sang until midnight, and the last bus had left when the mayor came out at last.",
    "Nobody could say why the clock above the station door had stopped on the first of the month.",
    "Her grandfather kept bees on the roof of the print works until the owners sold the building.",
]
DATABASE = f"{CACHE}/copydesk.sqlite"
DISCARD = database.Database.discard


def check(*names: str, cached: bool = True, select: tuple[str, ...] = ("DUP1",), **options: object) -> list[Diagnostic]:
    """Lint files of the present folder in this process."""
    chosen = resolve(load((), isolated=True, overrides={"select": select, "rules": options}), find_rules())
    create = any(map(os.path.isdir, names))
    kept = store.open_store(CACHE, ".", SourceOptions(), create=create) if cached else None
    return lint(walk(names), chosen, options=SourceOptions(), jobs=1, store=kept).diagnostics


def told(*names: str, **options: object) -> list[tuple[str, str, list[str]]]:
    """Return code and file of each finding, and the files of its twins."""
    return [(it.code, it.path, [twin.path for twin in it.related]) for it in check(*names, **options)]  # type: ignore[arg-type]


def refuse(*_: object) -> None:
    """Stand for what must not be called."""
    raise AssertionError("called")


def write(name: str, *paragraphs: str, age: float = 60) -> None:
    """Write a file that was last changed so many seconds ago."""
    Path(name).write_text("\n\n".join(paragraphs) + "\n")
    os.utime(name, (time.time() - age,) * 2)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, as the present one, of three articles that have a passage in common; a.txt is the earliest."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(stamps, "_RACY", -(10**18))  # these files are as old as they say
    monkeypatch.setattr(database.Database, "discard", refuse)  # no mistake of ours may pass for a damaged cache
    for name, own in zip("abc", OWN, strict=False):
        write(f"{name}.txt", own, COPIED)
    return tmp_path


@pytest.fixture
def fragile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same folder, whose cache may be thrown away."""
    monkeypatch.setattr(database.Database, "discard", DISCARD)
    return folder


BOTH = [("DUP101", "b.txt", ["a.txt"]), ("DUP101", "c.txt", ["a.txt"])]


def test_a_second_run_reads_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = ("DUP", "SPL", "BPL")
    write("d.txt", "He paid for the the ticket. The parcel was never recieved.", "Share this article")
    first = check(".", select=everything)
    assert {it.code[:3] for it in first} == {"DUP", "SPL", "BPL"}
    monkeypatch.setattr(engine_files, "read", refuse)
    monkeypatch.setattr("copydesk.engine.across.read", refuse)
    assert check(".", select=everything) == first


def test_only_what_changed_is_linted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(".", select=("DUP006",))
    write("b.txt", "He paid for the the ticket.", age=30)
    linted = []
    lint_files = engine_files.lint_files
    monkeypatch.setattr(
        "copydesk.engine.local.lint_files", lambda files, *rest: linted.extend(files) or lint_files(files, *rest)
    )
    assert told(".", select=("DUP006",)) == [("DUP006", "b.txt", [])]
    assert [file.path for file in linted] == ["b.txt"]


def test_a_file_of_two_names_is_known_by_the_one_that_it_had(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(".", select=("DUP006",))
    linted = []
    lint_files = engine_files.lint_files
    monkeypatch.setattr(
        "copydesk.engine.local.lint_files", lambda files, *rest: linted.extend(files) or lint_files(files, *rest)
    )
    for names in (("a.txt", "./a.txt"), ("./a.txt", "a.txt")):
        check(*names, select=("DUP006",))
    assert all(file.path == "./a.txt" for file in linted)


def test_a_file_with_a_new_stamp_and_the_old_content_is_not_linted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(".")
    os.utime("a.txt")
    monkeypatch.setattr(engine_files, "read", refuse)
    assert told(".") == BOTH


def test_a_change_within_the_tick_of_the_clock_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for word in ("the the", "one the", "the the"):
        write("a.txt", f"He paid for {word} ticket.", age=0)
        os.utime("a.txt", (time.time() // 1, time.time() // 1))
        assert len(check(".", select=("DUP006",))) == (word == "the the")


@pytest.mark.parametrize(
    ("options", "count"), [({}, 1), ({"SPL001": {"vocabulary": ["recieved"]}}, 0)], ids=["default", "vocabulary"]
)
def test_other_options_are_another_question(folder: Path, options: dict[str, object], count: int) -> None:
    write("a.txt", "The parcel was never recieved by the old man.")
    check(".", select=("SPL001",), SPL001={"minimum-score": 0.99})
    check(".", select=("SPL001",))
    assert len(check(".", select=("SPL001",), **options)) == count


def test_other_code_is_another_question(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(".") == BOTH
    monkeypatch.setattr(keys, "code_stamp", lambda: b"other")
    monkeypatch.setattr("copydesk.engine.local.lint_files", lambda *_: [])
    assert told(".") == []


def test_one_file_is_held_against_all_that_were_ever_linted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(".")
    write("new.txt", OWN[3], COPIED)
    read = []
    lint_files = engine_files.lint_files
    monkeypatch.setattr(
        "copydesk.engine.local.lint_files", lambda files, *rest: read.extend(files) or lint_files(files, *rest)
    )
    assert told("new.txt") == [("DUP101", "new.txt", ["a.txt"])]
    assert [file.path for file in read] == ["new.txt"]
    write("a.txt", OWN[0], "Nothing of the kind is said here any more.", age=30)
    assert told("new.txt") == [("DUP101", "new.txt", ["b.txt"])]


def test_single_files_alone_leave_nothing_behind(folder: Path) -> None:
    assert told("a.txt", "b.txt") == BOTH[:1]
    assert not Path(CACHE).exists()


def test_the_one_that_is_checked_is_the_copy_unless_dates_say_otherwise(folder: Path) -> None:
    write("old.md", "---\ndate: 2024-01-01\n---", OWN[3], COPIED)
    write("young.md", "---\ndate: 2024-02-01\n---", OWN[4], COPIED)
    os.unlink("b.txt")
    check(".")
    assert told("a.txt") == [("DUP101", "a.txt", ["old.md"])]
    assert told("young.md") == [("DUP101", "young.md", ["old.md"])]
    os.unlink("a.txt")
    os.unlink("c.txt")
    assert told("old.md") == []


def test_deleted_and_renamed_files_leave_no_ghosts(folder: Path) -> None:
    check(".")
    os.rename("a.txt", "z.txt")
    os.unlink("b.txt")
    assert told("c.txt") == []
    assert told(".") == [("DUP101", "z.txt", ["c.txt"])]
    os.unlink("z.txt")
    assert told(".") == []


def test_a_twin_that_is_gone_takes_a_kept_comparison_with_it(folder: Path) -> None:
    check(".")
    for _ in range(2):
        assert told("c.txt") == [("DUP101", "c.txt", ["a.txt"])]
    os.unlink("a.txt")
    assert told("c.txt") == [("DUP101", "c.txt", ["b.txt"])]


def test_a_suppression_at_the_twin_counts(folder: Path) -> None:
    write("a.txt", OWN[0], "<!-- copydesk: ignore DUP101 -->\n" + COPIED)
    os.unlink("b.txt")
    check(".")
    for _ in range(2):
        assert told("c.txt", select=("DUP1",)) == []


def test_a_template_is_known_from_the_index(folder: Path) -> None:
    for number in range(60):
        write(f"{number:02}.txt", f"Then {' '.join(f'word{number}x{place}' for place in range(30))}.", COPIED)
    check(".")
    assert told("c.txt") == []


def test_what_most_articles_of_a_site_say_is_known_from_the_index(folder: Path) -> None:
    for number in range(20):
        own = " ".join(f"word{number}x{place}" for place in range(30))
        footer = COPIED if number < 12 else "Nothing else is to be said of this one at the end of the day."
        write(f"{number:02}.md", "---\nsite: example.org\n---", f"Then {own}.", footer)
    for name in ("a.txt", "b.txt", "c.txt"):
        os.unlink(name)
    check(".")
    assert told("11.md") == []
    for number in range(20, 60):
        own = " ".join(f"word{number}x{place}" for place in range(30))
        write(f"{number:02}.md", "---\nsite: example.org\n---", f"Then {own}.")
    check(".")
    assert told("11.md") == [("DUP101", "11.md", ["00.md"])]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "text": lambda data: b"not a database\n" * 1000,
    "holes": lambda data: data[:20_000] + b"\0" * (len(data) - 20_000),
    "noise": lambda data: data[:16_384] + os.urandom(len(data) - 16_384),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_cache_is_made_anew(fragile: Path, damage: Callable[[bytes], bytes]) -> None:
    check(".")
    Path(DATABASE).write_bytes(damage(Path(DATABASE).read_bytes()))
    for _ in range(3):
        assert told("c.txt", ".") == BOTH
    assert sqlite3.connect(DATABASE).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert told("c.txt") == BOTH[1:]


def test_values_that_make_no_sense_are_made_anew(fragile: Path) -> None:
    check(".")
    with sqlite3.connect(DATABASE) as cache:
        cache.execute("UPDATE article SET value = x'93c0c0c0'")
        cache.execute("DELETE FROM comparison")
    assert told(".") == BOTH
    assert told(".") == BOTH


def test_what_a_stranger_put_into_the_cache_is_thrown_away(fragile: Path) -> None:
    check(".")
    with sqlite3.connect(DATABASE) as cache:
        cache.execute("DROP TABLE file")
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS path FROM n"
        cache.execute(f"CREATE VIEW file AS {endless}")
    assert told(".") == BOTH


def test_a_link_is_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    Path(CACHE).symlink_to(elsewhere)
    assert told(".") == BOTH
    Path(CACHE).unlink()
    Path(CACHE).mkdir()
    Path(DATABASE).symlink_to(elsewhere / "file")
    assert told(".") == BOTH
    assert list(elsewhere.iterdir()) == []


def test_a_cache_of_another_version_is_made_anew(fragile: Path) -> None:
    check(".")
    with sqlite3.connect(DATABASE) as cache:
        cache.execute("PRAGMA user_version = 99")
    assert told(".") == BOTH


def test_a_folder_where_nothing_can_be_written_is_linted_as_well(folder: Path) -> None:
    Path(CACHE).write_text("a file where the folder should be")
    assert told(".") == BOTH


def test_another_run_that_holds_the_cache_stops_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(".")
    monkeypatch.setattr("copydesk.engine.database._WAIT", 0.05)
    with sqlite3.connect(DATABASE, isolation_level=None) as cache:
        cache.execute("BEGIN EXCLUSIVE")
        write("d.txt", OWN[3], COPIED)
        assert told(".") == [*BOTH, ("DUP101", "d.txt", ["a.txt"])]
        cache.execute("ROLLBACK")
    assert told(".") == [*BOTH, ("DUP101", "d.txt", ["a.txt"])]


def start(folder: Path) -> "subprocess.Popen[bytes]":
    call = [sys.executable, "-m", "copydesk", "check", "--select", "DUP1", "--output-format", "concise", "."]
    return subprocess.Popen(call, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_runs_side_by_side_tell_the_same(folder: Path) -> None:
    for number in range(200):
        write(f"{number:03}.txt", OWN[number % 5] * 3, f"{COPIED} {number}")
    outputs = {run.communicate(timeout=60) for run in [start(folder) for _ in range(4)]}
    assert len(outputs) == 1
    assert outputs == {start(folder).communicate(timeout=60)}
    assert sqlite3.connect(DATABASE).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_run_that_is_killed_leaves_a_cache_that_is_whole(folder: Path) -> None:
    for number in range(100):
        write(f"{number:03}.txt", OWN[number % 5] * 3, f"{COPIED} {number}")
    expected = check(".", cached=False)
    for tenths in range(1, 8):
        write("000.txt", OWN[0] * 3, f"{COPIED} {tenths}")
        run = start(folder)
        time.sleep(tenths / 10)
        run.send_signal(signal.SIGKILL)
        run.communicate(timeout=60)
    write("000.txt", OWN[0] * 3, f"{COPIED} 0")
    assert check(".") == expected
    assert sqlite3.connect(DATABASE).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_files_that_are_gone_are_forgotten(folder: Path) -> None:
    check(".")
    os.unlink("b.txt")
    with sqlite3.connect(DATABASE) as cache:
        cache.execute("UPDATE state SET pruned = 0")
    check(".")
    with sqlite3.connect(DATABASE) as cache:
        for table in ("file", "result", "article"):
            assert cache.execute(f"SELECT path FROM {table} ORDER BY path").fetchall() == [("a.txt",), ("c.txt",)]
        assert cache.execute("SELECT COUNT(*) FROM segment").fetchone() == (1,)


class Editing(RuleBasedStateMachine):
    """Whatever is done to the files between runs, a run with a cache tells what one without it tells."""

    NAMES = st.sampled_from(["a.txt", "b.txt", "c.txt", "d.txt"])
    PARAGRAPHS = st.lists(st.sampled_from([*OWN, COPIED]), min_size=1, max_size=3)

    @initialize()
    def begin(self) -> None:
        self.age = 10_000
        for name in [*Path().glob("*.txt"), *Path(CACHE).glob("*")]:
            name.unlink()

    @rule(name=NAMES, paragraphs=PARAGRAPHS)
    def write(self, name: str, paragraphs: list[str]) -> None:
        self.age -= 1
        write(name, *paragraphs, age=self.age)

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        Path(name).unlink(missing_ok=True)

    @rule(name=NAMES, new=NAMES)
    def rename(self, name: str, new: str) -> None:
        if Path(name).exists():
            Path(name).rename(new)

    @rule(name=NAMES)
    def check_one(self, name: str) -> None:
        if Path(name).exists():
            for finding in check(name):
                assert finding.path == name
                for twin in finding.related:
                    text = Path(twin.path).read_text()
                    assert any(sentence in text for sentence in [*OWN, COPIED] if sentence in Path(name).read_text())

    @invariant()
    def tells_the_same(self) -> None:
        assert check(".") == check(".", cached=False)


def test_any_edits_between_runs(folder: Path) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Editing, settings=settings(max_examples=15, stateful_step_count=10, deadline=None))
