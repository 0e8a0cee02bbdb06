"""The keyword rules on texts made of the words that they look for, alone and in a batch with others."""

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.testing import make_article
from copydesk.text import Analysis, find_blocks
from copydesk_rules.keywords.inserted_keyphrase import InsertedKeyphrase
from copydesk_rules.keywords.keyword_list import KeywordList
from copydesk_rules.keywords.pasted_query import PastedQuery
from copydesk_rules.keywords.stuffed_headings import StuffedHeadings

RULES = (InsertedKeyphrase(), StuffedHeadings(), KeywordList(), PastedQuery())
WORDS = """Northwind Leeds White Harbour safety safety's shares cleaning tool keyboard announced rejected is the a in of
write my essay for me our service tagalog iPhone iphone to and 12 ß ﬁne’s Tags:""".split()
MARKS = [" ", " ", " ", ", ", ". ", " | ", "\n\n", "\n", " “", "” ", " '", "' ", "’ ", "-", "? ", "  "]

text = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS)), max_size=60).map(
    lambda pairs: "".join(map("".join, pairs))
)


@settings(deadline=None)
@given(st.lists(text, min_size=1, max_size=3))
def test_a_batch_gives_what_its_texts_give_alone(texts: list[str]) -> None:
    batch, parts = Analysis.join((text, find_blocks(text)) for text in texts)
    for rule in RULES:
        suspected = set(batch.parts_of(rule.suspects(batch)).tolist())
        for number, (text, part) in enumerate(zip(texts, parts, strict=True)):
            article = make_article(text, "text")
            alone = list(rule.check(article, Analysis(text, find_blocks(text))))
            assert list(rule.check(article, part)) == alone
            assert number in suspected or not alone
            assert all(0 <= finding.span.start < finding.span.end <= len(text) for finding in alone)
