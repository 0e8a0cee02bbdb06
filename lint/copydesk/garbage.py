"""How much the program bothers with cycles of garbage: articles make many objects and no cycles."""

import gc


def spare_collector() -> None:
    """Let Python look for cycles when so many objects are there as no start and no batch of articles makes.

    Half of the time for reading small files goes into that look else, and a twentieth of a start.
    """
    gc.set_threshold(500_000, 20, 100)


def forgo_collector() -> None:
    """Let Python end without looking through all that there is once more: an eighth of what one file takes."""
    gc.disable()
    gc.freeze()
