"""Tells lines in which somebody speaks: what a person of the story says is never a prompt of the page."""

import numpy as np

from copydesk import Analysis
from copydesk_rules.columns import table_of
from copydesk_rules.expression import Expression

_MAX_LENGTH = 900
"""Characters of the longest line that is looked at; longer ones are prose for every rule."""
_VERB = (
    r"(?:says?|said|tells?|told|asks?|asked|adds?|added|replie[ds]|answer(?:s|ed)|explain(?:s|ed)|recall(?:s|ed)"
    r"|warn(?:s|ed)|joke[ds]|laugh(?:s|ed)|call(?:s|ed)(?: out)?|shout(?:s|ed)|insist(?:s|ed)|argue[ds]|urge[ds]|wrote)"
)
_SPEAKER = r"(?:I|he|she|they|we|[Tt]he \w{2,20}(?: \w{2,20})?|[A-Z][\w.’'-]{0,20}(?: [A-Z][\w.’'-]{0,20}){0,2})"
_MARKS = "\"“”„«»’',"
"""One of these stands in all speech."""
_SPEECH = Expression(
    rf"[\"“”»«’'],? ?(?:{_SPEAKER} {_VERB}|{_VERB} {_SPEAKER})\b"  # "Follow us," she said
    rf"|, (?:{_SPEAKER} (?:said|says)|(?:said|says) {_SPEAKER})\b"  # the shop is shut, he said
    rf"|\b{_VERB}[,:] ?[\"“„«]"  # she said: "Follow us"
)


def is_speech(analysis: Analysis, block: int) -> bool:
    """Return whether a block quotes what somebody says, and who."""
    if not analysis.batch.memo(_may_be_speech)[analysis.block_slice.start + block]:
        return False
    start, end = int(analysis.blocks.start[block]), int(analysis.blocks.end[block])
    return end - start <= _MAX_LENGTH and _SPEECH.compiled.search(analysis.text, start, end) is not None


def _may_be_speech(batch: Analysis) -> list[bool]:
    """Return of each block of a batch whether it holds a mark that speech has: most lines of a page hold none."""
    found = np.zeros(batch.blocks.start.size, np.bool_)
    marks = batch.marks[np.flatnonzero(table_of(_MARKS).take(batch.codes[batch.marks], mode="clip"))]
    block = np.searchsorted(batch.blocks.start, marks, "right") - 1
    found[block[block >= 0]] = True
    may_be: list[bool] = found.tolist()
    return may_be
