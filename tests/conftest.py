"""What tests share: the command as a process."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def copydesk(tmp_path: Path) -> Command:
    """Run the command line as a process in the test's own folder."""

    def run(*args: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
        call = [sys.executable, "-m", "copydesk", *args]
        return subprocess.run(call, cwd=tmp_path, input=stdin, capture_output=True, env=env, timeout=60, check=False)

    return run
