"""KEY101: a keyphrase put where a name belongs in article after article of one site."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, ArticleKey, Corpus, CorpusRule, Finding, Related, Span
from copydesk.text import Hashes, TokenFlag, contains, fold, hash_words
from copydesk_rules.keywords.candidates import name_width, no_nouns, suspects
from copydesk_rules.keywords.inserted_keyphrase import find_inserted, span_of
from copydesk_rules.keywords.lexicon import agent_verb_hashes, words
from copydesk_rules.keywords.places import are_words, names, tokens_of, touch_next
from copydesk_rules.language import is_english

_MIN_ARTICLES = 3
"""Articles of a site that must use a phrase, as KEY001 asks for so many uses in one."""
_MAX_RELATED = 50


class PhraseUses(NamedTuple):
    """The uses of a phrase in an article: its name and the noun behind it, and the spans where they stand.

    Of a phrase that `is_inserted` by the evidence of this article alone they are all uses, else only those that are
    the subject of somebody who acts.
    """

    name: str
    noun: str
    spans: list[Span]
    is_inserted: bool


class SitePhrases(NamedTuple):
    """What may be stuffed in an article, and the article's site."""

    uses: list[PhraseUses]
    site: str


class SiteKeyphrase(CorpusRule):
    """A search phrase that stands where a name belongs in many articles of one site.

    ## Why

    Who stuffs a phrase into a site puts it into every page, often once or twice only, which is too little for KEY001 to
    judge. Where the evidence of one article is enough, it speaks for the others: three articles of a site (of a folder,
    where the site is not known) that use the phrase as somebody who acts are one finding. It stands at the first use
    and lists the first use in each other article. English only.

    ## Example

    ```text
    Northwind safety announced a new tram for Leeds.
    ```

    One article of `example.org` has four such uses, and in six others Northwind safety "said", "opened" or "sold".
    """

    code = "KEY101"
    name = "site-keyphrase"

    def collect(self, article: Article, analysis: Analysis) -> SitePhrases | None:
        """Return the phrases of an article that stand where a name belongs, or seem to."""
        frequent, acting = analysis.batch.memo(_worth_a_look)
        if analysis.part not in frequent and analysis.part not in acting:
            return None
        is_inserted = analysis.part in frequent and is_english(analysis, article.language)
        inserted = [
            PhraseUses(
                candidate.head, candidate.tail, [span_of(analysis, candidate, use) for use in candidate.uses], True
            )
            for candidate, _ in (analysis.memo(find_inserted) if is_inserted else ())
        ]
        uses = inserted + _acting_phrases(analysis, {_identity(it) for it in inserted})
        return SitePhrases(uses, article.host) if uses else None

    @classmethod
    def prints(cls, collected: SitePhrases) -> Hashes:
        """Return the hashes of the phrases."""
        return np.unique(hash_words(" ".join(_identity(uses)) for uses in collected.uses))

    def reduce(self, corpus: Corpus) -> Iterator[tuple[ArticleKey, Finding]]:
        """Yield a finding for every phrase that enough articles of a site use."""
        bearers: dict[tuple[str, tuple[str, str]], list[tuple[ArticleKey, PhraseUses]]] = defaultdict(list)
        for key, phrases in corpus.entries:
            site = phrases.site or key.path.rpartition("/")[0]
            for uses in phrases.uses:
                bearers[site, _identity(uses)].append((key, uses))
        for (site, _), articles in bearers.items():
            if len(articles) >= _MIN_ARTICLES and any(uses.is_inserted for _, uses in articles):
                yield articles[0][0], self._finding(site, articles)

    def _finding(self, site: str, articles: Sequence[tuple[ArticleKey, PhraseUses]]) -> Finding:
        surest = next(uses for _, uses in articles if uses.is_inserted)
        count = sum(len(uses.spans) for _, uses in articles)
        related = [
            Related(uses.spans[0], "and here" if len(uses.spans) == 1 else f"and {len(uses.spans)} times here", key)
            for key, uses in articles[1 : _MAX_RELATED + 1]
        ]
        message = (
            f"“{surest.name} {surest.noun}” stands where “{surest.name}” belongs all over {site or 'the folder'}: "
            f"{count} uses in {len(articles)} articles"
        )
        return self.finding(articles[0][1].spans[0], message, related=related)


def _identity(uses: PhraseUses) -> tuple[str, str]:
    """Return the words by which a phrase is known: the last one of the name, and the noun."""
    return fold(uses.name).rpartition(" ")[2], uses.noun


def _worth_a_look(batch: Analysis) -> tuple[frozenset[int], frozenset[int]]:
    """Return the numbers of the texts that use a phrase often enough, and of those in which one seems to act."""
    acting = batch.tokens.start[batch.memo(_before_agent_verbs)]
    frequent, some = (batch.parts_of(offsets).tolist() for offsets in (batch.memo(suspects), acting))
    return frozenset(frequent), frozenset(some)


def _acting_phrases(analysis: Analysis, known: set[tuple[str, str]]) -> list[PhraseUses]:
    """Return the phrases that are the subject of somebody who acts, those `known` left out."""
    found: dict[tuple[str, str], PhraseUses] = {}
    batch, offset = analysis.batch, analysis.offset
    tokens = batch.tokens
    for place in (tokens_of(analysis, _before_agent_verbs) + analysis.token_slice.start).tolist():
        identity = batch.folded(place), batch.folded(place + 1)
        first = place - name_width(batch, place)
        if identity in known or not _is_bare(batch, first):
            continue
        if first < place and first == batch.sentences.first[tokens.sentence[first]]:
            first += 1  # it has its capital for standing there: "Yesterday Northwind safety opened"
        name = batch.text[tokens.start[first] : tokens.end[place]]
        uses = found.setdefault(identity, PhraseUses(name, identity[1], [], False))
        uses.spans.append(Span(int(tokens.start[first]) - offset, int(tokens.end[place + 1]) - offset))
    return list(found.values())


def _before_agent_verbs(batch: Analysis) -> npt.NDArray[np.intp]:
    """Return the capitalised words with a word behind that may be a noun, and behind that a verb of acting."""
    tokens, places = batch.tokens, batch.memo(names)
    places = places[places < tokens.start.size - 2]
    places = places[batch.tell_at(_are_agent_verbs, places + 2)]
    lower = (tokens.flags[places + 1] & TokenFlag.CAPITAL) == 0
    places = places[lower & are_words(batch, places + 1)]
    places = places[touch_next(batch, places) & touch_next(batch, places + 1)]
    return np.asarray(places[~batch.tell_at(_make_no_phrase, places + 1)], np.intp)


def _are_agent_verbs(asked: Hashes) -> npt.NDArray[np.bool_]:
    return contains(agent_verb_hashes(), asked)


def _make_no_phrase(asked: Hashes) -> npt.NDArray[np.bool_]:
    """Whether words make no phrase with a name: agents, and what is no noun."""
    return contains(no_nouns(), asked) | contains(_agent_nouns(), asked)


@cache
def _agent_nouns() -> Hashes:
    return np.sort(hash_words(words("agent_nouns")))


def _is_bare(analysis: Analysis, first: int) -> bool:
    """Whether nothing that takes a noun stands right before a phrase that begins at a token."""
    tokens = analysis.tokens
    if first == 0 or tokens.sentence[first - 1] != tokens.sentence[first]:
        return True
    if analysis.text[tokens.end[first - 1] : tokens.start[first]] != " ":
        return True
    return analysis.folded(first - 1) in words("stopwords") - words("determiners")
