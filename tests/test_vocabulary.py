"""The project's vocabulary: in the settings, in its file, in rules, and learnt."""

import contextlib
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.vocabulary import add, parse, read
from copydesk_rules.vocabulary import Vocabulary

SLIPS = "The parcel was never recieved. They recieved it at the goverment. RECIEVED is what it was, and the teh."


def test_entries_stand_one_a_line_with_comments() -> None:
    assert parse("# ours\nOstrow\n\n  New   York  # a town\ntramcar\t\n#\n") == ("Ostrow", "New York", "tramcar")


@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=30))
def test_what_is_added_is_read_again(tmp_path_factory: pytest.TempPathFactory, words: list[str], before: str) -> None:
    file = tmp_path_factory.mktemp("v") / "copydesk.words"
    file.write_text(before, "utf-8", "replace", newline="")
    kept = read(file, must_exist=True)
    added = add(file, words)
    assert read(file, must_exist=True) == (*kept, *added)
    assert add(file, words) == []


@pytest.mark.parametrize(
    ("entry", "text", "is_allowed"),
    [
        ("Ostrow", "«Ostrow»", True),
        ("Ostrow", "«OSTROW»", True),
        ("Ostrow", "«ostrow»’s", True),
        ("Ostrow", "«Ostrow’s»", True),
        ("Ostrow", "«Ostrowska»", False),
        ("o’clocky", "«o'clocky»", True),
        ("teh band", "Teh\n«Band»", True),
        ("teh band", "«teh» band", True),
        ("teh band", "«teh band»", True),
        ("teh band", "«teh» house", False),
        ("teh band", "«teh» bandana", False),
        ("teh band", "see «teh band play»", False),
        ("teh-band", "the «teh»-band", True),
        ("", "«teh»", False),
        ("...", "«teh»", False),
    ],
)
def test_what_is_allowed(entry: str, text: str, is_allowed: bool) -> None:
    start, end = text.index("«"), text.index("»") - 1
    assert Vocabulary((entry,)).allows(text.replace("«", "").replace("»", ""), start, end) == is_allowed


@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=60), st.data())
def test_any_entries_and_any_text(entries: list[str], text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert Vocabulary(tuple(entries)).allows(text, start, end) in (True, False)
    assert not Vocabulary(()).allows(text, start, end)


def test_it_stands_in_the_settings_and_in_the_file(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The parcel was never recieved at the goverment of the enviroment.")
    (tmp_path / "copydesk.toml").write_text('vocabulary = ["Recieved"]\n[rules.SPL001]\nvocabulary = ["enviroment"]')
    (tmp_path / "copydesk.words").write_text("goverment # of old\n")
    assert copydesk("check", ".").returncode == 0
    assert copydesk("check", ".", "--isolated").stdout.count(b"misspelt") == 3


def test_a_change_of_the_file_counts_for_what_is_cached(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The parcel was never recieved by them.")
    assert copydesk("check", ".").returncode == 1
    (tmp_path / "copydesk.words").write_text("recieved\n")
    assert copydesk("check", ".").returncode == 0


def test_a_file_that_is_named_must_be_there_and_be_text(copydesk, tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text('vocabulary-file = "our.words"')
    done = copydesk("check", ".")
    assert done.returncode == 2
    assert done.stderr.decode() == f"copydesk: vocabulary-file {tmp_path}/our.words: no such file or directory\n"
    (tmp_path / "our.words").write_bytes(b"\xff")
    assert copydesk("check", ".").returncode == 2


def test_learn_lists_in_a_pipe(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SLIPS)
    (tmp_path / "b.txt").write_text("The goverment was there. Unfortunatly that is what it was.")
    (tmp_path / "c.txt").write_text("It was unfortunatly not the goverment that they had, and unfortunatly not theirs.")
    done = copydesk("learn", ".")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (
        0,
        "3  goverment     a.txt:1:56\n3  unfortunatly  b.txt:1:26\n2  recieved      a.txt:1:22\n",
        b"",
    )
    assert b"teh" in copydesk("learn", ".", "--more-than", "0").stdout
    assert not (tmp_path / "copydesk.words").exists()


def test_learn_accepts(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SLIPS)
    (tmp_path / "copydesk.words").write_text("# ours\nOstrow")
    done = copydesk("learn", "--accept", "goverment", "--accept", "OSTROW", "--accept", "two  words")
    assert done.stderr.decode() == "copydesk.words: added goverment\ncopydesk.words: added two words\n"
    assert copydesk("learn", ".", "--all").stderr == b"copydesk.words: added recieved\n"
    assert (tmp_path / "copydesk.words").read_text() == "# ours\nOstrow\ngoverment\ntwo words\nrecieved\n"
    assert copydesk("learn", ".").stdout == b""


def test_learn_takes_no_words_run_together(copydesk, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("The smoke reached thefirefighters at last, and it was recieved by the old man.")
    done = copydesk("learn", ".", "--all")
    assert b"2  thefirefighters  a.txt:1:19" in done.stdout
    assert done.stderr.decode() == (
        "copydesk.words: added recieved\n"
        "not added, since they lack a space: thefirefighters; --accept WORD adds one all the same\n"
    )
    assert (tmp_path / "copydesk.words").read_text() == "recieved\n"


def test_learn_tells_of_files_that_cannot_be_handled(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SLIPS)
    (tmp_path / "b.txt").write_bytes("Er ging übers Feld".encode() + b"\xff.")
    done = copydesk("learn", ".", "--all")
    assert done.returncode == 2
    assert b"b.txt:1:19: error INP002" in done.stderr
    assert (tmp_path / "copydesk.words").read_text() == "recieved\n"


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_learn_asks_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("They recieved it, and recieved it. The goverment was a goverment.")
    controller, terminal = pty.openpty()
    os.write(controller, b"n\ny\n")
    call = [sys.executable, "-m", "copydesk", "learn", "."]
    streams = {"stdin": terminal, "stdout": terminal, "stderr": terminal}
    assert subprocess.run(call, cwd=tmp_path, timeout=30, check=False, **streams).returncode == 0
    os.set_blocking(controller, False)
    shown = b""
    with contextlib.suppress(BlockingIOError):
        while True:
            shown += os.read(controller, 4000)
    os.close(terminal)
    os.close(controller)
    assert b"2 times goverment (a.txt:1:40): allow it?" in shown
    assert (tmp_path / "copydesk.words").read_text() == "recieved\n"
