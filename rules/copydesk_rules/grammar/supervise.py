"""Runs a server for as long as the process that wants it lives: a script of its own, which imports nothing else.

    python supervise.py PARENT COMMAND…

Starts the command, and once more should it end by itself. Kills it when the process PARENT is gone in whatever way,
when standard input is closed, or when told to terminate; so no server is left behind.
"""

import os
import signal
import subprocess
import sys
import threading
from types import FrameType
from typing import NoReturn

STARTS = 2
"""How often the command is started: a server that dies twice dies of something that a third start won't cure."""
_LOOK_SECONDS = 0.25


def supervise(parent: int, command: list[str]) -> None:
    """Run a command until it ended `STARTS` times or is wanted no more."""
    unwanted = threading.Event()
    threading.Thread(target=_wait_for_end_of_input, args=(unwanted,), daemon=True).start()
    for _ in range(STARTS):
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        try:
            while child.poll() is None:
                if unwanted.wait(_LOOK_SECONDS) or (os.name == "posix" and os.getppid() != parent):
                    return
        finally:
            child.kill()
            child.wait()


def _wait_for_end_of_input(unwanted: threading.Event) -> None:
    while os.read(0, 4096):
        pass
    unwanted.set()


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    sys.exit()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then says what to do
    supervise(int(sys.argv[1]), sys.argv[2:])
