"""What the tests of GRM001 share: servers that answer as LanguageTool does."""

import importlib.util
import sys
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

FAKE = Path(__file__).with_name("fake_languagetool.py")


def fake_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fake_languagetool", FAKE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def fake() -> Iterator[ThreadingHTTPServer]:
    """A server in this process; `asked` holds what it was asked."""
    server = fake_module().make()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def url(fake: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{fake.server_address[1]}"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like LanguageTool's, and a `java` on the PATH that runs the fake server whatever it is told."""
    folder = tmp_path / "LanguageTool-6.8"
    folder.mkdir()
    (folder / "languagetool-server.jar").write_bytes(b"")
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{FAKE}" "$@"\n')
    java.chmod(0o755)
    monkeypatch.setenv("PATH", str(java.parent), prepend=":")
    return folder
