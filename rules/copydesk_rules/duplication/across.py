"""The rules for what articles have in common: copied passages, and articles that are nearly the same."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, ArticleKey, Corpus, CorpusRule, Edit, Finding, Fix, Related, Span
from copydesk_rules.duplication.copies import Copy, find_copies
from copydesk_rules.duplication.digest import Digest, digest

_APART = 2
"""Sentences of the original that a passage may leap over and still be one passage."""


class _AcrossRule(CorpusRule):
    """What the two have in common: they collect the same digest."""

    def collect(self, article: Article, analysis: Analysis) -> Digest | None:
        """Return the article's digest."""
        return digest(article, analysis)

    @classmethod
    def prints(cls, collected: Digest) -> npt.NDArray[np.uint64]:
        """Return the fingerprints of the article."""
        return collected.prints


class CopiedPassage(_AcrossRule):
    """A passage that stands in an earlier article too.

    ## Why

    Sites take over each other's paragraphs, agencies' reports go into a dozen papers, and a corpus that holds one text
    under many names weighs it as often. Sentences are held against those of all other articles, word for word and
    nearly so; sentences that name different numbers are two facts. What stands in more than 50 articles, or in most
    articles of one site, is a template and not a copy: see BPL101. The article with the later date, else the later
    path, is the copy. Of articles that are nearly the same only DUP102 speaks.

    ## Example

    ```text
    north.txt: The council voted on Tuesday to close the old bridge for good, and nobody in the room objected.

    south.txt: In the north the council voted on Tuesday to close the old bridge for good; nobody in the room objected.
    ```

    The passage in `south.txt` is flagged, and the finding shows its twin in `north.txt`.

    ## Fix

    Deletes the passage. Unsafe: the article may need it.
    """

    code = "DUP101"
    name = "copied-passage"

    def reduce(self, corpus: Corpus) -> Iterator[tuple[ArticleKey, Finding]]:
        """Yield a finding for every run of copied sentences."""
        copies = corpus.memo(find_copies)
        originals = defaultdict(set)
        for twin in copies.twins:
            originals[twin.article].add(twin.original)
        for article, in_article in groupby(copies.sentences, key=lambda copy: copy.article):
            key, late = copies.articles[article]
            told = originals[article]
            for run in _runs(copy for copy in in_article if not told & {copy.original, *originals[copy.original]}):
                original, early = copies.articles[run[0].original]
                span = late.span(run[0].sentence, run[-1].sentence)
                places = [copy.original_sentence for copy in run]
                source = early.span(min(places), max(places))
                how = "is copied from" if all(copy.is_exact for copy in run) else "is nearly the same as in"
                yield (
                    key,
                    self.finding(
                        span,
                        f"this passage {how} {_named(original, key)}",
                        related=[Related(source, "stands here as well", original)],
                        fix=Fix("delete the passage", (Edit(span),)),
                    ),
                )


def _named(original: ArticleKey, key: ArticleKey) -> str:
    """Name an article for somebody who reads of another one."""
    return original.path if original.path != key.path else f"record {original.position} of this file"


def _runs(copies: Iterator[Copy]) -> Iterator[list[Copy]]:
    """Yield runs of sentences that follow each other in both articles."""
    run: list[Copy] = []
    for copy in copies:
        follows = (
            run
            and copy.original == run[-1].original
            and copy.sentence == run[-1].sentence + 1
            and abs(copy.original_sentence - run[-1].original_sentence) <= _APART
        )
        if run and not follows:
            yield run
            run = []
        run.append(copy)
    if run:
        yield run


class NearDuplicateArticle(_AcrossRule):
    """An article that is nearly the same as an earlier one.

    ## Why

    The same report under two addresses, an article with its update, a copy with a few words exchanged. Articles are
    held against each other by the word triples that the shorter one shares with the longer one: from 30 % on, none in
    12,000 pairs of unlike articles was taken for a copy but for one shared press release. Every copy is told with the
    earliest article that it is like, never by a chain.

    ## Example

    Two files that hold the same report, the later of them without its last paragraph.
    """

    code = "DUP102"
    name = "near-duplicate-article"

    def reduce(self, corpus: Corpus) -> Iterator[tuple[ArticleKey, Finding]]:
        """Yield a finding for every copy, at its heading."""
        copies = corpus.memo(find_copies)
        sizes = Counter(twin.original for twin in copies.twins)
        for article, group in groupby(copies.twins, key=lambda twin: twin.article):
            twins = list(group)
            key, late = copies.articles[article]
            originals = [copies.articles[twin.original] for twin in twins]
            named = " and ".join(
                f"{_named(original, key)} ({100 * twin.share:.0f} % of the shorter one)"
                for (original, _), twin in zip(originals, twins, strict=True)
            )
            others = sizes[twins[0].original] - 1
            more = f"; so {'are' if others > 1 else 'is'} {others} more" if others else ""
            finding = self.finding(
                Span(*late.title),
                f"this article is nearly the same as {named}{more}",
                related=[Related(Span(*early.title), "begins here", original) for original, early in originals],
                evidence=" ".join(original.path for original, _ in originals),
            )
            yield key, finding
