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
import time
from types import FrameType

STARTS = 2
"""How often the command is started: a server that dies twice dies of something that a third start won't cure."""
_LOOK_SECONDS = 0.1


class Supervisor:
    """Keeps a command running while it is wanted.

    That it is wanted no more is noted, never raised: an exception in the wrong moment would leave the server behind.
    """

    def __init__(self, parent: int) -> None:
        """Take the process for which the command runs."""
        self._parent = parent
        self._told_to_stop = False

    def run(self, command: list[str]) -> None:
        """Run a command until it ended `STARTS` times or is wanted no more."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then says what to do
        signal.signal(signal.SIGTERM, self._stop)
        threading.Thread(target=self._stop_at_end_of_input, daemon=True).start()
        for _ in range(STARTS):
            if not self._is_wanted():
                return
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
            while child.poll() is None:
                if not self._is_wanted():
                    child.kill()
                time.sleep(_LOOK_SECONDS)

    def _is_wanted(self) -> bool:
        return not self._told_to_stop and (os.name != "posix" or os.getppid() == self._parent)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._told_to_stop = True

    def _stop_at_end_of_input(self) -> None:
        while os.read(0, 4096):
            pass
        self._told_to_stop = True


if __name__ == "__main__":
    Supervisor(int(sys.argv[1])).run(sys.argv[2:])
