"""Writing fixes into files: `--fix`, and `--diff`, which only shows what it would write."""

import codecs
import os
import shutil
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import IO, NamedTuple

from copydesk.diagnostic import Applicability, Diagnostic, LocatedEdit, LocatedFix
from copydesk.run import FileSummary, Run
from copydesk.sources import BYTE_ORDER_MARKS

_BLOCK = 1 << 20
_MAX_DIFF = 50_000_000
"""Bytes of the largest file that a difference is shown of: it takes many times its size in memory."""


class Chosen(NamedTuple):
    """The edits for a file that go together, in order of place, and how many fixes they are of."""

    edits: list[LocatedEdit]
    fixes: int


class Unmendable(Exception):  # noqa: N818 (a state of a file, not a mistake)
    """A file can't be written; the message says why."""


class Mended(NamedTuple):
    """What came of mending the files of a run: how many fixes, in which files, and what could not be written."""

    fixes: int
    files: set[str]
    notices: list[str]


def choose(diagnostics: Iterable[Diagnostic], wanted: Sequence[Applicability]) -> dict[str, Chosen]:
    """Return the edits of the fixes wanted, by path.

    Fixes are taken in the order of the diagnostics. One that touches what another has taken is left out whole.
    """
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    edits: dict[str, list[LocatedEdit]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for diagnostic in diagnostics:
        fix = diagnostic.fix
        if fix is None or fix.applicability not in wanted or _touches(fix, taken[diagnostic.path]):
            continue
        for edit in fix.edits:
            insort(taken[diagnostic.path], (edit.start.offset, edit.end.offset))
        edits[diagnostic.path] += fix.edits
        counts[diagnostic.path] += 1
    return {
        path: Chosen(sorted(some, key=lambda edit: edit.start.offset), counts[path]) for path, some in edits.items()
    }


def _touches(fix: LocatedFix, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether an edit of a fix overlaps one of the spans, which are in order and apart, or begins where one does."""
    for edit in fix.edits:
        start, end = edit.start.offset, edit.end.offset
        place = bisect_left(taken, (start, end))
        if place and taken[place - 1][1] > start:
            return True
        if place < len(taken) and (taken[place][0] < end or taken[place][0] == start):
            return True
    return False


def mend_files(run: Run, wanted: Sequence[Applicability]) -> Mended:
    """Write the fixes wanted into the files of a run. A file is replaced as a whole or left as it is."""
    summaries = {file.path: file for file in run.files}
    fixes, files = 0, set[str]()
    notices = []
    for path, chosen in choose(run.diagnostics, wanted).items():
        try:
            _mend(summaries[path], chosen.edits)
        except Unmendable as reason:
            notices.append(f"{path}: not fixed: {reason}")
        else:
            fixes += chosen.fixes
            files.add(path)
    return Mended(fixes, files, notices)


def _mend(file: FileSummary, edits: Sequence[LocatedEdit]) -> None:
    from tempfile import NamedTemporaryFile  # slow to import, and few runs need it

    if os.path.islink(file.path):
        raise Unmendable("it is a link; name the file that it leads to")
    try:
        with NamedTemporaryFile(dir=os.path.dirname(file.path) or ".", prefix=".copydesk-", delete=False) as written:
            try:
                with open(file.path, "rb") as stream:
                    written.writelines(rewrite(stream, file, edits))
                written.close()
                shutil.copymode(file.path, written.name)
                os.replace(written.name, file.path)
            except BaseException:
                with suppress(OSError):
                    os.unlink(written.name)
                raise
    except OSError as error:
        raise Unmendable((error.strerror or str(error)).lower()) from error


def rewrite(stream: IO[bytes], file: FileSummary, edits: Sequence[LocatedEdit]) -> Iterator[bytes]:
    """Yield a file with edits, which are in order and apart, a block at a time.

    Raises `Unmendable`, at the end perhaps, where the file is not the one that was linted, or is written in a way that
    its encoding does not give back.
    """
    from hashlib import sha256

    seen = sha256()

    def original(text: str) -> bytes:
        data = text.encode(file.encoding, errors)
        seen.update(data)
        return data

    mark = _byte_order_mark(stream, file.encoding)
    seen.update(mark)
    yield mark
    errors = "surrogateescape" if file.encoding == "utf-8" else "strict"  # bytes that are no text stay what they are
    blocks = _decoded(stream, file.encoding, errors)
    waiting, reached = "", 0
    try:
        for edit in edits:
            while reached + len(waiting) < edit.end.offset:
                keep = max(0, min(len(waiting), edit.start.offset - reached))
                yield original(waiting[:keep])
                block = next(blocks, None)
                if block is None:
                    raise Unmendable("it has changed since it was read")
                waiting, reached = waiting[keep:] + block, reached + keep
            start, end = edit.start.offset - reached, edit.end.offset - reached
            yield original(waiting[:start])
            original(waiting[start:end])
            yield edit.content.encode(file.encoding)
            waiting, reached = waiting[end:], reached + end
        yield original(waiting)
        yield from map(original, blocks)
    except UnicodeDecodeError:
        raise Unmendable(f"not all of its bytes are {file.encoding}") from None
    except UnicodeEncodeError as error:
        raise Unmendable(f"{file.encoding} has no “{error.object[error.start]}”") from None
    if seen.hexdigest() != file.sha256:
        raise Unmendable("it has changed since it was read, or its encoding does not give back its bytes")


def _byte_order_mark(stream: IO[bytes], encoding: str) -> bytes:
    """Return the mark that a file begins with, and go behind it."""
    head = stream.read(4)
    mark = next((mark for mark, name in BYTE_ORDER_MARKS if name == encoding and head.startswith(mark)), b"")
    stream.seek(len(mark))
    return mark


def _decoded(stream: IO[bytes], encoding: str, errors: str) -> Iterator[str]:
    """Yield the text of a file, none of it empty."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    while block := stream.read(_BLOCK):
        if text := decoder.decode(block):
            yield text
    if text := decoder.decode(b"", final=True):
        yield text


def differences(run: Run, wanted: Sequence[Applicability], data: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what `mend_files` would change, as a unified diff; `data` holds files that are not on the disk.

    A file that can't be mended is told in a line that begins with `#`.
    """
    import io
    from difflib import unified_diff

    summaries = {file.path: file for file in run.files}
    for path, chosen in choose(run.diagnostics, wanted).items():
        file = summaries[path]
        try:
            if file.size > _MAX_DIFF:
                raise Unmendable(f"it is larger than {_MAX_DIFF / 1e6:.0f} MB")
            with io.BytesIO(data[path]) if path in data else open(path, "rb") as stream:
                old = stream.read()
                stream.seek(0)
                new = b"".join(rewrite(stream, file, chosen.edits))
        except (Unmendable, OSError) as reason:
            yield f"# {path}: can't be fixed: {reason}\n"
            continue
        before, after = (_lines(text.decode(file.encoding, "replace")) for text in (old, new))
        for line in unified_diff(before, after, path, path):
            yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Part a text at line feeds only, as `diff` and `patch` do."""
    return [line + "\n" for line in text.split("\n")[:-1]] + [last for last in text.split("\n")[-1:] if last]
