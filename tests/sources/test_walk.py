"""Which files of a folder are linted."""

import os
from pathlib import Path

import pytest

from copydesk.sources import walk


def tree(folder: Path, *files: str, **contents: str) -> None:
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    for name, content in contents.items():
        (folder / f".{name}").write_text(content)


def found(folder: Path, *paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    inside = [str(folder / path) for path in paths or (".",)]
    files = walk(inside, exclude=exclude, root=str(folder))
    return [os.path.relpath(file.path, folder).replace(os.sep, "/") for file in files]


def test_known_formats_in_order_without_hidden_and_tool_folders(tmp_path: Path) -> None:
    tree(
        tmp_path, "b.txt", "a/z.md", "a/b.HTML", "c.py", ".git/x.txt", ".x.txt", "node_modules/y.md", "__pycache__/z.md"
    )
    assert found(tmp_path) == ["a/b.HTML", "a/z.md", "b.txt"]


def test_a_named_file_is_linted_whatever_it_is_called_and_once(tmp_path: Path) -> None:
    tree(tmp_path, "notes", "a.txt")
    assert found(tmp_path, "notes", "a.txt", ".", "./a.txt") == ["notes", "a.txt"]


def test_a_path_that_does_not_exist_is_kept_so_that_reading_it_says_so(tmp_path: Path) -> None:
    assert found(tmp_path, "missing.txt") == ["missing.txt"]


def test_gitignore_files_of_all_levels_as_in_git(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "drafts/b.txt", "x/c.txt", "x/keep.txt", "x/y/d.txt", gitignore="drafts/\n*.txt\n!a.txt\n")
    (tmp_path / "x" / ".gitignore").write_text("!keep.txt\n/y\n")
    (tmp_path / ".git").mkdir()
    assert found(tmp_path) == ["a.txt", "x/keep.txt"]
    assert found(tmp_path, "x") == ["x/keep.txt"]
    assert found(tmp_path, "drafts/b.txt") == ["drafts/b.txt"]


def test_a_gitignore_above_speaks_only_within_a_repository(tmp_path: Path) -> None:
    tree(tmp_path, "x/c.txt", gitignore="*.txt\n")
    assert found(tmp_path, "x") == ["x/c.txt"]


def test_excluded_patterns_hold_for_named_files_too(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "drafts/b.txt", "x/drafts/c.txt")
    assert found(tmp_path, exclude=("/drafts/",)) == ["a.txt", "x/drafts/c.txt"]
    assert found(tmp_path, "drafts/b.txt", "a.txt", exclude=("drafts",)) == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_links_are_not_followed(tmp_path: Path) -> None:
    tree(tmp_path, "real/a.txt")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "b.txt").symlink_to(tmp_path / "real" / "a.txt")
    assert found(tmp_path) == ["real/a.txt"]
