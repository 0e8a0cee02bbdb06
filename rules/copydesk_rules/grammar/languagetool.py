"""GRM001: what LanguageTool objects to."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, NamedTuple

from msgspec import Meta

from copydesk import Analysis, Article, BlockKind, Edit, Finding, Fix, Rule, RuleOptions, Span, Unfinished
from copydesk.text import Hashes, contains, group, hash_words
from copydesk_rules.languages import language_of
from copydesk_rules.vocabulary import vocabulary

if TYPE_CHECKING:
    from copydesk_rules.grammar.checker import Checker, Paragraph, Servers
    from copydesk_rules.grammar.client import Remark

_PROSE = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)
"""Headlines leave words out, captions and tables are no sentences."""
_PIECE = 8_000
"""Code points that are asked about in one piece; a longer paragraph is cut between sentences."""
_LONGEST_SENTENCE = 2_000
"""What is longer is no sentence, and takes LanguageTool very long."""
_BYTES_A_SERVER = 500_000
"""So much text keeps a server busy for about a minute, and makes up for starting it."""

_TERM_USES = 3
_SPELLERS = "MORFOLOGIK_RULE|HUNSPELL|SPELLER_RULE|SPELLING_RULE"
_VARIANTS = {"en": "en-US", "de": "de-DE", "pt": "pt-PT"}
"""Languages that LanguageTool spells in a variant only; without one it judges grammar alone."""
_OURS = "_WORD_REPEAT_RULE$|^WORD_REPEAT_RULE$"
"""DUP006 judges doubled words, and knows "had had"."""
_BY_THE_CLOCK = "CURRENT_?YEAR|DATE_NEW_YEAR"
"""Rules that hold dates against the day they are run on: articles are older."""
_MILD = frozenset(("style", "typographical", "whitespace", "register", "locale-violation", "uncategorized"))
ALL = "ALL"
_GRAMMATICAL = (
    "GRAMMAR",
    "CONFUSED_WORDS",
    "AGREEMENT",
    "AGREEMENT_NOUNS",
    "AGREEMENT_VERBS",
    "CONFUSIONS",
    "CONFUSIONS2",
    "CAT_GRAMMAIRE",
    "CAT_HOMONYMES_PARONYMES",
)
"""Categories about grammar and confused words in English, German, French and Spanish. On 60,000 words of clean news
LanguageTool 6.8 makes 216 remarks, 24 of them in these."""


class Options(RuleOptions, frozen=True):
    """Options of GRM001."""

    server: Annotated[
        str, Meta(description="The address of a running LanguageTool server, which the articles are sent to.")
    ] = ""
    installation: Annotated[
        str,
        Meta(
            description="The folder of LanguageTool on this machine; without it LTP_PATH and "
            "~/.cache/language_tool_python are looked at."
        ),
    ] = ""
    categories: Annotated[
        tuple[str, ...],
        Meta(description='LanguageTool\'s categories to report; ["ALL"] for every one, spelling excepted.'),
    ] = _GRAMMATICAL
    ignored_rules: Annotated[tuple[str, ...], Meta(description="LanguageTool's rules not to run, by their ids.")] = ()
    spelling: Annotated[
        bool, Meta(description="Report what LanguageTool takes for misspelt as well; SPL001 does better on news.")
    ] = False
    vocabulary: Annotated[
        tuple[str, ...], Meta(description="Words and phrases that are right, beside those of the project.")
    ] = ()
    timeout: Annotated[
        float, Meta(gt=0, le=3600, description="Seconds to wait for an answer; the first takes longest.")
    ] = 120.0
    servers: Annotated[
        int, Meta(ge=1, le=64, description="The most servers to start where there is much text; each takes 1 GB.")
    ] = 2


class Piece(NamedTuple):
    """A stretch of an article that is asked about: where it starts, and its text in one line."""

    start: int
    text: str


class LanguageTool(Rule):
    """What LanguageTool objects to: grammar and confused words.

    ## Why

    LanguageTool knows thousands of errors of grammar in some thirty languages. It is a program of its own, so this
    rule runs only where it is selected, or where the settings name a `server` or an `installation`.

    ## Example

    ```text
    She were glad that the bridge would reopen.
    ```

    Use instead:

    ```text
    She was glad that the bridge would reopen.
    ```

    ## Setting it up

    Install Java 17 or later and `pip install 'copydesk[grammar]'`, and unpack LanguageTool. Nothing is ever
    downloaded, and nothing leaves the machine unless the settings name a server.

    ```toml
    [rules.GRM001]
    installation = "~/LanguageTool-6.8"   # the folder of languagetool-server.jar
    ```

    Instead of that the environment's `LTP_PATH` may name the folder that `LanguageTool-6.8` lies in, or `server` an
    address such as `"http://localhost:8081"`. Servers that copydesk starts end with it, whatever happens. One that
    dies is started again once; after that the articles that it should have judged are reported (INP006), and the exit
    code is 2. LanguageTool takes some ten seconds to start and reads about 5 kB a second and core, so that it is the
    slowest rule by far; what it said of a paragraph is kept beside the cache, and not asked again for 90 days.

    ## What is left out

    By default only what is in LanguageTool's categories of grammar and confused words is reported: of its remarks on
    clean news these are one in nine, and the others are mostly about style, hyphens and names. Set `categories` for
    others. Headings, captions and tables are not looked at; neither are
    articles in a language that the server does not know or that can't be recognised. Where a rule of ours flags the
    same words (spelling, grammar, doubled words, keywords, scrape damage), only that one is reported; spelling is left
    to SPL001 unless `spelling` is set, which helps where SPL001 does not: in other languages. Words with a capital
    inside a sentence, and those that an article uses three times, are taken for names and terms then. Rules that
    compare sentences, and those that go by today's date, do not run.

    ## Fix

    Puts LanguageTool's first suggestion. Unsafe: look whether it says what was meant.
    """

    code = "GRM001"
    name = "languagetool"
    default = False
    yields_to = ("SPL", "GRM", "DUP006", "KEY", "SCR")
    Options = Options

    def __init__(self, options: RuleOptions | None = None) -> None:
        """Take the options. Nothing is looked for yet."""
        super().__init__(options)
        self._servers: Servers | None = None
        self._why_none = ""

    @classmethod
    def runs_unasked(cls, options: RuleOptions | None) -> bool:
        """Whether the settings name a LanguageTool: that is meant as a wish to use it."""
        return isinstance(options, Options) and bool(options.server or options.installation)

    def lacks(self) -> str | None:
        """Return which of the library, LanguageTool and Java is missing."""
        if find_spec("language_tool_python") is None:
            return "language-tool-python is not installed; run: pip install 'copydesk[grammar]'"
        options = self.options
        if options.server:
            is_address = re.match("https?://[^/]", options.server)
            return (
                None if is_address else f"server must be an address such as http://localhost:8081, not {options.server}"
            )
        from copydesk_rules.grammar.servers import JAR, find_installation

        if find_installation(options.installation) is None:
            if options.installation:
                return f"there is no {JAR} in {os.path.abspath(os.path.expanduser(options.installation))}"
            return (
                "no LanguageTool is found, and none is downloaded; name the folder of its jar (installation) or the "
                "address of a server (server) in the settings under [rules.GRM001], or set LTP_PATH to the folder that "
                "LanguageTool-6.8 lies in"
            )
        from shutil import which  # not for those who have no use for the rule

        if which("java") is None:
            return "Java is not on the PATH; LanguageTool needs version 17 or later"
        return None

    @contextmanager
    def session(self, size: int, processes: int, folder: str | None) -> Iterator[None]:
        """Start servers, unless one is named; they are stopped in the end."""
        with ExitStack() as stack:
            try:
                self._servers = self._start(stack, size, processes, folder)
            except OSError as error:
                self._why_none = f"LanguageTool can't be started: {error.strerror or error}"
            stack.callback(self._end)
            yield

    def _start(self, stack: ExitStack, size: int, processes: int, folder: str | None) -> "Servers":
        from copydesk_rules.grammar.checker import Servers
        from copydesk_rules.grammar.servers import JAR, StartError, find_installation, running

        options = self.options
        if options.server:
            return Servers((options.server,), False, 1, options.timeout, options.ignored_rules, options.server, folder)
        installation = find_installation(options.installation)
        if installation is None:
            raise StartError("it is not there any more")
        count = min(processes, options.servers, max(1, size // _BYTES_A_SERVER))
        at_once = max(1, (os.cpu_count() or 1) // processes)
        urls = stack.enter_context(running(installation, count))
        version = f"{installation.resolve()} {(installation / JAR).stat().st_mtime_ns}"
        return Servers(urls, True, at_once, options.timeout, options.ignored_rules, version, folder)

    def _end(self) -> None:
        self._servers = None
        _checker.cache_clear()

    def prepare(self, articles: Iterable[tuple[Article, Analysis]]) -> None:
        """Ask about all paragraphs of a batch at once."""
        asked = [
            self._paragraph(language, piece)
            for article, analysis in articles
            if (language := self._language(article, analysis)) is not None
            for piece in pieces(article.text, analysis)
        ]
        if asked:
            self._checker().ask(asked)

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every remark that is to be reported."""
        language = self._language(article, analysis)
        if language is None:
            return
        terms = _terms(analysis) if self.options.spelling else None
        allowed = vocabulary(self.options.vocabulary)
        for piece in pieces(article.text, analysis):
            for remark in self._checker().remarks(self._paragraph(language, piece)):
                is_wanted = self._is_wanted(remark, piece.text, terms)
                if is_wanted and not allowed.allows(piece.text, remark.start, remark.end):
                    yield self._finding(article.text, piece.start, remark)

    def _checker(self) -> "Checker":
        if self._servers is None:
            raise Unfinished(self._why_none or "no server was started")
        return _checker(self._servers)

    def _language(self, article: Article, analysis: Analysis) -> str | None:
        """Return the language as LanguageTool calls it: for spelling in the declared or else the usual variant."""
        language = language_of(article, analysis)
        if language is None or not self.options.spelling:
            return language
        declared = (article.language or "").replace("_", "-")
        return declared if "-" in declared else _VARIANTS.get(language, language)

    def _paragraph(self, language: str, piece: Piece) -> "Paragraph":
        from copydesk_rules.grammar.checker import Paragraph

        return Paragraph(language, piece.text)

    def _is_wanted(self, remark: "Remark", text: str, terms: Hashes | None) -> bool:
        if (
            re.search(_OURS, remark.rule)
            or re.search(_BY_THE_CLOCK, remark.rule)
            or remark.rule in self.options.ignored_rules
        ):
            return False
        if re.search(_SPELLERS, remark.rule):
            return terms is not None and not _is_name(text, remark, terms)
        if ALL in self.options.categories:
            return True
        if remark.category not in self.options.categories:
            return False
        is_spelling = _bare(remark.replacement) == _bare(text[remark.start : remark.end])
        return not (is_spelling and remark.category in _GRAMMATICAL)

    def _finding(self, text: str, offset: int, remark: "Remark") -> Finding:
        span = Span(offset + remark.start, offset + remark.end)
        flagged = text[slice(*span)]
        message = " ".join(remark.message.split()).rstrip(".") or "LanguageTool objects"
        fix = None
        if remark.replacement and remark.replacement != flagged and flagged.isprintable() and max(flagged) <= "\uffff":
            fix = Fix(f"replace by “{remark.replacement}”", (Edit(span, remark.replacement),))
        return self.finding(
            span,
            f"{message} ({remark.rule})",
            fix=fix,
            severity="info" if remark.kind in _MILD else None,
            evidence=f"{remark.rule} {flagged}",
        )


@cache
def _checker(servers: "Servers") -> "Checker":
    """Return what asks some servers in this process, and remembers."""
    from copydesk_rules.grammar.checker import Checker
    from copydesk_rules.grammar.servers import wait_until_well

    return Checker(servers, wait_until_well if servers.is_ours else lambda _: True)


def _bare(text: str) -> str:
    """Return a text without what is a matter of capitals and hyphens rather than grammar."""
    return text.casefold().replace("-", " ")


def _terms(analysis: Analysis) -> Hashes:
    """Return the words that an article uses again and again."""
    words = group(analysis.tokens.hash)
    terms: Hashes = words.value[words.size >= _TERM_USES]
    return terms


def _is_name(text: str, remark: "Remark", terms: Hashes) -> bool:
    """Whether an unknown word is more likely a name or a term.

    As for SPL001: the article uses it often, or it has a capital that no start of a sentence explains.
    """
    word = text[remark.start : remark.end]
    if contains(terms, hash_words([word])).any():
        return True
    before = text[: remark.start].rstrip(" \"'“‘«„(")
    opens = not before or before[-1] in ".!?:…"
    return word != word.lower() and not (opens and word[1:] == word[1:].lower())


def pieces(text: str, analysis: Analysis) -> Iterator[Piece]:
    """Yield what is asked about of an article: its paragraphs, quotes and list items.

    Line breaks become spaces: what LanguageTool says depends on them else
    (https://github.com/languagetool-org/languagetool/issues/10408).
    """
    blocks = analysis.blocks
    for number, kind in enumerate(blocks.kind.tolist()):
        if kind not in _PROSE:
            continue
        start, end = int(blocks.start[number]), int(blocks.end[number])
        spans = [(start, end)] if end - start <= _LONGEST_SENTENCE else _runs_of_sentences(analysis, number)
        yield from (Piece(start, text[start:end].replace("\n", " ")) for start, end in spans)


def _runs_of_sentences(analysis: Analysis, block: int) -> Iterator[tuple[int, int]]:
    """Cut a block between sentences, into runs of at most `_PIECE`; what is no sentence is left out."""
    sentences = analysis.sentences
    first, last = sentences.block.searchsorted((block, block + 1)).tolist()
    run: tuple[int, int] | None = None
    bounds = zip(sentences.start[first:last].tolist(), sentences.end[first:last].tolist(), strict=True)
    for start, end in bounds:
        is_sentence = end - start <= _LONGEST_SENTENCE
        if is_sentence and run is not None and end - run[0] <= _PIECE:
            run = run[0], end
            continue
        if run is not None:
            yield run
        run = (start, end) if is_sentence else None
    if run is not None:
        yield run
