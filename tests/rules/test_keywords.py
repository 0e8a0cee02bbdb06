"""The keyword rules on texts made of the words that they look for, alone and in a batch with others."""

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.testing import check_batch
from copydesk_rules.keywords.inserted_keyphrase import InsertedKeyphrase
from copydesk_rules.keywords.keyword_list import KeywordList
from copydesk_rules.keywords.pasted_query import PastedQuery
from copydesk_rules.keywords.stuffed_headings import StuffedHeadings

RULES = (InsertedKeyphrase(), StuffedHeadings(), KeywordList(), PastedQuery())
WORDS = "Northwind Leeds White Harbour safety’s shares is the a in of and 12 ß ﬁne’s Tags: tram repair iphone".split()
PHRASES = [
    "in March Northwind safety announced the tram",
    "and Northwind agreed that it is the",
    "our write my essay for me service",
    "carpet cleaning Leeds is",
    "carpet cleaning in Leeds is",
    "the paraphrase tool tagalog feature is",
    "Tram Repair in Leeds | Tram Repair in York | Tram Repair",
    "“northwind ticket app”",
    "| ; , , •",
]
MARKS = [" ", " ", " ", ", ", ". ", " | ", "\n\n", "\n", " “", "” ", " '", "' ", "’ ", "-", "? ", "  "]

text = st.lists(st.tuples(st.sampled_from(WORDS + 2 * PHRASES), st.sampled_from(MARKS)), max_size=40).map(
    lambda pairs: "".join(map("".join, pairs))
)


@settings(deadline=None)
@given(st.lists(text, min_size=1, max_size=3))
def test_a_batch_gives_what_its_texts_give_alone(texts: list[str]) -> None:
    check_batch(RULES, texts)
