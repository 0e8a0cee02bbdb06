"""Word lists that rules ship as data: text files, words parted by white space, `#` to the end of a line a comment."""

from functools import cache

from copydesk_rules.data_files import read_lines


@cache
def load_words(package: str, name: str) -> frozenset[str]:
    """Return the words of the file `data/name` of a package of rules."""
    lines = read_lines(package, name)
    return frozenset(word for line in lines for word in line.partition("#")[0].split())
