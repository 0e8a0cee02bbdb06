"""The project's vocabulary: words, names and phrases that its articles may use, in the settings and in a file."""

from collections.abc import Iterable
from pathlib import Path

FILE_NAME = "copydesk.words"
"""The file beside the settings, one entry a line."""


def parse(text: str) -> tuple[str, ...]:
    """Return the entries of a vocabulary file: one a line; `#` begins a comment."""
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return tuple(" ".join(words) for words in lines if words)


def read(file: Path, *, must_exist: bool) -> tuple[str, ...]:
    """Return the entries of a file; none where there is no file. Raises `OSError` and `UnicodeDecodeError`."""
    try:
        return parse(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        if must_exist:
            raise
        return ()


def add(file: Path, words: Iterable[str]) -> list[str]:
    """Write words that the file does not hold yet at its end; return those. Makes the file where there is none."""
    known = {entry.casefold() for entry in read(file, must_exist=False)}
    new = []
    for entry in parse("\n".join(words)):
        if entry.casefold() not in known:
            known.add(entry.casefold())
            new.append(entry)
    if new:
        before = file.read_bytes() if file.exists() else b""
        with file.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write("\n" if before and not before.endswith(b"\n") else "")
            stream.writelines(f"{word}\n" for word in new)
    return new
