"""Entry points are those that `importlib.metadata` knows."""

import os
import sys
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from copydesk.entry_points import read_entry_points
from copydesk.rule import GROUP, GROUP_OPT_IN


@pytest.mark.parametrize("group", [GROUP, GROUP_OPT_IN, "console_scripts", "pytest11", "none.such"])
def test_all_that_is_installed_is_found(group: str) -> None:
    expected = {(it.name, it.value.partition("[")[0].strip()) for it in entry_points(group=group)}
    assert {(it.name, it.value) for it in read_entry_points([group])} == expected


def make(folder: Path, text: str, name: str = "odd") -> None:
    at = folder / f"{name}-1.0.dist-info"
    at.mkdir(parents=True)
    (at / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (at / "entry_points.txt").write_text(text)


def test_any_way_of_writing_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "; a remark\n[other]\nA = a:b\n\n[ copydesk.rules ]\n# B = b:c\n C=os.path : join [extra]\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "gone")])
    (found,) = read_entry_points([GROUP])
    assert (found.name, found.value, found.group, found.distribution()) == ("C", "os.path : join", GROUP, "odd")
    assert found.load() is os.path.join


def test_the_first_of_two_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "one", "[copydesk.rules]\nA = os.path:join\n")
    make(tmp_path / "two", "[copydesk.rules]\nA = os.path:split\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "one"), str(tmp_path / "two")])
    (found,) = read_entry_points([GROUP])
    assert found.load() is os.path.join


def test_archives_are_left_to_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "[copydesk.rules]\nA = os.path:join\n")
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in (tmp_path / "odd-1.0.dist-info").iterdir():
            packed.write(file, f"odd-1.0.dist-info/{file.name}")
    monkeypatch.setattr(sys, "path", [str(archive)])
    (found,) = read_entry_points([GROUP])
    assert (found.name, found.value, found.distribution()) == ("A", "os.path:join", "odd")
