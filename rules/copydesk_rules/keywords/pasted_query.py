"""KEY005: a search query pasted into a sentence as if it were a word."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from copydesk import Analysis, Article, Finding, Rule, Span
from copydesk_rules.keywords.queries import clause_places, pasted_clauses, pasted_names, qualified_places
from copydesk_rules.keywords.quoted_queries import quoted_places, quoted_queries
from copydesk_rules.language import is_english


class PastedQuery(Rule):
    """A search query pasted into a sentence as if it were a word.

    ## Why

    A page that wants to be found repeats what people type, and people type no grammar: "our write my essay for me
    service", "the paraphrase tool tagalog feature", "a carpet cleaning Melbourne team". Flagged are clauses with "my"
    that come again and again in the place of a noun; and a place, language or device behind a noun without
    preposition, where the same article also has the two in grammar ("carpet cleaning in Melbourne", "AI keyboard"), or
    where it does so more than once behind a word such as "tool" or "app". English only.

    ## Example

    ```text
    Our carpet cleaning Leeds team is proud to offer carpet cleaning in Leeds.
    ```

    Use instead:

    ```text
    Our team is proud to offer carpet cleaning in Leeds.
    ```
    """

    code = "KEY005"
    name = "pasted-query"

    def suspects(self, batch: Analysis) -> npt.NDArray[Any]:
        """Return the offsets of words that queries are made of."""
        places = map(batch.memo, (clause_places, qualified_places, quoted_places))
        return batch.tokens.start[np.concatenate(tuple(places))]

    def check(self, article: Article, analysis: Analysis) -> Iterator[Finding]:
        """Yield a finding for every use of a query."""
        queries = [*pasted_clauses(analysis), *pasted_names(analysis), *quoted_queries(analysis)]
        if not queries or not is_english(analysis, article.language):
            return
        tokens = analysis.tokens
        for first, last, reason in sorted(queries):
            span = Span(int(tokens.start[first]), int(tokens.end[last - 1]))
            yield self.finding(span, f"“{article.text[slice(*span)]}” is a search query: {reason}")
