"""The program: `copydesk`, or `python -m copydesk`. It sets up its process before it imports anything large."""

import os

from copydesk.garbage import forgo_collector, spare_collector


def main() -> None:
    """Run the command line and end the process with its exit code."""
    # OpenBLAS starts a thread for each core when NumPy is imported; copydesk has no use for them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    spare_collector()
    from copydesk.cli import main as run

    try:
        run()
    finally:
        forgo_collector()


if __name__ == "__main__":
    main()
