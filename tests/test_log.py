"""The log of a run: in order, with unique fingerprints, whether it is held in memory or on disk."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import lint_text
from copydesk import log as log_module
from copydesk.diagnostic import Diagnostic
from copydesk.log import Log

FOUND = lint_text("The council voted to close the the bridge for good.", name="a\udc80.txt")[0]
PLACES = st.tuples(st.integers(0, 30), st.integers(0, 3), st.integers(1, 2))


def diagnostic(offset: int, digest: int, number: int) -> Diagnostic:
    start = msgspec.structs.replace(FOUND.start, offset=offset)
    return msgspec.structs.replace(FOUND, start=start, fingerprint=f"{digest:016x}:{number}")


@given(batches=st.lists(st.lists(PLACES)))
def test_order_and_names_are_the_same_on_disk(batches: list[list[tuple[int, int, int]]]) -> None:
    found = [[diagnostic(*place) for place in batch] for batch in batches]
    in_memory = Log()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log_module, "MOST_IN_MEMORY", 5)
        patch.setattr(log_module, "_RUN", 2)
        on_disk = Log()
        for batch in found:
            in_memory.extend(batch)
            on_disk.extend(batch)
    assert [it.start.offset for it in on_disk] == sorted(it.start.offset for batch in found for it in batch)
    assert len({it.fingerprint for it in on_disk}) == len(on_disk) == len(list(on_disk))
    digests = sorted(it.fingerprint[:16] for batch in found for it in batch)
    assert sorted(it.fingerprint[:16] for it in on_disk) == digests
    assert sorted(it.fingerprint for it in in_memory) == sorted(it.fingerprint for it in on_disk)


def test_names_that_are_unique_stay_as_they_are() -> None:
    found = [diagnostic(3, 1, 2), diagnostic(5, 1, 1), diagnostic(7, 2, 1)]
    assert list(Log(found)) == found


def test_a_finding_on_disk_is_still_the_same() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log_module, "MOST_IN_MEMORY", 0)
        log = Log([FOUND])
    assert log._runs
    assert list(log) == [FOUND]
    assert FOUND in log
