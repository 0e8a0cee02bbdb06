"""What the rules for duplication rest on."""

import re

from hypothesis import given
from hypothesis import strategies as st

from copydesk import Analysis
from copydesk.text import find_blocks
from copydesk_rules.duplication.natural import post_signatures

SIGNED = re.compile(r"[—–-]\s?[^\n]{0,80}\(@\w{1,30}\)")
PIECES = st.sampled_from(
    ["— ", "-", "(@", "(@senate)", ")", "The Senate ", "\n", "@", "é", "x" * 40, "(@" + "y" * 30 + ")"]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_posts_are_found_wherever_their_signatures_stand(text: str) -> None:
    found = post_signatures(Analysis(text, find_blocks(text)))
    assert found.tolist() == [match.start() for match in SIGNED.finditer(text)]
