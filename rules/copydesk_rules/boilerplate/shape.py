"""What a line looks like by itself: length, capitals, marks, words that tell, phrases. One column a feature."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, BlockKind
from copydesk.text import Groups, Hashes, SomeTexts, TokenFlag, group_repeated, hash_words
from copydesk_rules.boilerplate.phrase_search import find_phrases
from copydesk_rules.boilerplate.phrases import KINDS, load_phrases
from copydesk_rules.columns import table_of
from copydesk_rules.words import load_words

Column = npt.NDArray[np.float32]
Columns = dict[str, Column]

LONG = 140
"""Characters of a long line: one that ends like a sentence and holds no phrase is a paragraph of the body."""
SHORT = 60
_SHORT_WORDS = 12

_MARKS = {
    "bar": "|·•",
    "arrow": "»›→←«‹",
    "rights": "©®™",
    "hash": "#",
    "money": "$€£₹",
    "quote": '“”"„',
    "bracket": "([",
    "at": "@",
    "question": "?",
    "exclamation": "!",
    "ellipsis": "…",
    "slash": "/",
    "colon": ":",
}
_BIT = {name: 1 << place for place, name in enumerate(_MARKS)}
_COMMA = 1 << len(_MARKS)
_CLOSING = "\"'”’»)]"
_MAX_CLOSING = 3
_TERMINAL = ".!?…。！？"
_TABLE = 0x2600
_WHERE = 3
"""Columns of `Lines` that tell where a line stands."""


Marks = npt.NDArray[np.bool_]


def asked_once(of_lines: Callable[[Analysis], Marks]) -> Callable[[Analysis], Marks]:
    """Let what tells of each line by its own text be asked of a whole batch, and taken from there for some texts."""

    @wraps(of_lines)
    def asked(batch: Analysis) -> Marks:
        if isinstance(batch, SomeTexts):
            return batch.whole.memo(asked)[batch.block_rows]
        return of_lines(batch)

    return asked


class Lines(NamedTuple):
    """The lines of a batch: which text each is of, and where its text's lines begin and end.

    `words`, `length`: of each line. `is_terminal`: it ends like a sentence. `kinds`: a row of bits for each, one a kind
    of phrase in it; `whole`: likewise of phrases that the line is nothing but; `has_phrase`, `is_whole`: any of these;
    `is_strong`: one that tells by itself; `is_told`: one that is more than common words, or the whole line.
    """

    part: npt.NDArray[np.intp]
    first: npt.NDArray[np.intp]
    last: npt.NDArray[np.intp]
    words: npt.NDArray[np.intp]
    length: npt.NDArray[np.intp]
    is_terminal: npt.NDArray[np.bool_]
    kinds: npt.NDArray[np.bool_]
    whole: npt.NDArray[np.bool_]
    has_phrase: npt.NDArray[np.bool_]
    is_whole: npt.NDArray[np.bool_]
    is_strong: npt.NDArray[np.bool_]
    is_told: npt.NDArray[np.bool_]


def find_lines(batch: Analysis) -> Lines:
    """Return the lines of a batch."""
    part = batch.parts_of(batch.blocks.start)
    bounds = np.searchsorted(part, np.arange(batch.part_starts.size + 1))
    if isinstance(batch, SomeTexts):
        looks: list[Any] = [column[batch.block_rows] for column in batch.whole.memo(find_lines)[_WHERE:]]
    else:
        looks = _looks_of(batch)
    return Lines(part, bounds[part], bounds[part + 1], *looks)


def _looks_of(batch: Analysis) -> list[Any]:
    """Return the columns of `Lines` that tell what a line is like, wherever it stands."""
    blocks, known = batch.blocks, load_phrases()
    count = blocks.start.size
    block, phrase, is_whole = batch.memo(find_phrases)
    kinds, whole = np.zeros((2, count, len(KINDS)), np.bool_)
    kinds[block, known.kind[phrase]] = True
    whole[block[is_whole], known.kind[phrase[is_whole]]] = True
    has_phrase, has_whole, is_strong, is_told = np.zeros((4, count), np.bool_)
    has_phrase[block] = has_whole[block[is_whole]] = True
    is_strong[block[~known.cue[phrase]]] = True
    is_told[block[is_whole | ~known.common[phrase]]] = True
    words, length = (blocks.last - blocks.first).astype(np.intp), (blocks.end - blocks.start).astype(np.intp)
    return [words, length, _ends_sentence(batch), kinds, whole, has_phrase, has_whole, is_strong, is_told]


def extent(lines: Lines, marks: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return of each line the first and the last marked line of its text; where none is marked, of all its lines."""
    start = np.flatnonzero(np.diff(lines.part, prepend=-1))
    end = lines.last[start]
    first, last = start.copy(), end - 1
    place = np.flatnonzero(marks)
    low, high = np.searchsorted(place, start), np.searchsorted(place, end)
    some = np.flatnonzero(low < high)
    first[some], last[some] = place[low[some]], place[high[some] - 1]
    return np.repeat(first, end - start), np.repeat(last, end - start)


def own_columns(batch: Analysis) -> Columns:
    """Return what each line of a batch looks like."""
    lines = batch.memo(find_lines)
    columns: Columns = {}
    for most in (1, 3, 6, 10, 16, 30, 60):
        columns[f"words<={most}"] = _bit(lines.words <= most)
    columns["length"] = (np.log1p(lines.length) / 6).astype(np.float32)
    columns |= _word_columns(batch, lines)
    columns |= _mark_columns(batch, lines)
    columns |= _phrase_columns(lines)
    return columns


def _bit(mask: npt.NDArray[np.bool_]) -> Column:
    return mask.astype(np.float32)


def _ends_sentence(batch: Analysis) -> npt.NDArray[np.bool_]:
    """Whether lines end with a mark that ends sentences, closing quotes and brackets left out."""
    blocks, codes = batch.blocks, batch.codes
    end = blocks.end - 1
    moving = np.arange(end.size)
    for _ in range(_MAX_CLOSING):
        at = end[moving]
        moving = moving[table_of(_CLOSING).take(codes[at], mode="clip") & (at > blocks.start[moving])]
        end[moving] -= 1
    return table_of(_TERMINAL).take(codes[end], mode="clip")


def _word_columns(batch: Analysis, lines: Lines) -> Columns:
    """What the words of lines are like, as shares of them."""
    tokens, blocks = batch.tokens, batch.blocks
    words = np.maximum(lines.words, 1)

    def count(marks: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.bincount(tokens.block[np.flatnonzero(marks != 0)], minlength=words.size)

    flags, sorts = tokens.flags, batch.memo(sort_words)
    lettered = np.maximum(lines.words - count(~flags & TokenFlag.LETTER), 1)
    capitals, upper = count(flags & TokenFlag.CAPITAL) / lettered, count(flags & TokenFlag.UPPER) / lettered
    digits = count(flags & TokenFlag.DIGIT)
    function, months, you, we = (count(sorts & WORD_SORTS[name]) for name in ("function", "month", "you", "we"))
    is_short = lines.words <= _SHORT_WORDS
    columns = {
        "capitals": capitals,
        "capitals short": capitals * is_short,
        "upper": upper > 0.9,
        "digits": digits / words,
        "number": (digits == lines.words) & (digits > 0),
        "function": function / words,
        "no function": (lines.words >= 4) & (function == 0),
        "date": (months > 0) & (digits > 0),
        "date short": (months > 0) & (digits > 0) & is_short,
        "date only": (months > 0) & (digits > 0) & (months + digits >= lines.words),
        "doubled": _doubled(batch, lines),
        "you": you > 0,
        "we": we > 0,
        "repeated": batch.memo(repeated_lines),
        "no word": lines.words == 0,
        "list item": blocks.kind == BlockKind.LIST_ITEM,
        "table": blocks.kind == BlockKind.TABLE,
    }
    return {name: column.astype(np.float32) for name, column in columns.items()}


WORD_SORTS = {"function": 1, "month": 2, "you": 4, "we": 8}
"""Sorts of words that tell, a bit and a file `words_*.txt` each."""


@cache
def _sorted_words() -> tuple[Hashes, npt.NDArray[np.uint8]]:
    """Return the hashes of words of some sort, ascending, and their bits."""
    bits: dict[str, int] = {}
    for name, bit in WORD_SORTS.items():
        for word in load_words(__package__, f"words_{name}.txt"):
            bits[word] = bits.get(word, 0) | bit
    hashes = hash_words(bits)
    order = np.argsort(hashes)
    return hashes[order], np.array(list(bits.values()), np.uint8)[order]


def _sorts_of(words: Hashes) -> npt.NDArray[np.uint8]:
    """Return the bits of the sorts that words are of."""
    known, bits = _sorted_words()
    place = np.minimum(np.searchsorted(known, words), known.size - 1)
    return np.where(known[place] == words, bits[place], np.uint8(0))


def sort_words(batch: Analysis) -> npt.NDArray[np.uint8]:
    """Return of each token the bits of the sorts of words that it is of."""
    if isinstance(batch, SomeTexts):
        return batch.of_tokens(batch.whole.memo(sort_words))
    return batch.tell(_sorts_of)


def _equal_lines(batch: Analysis) -> Groups:
    """Bring together the lines of a text that have the same words."""
    return group_repeated(batch.own(batch.blocks.hash, batch.blocks.start))


@asked_once
def later_copies(batch: Analysis) -> npt.NDArray[np.bool_]:
    """Return whether the words of each line stand in an earlier one of the same text."""
    equal = batch.memo(_equal_lines)
    is_copy = np.zeros(batch.blocks.hash.size, np.bool_)
    is_copy[equal.members()[1]] = True
    is_copy[equal.order[equal.start]] = False
    return is_copy


@asked_once
def repeated_lines(batch: Analysis) -> npt.NDArray[np.bool_]:
    """Return whether the words of each line come again in the same text."""
    blocks = batch.blocks
    repeated = np.zeros(blocks.hash.size, np.bool_)
    repeated[batch.memo(_equal_lines).members()[1]] = True
    return repeated & (blocks.last > blocks.first)


def _doubled(batch: Analysis, lines: Lines) -> npt.NDArray[np.bool_]:
    """Return whether each line is none that ends like a sentence, and comes again right before or behind: a card."""
    hashes = batch.blocks.hash
    doubled = np.zeros(hashes.size, np.bool_)
    is_open = (lines.words > 0) & ~lines.is_terminal
    doubled[1:] = (hashes[1:] == hashes[:-1]) & (lines.part[1:] == lines.part[:-1]) & is_open[1:]
    doubled[:-1] |= doubled[1:].copy()
    return doubled


def _mark_columns(batch: Analysis, lines: Lines) -> Columns:
    """Which marks lines hold, and what they begin and end with."""
    blocks, codes = batch.blocks, batch.codes
    bits, block = _marks_of(batch)
    held = np.zeros(lines.part.size, np.uint16)
    np.bitwise_or.at(held, block, bits)
    columns = {name: _bit((held & bit) != 0) for name, bit in _BIT.items()}
    count = np.bincount(block[np.flatnonzero((bits & _COMMA) != 0)], minlength=lines.part.size)
    sentences = batch.sentences
    columns["commas"] = (np.minimum(count, 4) / 4).astype(np.float32)
    held_sentences = np.bincount(sentences.block, minlength=lines.part.size)
    columns["sentences"] = (np.clip(held_sentences - 1, 0, 5) / 5).astype(np.float32)
    first, last = codes[blocks.start], codes[np.maximum(blocks.end - 1, 0)]
    columns["ends"] = _bit(lines.is_terminal)
    columns["open long"] = _bit(~lines.is_terminal & (lines.words > 14))
    columns["ends short"] = _bit(lines.is_terminal & (lines.words <= 8))
    columns["ends colon"] = _bit(last == ord(":"))
    columns["lower start"] = _bit((first >= ord("a")) & (first <= ord("z")))
    columns["digit start"] = _bit((first >= ord("0")) & (first <= ord("9")))
    return columns


@cache
def _mark_table() -> npt.NDArray[np.uint16]:
    table = np.zeros(_TABLE, np.uint16)
    for name, marks in _MARKS.items():
        table[[ord(mark) for mark in marks]] |= np.uint16(_BIT[name])
    table[ord(",")] = _COMMA
    return table


def _marks_of(batch: Analysis) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.intp]]:
    """Return the bits of the marks that tell and stand in lines, and the number of the line of each."""
    blocks, marks = batch.blocks, batch.marks
    bits = _mark_table().take(batch.codes[marks], mode="clip")
    telling = np.flatnonzero(bits != 0) if blocks.start.size else np.empty(0, np.intp)
    place, bits = marks[telling], bits[telling]
    block = np.searchsorted(blocks.start, place, "right") - 1
    inside = np.flatnonzero((block >= 0) & (place < blocks.end[block])) if telling.size else telling
    return bits[inside], block[inside]


def _phrase_columns(lines: Lines) -> Columns:
    """Which kinds of phrases lines hold, whole or in part."""
    columns = {}
    for number, kind in enumerate(KINDS):
        columns[f"is {kind}"] = _bit(lines.whole[:, number])
        columns[f"has {kind}"] = _bit(lines.kinds[:, number] & ~lines.whole[:, number])
    hits = lines.kinds.sum(1)
    columns["strong"] = _bit(lines.is_strong)
    columns["phrase"] = _bit(hits > 0)
    columns["phrases"] = _bit(hits > 1)
    columns["phrase short"] = _bit((hits > 0) & (lines.words <= _SHORT_WORDS))
    columns["phrase long"] = _bit((hits > 0) & (lines.words > 40))
    columns["phrase open"] = _bit((hits > 0) & ~lines.is_terminal)
    return columns
