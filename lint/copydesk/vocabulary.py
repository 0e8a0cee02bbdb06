"""The project's vocabulary: words, names and phrases that its articles may use, in the settings and in a file."""

import os
from collections.abc import Iterable
from os import PathLike

FILE_NAME = "copydesk.words"
"""The file beside the settings, one entry a line."""


def parse(text: str) -> tuple[str, ...]:
    """Return the entries of a vocabulary file: one a line; `#` begins a comment."""
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return tuple(" ".join(words) for words in lines if words)


def read(file: "str | PathLike[str]", *, must_exist: bool) -> tuple[str, ...]:
    """Return the entries of a file; none where there is no file. Raises `OSError` and `UnicodeDecodeError`."""
    try:
        with open(file, encoding="utf-8-sig") as stream:
            return parse(stream.read())
    except FileNotFoundError:
        if must_exist:
            raise
        return ()


def add(file: "str | PathLike[str]", words: Iterable[str]) -> list[str]:
    """Write words that the file does not hold yet at its end; return those. Makes the file where there is none."""
    known = {entry.casefold() for entry in read(file, must_exist=False)}
    new = []
    for entry in parse("\n".join(words)):
        if entry.casefold() not in known:
            known.add(entry.casefold())
            new.append(entry)
    if new:
        with open(file, "a+b") as stream:
            if stream.tell():
                stream.seek(-1, os.SEEK_END)
            before = stream.read()
            stream.write(b"\n" * (before not in (b"", b"\n")))
            stream.writelines(f"{word}\n".encode() for word in new)
    return new
