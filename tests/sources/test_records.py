"""JSON and tables: every character of an article leads back to what made it, and what is broken costs itself only."""

import csv
import gzip
import io
import json
import re
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from copydesk import Article
from copydesk.sources import FieldNames, FoundFile, NoArticle, Source, SourceOptions, parts, read
from copydesk.sources.json_strings import string_map

CHARACTERS = st.text(alphabet=st.sampled_from('ab é🙂\u2028"\\/\n\r\t\x08,;<&\ud83d\ude00\x00'), max_size=20)
TEXTS = CHARACTERS.filter(lambda text: bool(text.strip()))
SPACES = st.sampled_from(["", " ", "\t", "  "])
ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x08": "\\b", "/": "\\/"}


def source_of(data: str, format: str, **names: tuple[str, ...]) -> Source:  # noqa: A002
    options = SourceOptions(fields=FieldNames(**names))
    return read(FoundFile("x", data.encode("utf-8", "surrogatepass"), format), options)


def article_of(data: str, format: str = "json", **names: tuple[str, ...]) -> Article:  # noqa: A002
    (article,) = source_of(data, format, **names).articles
    return article


@st.composite
def json_strings(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]]]:
    """Return the inside of a JSON string, and each character of its value with how it was written."""
    pieces = []
    for char in draw(CHARACTERS):
        ways = [f"\\u{ord(char):04x}", f"\\u{ord(char):04X}"] if ord(char) < 0x10000 else []
        ways += [ESCAPED[char]] if char in ESCAPED else []
        if ord(char) >= 0x10000:
            ways.append(json.dumps(char)[1:-1])
        if char not in '"\\' and not "\ud800" <= char <= "\udfff":
            ways.append(char)
        pieces.append((char, draw(st.sampled_from(ways))))
    written = "".join(way for _, way in pieces)
    value = json.loads(f'"{written}"', strict=False)
    assume(len(value) == len(pieces))  # two halves of a character may have met
    return written, pieces


@settings(max_examples=600, deadline=None)
@given(json_strings(), SPACES)
@example(("\\\\ud83d\\ude00", [("\\", "\\\\"), *zip("ud83d", "ud83d", strict=True), ("\ude00", "\\ude00")]), "")
def test_each_character_of_a_json_string_leads_to_its_escape(
    string: tuple[str, list[tuple[str, str]]], space: str
) -> None:
    written, pieces = string
    source = f'{space}"{written}"'
    start = len(space) + 1
    source_map = string_map(source, start, start + len(written))
    assert source_map.length == len(pieces)
    for place, (_, way) in enumerate(pieces):
        assert source_map.to_source(place, place + 1) == (start, start + len(way))
        assert source_map.is_exact(0, place + 1)
        start += len(way)


def test_a_text_in_escapes_throughout_is_one_run() -> None:
    written = json.dumps("\u7684" * 5000)
    assert len(list(string_map(written, 1, len(written) - 1).runs(0, 5000))) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | CHARACTERS, lambda inner: st.lists(inner, max_size=3), max_leaves=4
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(TEXTS, JSON, JSON), min_size=1, max_size=4), st.sampled_from(["json", "jsonl"]), st.data())
def test_texts_of_records_are_found_among_other_fields(
    records: list[tuple[str, Any, Any]],
    format: str,  # noqa: A002
    data: st.DataObject,
) -> None:
    values = [{"a": one, "t\\": text, "z": {"t\\": other}} for text, one, other in records]
    is_ascii = data.draw(st.booleans())
    dumped = [json.dumps(value, ensure_ascii=is_ascii or not _is_writable(value)) for value in values]
    source = "[" + ",\n".join(dumped) + "]" if format == "json" else "\n".join(dumped)
    articles = source_of(source, format, text=("t\\",)).articles
    assert [article.index for article in articles] == list(range(len(values)))
    for article, line in zip(articles, dumped, strict=True):
        text = json.loads(line)["t\\"]
        assert article.text == re.sub("[\ud800-\udfff]", "\ufffd", text)
        start, end = article.source_map.to_source(0, len(article.text))
        assert json.loads(f'"{source[start:end]}"') == text


def _is_writable(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


CELLS = st.text(alphabet=st.sampled_from('ab ,;"\n\réx'), max_size=8)


def rows_of(source: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(source, newline="")))


@settings(max_examples=500, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5), st.sampled_from(["\n", "\r\n", "\r"]))
def test_each_character_of_a_cell_leads_home(rows: list[list[str]], newline: str) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator=newline)
    writer.writerows([["id", "text"], *rows])
    assert_cells_lead_home(stream.getvalue())


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet=st.sampled_from('ab,"\n\ré'), max_size=40))
@example('1,"a"b"c\n2,d"e"')
def test_tables_that_nobody_would_write_are_read_as_csv_reads_them(body: str) -> None:
    assume(body.count('"') % 2 == 0)
    assert_cells_lead_home("id,text\n" + body)


def assert_cells_lead_home(source: str) -> None:
    try:
        found = source_of(source, "csv")
    except NoArticle:
        return
    if any(problem.code == "INP003" for problem in found.problems):
        return
    expected = [row[1] for row in rows_of(source)[1:] if len(row) > 1 and row[1].strip()]
    assert [article.text for article in found.articles] == expected
    for article in found.articles:
        reached = 0
        for place, char in enumerate(article.text):
            start, end = article.source_map.to_source(place, place + 1)
            assert source[start:end] in (char, char * 2)
            assert start >= reached
            reached = end


def test_html_in_json_maps_through_both() -> None:
    source = json.dumps({"content": "<p>Caf&eacute; \u201cA\u201d</p>\n<p>b &amp; c</p>"})
    article = article_of(source)
    assert article.text == "Café “A”\n\nb & c"
    assert article.notations == ("html", "json")
    there = {
        char: source[slice(*article.source_map.to_source(place, place + 1))] for place, char in enumerate("Café “A")
    }
    assert there["é"] == "&eacute;"
    assert there["“"] == "\\u201c"
    assert source[slice(*article.source_map.to_source(12, 13))] == "&amp;"


def test_a_list_of_paragraphs_is_one_text() -> None:
    source = json.dumps({"text": ["One.", "", "T\u00eeo."]})
    article = article_of(source)
    assert (article.text, article.address) == ("One.\n\nTîo.", "/text")
    assert source[slice(*article.source_map.to_source(7, 8))] == "\\u00ee"
    assert source[slice(*article.source_map.to_source(4, 6))] == '", "", "'


LAYOUTS = {
    "Scrapy": ('{"headline": "T", "body": "X y.", "link": "u"}', {"title": "T", "url": "u"}),
    "trafilatura": (
        '{"title": "T", "hostname": "h", "date": "d", "id": null, "raw_text": "no", "text": "X y.", "source": "u",'
        ' "source-hostname": "no", "language": "en"}',
        {"title": "T", "site": "h", "date": "d", "language": "en"},
    ),
    "newspaper4k": ('{"url": "u", "title": "T", "text": "X y.", "publish_date": "d"}', {"url": "u", "date": "d"}),
    "news-please": (
        '{"maintext": "X y.", "title": "T", "source_domain": "h", "date_publish": "d", "date_download": "no"}',
        {"title": "T", "site": "h", "date": "d"},
    ),
    "FineWeb": ('{"text": "X y.", "id": "<urn:1>", "url": "u", "date": "d"}', {"id": "<urn:1>", "url": "u"}),
    "datatrove": ('{"text": "X y.", "id": "1", "metadata": {"url": "u", "date": "d"}}', {"url": "u", "date": "d"}),
    "C4": ('{"text": "X y.", "timestamp": "d", "url": "u"}', {"date": "d", "url": "u"}),
    "Dolma": ('{"id": "1", "text": "X y.", "source": "cc", "created": "d", "metadata": {"url": "u"}}', {"url": "u"}),
    "RedPajama": ('{"text": "X y.", "meta": {"url": "u", "language": "en"}}', {"url": "u", "language": "en"}),
    "RedPajama 2": ('{"url": "u", "raw_content": "X y.", "source_domain": "h"}', {"url": "u", "site": "h"}),
    "schema.org": (
        '{"headline": "T", "articleBody": "X y.", "datePublished": "d", "inLanguage": "en"}',
        {"title": "T", "date": "d", "language": "en"},
    ),
    "WordPress": (
        '{"id": 7, "title": {"rendered": "T"}, "content": {"rendered": "<p>X y.</p>"}, "link": "u"}',
        {"id": "7", "title": "T", "url": "u"},
    ),
    "News API": ('{"status": "ok", "articles": [{"content": "X y.", "publishedAt": "d"}]}', {"date": "d"}),
    "LangChain": ('{"page_content": "X y.", "metadata": {"source": "no", "title": "T"}}', {"title": "T"}),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts_are_recognised(name: str) -> None:
    source, fields = LAYOUTS[name]
    article = article_of(source)
    assert article.text == "X y."
    assert {field: getattr(article, field) for field in fields} == fields


def test_the_settings_name_fields() -> None:
    source = '{"text": "No.", "a.b": "Yes.", "t": {"t": "T"}, "when": "d"}'
    article = article_of(source, text=("c", "a.b"), title=("t.t",), date=("when",))
    assert (article.text, article.title, article.date) == ("Yes.", "T", "d")


@pytest.mark.parametrize(
    ("source", "format", "addresses"),
    [
        ('{"text": "A."}', "json", ["/text"]),
        ('[{"text": "A."}, {"x": 1}, {"text": "B."}]', "json", ["/0/text", "/2/text"]),
        ('{"text": "A."}\n{"text": "B."}\n', "json", ["/0/text", "/1/text"]),
        ('{\n "text": "A."\n}', "jsonl", ["/text"]),
        ('{"d": {"a": 1}, "posts": [{"text": "A."}, {"text": "B."}]}', "json", ["/posts/0/text", "/posts/1/text"]),
        ('{"text": {"value": "A."}}', "json", ["/text/value"]),
        ('"A."\n"B."', "jsonl", ["/0", "/1"]),
        ("id,text\n1,A.\n\n2,B.\n", "csv", ["/0/text", "/1/text"]),
        ("id\ttext\n1\tA, a.\n", "tsv", ["/0/text"]),
        ("id;Article Body\n1;A, a.\n", "csv", ["/0/Article Body"]),
    ],
)
def test_every_article_has_an_address(source: str, format: str, addresses: list[str]) -> None:  # noqa: A002
    assert [article.address for article in source_of(source, format).articles] == addresses


BROKEN = {
    "11 a line that is cut off": ('{"text": "A."}\n{"text": "B\n{"text": "C."}\n', "jsonl", "INP003", 2, 2),
    "12 nested too deeply": ("[" * 200_000 + '\n{"text": "A."}\n', "jsonl", "INP003", 1, 1),
    "12 nested too deeply within a record": ('{"text": "A."}\n' + '{"a":' * 100_000 + "\n", "jsonl", "INP003", 1, 2),
    "9 half of a character": ('{"text": "A."}\n{"text": "B \\ud83d."}\n', "jsonl", "INP002", 2, 2),
    "35 a key twice": ('{"text": "A.", "text": "B."}', "json", "INP012", 1, 1),
    "36 NaN": ('{"text": "A.", "score": NaN}', "json", "INP012", 1, 1),
    "37 a number of 10,000 digits": ('{"n": 1' + "0" * 10_000 + ', "text": "A."}', "json", None, 1, 0),
    "38 a quote that is never closed": ('id,text\n1,A.\n2,"B.\n3,C.\n', "csv", "INP003", 1, 3),
    "42 a list that is cut off": ('[{"text": "A."},\n{"text": "B."},\n', "json", "INP003", 2, 1),
    "an item that is broken": ('[\n {"text": "A."},\n {"text": B},\n {"text": "C."}\n]', "json", "INP003", 2, 3),
    "an item within a broken item": (
        '[\n {"text": "A.", "x":\n  {"text": "no"}\n  ]},\n {"text": "C."}]',
        "json",
        "INP003",
        1,
        4,
    ),
    "more cells than columns": ("id,text\n1,A.,x\n", "csv", "INP012", 1, 2),
    "something behind a record": ('{"text": "A."} x\n', "jsonl", "INP003", 0, 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_costs_itself_only(name: str) -> None:
    data, format, code, count, line = BROKEN[name]  # noqa: A001
    source = source_of(data, format)
    assert len(source.articles) == count
    assert [problem.code for problem in source.problems] == ([code] if code else [])
    for problem in source.problems:
        assert data.count("\n", 0, problem.start) + 1 == line


def test_a_record_that_is_found_twice_is_the_last_one() -> None:
    source = '{"text": "A.", "x": {"text": "no"}, "text": "B."}'
    article = article_of(source)
    assert source[slice(*article.source_map.to_source(0, 2))] == article.text == "B."


@pytest.mark.parametrize("data", ['{"name": "x", "version": "1"}', "[1, 2]", "[]", "{}", "a,b\n1,2\n"])
def test_a_file_without_text_says_which_fields_it_has(data: str) -> None:
    with pytest.raises(NoArticle):
        source_of(data, "csv" if data[0] == "a" else "json")


def test_many_broken_records_are_told_shortly() -> None:
    problems = source_of("{\n" * 500 + '{"text": "A."}', "jsonl").problems
    assert len(problems) == 21
    assert "more problems" in problems[-1].message


# In parts


def in_parts(data: bytes, format: str, size: int, name: str = "x") -> Iterator[Source]:  # noqa: A002
    """Read a file as the linter does with a large one, in parts and blocks of about `size`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "PART_LENGTH", size)
        patch.setattr(parts, "_BLOCK", size)
        splitter = parts.Splitter(FoundFile(name, data, format), SourceOptions())
        for part in splitter.parts():
            try:
                yield read(part, SourceOptions())
            except NoArticle:
                continue


def described(sources: list[Source]) -> list[tuple[Any, ...]]:
    """Return the texts and places of articles and problems, as offsets of the whole file."""
    found: list[tuple[Any, ...]] = []
    for source in sources:
        base = source.origin.offset
        for article in source.articles:
            start, end = article.source_map.to_source(0, len(article.text))
            found.append((article.index, article.address, article.text, base + start, base + end))
        found += [(problem.code, problem.message, base + problem.start) for problem in source.problems]
    return sorted(found, key=repr)


RECORDS = st.sampled_from(
    [
        '{"text": "A\\nb é🙂."}',
        '{"text": "' + "long " * 9 + '"}',
        '{"x": 1}',
        '{"text": ["a", "b"]}',
        '{"text": "cut',
        "{",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(RECORDS, max_size=8), st.integers(20, 80), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_parts_of_json_lines_are_read_as_the_whole(records: list[str], size: int, newline: str) -> None:
    source = newline.join(['{"text": "first"}', *records])
    whole = source_of(source, "jsonl")
    assert described(list(in_parts(source.encode(), "jsonl", size))) == described([whole])


@settings(max_examples=200, deadline=None)
@given(st.lists(RECORDS, max_size=8), st.integers(20, 80), st.sampled_from([",", ",\n", ",\n  "]))
def test_parts_of_a_list_are_read_as_the_whole(records: list[str], size: int, between: str) -> None:
    source = "[" + between[1:] + between.join(['{"text": "first"}', *records]) + "\n]\n"
    found = described(list(in_parts(source.encode(), "json", size)))
    whole = described([source_of(source, "json")])
    assert [it for it in found if it[0] != "INP003"] == [it for it in whole if it[0] != "INP003"]
    # What is said of the list as a whole stands at its end, where it is read in parts.
    broken, same = (
        {source.count("\n", 0, it[2]) for it in all_ if it[0] == "INP003" and not it[1].startswith("the ")}
        for all_ in (found, whole)
    )
    assert broken == same


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6), st.integers(20, 80))
def test_parts_of_a_table_are_read_as_the_whole(rows: list[list[str]], size: int) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["id", "text"], ["1", "first"], *rows])
    whole = source_of(stream.getvalue(), "csv")
    assert described(list(in_parts(stream.getvalue().encode(), "csv", size))) == described([whole])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_parts_are_decoded_as_the_whole(encoding: str) -> None:
    source = "".join(f'{{"text": "Café à la crème, déjà vu numéro {number}."}}\n' for number in range(40))
    data = source.encode(encoding)
    assert described(list(in_parts(data, "jsonl", 500))) == described(
        [replace_problems(read(FoundFile("x", data, "jsonl"), SourceOptions()))]
    )


def replace_problems(source: Source) -> Source:
    source.problems = []  # that the encoding is a guess is said of the file
    return source


def test_32_a_byte_of_another_encoding_costs_one_character() -> None:
    lines = ['{"text": "Café."}'.encode()] * 30
    lines[20] = '{"text": "Café."}'.encode("cp1252")
    (bad,) = [source for source in in_parts(b"\n".join(lines), "jsonl", 100) if source.problems]
    assert [problem.code for problem in bad.problems] == ["INP002"]
    assert "Caf\ufffd." in [article.text for article in bad.articles]


def test_10_a_compressed_file_that_breaks_off_is_linted_to_there() -> None:
    source = "".join(f'{{"text": "Number {number * 7919 % 1000}."}}\n' for number in range(3000))
    data = gzip.compress(source.encode())
    sources = list(in_parts(data[: len(data) // 2], "jsonl", 1000))
    assert 500 < sum(len(source.articles) for source in sources) < 2500
    assert [problem.code for problem in sources[-1].problems[-1:]] == ["INP001"]
    whole = list(in_parts(data, "jsonl", 1000))
    assert sum(len(source.articles) for source in whole) == 3000


def test_a_file_of_several_compressed_members_is_one() -> None:
    data = b"".join(gzip.compress(f'{{"text": "{name}."}}\n'.encode()) for name in "ab")
    assert [article.text for source in in_parts(data, "jsonl", 1000) for article in source.articles] == ["a.", "b."]


def test_zstandard() -> None:
    zstd = pytest.importorskip("backports.zstd")
    data = zstd.compress(b'{"text": "A."}\n' * 3)
    assert [article.text for source in in_parts(data, "jsonl", 10) for article in source.articles] == ["A."] * 3


def test_28_a_bomb_is_not_unfolded() -> None:
    data = gzip.compress(b" " * 300_000_000)
    tracemalloc.start()
    sources = list(in_parts(data, "jsonl", 1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [problem.code for source in sources for problem in source.problems] == ["INP004", "INP004"]
    assert peak < 300_000_000


def test_8_a_record_that_is_too_long_is_passed_over() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "PART_LENGTH", 1000)
        patch.setattr(parts, "_BLOCK", 1000)
        options = SourceOptions(max_size=1000)
        data = b'{"text": "A."}\n{"text": "' + b"b" * 20_000 + b'"}\n{"text": "C."}\n'
        files = list(parts.Splitter(FoundFile("x", data, "jsonl"), options).parts())
    sources = [read(file, options) for file in files]
    assert [(article.index, article.text) for source in sources for article in source.articles] == [
        (0, "A."),
        (2, "C."),
    ]
    assert [problem.code for source in sources for problem in source.problems] == ["INP004"]
