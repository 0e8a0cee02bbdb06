"""Writes an article's text while a reader walks through marked-up source, and keeps the source map and the blocks."""

from copydesk.article import SourceMapBuilder
from copydesk.text import Block, BlockKind

CODE = "\ufffc"
"""Stands in the text for a piece of code in a sentence (U+FFFC, the object replacement character): code is no prose."""


class ProseWriter:
    """Collects the text of an article, its blocks and its source map.

    Readers call `block` where a block begins or ends and `write` for every piece of text; white space between is told
    by `space`. All offsets are code points of the decoded file and never go backwards.
    """

    def __init__(self, source: str) -> None:
        """Take the decoded file."""
        self._source = source
        self._parts: list[str] = []
        self._map = SourceMapBuilder()
        self._blocks: list[Block] = []
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._block_start = -1
        self._source_end = 0
        self._space: tuple[str, int, int] | None = None

    @property
    def at_line_break(self) -> bool:
        """Whether nothing but white space with a line break stands behind the last piece of text."""
        return self._space is not None and self._space[0] == "\n"

    def block(self, kind: BlockKind, level: int = 0) -> None:
        """End the present block; text that follows is of a new one."""
        self._close()
        self._kind, self._level = kind, level

    def space(self, start: int, end: int, char: str = " ") -> None:
        """Note white space (or a line break as "\\n"); it counts only between two pieces of text of one block."""
        if self._space is None:
            self._space = (char, start, end)
        else:
            self._space = (self._space[0] if char == " " else char, self._space[1], end)

    def write(self, piece: str, start: int, end: int) -> None:
        """Append text that the file's [start, end) made."""
        if not piece:
            return
        if self._block_start < 0:
            self._separate(start)
            self._block_start = self._map.length
        elif self._space is not None:
            char, space_start, space_end = self._space
            self._append(char, space_start, space_end)
        self._space = None
        self._append(piece, start, end)
        self._source_end = end

    def _append(self, piece: str, start: int, end: int) -> None:
        self._parts.append(piece)
        if piece == CODE:
            self._map.together(1, start, end)
        elif end - start == len(piece):
            self._map.run(len(piece), start)
        else:
            self._map.atom(len(piece), start, end)

    def _separate(self, start: int) -> None:
        """Part the new block from the last, by the file's own blank lines where it has just those."""
        if not self._map.length:
            return
        gap = self._source[self._source_end : start]
        if gap.isspace() and "\n" in gap:
            self._append(gap, self._source_end, start)
        else:
            self._parts.append("\n\n")
            self._map.atom(2, self._source_end, start)

    def _close(self) -> None:
        if self._block_start >= 0:
            self._blocks.append(Block(self._block_start, self._map.length, self._kind, self._level))
        self._block_start = -1
        self._space = None

    def finish(self) -> tuple[str, tuple[Block, ...], SourceMapBuilder]:
        """Return the text, its blocks without outer white space, and the map to build from."""
        self._close()
        text = "".join(self._parts)
        return text, tuple(filter(None, (_trimmed(text, block) for block in self._blocks))), self._map


def _trimmed(text: str, block: Block) -> Block | None:
    piece = text[block.start : block.end]
    stripped = piece.strip()
    if not stripped:
        return None
    start = block.start + len(piece) - len(piece.lstrip())
    return block._replace(start=start, end=start + len(stripped))
