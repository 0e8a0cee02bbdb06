"""Fixes are written exactly where they belong, in every encoding, or not at all."""

import io
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.diagnostic import ArticleRef, Diagnostic, Excerpt, LocatedEdit, LocatedFix, Place
from copydesk.engine import mend
from copydesk.engine.mend import Unmendable, choose, mend_files, rewrite
from copydesk.run import FileSummary, Run


def place(offset: int) -> Place:
    return Place(offset, 1, offset + 1, offset + 1)


def found(*edits: tuple[int, int, str], path: str = "a", safe: bool = True) -> Diagnostic:
    """Make a finding that offers a fix."""
    located = tuple(LocatedEdit(place(start), place(end), content) for start, end, content in edits)
    fix = LocatedFix("safe" if safe else "unsafe", "", located)
    where = place(edits[0][0])
    return Diagnostic("X", "x", "info", "", path, where, where, ArticleRef(), (), fix, "", Excerpt("", "", ""))


def summary(path: str, data: bytes, encoding: str = "utf-8") -> FileSummary:
    return FileSummary(path, encoding, len(data), sha256(data).hexdigest(), 1)


def run_of(path: str, data: bytes, edit: tuple[int, int, str], encoding: str = "utf-8") -> Run:
    """Make a run of one file with one fix."""
    files = [summary(path, data, encoding)]
    return Run(diagnostics=[found(edit, path=path)], files=files, rules={}, notices=[])


TEXT = st.text(alphabet=["a", "é", "🙂", "\r", "\n", "\ufeff", "ß"], max_size=30)


PLACES = st.integers(0, 30)
MARKED = [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-32-be", b"")]
"""Encodings, and the mark at the start of a file."""


@given(TEXT, st.lists(st.tuples(PLACES, PLACES, TEXT), max_size=4), st.integers(1, 5), st.sampled_from(MARKED))
def test_what_is_written_is_the_text_with_its_edits(
    text: str, wishes: list[tuple[int, int, str]], block: int, marked: tuple[str, bytes]
) -> None:
    encoding, mark = marked
    ends = [sorted(min(end, len(text)) for end in wish[:2]) for wish in wishes]
    chosen = choose([found((start, end, wish[2])) for (start, end), wish in zip(ends, wishes, strict=True)], ["safe"])
    expected, edits = text, chosen["a"].edits if chosen else []
    for edit in reversed(edits):
        expected = expected[: edit.start.offset] + edit.content + expected[edit.end.offset :]
    if not mark and text.startswith("\ufeff"):
        return  # it would be taken for a mark
    raw = mark + text.encode(encoding)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mend, "_BLOCK", block)
        assert b"".join(rewrite(io.BytesIO(raw), summary("a", raw, encoding), edits)) == mark + expected.encode(
            encoding
        )


def test_bytes_that_are_no_text_stay_what_they_are() -> None:
    raw = b"one \xff two two \xe2\x82 end"  # each bad byte is a character
    edits = choose([found((6, 10, ""))], ["safe"])["a"].edits
    assert b"".join(rewrite(io.BytesIO(raw), summary("a", raw), edits)) == b"one \xff two \xe2\x82 end"


def test_of_fixes_that_touch_the_first_is_taken_and_the_other_left_out_whole() -> None:
    chosen = choose([found((0, 4, "x"), (10, 12, "y")), found((2, 3, ""), (20, 22, "")), found((4, 6, "z"))], ["safe"])
    assert chosen["a"].fixes == 2
    assert [edit.content for edit in chosen["a"].edits] == ["x", "z", "y"]


def test_unsafe_fixes_are_taken_when_asked_for() -> None:
    both = [found((0, 1, "x")), found((2, 3, "y"), safe=False)]
    assert choose(both, ["safe"])["a"].fixes == 1
    assert choose(both, ["safe", "unsafe"])["a"].fixes == 2


@pytest.mark.parametrize(
    ("raw", "seen", "encoding", "content", "reason"),
    [
        (b"two two", b"two  two", "utf-8", "", "changed"),
        (b"tw", b"two two", "utf-8", "", "changed"),
        ("caf\xe9 two".encode("cp1252"), None, "cp1252", "≠", "cp1252 has no “≠”"),
        (b"caf\x81 two", None, "cp1252", "x", "not all of its bytes are cp1252"),
    ],
)
def test_a_file_that_is_not_what_was_linted_is_left_alone(
    tmp_path: Path, raw: bytes, seen: bytes | None, encoding: str, content: str, reason: str
) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(raw)
    path = str(file)
    mended = mend_files(run_of(path, raw if seen is None else seen, (1, 3, content), encoding), ["safe"])
    assert mended.fixes == 0
    assert reason in mended.notices[0]
    assert file.read_bytes() == raw
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"two two")
    link = tmp_path / "a.txt"
    link.symlink_to(tmp_path / "b.txt")
    run = Run(
        diagnostics=[found((0, 4, ""), path=str(link))], files=[summary(str(link), b"two two")], rules={}, notices=[]
    )
    assert "it is a link" in mend_files(run, ["safe"]).notices[0]
    assert (tmp_path / "b.txt").read_bytes() == b"two two"


def test_the_mode_of_a_file_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"two two")
    file.chmod(0o640)
    run = Run(
        diagnostics=[found((0, 4, ""), path=str(file))], files=[summary(str(file), b"two two")], rules={}, notices=[]
    )
    assert mend_files(run, ["safe"]) == (1, {str(file)}, [])
    assert file.read_bytes() == b"two"
    assert file.stat().st_mode & 0o777 == 0o640


def test_more_than_the_file_holds_is_no_edit() -> None:
    edits = choose([found((5, 9, ""))], ["safe"])["a"].edits
    with pytest.raises(Unmendable):
        b"".join(rewrite(io.BytesIO(b"two"), summary("a", b"two"), edits))
