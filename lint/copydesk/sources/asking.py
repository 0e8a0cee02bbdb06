"""Asks the extractors in `extractors.py` what the article of a page is, within bounds of time, memory and size."""

import atexit
import subprocess
import sys
from contextlib import suppress
from functools import cache

import msgspec

from copydesk.sources import extractors
from copydesk.sources.extractors import EXTRACTORS, LENGTH_BYTES

MAX_PAGE = 4_000_000
"""Characters of the longest page that extractors are asked about."""
SECONDS = 20.0
"""What an extractor may take for one page; for pages of 2.9 million characters they took .3 at most."""

_LAST_SECONDS = 1.0
"""What the process gets to end by itself."""


class NoVote(Exception):  # noqa: N818 (a state of a page, not a mistake)
    """There is no answer of all extractors; the message says why."""


@cache
def extractors_of(process: int) -> "Asking":
    """Return the extractors of a process, by its number: one that was forked must not talk to those of its parent."""
    del process
    asking = Asking()
    atexit.register(asking.close)
    return asking


class Asking:
    """A process with the extractors, started when it is first needed and once more after a page that ended it."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """Take what an extractor may take for one page."""
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def ask(self, page: str) -> dict[str, list[str]]:
        """Return the lines that each extractor takes for the article of a page. Raises `NoVote`."""
        if len(page) > MAX_PAGE:
            raise NoVote(f"the page is longer than {MAX_PAGE} characters")
        message = page.encode("utf-8", "replace")
        answers: dict[str, list[str] | str] = {}
        for name in EXTRACTORS:
            try:
                if not answers:
                    self._send(message)
                answers[name] = self._receive()
            except OSError:
                raise NoVote(f"{name} {self._what_ended_it()}") from None
        found = {name: lines for name, lines in answers.items() if not isinstance(lines, str)}
        for name, why in answers.items():
            if name not in found:
                raise NoVote(f"{name} {why}")
        return found

    def _send(self, message: bytes) -> None:
        if self._child is None:
            command = [sys.executable, "-P", extractors.__file__, str(self._seconds)]
            pipe = subprocess.PIPE
            self._child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        assert self._child.stdin is not None
        self._child.stdin.write(len(message).to_bytes(LENGTH_BYTES, "big") + message)
        self._child.stdin.flush()

    def _receive(self) -> list[str] | str:
        assert self._child is not None
        assert self._child.stdout is not None
        header = self._child.stdout.read(LENGTH_BYTES)
        message = self._child.stdout.read(int.from_bytes(header, "big"))
        if not message:
            raise BrokenPipeError
        return msgspec.json.decode(message, type=list[str] | str)

    def _what_ended_it(self) -> str:
        """Say why the process is gone: its watch ends it with 1, all else is a crash."""
        code = self.close()
        return f"takes longer than {self._seconds:g} seconds" if code == 1 else f"crashes (exit code {code})"

    def close(self) -> int | None:
        """End the process and return its exit code, None where there is none; the next question starts another."""
        child, self._child = self._child, None
        if child is None:
            return None
        with suppress(OSError), child:  # what was not sent is of no use to a process that is gone
            assert child.stdin is not None
            child.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                child.wait(_LAST_SECONDS)
            child.kill()
        return child.returncode
