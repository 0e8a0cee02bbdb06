"""What a sentence stands in: a quotation, a stanza."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import Analysis
from copydesk.text import find_blocks
from copydesk_rules.duplication.quotations import find_quotations
from copydesk_rules.grammar.verse import is_verse


def quotations(text: str) -> list[str]:
    return [text[slice(*span)] for span in find_quotations(Analysis(text, find_blocks(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes” and “no” today.", ["“yes”", "“no”"]),
        ('He said "yes, “no” was his word" today.', ['"yes, “no” was his word"']),
        ("„Ja“, sagte er, «oui» l’autre.", ["„Ja“", "«oui»"]),
        ("‘It’s late,’ she said. It’s the girls’ cat’s.", ["‘It’s late,’"]),
        ("“It is late.\n\n“We must go,” he said.", ["“It is late.\n\n“We must go,”"]),
        ("“It is late.\n\nWe must go,” he said.", []),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert quotations(text) == expected


@given(st.text(alphabet='ab ,.\n“”"‘’«»„'))
def test_quotations_of_any_text_are_in_order_and_apart(text: str) -> None:
    spans = find_quotations(Analysis(text, find_blocks(text)))
    reached = 0
    for start, end in spans:
        assert reached <= start < end <= len(text)
        reached = end


STANZA = "Above the town the evening sky,\nThe mayor more cautious than before.\nA boat upon the canal"


def test_a_stanza_is_verse_at_all_its_places_and_the_prose_round_it_is_not() -> None:
    text = f"The mayor spoke.\n\n{STANZA}\n\nThe mayor spoke."
    inside = range(text.index("Above"), text.index("canal"))
    assert min(place for place in range(len(text)) if is_verse(text, place)) == inside.start
    assert all(is_verse(text, place) for place in inside)
    assert not is_verse(text, 3)
    assert not is_verse(text, len(text) - 1)


@pytest.mark.parametrize("line", ["and lower at its start", "A line that is " + "much " * 12 + "too long"])
def test_one_line_of_prose_makes_it_prose(line: str) -> None:
    assert is_verse(STANZA, 40)
    assert not is_verse(f"{STANZA}\n{line}", 40)


@given(st.text(alphabet="aA.\n \r", max_size=60), st.data())
def test_verse_in_any_text(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    if is_verse(text, place):
        assert text.count("\n") >= 2
