"""Which lines are flagged as boilerplate, and how fast, beside other tools, on labelled lines and on pages.

    python benchmarks/boilerplate.py GOLD.jsonl… [--pages PAGES TEXTS]… [--tools copydesk,jusText,…]

A gold file has one article a line: `text`, `spans` of boilerplate and `neutral` ground, each with `start` and `end`;
every line is boilerplate, content, or left out. In PAGES are HTML pages, in TEXTS the text of each one's article under
the same name, as .txt: a block of a page is content where three quarters of its word trigrams are in that text,
boilerplate where no more than a quarter is, and left out between; a block of less than five words is content where it
is a line of the text, else boilerplate where both its neighbours are. The title is left out.

P and R are of boilerplate lines; "content flagged" is the share of content lines. MB/s is of processor time, of
copydesk with start-up (`--repeat 10` makes that count less). Tools of HTML that can be given text get each line as <p>.
C4's rules are those of datatrove that judge a line; FineWeb has none for lines, so its two thresholds are put to lines
here: 30 characters at most and no end mark. Tools that are not installed are left out:

    pip install '.[benchmarks]'
"""

import argparse
import contextlib
import html
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from copydesk.sources import extractors
from copydesk.sources.decode import decode
from copydesk.sources.html import read_html
from copydesk.sources.main_text import align

Flags = list[bool]
"""Of each line that is not blank, in order, whether a tool takes it for boilerplate."""
Tool = Callable[[Sequence[str]], list[Flags]]
SHORT_LINE = 30
"""FineWeb's `short_line_length`."""
CONTENT, BOILERPLATE, SHORT_BLOCK = 0.75, 0.25, 5


class Line(NamedTuple):
    """A line of a text: its span, and whether it is boilerplate; None where that is left out."""

    start: int
    end: int
    is_boilerplate: bool | None


def spans_of_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the lines that are not blank."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def lines_of(text: str) -> list[str]:
    """Return the lines that are not blank."""
    return [text[start:end] for start, end in spans_of_lines(text)]


def overlap(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> int:
    """Count the characters of a span that other spans, which don't overlap each other, cover."""
    return sum(max(0, min(end, span[1]) - max(start, span[0])) for start, end in others)


# Labelled lines


def read_gold(path: Path) -> Iterator[tuple[str, list[Line]]]:
    """Yield the text and the lines of each article of a gold file."""
    for record in map(json.loads, path.read_text("utf-8").splitlines()):
        spans, neutral = ([(it["start"], it["end"]) for it in record.get(key, [])] for key in ("spans", "neutral"))
        lines = []
        for span in spans_of_lines(record["text"]):
            is_neutral = overlap(span, neutral) * 2 >= span[1] - span[0]
            label = None if is_neutral else overlap(span, spans) * 2 >= span[1] - span[0]
            lines.append(Line(*span, label))
        yield record["text"], lines


def run_copydesk(folder: Path, *options: str) -> dict[str, list[tuple[int, int]]]:
    """Return the spans that the BPL rules flag in each file of a folder."""
    call = [sys.executable, "-m", "copydesk", "check", "--isolated", "--no-cache", "--jobs=1", "--select=BPL"]
    done = subprocess.run([*call, "--output-format=json", *options, "."], cwd=folder, capture_output=True, check=False)
    found: dict[str, list[tuple[int, int]]] = {}
    for it in json.loads(done.stdout):
        if it["code"].startswith("BPL"):
            found.setdefault(Path(it["path"]).name, []).append((it["start"]["offset"], it["end"]["offset"]))
    return found


def by_copydesk(texts: Sequence[str]) -> list[Flags]:
    """Flag the lines that BPL rules flag, as users run them."""
    with tempfile.TemporaryDirectory() as name:
        for number, text in enumerate(texts):
            Path(name, f"{number:06d}.txt").write_text(text, "utf-8", newline="")
        found = run_copydesk(Path(name))
    flags = []
    for number, text in enumerate(texts):
        spans = found.get(f"{number:06d}.txt", [])
        flags.append([2 * overlap(line, spans) >= line[1] - line[0] for line in spans_of_lines(text)])
    return flags


def as_html(text: str) -> str:
    """Wrap every line in <p>."""
    return f"<html><body>{''.join(f'<p>{html.escape(line)}</p>' for line in lines_of(text))}</body></html>"


def matched(text: str, judged: Iterable[tuple[str, bool]]) -> Flags:
    """Return the flags of lines from what a tool says of its own pieces of them, which come in the same order."""
    pieces = [("".join(piece.split()), flag) for piece, flag in judged]
    flags, place = [], 0
    for line in lines_of(text):
        solid = "".join(line.split())
        there = next((it for it in range(place, min(len(pieces), place + 20)) if pieces[it][0] == solid), None)
        flags.append(there is None or pieces[there][1])  # what the tool lost is dropped as well
        place = place if there is None else there + 1
    return flags


def by_justext(texts: Sequence[str]) -> list[Flags]:
    """Flag what jusText calls boilerplate of lines in <p>, with its list of English words."""
    import justext

    words = justext.get_stoplist("English")
    return [
        matched(text, ((it.text, it.is_boilerplate) for it in justext.justext(as_html(text), words))) for text in texts
    ]


def by_boilerpy3(texts: Sequence[str]) -> list[Flags]:
    """Flag what boilerpy3's ArticleExtractor drops of lines in <p>."""
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor()
    return [
        matched(
            text,
            (
                (piece, not block.is_content)
                for block in extractor.get_doc(as_html(text)).text_blocks
                for piece in block.text.split("\n")
            ),
        )
        for text in texts
    ]


def by_c4(texts: Sequence[str]) -> list[Flags]:
    """Flag the lines that C4's rules for lines drop, in datatrove; what is dropped depends on the line alone."""
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter

    rules = C4QualityFilter(
        min_num_sentences=-1, remove_citations=False, filter_curly_bracket=False, filter_lorem_ipsum=False
    )
    flags = []
    for text in texts:
        document = Document(text=text, id="")
        rules.filter(document)
        kept = set(document.text.split("\n"))
        flags.append([line.strip() not in kept for line in lines_of(text)])
    return flags


def by_fineweb(texts: Sequence[str]) -> list[Flags]:
    """Flag lines that FineWeb counts as short, and that have no end mark."""
    from datatrove.utils.text import TERMINAL_PUNCTUATION

    marks = tuple(TERMINAL_PUNCTUATION)
    return [[len(line) <= SHORT_LINE and not line.endswith(marks) for line in lines_of(text)] for text in texts]


TOOLS: dict[str, Tool] = {
    "copydesk": by_copydesk,
    "jusText": by_justext,
    "boilerpy3": by_boilerpy3,
    "C4 lines": by_c4,
    "FineWeb lines": by_fineweb,
}


# Pages


class Page(NamedTuple):
    """A page: its source, its text, and its blocks as lines."""

    source: str
    text: str
    lines: list[Line]


def read_pages(folder: Path, texts: Path) -> Iterator[tuple[Path, Page]]:
    """Yield the pages of a folder of whose article there is a text."""
    for path in sorted(folder.glob("*.html")):
        gold = texts / f"{path.stem}.txt"
        if gold.exists():
            source = decode(path.read_bytes(), html=True).text
            article = read_html(source)
            blocks = [(block.start, block.end) for block in article.blocks]
            labels = label_blocks([article.text[slice(*span)] for span in blocks], gold.read_text("utf-8"))
            title = article.title or "\n"
            lines = [
                Line(*span, None if article.text[slice(*span)] in title else label)
                for span, label in zip(blocks, labels, strict=True)
            ]
            yield path, Page(source, article.text, lines)


def trigrams(text: str) -> list[tuple[str, ...]]:
    """Return the runs of three words."""
    words = text.casefold().split()
    return list(zip(words, words[1:], words[2:], strict=False))


def label_blocks(blocks: Sequence[str], gold: str) -> list[bool | None]:
    """Tell of each block whether it is boilerplate, by the text of the article."""
    known = set(trigrams(gold))
    whole = {" ".join(line.casefold().split()) for line in gold.splitlines()}
    labels: list[bool | None] = []
    for block in blocks:
        grams = trigrams(block)
        share = sum(it in known for it in grams) / max(1, len(grams))
        label = False if share >= CONTENT else True if share <= BOILERPLATE else None
        labels.append(label if len(block.split()) >= SHORT_BLOCK else None)
    for number, block in enumerate(blocks):
        if len(block.split()) < SHORT_BLOCK:
            before = next((it for it in reversed(labels[:number]) if it is not None), True)
            behind = next((it for it in labels[number + 1 :] if it is not None), True)
            if " ".join(block.casefold().split()) in whole:
                labels[number] = False
            elif before and behind:
                labels[number] = True
    return labels


def by_extractor(extract: Callable[[str], list[str]]) -> Callable[[dict[Path, Page]], list[Flags]]:
    """Return what flags the blocks of pages that an extractor drops."""

    def flag(pages: dict[Path, Page]) -> list[Flags]:
        flags = []
        for page in pages.values():
            taken = extractors.answer(extract, page.source)
            covered = align(page.text, taken if isinstance(taken, list) else [])
            flags.append([2 * covered[line.start : line.end].sum() < line.end - line.start for line in page.lines])
        return flags

    return flag


def by_preset(*options: str) -> Callable[[dict[Path, Page]], list[Flags]]:
    """Return what flags the blocks of pages as copydesk does, which places findings in the source."""

    def flag(pages: dict[Path, Page]) -> list[Flags]:
        with tempfile.TemporaryDirectory() as name:
            for number, page in enumerate(pages.values()):
                Path(name, f"{number:06d}.html").write_text(page.source, "utf-8", newline="")
            found = run_copydesk(Path(name), *options)
        flags = []
        for number, page in enumerate(pages.values()):
            to_source = read_html(page.source).source_map.to_source
            spans = [to_source(line.start, line.end) for line in page.lines]
            mine = found.get(f"{number:06d}.html", [])
            flags.append([2 * overlap(span, mine) >= span[1] - span[0] for span in spans])
        return flags

    return flag


PAGE_TOOLS = {
    "copydesk --preset page": by_preset("--preset=page"),
    **{f"dropped by {name}": by_extractor(extract) for name, extract in extractors.EXTRACTORS.items()},
}


# The table


def row(name: str, judged: Iterable[tuple[list[Line], Flags]], size: float, seconds: float) -> str:
    """Return a row of the table."""
    pairs = [
        (line.is_boilerplate, flag)
        for lines, flags in judged
        for line, flag in zip(lines, flags, strict=True)
        if line.is_boilerplate is not None
    ]
    hits = sum(is_boilerplate and flag for is_boilerplate, flag in pairs)
    flagged, wanted = sum(flag for _, flag in pairs), sum(bool(it) for it, _ in pairs)
    content = flagged - hits
    figures = [hits / max(1, flagged), hits / max(1, wanted)]
    share = content / max(1, len(pairs) - wanted)
    return f"| {name} | {figures[0]:.3f} | {figures[1]:.3f} | {100 * share:.2f} % | {size / seconds:.2f} |"


def processor_time() -> float:
    """Return the seconds of this process and of those that it waited for."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(it.ru_utime + it.ru_stime for it in usages)


def main() -> None:
    """Measure the tools and print a table for each file and for the pages."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("gold", type=Path, nargs="*")
    cli.add_argument("--pages", type=Path, nargs=2, action="append", default=[], metavar=("PAGES", "TEXTS"))
    cli.add_argument("--repeat", type=int, default=1, help="how often the texts are judged for the speed")
    cli.add_argument("--tools", default=",".join([*TOOLS, *PAGE_TOOLS]))
    args = cli.parse_args()
    wanted = args.tools.split(",")
    for path in args.gold:
        records = list(read_gold(path))
        texts = [text for text, _ in records]
        counts = [sum(it.is_boilerplate is label for _, lines in records for it in lines) for label in (True, False)]
        print_head(f"{path.name}: {counts[0]:,} boilerplate lines, {counts[1]:,} of content")
        for name, tool in TOOLS.items():
            with contextlib.suppress(ImportError):
                if name in wanted:
                    judged = zip((lines for _, lines in records), tool(texts), strict=True)
                    start = processor_time()
                    tool(texts * args.repeat)
                    seconds = (processor_time() - start) / args.repeat
                    print(row(name, judged, sum(len(text.encode()) for text in texts) / 1e6, seconds), flush=True)
    pages = {path: page for folder, texts in args.pages for path, page in read_pages(folder, texts)}
    if pages:
        labels = [line.is_boilerplate for page in pages.values() for line in page.lines]
        print_head(f"{len(pages)} pages: {labels.count(True):,} boilerplate blocks, {labels.count(False):,} of content")
        size = sum(len(page.source.encode()) for page in pages.values()) / 1e6
        for name, flag in PAGE_TOOLS.items():
            if name in wanted:
                start = processor_time()
                judged = zip((page.lines for page in pages.values()), flag(pages), strict=True)
                print(row(name, judged, size, processor_time() - start), flush=True)


def print_head(what: str) -> None:
    """Print the head of a table."""
    print(f"\n| {what} | P | R | content flagged | MB/s |\n| --- | --- | --- | --- | --- |")


if __name__ == "__main__":
    main()
