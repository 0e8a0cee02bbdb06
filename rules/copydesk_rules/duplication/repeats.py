"""Finds what an article repeats: paragraphs, runs of sentences, sentences; to the letter, nearly, or told anew.

Exact repeats are equal hashes. Near ones are candidates that share word pairs, judged by method H (`likeness`). Each
place is told once: what lies in a repeated paragraph is no repeated sentence besides. Repeats that somebody meant are
sorted out at the end (`natural`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Span
from copydesk.text import Groups, group, group_repeated
from copydesk_rules.duplication.digest import MIN_SENTENCE, PROSE, number_tokens
from copydesk_rules.duplication.likeness import Words, all_pairs, containment, is_near, jaccard, numbers_differ
from copydesk_rules.duplication.natural import is_pull_quote, quotes_post

MIN_PARAGRAPH = 12
"""Words of the shortest paragraph that counts; shorter ones recur by nature."""
MANY = 4
"""A unit that stands so often is a refrain or a form: one finding, with its places."""
_FORM_REFRAINS = 2
"""An article with so many refrains is a form (a poll, a set of interviews), whose short sentences recur by nature."""
_MIN_COPIED, _ALL_COPIED = 0.3, 0.85
"""A paragraph of which so much is copied sentences is told by sentences; with more it is a repeated paragraph."""
_ALL_ALIKE = 0.8
"""Paragraphs that share so many words are told as a whole, even if some of their sentences are equal."""
_MAX_SHARERS = 12
"""A word pair in more units than this tells nothing of any two; keeps candidates linear in hostile texts."""
_MIN_SHARED = 5
_MIN_SHARED_PART = 0.25
"""Word pairs that alike units share, at least, and by words of the shorter one: five triples in common are six pairs,
and pairs that come everywhere are not counted."""
_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Tells the first word of a pair from the second."""

Ints = npt.NDArray[Any]


class Repeat(NamedTuple):
    """A later copy and the places of what it repeats, the first of them the original."""

    copy: Span
    places: tuple[Span, ...]


class Repeats(NamedTuple):
    """All repeats of an article, each place in one list only."""

    paragraphs: list[Repeat]
    near_paragraphs: list[Repeat]
    sentences: list[Repeat]
    restated: list[Repeat]
    pull_quotes: list[Repeat]


class _Units(NamedTuple):
    """Sentences or blocks that count, as columns: their numbers, spans, token ranges, hashes."""

    number: Ints
    start: Ints
    end: Ints
    first: Ints
    last: Ints
    hash: Ints
    block: Ints

    def span(self, unit: int) -> Span:
        return Span(int(self.start[unit]), int(self.end[unit]))


def find_repeats(analysis: Analysis) -> Repeats:
    """Find all repeats of an article. Time grows with its length, not with the number of equal units."""
    paragraphs, sentences = _paragraphs(analysis), _sentences(analysis)
    exact_paragraphs, covered = _exact_units(paragraphs)
    partly = _made_of_copies(paragraphs, sentences)
    whole = analysis.batch.memo(_paragraph_candidates)
    candidates = _own_candidates(paragraphs, whole, analysis.block_slice.start)
    near_paragraphs, near_covered = _near_units(analysis, paragraphs, candidates, covered, _is_near_paragraph, partly)
    covered |= near_covered
    repeated = np.zeros(analysis.blocks.start.size, np.bool_)
    repeated[paragraphs.block[covered]] = True
    left = ~repeated[sentences.block]
    exact_sentences, done = _exact_sentences(sentences, left)
    whole = analysis.batch.memo(_sentence_candidates)
    candidates = _own_candidates(sentences, whole, analysis.sentence_slice.start)
    restated, _ = _near_units(analysis, sentences, candidates, done | ~left, _is_restated)
    return _sort_out(analysis, (exact_paragraphs, near_paragraphs, exact_sentences, restated))


def _sort_out(analysis: Analysis, found: Sequence[list[Repeat]]) -> Repeats:
    """Part the repeats that somebody meant from the others: pull quotes to their own list, posts and forms dropped."""
    is_form = sum(_is_refrain(repeat) for repeats in found for repeat in repeats) >= _FORM_REFRAINS
    pull_quotes: list[Repeat] = []
    kept: list[list[Repeat]] = []
    for repeats in found:
        kept.append([])
        for repeat in repeats:
            if _is_refrain(repeat):
                kept[-1].append(repeat)
            elif is_pull_quote(analysis, repeat.copy, repeat.places[0]):
                pull_quotes.append(repeat)
            elif not (
                (is_form and _words_in(analysis, repeat.copy) < MIN_PARAGRAPH)
                or quotes_post(analysis, repeat.copy, repeat.places[0])
            ):
                kept[-1].append(repeat)
    paragraphs, near_paragraphs, sentences, restated = kept
    return Repeats(paragraphs, near_paragraphs, sentences, restated, sorted(pull_quotes))


def _words_in(analysis: Analysis, span: Span) -> int:
    first, last = np.searchsorted(analysis.tokens.start, span)
    return int(last - first)


def _is_refrain(repeat: Repeat) -> bool:
    return len(repeat.places) + 1 >= MANY


def _paragraphs(analysis: Analysis) -> _Units:
    blocks = analysis.blocks
    kept = np.flatnonzero(PROSE[blocks.kind] & (blocks.last - blocks.first >= MIN_PARAGRAPH))
    start, end, _, first, last, hashes = (column[kept] for column in blocks)
    return _Units(kept, start, end, first, last, hashes, kept)


def _sentences(analysis: Analysis) -> _Units:
    sentences = analysis.sentences
    kind = analysis.blocks.kind[sentences.block]
    kept = np.flatnonzero(PROSE[kind] & (sentences.last - sentences.first >= MIN_SENTENCE))
    columns = (sentences.start, sentences.end, sentences.first, sentences.last, sentences.hash, sentences.block)
    return _Units(kept, *(column[kept] for column in columns))


def _made_of_copies(paragraphs: _Units, sentences: _Units) -> npt.NDArray[np.bool_]:
    """Mark the paragraphs that repeat whole sentences but say more besides: there the sentences are what repeats."""
    copies = np.zeros(sentences.hash.size, np.bool_)
    for equal in _groups(sentences.hash):
        copies[equal[1:]] = True
    copied = np.bincount(
        sentences.block[copies], (sentences.last - sentences.first)[copies], paragraphs.block.max(initial=0) + 1
    )
    share = copied[paragraphs.block] / (paragraphs.last - paragraphs.first)
    partly: npt.NDArray[np.bool_] = (share >= _MIN_COPIED) & (share < _ALL_COPIED)
    return partly


def _groups(hashes: Ints) -> Iterator[list[int]]:
    """Yield the places of every hash that comes twice or more, in order of the first."""
    equal = group_repeated(hashes)
    return iter(sorted(map(equal.places, range(equal.size.size))))


def _exact_units(units: _Units) -> tuple[list[Repeat], npt.NDArray[np.bool_]]:
    """Return the repeats of equal units, and which units are copies."""
    repeats: list[Repeat] = []
    covered = np.zeros(units.hash.size, np.bool_)
    for equal in _groups(units.hash):
        repeats.extend(_tell([units.span(unit) for unit in equal]))
        covered[equal[1:]] = True
    return repeats, covered


def _tell(places: list[Span]) -> Iterator[Repeat]:
    """Yield the repeats of one unit: a finding a copy, or one for all where there are many."""
    if len(places) >= MANY:
        yield Repeat(places[1], (places[0], *places[2:]))
    else:
        for copy in places[1:]:
            yield Repeat(copy, (places[0],))


def _exact_sentences(units: _Units, left: npt.NDArray[np.bool_]) -> tuple[list[Repeat], npt.NDArray[np.bool_]]:
    """Return the runs of sentences that stand earlier in the same order, and which sentences those are."""
    original = np.full(units.hash.size, -1)
    refrains: list[list[int]] = []
    for equal in _groups(units.hash):
        for unit in equal[1:]:
            original[unit] = equal[0]
        if len(equal) >= MANY:
            refrains.append(equal)
    in_refrain = {unit for equal in refrains for unit in equal}
    covered = (original >= 0) & left
    repeats: list[Repeat] = []
    run: list[int] = []
    for unit in np.flatnonzero(covered).tolist():
        if unit in in_refrain:
            continue
        follows = run and unit == run[-1] + 1 and original[unit] == original[run[-1]] + 1
        if follows and units.block[unit] == units.block[run[-1]]:
            run.append(unit)
            continue
        repeats.extend(_run(units, original, run))
        run = [unit]
    repeats.extend(_run(units, original, run))
    for equal in refrains:
        if left[equal[1]]:
            repeats.extend(_tell([units.span(unit) for unit in equal]))
    return sorted(repeats), covered


def _run(units: _Units, original: Ints, run: list[int]) -> Iterator[Repeat]:
    if run:
        first, last = run[0], run[-1]
        copy = Span(int(units.start[first]), int(units.end[last]))
        source = Span(int(units.start[original[first]]), int(units.end[original[last]]))
        yield Repeat(copy, (source,))


def _near_units(
    analysis: Analysis,
    units: _Units,
    candidates: Iterable[tuple[int, int]],
    done: Ints,
    is_alike: Callable[[Words, Words], bool],
    mixed: Ints | None = None,
) -> tuple[list[Repeat], npt.NDArray[np.bool_]]:
    """Return the repeats of units that are alike but not equal; each copy is told with the earliest it is like.

    `mixed` marks the units of which only parts are copies: those must be alike as a whole.
    """
    covered = np.zeros(units.hash.size, np.bool_)
    repeats: list[Repeat] = []
    for copy, original in candidates:
        if done[copy] or covered[copy] or units.hash[copy] == units.hash[original]:
            continue
        one, other = _words(analysis, units, original), _words(analysis, units, copy)
        if mixed is not None and mixed[copy] and jaccard(one.words, other.words) < _ALL_ALIKE:
            continue
        if is_alike(one, other):
            repeats.append(Repeat(units.span(copy), (units.span(original),)))
            covered[copy] = True
    return repeats, covered


class _Candidates(NamedTuple):
    """Pairs of units of a batch that may be alike: unit numbers, in order of the later one."""

    units: _Units
    late: Ints
    early: Ints


def _paragraph_candidates(batch: Analysis) -> _Candidates:
    return _candidates(batch, _paragraphs(batch), batch.tokens.block)


def _sentence_candidates(batch: Analysis) -> _Candidates:
    return _candidates(batch, _sentences(batch), batch.tokens.sentence)


def _candidates(batch: Analysis, units: _Units, home: Ints) -> _Candidates:
    """Return the pairs of units of one text that share enough word pairs; `home` is each token's block or sentence."""
    equal = batch.memo(_repeated_pairs)
    unit_of = np.full(int(home[-1]) + 1 if home.size else 0, -1)
    unit_of[units.number] = np.arange(units.number.size)
    here = home[equal.order]
    unit = np.where(here == home[equal.order + 1], unit_of[here], -1)
    rows = [np.empty(0, np.int64)]
    for size in np.flatnonzero(np.bincount(equal.size)[: _MAX_SHARERS + 1]).tolist():
        start = equal.start[equal.size == size]
        sharers = unit[start[:, None] + np.arange(size)].astype(np.int64)
        late, early = (sharers[:, places].ravel() for places in all_pairs(size))
        both = (late > early) & (early >= 0)
        rows.append(late[both] * units.hash.size + early[both])
    shared = group(np.concatenate(rows))
    late, early = np.divmod(shared.value, max(1, units.hash.size))
    lengths = units.last - units.first
    shorter = np.minimum(lengths[late], lengths[early])
    enough = shared.size >= np.maximum(_MIN_SHARED, _MIN_SHARED_PART * shorter)
    return _Candidates(units, late[enough], early[enough])


def _own_candidates(units: _Units, whole: _Candidates, first: int) -> list[tuple[int, int]]:
    """Return the pairs that are of one text, as numbers of its own units; `first` is where it begins in the batch."""
    base = int(np.searchsorted(whole.units.number, first))
    low, high = np.searchsorted(whole.late, (base, base + units.number.size))
    return list(zip((whole.late[low:high] - base).tolist(), (whole.early[low:high] - base).tolist(), strict=True))


def _repeated_pairs(analysis: Analysis) -> Groups:
    """Return the pairs of neighbouring words that come twice or more in one text."""
    own = analysis.own_hashes
    pairs = own[:-1] * _ODD
    pairs += own[1:]
    return group_repeated(pairs)


def suspects(batch: Analysis) -> Ints:
    """Return the offsets of what repeats, or may nearly repeat, something else in its text."""
    found = []
    for candidates in (batch.memo(_paragraph_candidates), batch.memo(_sentence_candidates)):
        units = candidates.units
        equal = group_repeated(batch.own(units.hash, units.start))
        found.append(units.start[np.concatenate((equal.order[equal.start], candidates.late))])
    return np.concatenate(found)


def _words(analysis: Analysis, units: _Units, unit: int) -> Words:
    words = slice(int(units.first[unit]), int(units.last[unit]))
    numbers = analysis.batch.memo(number_tokens)[analysis.token_slice]
    return Words(analysis.tokens.hash[words], numbers[words])


def _is_near_paragraph(one: Words, other: Words) -> bool:
    """Near by method H, and at least half of the copy: of less, the sentences tell."""
    return is_near(one, other) and len(one.triples & other.triples) >= 0.5 * len(other.triples)


def _is_restated(one: Words, other: Words) -> bool:
    """Near by method H, or nearly the same words in another order ("X, she said on Monday" for "She said that X")."""
    if is_near(one, other):
        return True
    shorter = min(len(one.words), len(other.words))
    reordered = containment(one.words, other.words) >= 0.85 and jaccard(one.words, other.words) >= 0.6
    return shorter >= 12 and reordered and not numbers_differ(one, other)
