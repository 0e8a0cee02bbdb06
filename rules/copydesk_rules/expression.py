"""Regular expressions that are compiled when they are first used, for most runs have no candidate for them."""

import re
from functools import cached_property


class Expression:
    """A regular expression: compiling those of all rules at import would add 30 ms to every start."""

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        """Take what `re.compile` takes."""
        self.pattern = pattern
        self.flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.pattern, self.flags)
