"""Which quotations an article holds: a speaker may say a thing again, for effect."""

import re

from copydesk import Analysis, BlockKind, Span

_MARK = re.compile(r"[“”„«»\"]|(?<!\w)‘|(?<=[.,!?…])’(?!\w)")
_PAIRS = {"“": "”", "„": "“”", "«": "»", "‘": "’", '"': '"'}
"""Opening marks with those that close what they open."""


_MIN_INSIDE = 0.6
"""The share of a sentence that is quoted, at least: the speaker may be named in it."""


def in_one_quotation(analysis: Analysis, one: Span, other: Span) -> bool:
    """Whether two sentences are parts of one quotation, but for who says so."""
    return any(_is_inside(one, it) and _is_inside(other, it) for it in analysis.memo(find_quotations))


def _is_inside(span: Span, quotation: Span) -> bool:
    inside = min(span.end, quotation.end) - max(span.start, quotation.start)
    return inside >= _MIN_INSIDE * (span.end - span.start)


def find_quotations(analysis: Analysis) -> list[Span]:
    """Return the spans of the quotations in a text, without those inside others; for `Analysis.memo`.

    One that is open at the end of a paragraph goes on if the next one begins with the same mark, as printers set it;
    else it has lost its end, and nothing tells how far it goes. Paragraphs set off as quotations are one.
    """
    text, blocks = analysis.text, analysis.blocks
    found: list[Span] = []
    opening, start = "", 0
    set_off: Span | None = None
    for block_start, block_end, kind in zip(
        blocks.start.tolist(), blocks.end.tolist(), blocks.kind.tolist(), strict=True
    ):
        place = block_start
        if opening and text.startswith(opening, block_start):
            place += 1
        else:
            opening = ""
        for match in _MARK.finditer(text, place, block_end):
            mark = match.group()
            if not opening and mark in _PAIRS:
                opening, start = mark, match.start()
            elif opening and mark in _PAIRS[opening]:
                found.append(Span(start, match.end()))
                opening = ""
        if kind == BlockKind.QUOTE:
            set_off = Span(set_off.start if set_off else block_start, block_end)
            found.append(set_off)
        else:
            set_off = None
    return found
