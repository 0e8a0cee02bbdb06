"""Readers: what of a file becomes text, and that each character of it leads back to its place."""

from collections.abc import Callable
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copydesk import Article, BlockKind
from copydesk.sources import FoundFile, SourceOptions, read
from copydesk.testing import make_article

NEWLINES = st.sampled_from(["\n", "\r\n", "\r"])
CHARACTERS = {"&amp;": "&", "&lt;": "<", "&#x1F642;": "🙂", "&nbsp;": "\xa0", "&eacute;": "é"}
"""Character references with the one character that each stands for."""
WORD = st.sampled_from(["word", "naïve", "Straße", "我们", "🙂"])
INLINE_HTML = st.sampled_from([("<b>", "</b>"), ('<a href="x>y">', "</a>"), ("<!-- no -->", ""), ("", "")])
BLOCK_HTML = st.sampled_from(["p", "h2", "li", "blockquote", "td", "div"])
DROPPED_HTML = st.sampled_from(
    ["", "<script>if (a < b) word();</script>", "<style>p{}</style>", "<svg><text>word</svg>"]
)


@st.composite
def numbered(draw: st.DrawFn, wrap: st.SearchStrategy[tuple[str, str]], references: bool) -> tuple[str, str, int]:
    """Return the source of a line of words, each told apart by a number, the text that it makes, and their number."""
    first = draw(st.integers(0, 10**6)) * 100
    count = draw(st.integers(1, 5))
    sources, texts = [], []
    for number in range(first, first + count):
        word = f"{draw(WORD)}{number}"
        reference = draw(st.sampled_from(sorted(CHARACTERS))) if references and draw(st.booleans()) else ""
        before, after = draw(wrap)
        sources.append(f"{before}{word}{reference}{after}")
        texts.append(word + CHARACTERS.get(reference, ""))
    return " ".join(sources), " ".join(texts), count


@st.composite
def html(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Return a page and the text of its blocks."""
    newline = draw(NEWLINES)
    parts, texts = [draw(DROPPED_HTML)], []
    for _ in range(draw(st.integers(1, 4))):
        source, text, _ = draw(numbered(INLINE_HTML, references=True))
        tag = draw(BLOCK_HTML)
        parts += [f"<{tag}>{source}</{tag}>", draw(DROPPED_HTML)]
        texts.append(text)
    return newline.join(parts), texts


@st.composite
def markdown(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Return a Markdown file and the text of its blocks."""
    newline = draw(NEWLINES)
    inline = st.sampled_from([("**", "**"), ("[", "](http://x.y/word)"), ("", "")])
    prefix = st.sampled_from(["", "# ", "- ", "> ", "1. "])
    parts, texts = ["---", "title: word", "---", ""], []
    for _ in range(draw(st.integers(1, 4))):
        source, text, _ = draw(numbered(inline, references=True))
        parts += [draw(prefix) + source, "", "```", "word 1", "```", ""]
        texts.append(text)
    return newline.join(parts), texts


def assert_each_word_leads_home(article: Article, source: str) -> None:
    place = 0
    for word in article.text.split():
        place = article.text.index(word, place)
        plain = word.rstrip("".join(CHARACTERS.values())) if word[-1:] in CHARACTERS.values() else word
        start, end = article.source_map.to_source(place, place + len(plain))
        assert source[start:end] == plain
        if word != plain:
            start, end = article.source_map.to_source(place + len(plain), place + len(word))
            assert CHARACTERS[source[start:end]] == word[len(plain) :]
        place += len(word)


@pytest.mark.parametrize(("format", "pages"), [("html", html()), ("markdown", markdown())], ids=["html", "markdown"])
def test_text_and_places_of_marked_up_files(format: str, pages: st.SearchStrategy[tuple[str, list[str]]]) -> None:  # noqa: A002
    @settings(max_examples=200, deadline=None)
    @given(pages)
    def holds(page: tuple[str, list[str]]) -> None:
        source, texts = page
        article = make_article(source, format)
        blocks = [article.text[block.start : block.end] for block in article.blocks]
        # White space at a block's end, even as a character reference, is no part of the block.
        assert blocks == [text.strip() for text in texts]
        assert_each_word_leads_home(article, source)

    holds()


READERS = ["text", "markdown", "html"]
SOUP = st.text(alphabet=st.sampled_from("a🙂é \t\n\r&;<>/!-#*_[]()`|\"'=p~+1.\u2028"), max_size=120)


@pytest.mark.parametrize("format", READERS)
def test_any_soup_of_characters_is_read_and_mapped(format: str) -> None:  # noqa: A002
    @settings(max_examples=400, deadline=None)
    @given(SOUP)
    @example("<p>a\r\n\r\nb</p>")
    @example("<![CDATA[ a ]]>b<!")
    @example("&#1;")
    def holds(source: str) -> None:
        article = make_article(source, format)
        assert article.source_map.length == len(article.text)
        reached = 0
        for block in article.blocks:
            assert reached <= block.start < block.end <= len(article.text)
            reached = block.end
        for place, char in enumerate(article.text):
            start, end = article.source_map.to_source(place, place + 1)
            assert 0 <= start <= end <= len(source)
            if article.source_map.is_exact(place, place + 1):
                written = source[start:end]
                is_space = (written + char).isspace()
                is_number = written.startswith("&#")  # unescape() drops control characters
                assert char in (written, written.removeprefix("\\"), unescape(written)) or is_space or is_number

    holds()


@given(SOUP)
def test_plain_text_is_the_file_itself(source: str) -> None:
    (article,) = read(FoundFile("a.txt", source.encode(), "text"), SourceOptions()).articles
    assert article.text == source.replace("\ufeff", "")


@pytest.mark.parametrize(
    ("format", "source", "blocks"),
    [
        ("html", "<h2>Title</h2>Loose <p>one<br>two<br><br>three", ["H Title", "P Loose", "P one\ntwo", "P three"]),
        ("html", "<ul><li>a<li>b</ul><table><tr><td>c<td>d</table>", ["L a", "L b", "T c", "T d"]),
        ("html", "<blockquote><p>said</p></blockquote>after", ["Q said", "P after"]),
        ("html", "a<script>b<textarea>c</textarea></script>d", ["P ad"]),
        ("html", "The <code>x + y</code> key", ["P The \ufffc key"]),
        ("html", "  lots \n of   space  ", ["P lots of space"]),
        ("html", "<p>never<script>closed", ["P neverclosed"]),
        ("markdown", "# T\n\n> q\n\n- a\n  b\n- c\n", ["H T", "Q q", "L a\nb", "L c"]),
        ("markdown", "a\nb  \nc", ["P a\nb\nc"]),
        ("markdown", "|a|b|\n|-|-|\n|c|d|\n", ["T a", "T b", "T c", "T d"]),
        ("markdown", "The `x` key ![alt](y.png) of [it](z)", ["P The \ufffc key  of it"]),
        ("markdown", "<div>\nno\n</div>\n\nyes", ["P yes"]),
        ("markdown", "    code\n\ntext", ["P text"]),
    ],
)
def test_blocks_of_a_format(format: str, source: str, blocks: list[str]) -> None:  # noqa: A002
    article = make_article(source, format)
    found = [f"{BlockKind(block.kind).name[0]} {article.text[block.start : block.end]}" for block in article.blocks]
    assert found == blocks


@pytest.mark.parametrize(
    ("format", "source", "fields"),
    [
        (
            "html",
            '<html lang="de-AT"><head><title>A &amp; B</title><link rel=canonical href="https://x.y/z">'
            '<meta property="og:site_name" content="Y"><meta property="article:published_time" content="2024-02-03">',
            ("A & B", "https://x.y/z", "Y", "de-AT", "2024-02-03"),
        ),
        (
            "markdown",
            "---\ntitle: 'A: B'\nlink: https://x.y/z\nsite: Y\nlang: de\ndate: 2024-02-03\n---\nText",
            ("A: B", "https://x.y/z", "Y", "de", "2024-02-03"),
        ),
        ("text", "title: A", (None, None, None, None, None)),
    ],
)
def test_fields_of_an_article(format: str, source: str, fields: tuple[str | None, ...]) -> None:  # noqa: A002
    article = make_article(source, format)
    assert (article.title, article.url, article.site, article.language, article.date) == fields


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("make", [lambda n: "<" * n, lambda n: "[" * n, lambda n: "&" * n, lambda n: "*a " * n])
def test_hostile_nesting_is_read_in_linear_time(format: str, make: Callable[[int], str]) -> None:  # noqa: A002
    assert make_article(make(50_000), format).source_map.length <= 150_000
