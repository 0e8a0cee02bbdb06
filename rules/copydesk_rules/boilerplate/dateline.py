"""Tells lines that are nothing but a date, with the author's name, the time or the reading time beside it."""

import re

from copydesk_rules.expression import Expression

MAX_WORDS = 16
"""Words of the longest line that may be a dateline."""
_MAX_LENGTH = 110
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\.?,?"
_LEAD = r"(?:(?:first |last |originally )?(?:published|posted|updated|modified|reviewed|created|date)(?: on| at)?:? ?)"
_TIME = r"(?:[,|·•-]? ?(?:at )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})? ?(?:[ap]\.?m\.?)?,? ?(?:[a-z]{2,4})?)"
_NAME = r"[^\W\d_][\w.'’-]{0,20}(?: [^\W\d_][\w.'’-]{0,20}){0,4}"
_BY = rf"(?:(?:written |posted |published |updated )?by:? {_NAME})"
_APART = r"(?: ?[,|·•/–—-] ?| on | )"
_ASIDE = (
    r"(?:\d{1,3} ?-?min(?:ute)?s?(?: to)?(?: read)?|(?:\d{1,4}|no|one) (?:comments?|views|shares)(?: so far)?"
    rf"|{_LEAD}?{_BY}|in {_NAME})"
)
_DATELINE = Expression(
    rf"(?:{_BY}{_APART})?{_LEAD}?(?:{_DAY} )?"
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}){_TIME}?(?:{_APART}{_ASIDE}){{0,2}}",
    re.IGNORECASE,
)


def is_dateline(line: str) -> bool:
    """Return whether a line is only a date and what stands beside one."""
    return len(line) <= _MAX_LENGTH and _DATELINE.compiled.fullmatch(line.strip()) is not None
