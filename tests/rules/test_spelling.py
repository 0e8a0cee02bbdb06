"""The spelling rules on texts made of slips, names and lost spaces, alone and in a batch with others."""

import string
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.testing import check_batch, make_article
from copydesk.text import Analysis, find_blocks, hash_words
from copydesk_rules.spelling.correct import Place, correct
from copydesk_rules.spelling.inconsistent_name import InconsistentName
from copydesk_rules.spelling.lexicon import AMERICAN, BRITISH, LOWER, PROPER, lexicon
from copydesk_rules.spelling.misspelling import Misspelling
from copydesk_rules.spelling.run_together import RunTogetherWords
from copydesk_rules.spelling.slips import candidates
from copydesk_rules.spelling.splits import split
from copydesk_rules.spelling.unknown import own_words
from copydesk_rules.spelling.variants import MixedVariants

RULES = (Misspelling(), RunTogetherWords(), InconsistentName(), MixedVariants())
WORDS = """the a of house they goverment recieved thefirefighters inJune isn t Starhip Starship Starship’s said.The
gover nment e x t Louisaina colour harbour color favorite ß ﬁne’s iPhone 12 x@goverment Wir haben""".split()
MARKS = [" ", " ", " ", " ", ". ", ", ", "\n\n", " ‘", "’ ", "-", " “", "” "]

text = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS)), max_size=40).map(
    lambda pairs: "".join(map("".join, pairs))
)
word = st.text(string.ascii_lowercase + "'", min_size=1, max_size=12).filter(lambda word: word.strip("'") == word)


@settings(deadline=None)
@given(st.lists(text, min_size=1, max_size=3))
def test_a_batch_gives_what_its_texts_give_alone(texts: list[str]) -> None:
    check_batch(RULES, texts)


@settings(deadline=None)
@given(word)
def test_what_is_suggested_is_a_word_and_another_one(word: str) -> None:
    for other in candidates(word).words:
        assert lexicon().knows(other)
        assert other != word


@settings(deadline=None)
@given(st.sampled_from(["house", "government", "received", "beautiful"]), st.integers(0, 20), word)
def test_a_letter_too_many_is_found_again(right: str, place: int, letters: str) -> None:
    wrong = right[:place] + letters[0] + right[place:]
    assert right == wrong or right in candidates(wrong).words


@settings(deadline=None)
@given(word)
def test_the_parts_of_a_split_make_the_word(word: str) -> None:
    parted = split(Place(word))
    assert parted is None or parted.left + parted.right == word


@settings(deadline=None)
@given(st.lists(text, min_size=1, max_size=3))
def test_no_word_is_flagged_by_two_rules(texts: list[str]) -> None:
    text = " ".join(texts)
    analysis = Analysis(text, find_blocks(text))
    spans = sorted(finding.span for rule in RULES for finding in rule.check(make_article(text, "text"), analysis))
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_many_words_are_looked_up_as_few_are() -> None:
    words = [left + right for left in ("the", "house", "recieve", "Beijing", "q") for right in string.ascii_lowercase]
    hashes = hash_words([*words, "the", "house", "beijing", "color", "colour"])
    many = lexicon().facts(hashes)
    few = [lexicon().facts(hashes[place : place + 1]) for place in range(hashes.size)]
    assert many.zipf.tolist() == [facts.zipf[0] for facts in few]
    assert many.bits.tolist() == [facts.bits[0] for facts in few]
    assert (many.bits[-5:] & (LOWER | PROPER | AMERICAN | BRITISH)).tolist() == [
        LOWER,
        LOWER,
        PROPER,
        LOWER | AMERICAN,
        LOWER | BRITISH,
    ]


def test_an_article_full_of_slips_is_judged_in_its_first_ones() -> None:
    text = "the house was old and goverment " * 20_000
    analysis = Analysis(text, find_blocks(text))
    assert len(list(own_words(analysis))) == 5_000


def test_doubts_lower_the_score() -> None:
    sure = correct(Place("goverment"))
    for doubtful in (
        Place("goverment", capital=True),
        Place("goverment", hyphen=True),
        Place("goverment", quoted=True),
        Place("goverment", strange_neighbours=1),
    ):
        doubted = correct(doubtful)
        assert sure is not None
        assert doubted is not None
        assert doubted.word == sure.word == "government"
        assert doubted.score < sure.score


def test_a_word_that_is_used_again_is_doubted_unless_all_know_the_slip() -> None:
    once, often = correct(Place("villqge")), correct(Place("villqge", uses=5))
    assert once is not None
    assert often is not None
    assert often.score < once.score
    assert correct(Place("goverment", uses=5)) == correct(Place("goverment"))
