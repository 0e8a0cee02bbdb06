"""SCR008: an article in another language than its site's."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, NamedTuple

import numpy as np
from msgspec import Meta

from copydesk import Analysis, Article, ArticleKey, Corpus, CorpusRule, Finding, RuleOptions, Span
from copydesk_rules.languages import NAMES, UNKNOWN, find_languages

_MIN_ARTICLES = 8
"""Articles of a known language that a site must have to have a language itself."""
_MIN_SHARE = 0.9
"""The least share of them in one language."""


class Options(RuleOptions, frozen=True):
    """Options of SCR008."""

    languages: Annotated[
        tuple[str, ...], Meta(description="Codes of the languages that articles may be in, instead of comparing them.")
    ] = ()
    by_folder: Annotated[
        bool, Meta(description="Whether articles of no known site are compared with the others of their folder.")
    ] = False


class Language(NamedTuple):
    """What is known of an article: its language, the one that it declares, its site, its first sentence."""

    code: str
    declared: str
    site: str
    start: int
    end: int


class _Kind(NamedTuple):
    """What decides whether an article is in the right language; most articles of a run are of a few kinds.

    `group` is what the article is compared with, empty for nothing.
    """

    group: str
    site: str
    code: str
    declared: str


class WrongLanguage(CorpusRule):
    """An article in another language than it declares, or than nearly all of its site.

    ## Why

    A scraper follows a link to the site's other edition, or is sent to a page for another country. The language is told
    by the share of function words, for 18 languages, or by the script. Nothing is said of an article of less than 40
    words or of one whose language is in doubt (of 929 labelled articles none is told wrong, and 49 are not told). A
    site has a language if at least 8 of its articles are known, 9 of 10 in the same; an article that is in the language
    of its site, or in the one that it declares, is right.

    ## Example

    One German article among twenty English ones of `example.org`.
    """

    code = "SCR008"
    name = "wrong-language"
    Options = Options

    def collect(self, article: Article, analysis: Analysis) -> Language | None:
        """Return the language of the article, None where it is in doubt."""
        code, start, end = analysis.batch.memo(_languages_and_places)[analysis.part]
        if code == UNKNOWN:
            return None
        declared = (article.language or "").lower().replace("_", "-").partition("-")[0]
        return Language(code, declared, article.host, start, end)

    def reduce(self, corpus: Corpus) -> Iterator[tuple[ArticleKey, Finding]]:
        """Yield a finding for every article in another language than it should be."""
        kinds = Counter(self._kind(key, article) for key, article in corpus.entries)
        usual = {} if self.options.languages else _usual_languages(kinds)
        wrong = {kind: reason for kind in kinds if (reason := self._reason(kind, usual.get(kind.group)))}
        for key, article in corpus.entries if wrong else ():
            reason = wrong.get(self._kind(key, article))
            if reason:
                name = NAMES.get(article.code, article.code)
                yield key, self.finding(Span(article.start, article.end), f"the article is in {name}, {reason}")

    def _kind(self, key: ArticleKey, article: Language) -> _Kind:
        """Return what decides on an article; in a group of its site, else of its folder if the options say so."""
        by_folder = self.options.by_folder and not article.site
        group = f"{key.path.rpartition('/')[0]}/" if by_folder else article.site
        return _Kind(group, article.site, article.code, article.declared)

    def _reason(self, kind: _Kind, usual: str | None) -> str | None:
        """Return what is wrong with an article's language, None where nothing is."""
        expected = self.options.languages
        if expected:
            return None if kind.code in expected else f"not in {' or '.join(NAMES.get(c, c) for c in expected)}"
        if kind.code in (kind.declared, usual):
            return None
        if kind.declared in NAMES:
            return f"but declares {NAMES[kind.declared]}"
        if usual:
            return f"the others of {kind.site or 'the folder'} in {NAMES.get(usual, usual)}"
        return None


def _usual_languages(kinds: Counter[_Kind]) -> dict[str, str]:
    """Return the language of every group that has one; `kinds` counts the articles."""
    counts: dict[str, Counter[str]] = {}
    for kind, count in kinds.items():
        if kind.group:
            counts.setdefault(kind.group, Counter())[kind.code] += count
    usual = {group: languages.most_common(1)[0] for group, languages in counts.items()}
    return {
        group: code
        for group, (code, count) in usual.items()
        if counts[group].total() >= _MIN_ARTICLES and count >= _MIN_SHARE * counts[group].total()
    }


def _languages_and_places(batch: Analysis) -> list[tuple[str, int, int]]:
    """Return for each text of a batch its language, and where its first sentence starts and ends."""
    languages = find_languages(batch)
    sentences = batch.sentences
    if not sentences.start.size:
        return [(code, 0, 0) for code in languages]
    first = np.minimum(np.searchsorted(sentences.start, batch.part_starts), sentences.start.size - 1)
    start, end = sentences.start[first] - batch.part_starts, sentences.end[first] - batch.part_starts
    return list(zip(languages, start.tolist(), end.tolist(), strict=True))
