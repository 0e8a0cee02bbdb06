"""The pre-commit hooks, run by the real pre-commit from a git checkout of this project."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = [
    pytest.mark.component,
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]


def git(folder: Path, *args: str) -> str:
    name = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always")
    call = ["git", *name, *args]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that holds the project as it stands, committed or not."""
    folder = tmp_path_factory.mktemp("hooks")
    for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "lint", "rules"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "as it stands")
    return folder


@pytest.mark.parametrize("hook", ["copydesk", "copydesk-corpus"])
def test_a_hook_stops_a_commit_with_a_defect(hooks: Path, tmp_path: Path, hook: str) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks}\n  rev: {git(hooks, 'rev-parse', 'HEAD').strip()}\n  hooks: [{{id: {hook}}}]\n"
    )
    (tmp_path / "old.txt").write_text("A clean line that stands alone.\n")
    (tmp_path / "new.txt").write_text("He paid for the the ticket.\n")
    git(tmp_path, "add", "-A")
    env = {**os.environ, "PRE_COMMIT_HOME": str(hooks.parent / "pre-commit-home"), "NO_COLOR": "1"}
    call = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, env=env, timeout=600, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "new.txt:1:17: warning DUP006" in done.stdout
    (tmp_path / "new.txt").write_text("He paid for the ticket.\n")
    git(tmp_path, "add", "-A")
    again = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, env=env, timeout=600, check=False)
    assert again.returncode == 0, again.stdout + again.stderr
