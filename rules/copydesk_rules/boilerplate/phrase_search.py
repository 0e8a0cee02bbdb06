"""Finds the phrases that pages use outside of articles in the lines of a batch of texts at once.

Words are looked up by their hashes, those of all lines together; what is found so is compared letter for letter where
the words don't tell all.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis
from copydesk.text import Hashes, bits_of, contains, hash_words
from copydesk_rules.boilerplate.phrases import Step, hash_on, load_phrases
from copydesk_rules.columns import table_of

MAX_LINE = 60
"""Words of the longest line that is looked at; longer ones are prose or a whole page in one line."""
_MAX_LENGTH = 12 * MAX_LINE
_MARKS = "\t\n\r .:!;,>»›→|-–—…•·*#+[]()←«‹<&/▼▲×"
"""Marks at the ends of a line that say nothing."""
_PLAIN = (("’", "'"), ("\xa0", " "), ("“", '"'), ("”", '"'), ("İ", "i"))
"""Made plain character for character, so that offsets stay; İ is the one letter that grows in lower case."""
_LAST_ASCII = 127
_AT_ONCE = 50_000
"""Places that are compared letter for letter at once: what is made of each takes memory."""
_SINGLE, _LAST_BUT_ONE, _LAST = 1, 2, 4
"""What a word may be of a phrase that stands anywhere."""


class Matches(NamedTuple):
    """Phrases found in blocks, as columns in order of block; `whole` if the line is nothing but the phrase."""

    block: npt.NDArray[np.intp]
    phrase: npt.NDArray[np.intp]
    whole: npt.NDArray[np.bool_]

    def where(self, kept: Any) -> "Matches":
        """Return those that are kept."""
        return Matches(self.block[kept], self.phrase[kept], self.whole[kept])


def find_phrases(batch: Analysis) -> Matches:
    """Return the phrases in the lines of a text, or of a batch of texts; for `Analysis.memo`."""
    known = load_phrases()
    parts = (
        _find_anchored(batch, known.at_start, 1),
        _find_anchored(batch, known.at_end, -1),
        _find_anywhere(batch),
    )
    found = Matches(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    return found.where(np.lexsort((found.phrase, found.block)))


def _plain(text: str) -> str:
    """Return the text in lower case with plain quotes and spaces, every character in its place."""
    if not text.isascii():
        for char, plain in _PLAIN:  # a quarter of what `str.translate` takes
            text = text.replace(char, plain)
    return text.lower()


def _reads(text: str, phrase: str) -> bool:
    return text == phrase or _plain(text) == phrase


def _find_anchored(batch: Analysis, steps: list[Step], way: int) -> Matches:
    """Find the phrases that start lines, or with the way -1 end them: word by word, while any goes on like that."""
    blocks, hashes, known = batch.blocks, batch.tokens.hash, load_phrases()
    words = blocks.last - blocks.first
    lines = np.flatnonzero((words > 0) & (words <= MAX_LINE))
    place = (blocks.first[lines] if way > 0 else blocks.last[lines] - 1).astype(np.intp)
    total = np.zeros(lines.size, np.uint64)
    found = []
    for length, step in enumerate(steps, 1):
        total = hash_on(total, hashes[place])
        begun = np.flatnonzero(contains(step.begun, total))
        lines, place, total = lines[begun], place[begun] + way, total[begun]
        at, number = step.over.find(total)
        whole = words[lines[at]] == length
        fits = whole | ~known.ends[number] if way > 0 else slice(None)
        found.append(Matches(lines[at], number, whole).where(fits))
        longer = np.flatnonzero(words[lines] > length)
        lines, place, total = lines[longer], place[longer], total[longer]
        if not lines.size:
            break
    return _with_marks(batch, Matches(*(np.concatenate(columns) for columns in zip(*found, strict=True))))


def _with_marks(batch: Analysis, matches: Matches) -> Matches:
    """Drop matches of phrases with marks that their words don't tell, where the line lacks these."""
    blocks, texts = batch.blocks, load_phrases().texts
    kept = np.ones(matches.block.size, np.bool_)
    for place, (block, number) in enumerate(zip(matches.block.tolist(), matches.phrase.tolist(), strict=True)):
        text = texts[number]
        if not text.replace(" ", "").replace("'", "").isalnum():
            kept[place] = text in _plain(batch.text[blocks.start[block] : blocks.end[block]])
    return matches.where(kept)


def _find_anywhere(batch: Analysis) -> Matches:
    """Find the phrases that may stand anywhere in a line, and those without a word that start or end one."""
    known = load_phrases()
    start, number = (np.concatenate(columns) for columns in zip(_find_words(batch), _find_signs(batch), strict=True))
    begun = np.flatnonzero(_may_begin(batch, start, number))
    start, number = start[begun], number[begun]
    end = start + known.length[number]
    block = _lines_around(batch, start, end)
    kept = np.flatnonzero(block >= 0)
    kept = kept[_are_spelt(batch, start[kept], end[kept], number[kept])]
    is_cut = _is_within_word(batch, start[kept]) | _is_within_word(batch, end[kept]) | _is_garbled(batch, start[kept])
    kept = kept[~is_cut]
    block, phrase, start, end = block[kept], number[kept], start[kept], end[kept]
    lead, trail = _inner(batch, block)
    at_start, at_end = start <= lead, end >= trail
    fits = (at_start | ~known.starts[phrase]) & (at_end | ~known.ends[phrase])
    return Matches(block, phrase, at_start & at_end).where(fits)


def _may_begin(batch: Analysis, start: npt.NDArray[np.intp], number: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Return whether the character at each offset may be the first one of a phrase: many phrases end alike."""
    code = batch.codes[np.maximum(start, 0)]
    is_capital = (code >= ord("A")) & (code <= ord("Z"))
    small = np.where(is_capital, code + (ord("a") - ord("A")), code)
    may_begin: npt.NDArray[np.bool_] = (start >= 0) & ((code > _LAST_ASCII) | (small == load_phrases().first[number]))
    return may_begin


def _are_spelt(
    batch: Analysis, start: npt.NDArray[np.intp], end: npt.NDArray[np.intp], number: npt.NDArray[np.intp]
) -> npt.NDArray[np.bool_]:
    """Return whether phrases stand, letter for letter, where they may."""
    text, texts = batch.text, load_phrases().texts
    found = np.zeros(start.size, np.bool_)
    for low in range(0, start.size, _AT_ONCE):
        some = slice(low, low + _AT_ONCE)
        spans = zip(start[some].tolist(), end[some].tolist(), number[some].tolist(), strict=True)
        found[some] = [_reads(text[first:last], texts[phrase]) for first, last, phrase in spans]
    return found


def _find_words(batch: Analysis) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return where phrases may begin whose last words stand in the text, and their numbers."""
    known, end = load_phrases(), batch.tokens.end
    hashes, roles = _plain_words(batch)
    single = np.flatnonzero((roles & _SINGLE) != 0)
    last = np.flatnonzero(((roles[:-1] & _LAST_BUT_ONE) & (roles[1:] >> 1)) != 0) + 1
    found = (
        (single, *known.floating.singles.find(hashes[single])),
        (last, *known.floating.pairs.find(hash_on(hashes[last - 1], hashes[last]))),
    )
    start, number = zip(*((end[word[at]] - known.reach[number], number) for word, at, number in found), strict=True)
    return np.concatenate(start), np.concatenate(number)


def _plain_words(batch: Analysis) -> tuple[Hashes, npt.NDArray[np.uint8]]:
    """Return the hashes of the words made plain, which are others where İ stands, and what they may be of a phrase."""
    tokens, roles = batch.tokens, batch.tell(_roles_of)
    if "İ" not in batch.text:
        return tokens.hash, roles
    words = np.searchsorted(tokens.start, np.flatnonzero(batch.codes == ord("İ")).astype(np.int32), "right") - 1
    words = words[np.flatnonzero(np.diff(words, prepend=-1) > 0)]
    spelt = [batch.word(word) for word in words.tolist()]
    numbers = {word: number for number, word in enumerate(dict.fromkeys(spelt))}
    distinct = hash_words(map(_plain, numbers))
    hashes = tokens.hash.copy()
    hashes[words] = distinct[[numbers[word] for word in spelt]]
    roles[words] = _roles_of(hashes[words])
    return hashes, roles


def _roles_of(words: Hashes) -> npt.NDArray[np.uint8]:
    """Return what words may be of a phrase that stands anywhere, as bits."""
    known = load_phrases().floating
    lists = (_SINGLE, known.singles.hash), (_LAST_BUT_ONE, known.last_but_one), (_LAST, known.last)
    return bits_of(words, lists)


def _find_signs(batch: Analysis) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return where phrases without a word may begin, and their numbers."""
    codes, signs = batch.codes[batch.marks], load_phrases().floating.signs
    place = np.flatnonzero(table_of("".join(map(chr, signs.hash.tolist()))).take(codes, mode="clip"))
    at, number = signs.find(codes[place].astype(np.uint64))
    return batch.marks[place[at]].astype(np.intp), number


def _lines_around(batch: Analysis, start: npt.NDArray[np.intp], end: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return the number of the line that each span lies in, -1 where it lies in none that is looked at."""
    blocks = batch.blocks
    if not blocks.start.size:
        return np.full(start.size, -1)
    block = np.searchsorted(blocks.start, start.astype(np.int32), "right") - 1
    fits = (end <= blocks.end[block]) & (blocks.last[block] - blocks.first[block] <= MAX_LINE)
    fits &= blocks.end[block] - blocks.start[block] <= _MAX_LENGTH
    return np.where(fits, block, -1)


def _is_garbled(batch: Analysis, offsets: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Return whether what stands at each offset is half of a garbled letter: "cafÃ©" has no copyright sign."""
    before = batch.codes[np.maximum(offsets - 1, 0)]
    is_garbled: npt.NDArray[np.bool_] = (offsets > 0) & ((before == ord("Ã")) | (before == ord("ã")))
    return is_garbled


def _is_within_word(batch: Analysis, offsets: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Return whether a word begins before each offset and ends behind it."""
    tokens = batch.tokens
    if not tokens.start.size:
        return np.zeros(offsets.size, np.bool_)
    before = np.searchsorted(tokens.start, offsets.astype(np.int32)) - 1  # of one type: else all words are cast
    within: npt.NDArray[np.bool_] = (before >= 0) & (tokens.end[before] > offsets)
    return within


def _inner(batch: Analysis, blocks: npt.NDArray[np.intp]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return where lines start and end but for marks that say nothing; a line of marks only is left whole."""
    codes, table = batch.codes, table_of(_MARKS)
    start, end = batch.blocks.start[blocks], batch.blocks.end[blocks]

    def skip(place: npt.NDArray[Any], step: int) -> npt.NDArray[Any]:
        moving = np.arange(place.size)
        while moving.size:
            moving = moving[(place[moving] >= start[moving]) & (place[moving] < end[moving])]
            moving = moving[table.take(codes[place[moving]], mode="clip")]
            place[moving] += step
        return place

    lead, trail = skip(start.copy(), 1), skip(end - 1, -1) + 1
    full = lead < trail
    return np.where(full, lead, start), np.where(full, trail, end)
