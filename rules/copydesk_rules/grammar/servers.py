"""LanguageTool on this machine: where it is installed, and servers of it that never outlive the run.

language-tool-python can start a server, too, but downloads LanguageTool where it finds none, waits fifteen seconds at
most, and leaves the server behind when its process is killed. So only the place where it looks is taken over.
"""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from copydesk_rules.grammar import supervise

JAR = "languagetool-server.jar"
HEAP = "1g"
"""Memory that a server may take: English takes half of it, texts the rest."""
START_SECONDS = 60
"""How long a server may take to start: five seconds on an idle machine, many more on a busy one."""
_STOP_SECONDS = 10
_LOOK_SECONDS = 0.2
_SETTINGS = """\
cacheSize=1000
pipelineCaching=true
maxPipelinePoolSize=32
pipelineExpireTimeInSeconds=86400
"""
"""What LanguageTool has ready for a language is kept for the next request."""


class StartError(OSError):
    """A server did not start; the message says why, as far as it is known."""


def find_installation(named: str) -> Path | None:
    """Return the folder of LanguageTool's jar; None where there is none.

    It is the folder `named` or one called LanguageTool-… in there. With an empty name it is looked for as
    language-tool-python does: in the folder of the environment's LTP_PATH, else in ~/.cache/language_tool_python. Of
    several versions the newest counts.
    """
    place = Path(named or os.environ.get("LTP_PATH") or "~/.cache/language_tool_python").expanduser()
    inside = sorted(place.glob("LanguageTool-*"), key=_version, reverse=True)
    return next((folder for folder in (place, *inside) if (folder / JAR).is_file()), None)


def _version(folder: Path) -> list[int]:
    return [int(number) for number in re.findall("[0-9]+", folder.name)]


@contextmanager
def running(installation: Path, count: int) -> Iterator[tuple[str, ...]]:
    """Run servers of an installation and yield their addresses; they end with the context, and with this process.

    One that dies is started again once. Raises `StartError`.
    """
    java = shutil.which("java")
    if java is None:
        raise StartError("Java is not on the PATH")
    with TemporaryDirectory(prefix="copydesk-languagetool-") as folder:
        settings = Path(folder, "server.properties")
        settings.write_text(_SETTINGS)
        log = Path(folder, "log.txt")
        call = [java, f"-Xmx{HEAP}", "-cp", str(installation.resolve() / JAR), "org.languagetool.server.HTTPServer"]
        servers: list[subprocess.Popen[bytes]] = []
        try:
            urls = []
            for port in _free_ports(count):
                urls.append(f"http://127.0.0.1:{port}/")
                servers.append(_start([*call, "--config", str(settings), "-p", str(port)], log))
            _wait_for_all(urls, servers, log)
            yield tuple(urls)
        finally:
            _stop(servers)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for it in sockets:
            it.bind(("127.0.0.1", 0))
        return [it.getsockname()[1] for it in sockets]
    finally:
        for it in sockets:
            it.close()


def _start(command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    call = [sys.executable, "-I", supervise.__file__, str(os.getpid()), *command]
    with log.open("ab") as output:
        return subprocess.Popen(
            call, stdin=subprocess.PIPE, stdout=output, stderr=output, cwd=log.parent, start_new_session=True
        )


def _wait_for_all(urls: Sequence[str], servers: Sequence[subprocess.Popen[bytes]], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    for url, server in zip(urls, servers, strict=True):
        while not is_well(url):
            if server.poll() is not None:
                said = log.read_text("utf-8", "replace").strip().splitlines()
                raise StartError(f"its server ended at once: {said[0] if said else 'it says nothing'}")
            if time.monotonic() > deadline:
                raise StartError(f"its server did not answer within {START_SECONDS} seconds")
            time.sleep(_LOOK_SECONDS)


def is_well(url: str) -> bool:
    """Whether the server at an address of ours answers. No proxy is asked."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=2)
    try:
        connection.request("GET", "/v2/healthcheck")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_well(url: str) -> bool:
    """Wait for a server that is being started again; return whether it answers."""
    deadline = time.monotonic() + START_SECONDS
    while not (well := is_well(url)) and time.monotonic() < deadline:
        time.sleep(_LOOK_SECONDS)
    return well


def _stop(servers: Sequence[subprocess.Popen[bytes]]) -> None:
    for server in servers:
        assert server.stdin is not None
        server.stdin.close()
        if os.name == "posix":  # where forked processes may hold the other end of its input
            server.terminate()
    for server in servers:
        try:
            server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
