"""Tells the biography of an author by the cues that such lines share."""

from ahocorasick_rs import AhoCorasick

from copydesk import Analysis
from copydesk_rules.expression import Expression

_MAX_WORDS = 120
_MAX_LENGTH = 900
_ROLE = (
    r"(?:writer|journalist|editor|reporter|author|blogger|correspondent|contributor|freelancer|columnist|copywriter"
    r"|enthusiast|intern|publisher|photographer|postgraduate|graduate|strategist|consultant|producer|novelist|lecturer)"
)
_NAMED = Expression(r"[A-Z][\w.’'-]{1,20}(?: [A-Z][\w.’'-]{0,20}){0,3},? (?:is|was|has been|works as) ")
_ROLE_HINTS = """writer journalist editor reporter author blogger correspondent contributor freelancer columnist
enthusiast intern publisher photographer graduate strategist consultant producer novelist lecturer""".split()
_CUES = (
    (r"\b(?:is|was|has been|works as) (?:an?|the|our|currently|a former|one of)\b[^.]{0,60}\b" + _ROLE, 1, _ROLE_HINTS),
    (
        r"\b(?:has been|is|was|started|began|loves|enjoys) writing\b|\bwrites (?:about|for|on)\b",
        1,
        (" writing", "writes "),
    ),
    (
        r"\bcovers? [^.]{3,60} for\b|\breports on\b|\bspeciali[sz](?:es|ing) in\b",
        1,
        ("cover", "reports on", "speciali"),
    ),
    (
        r"\b(?:his|her|their) (?:work|writing|articles|stories|photographs|essays) (?:has|have) (?:appeared|been)",
        2,
        ("have appeared", "has appeared", "have been", "has been"),
    ),
    (
        r"\bfollow (?:him|her|them|me) (?:on|at)\b|\b(?:reach|contact|e-?mail) (?:him|her|them|me) (?:on|at|via)\b",
        2,
        ("follow ", "reach ", "contact ", "mail "),
    ),
    (
        r"\b(?:he|she|they) (?:holds?|has|have|earned|received) an? [^.]{0,30}\b(?:degree|bachelor|master|mba|phd)",
        1,
        ("degree", "bachelor", "master", "mba", "phd"),
    ),
    (r"\b(?:lives|resides|is based|based) in\b", 1, ("lives in", "resides in", "based in")),
    (
        r"\bwhen (?:he|she|they)(?:[’']s| is|[’']re| are) not\b|\bin (?:his|her|their) (?:spare|free) time\b",
        2,
        ("when he", "when she", "when they", "spare time", "free time"),
    ),
    (
        r"\bis passionate about\b|\b(?:an?|the) (?:\w{2,15} ){0,2}(?:enthusiast|lover|fan) of\b",
        1,
        ("passionate", "enthusiast", "lover", "fan of"),
    ),
    (
        r"\b(?:staff|senior|freelance|contributing|guest|sports|news|deputy|managing) (?:writer|editor|reporter)\b",
        1,
        (" writer", " editor", " reporter"),
    ),
    (r"\bpostgraduate\b|\bgraduated from\b|\bgraduate of\b|\bdegree in\b", 1, ("graduate", "degree in")),
)
"""Cues with their weights, and plain words of which each needs one: to look for those first is many times faster."""
_EXPRESSIONS = tuple((Expression(cue), weight) for cue, weight, _ in _CUES)
_HINTED = [(hint, number) for number, (_, _, hints) in enumerate(_CUES) for hint in hints]
_HINTS = AhoCorasick([hint for hint, _ in _HINTED])
_HEADS = Expression(r"(?:about|meet) the (?:author|writer|editor)s?\b|author bio\b|about (?:me|the contributor)\b")
_ENOUGH = 2


def is_biography(analysis: Analysis, block: int) -> str:
    """Return why a block is the biography of an author, or an empty string where it is none.

    A line names a person or says "she", and has two cues or more: a role, what is written and where, a degree, a
    home, how to be reached. Where the block stands is for the caller to judge.
    """
    blocks = analysis.blocks
    start, end = int(blocks.start[block]), int(blocks.end[block])
    if not 0 < blocks.last[block] - blocks.first[block] <= _MAX_WORDS or end - start > _MAX_LENGTH:
        return ""
    text = analysis.text[start:end]
    folded = text.lower()
    if _HEADS.compiled.match(folded):
        return f"“{folded[:24].strip()}”"
    padded = f" {folded} "
    if not (
        " he " in padded or " she " in padded or " his " in padded or " her " in padded or _NAMED.compiled.match(text)
    ):
        return ""
    weight, cues = 0, []
    hinted = {_HINTED[hint][1] for hint, _, _ in _HINTS.find_matches_as_indexes(folded, overlapping=True)}
    for number in sorted(hinted):
        cue, worth = _EXPRESSIONS[number]
        found = cue.compiled.search(folded)
        if found:
            weight += worth
            cues.append(" ".join(found.group().split()[:4]))
    return f"third person, “{cues[0]}”" if weight >= _ENOUGH else ""
