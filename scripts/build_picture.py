"""Draw what the program prints on a terminal: `docs/check.svg`, the picture in the README.

pip install rich && python scripts/build_picture.py
"""

import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
COMMAND = ("check", "samples/tram-tender.txt")
FINDINGS = 5
"""Findings that the picture shows; the rest is cut."""


def main() -> None:
    """Run the command in colour and write the picture."""
    done = subprocess.run(
        (sys.executable, "-m", "copydesk", *COMMAND, "--color", "always"),
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )
    *findings, summary = done.stdout.split("\n\n")
    shown = "\n\n".join([*findings[:FINDINGS], "…", summary.rstrip()])
    console = Console(record=True, width=112, file=open(os.devnull, "w"))  # noqa: SIM115
    console.print(Text(f"$ copydesk {' '.join(COMMAND)}\n", style="bold"))
    console.print(Text.from_ansi(shown))
    (ROOT / "docs").mkdir(exist_ok=True)
    console.save_svg(str(ROOT / "docs" / "check.svg"), title="copydesk")


if __name__ == "__main__":
    main()
