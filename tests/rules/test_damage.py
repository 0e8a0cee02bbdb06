"""The rules for scrape damage on texts made of what they look for, alone and in a batch with others."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import Analysis, Edit, Finding, Rule
from copydesk.testing import make_article
from copydesk.text import find_blocks
from copydesk_rules.damage.broken_lines import BrokenLines
from copydesk_rules.damage.html_residue import HtmlResidue
from copydesk_rules.damage.invisible import InvisibleCharacters
from copydesk_rules.damage.mojibake import Mojibake
from copydesk_rules.damage.placeholder import PlaceholderText
from copydesk_rules.damage.script_residue import ScriptResidue
from copydesk_rules.damage.truncated import TruncatedText
from copydesk_rules.languages import UNKNOWN, find_languages

RULES: tuple[Rule, ...] = (
    Mojibake(),
    HtmlResidue(),
    TruncatedText(),
    PlaceholderText(),
    ScriptResidue(),
    InvisibleCharacters(),
    BrokenLines(),
    BrokenLines(BrokenLines.Options(wrapped=True)),
)
PIECES = [
    *"The council, of the 12. a ISS İ ß 日本 Москва “quoted” … — \n \n\n \t".split(" "),
    *'<b> </b> <a href="x" &amp;nbsp; &#8217 #8217; nbsp; class="a" style="b"> <!-- x -->'.split(" "),
    *"{{ t }} ${a} {first_name} %s [object_Object] lorem ipsum dolor TKTK test undefined [insert_name]".split(" "),
    *"â€™ Ã© Â£ \x93 \u0300 \u200b \u202e \ufeff \ufffd \x00 \ue000 é ÄÖ".split(" "),
    "function f(a) { return {b: [1]}; }",
    ".a { color: red; }",
    '{"@context": "x"}',
    "//<![CDATA[",
    "[caption id=1]",
    "… [+123 chars]",
    "and he had been in the car that was of",
    "and so it was said by all of those who had been there for the",
    "inter-",
    "Continue reading",
]
MARKS = [" ", "", "\n", "\n\n", ". ", "} ", " {", ");"]

text = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(MARKS)), max_size=40).map(
    lambda pairs: "".join(map("".join, pairs))
)


def findings(rule: Rule, text: str, analysis: Analysis) -> list[Finding]:
    return list(rule.check(make_article(text), analysis))


@given(st.lists(text, min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_findings_lie_in_the_text_and_are_suspected_in_any_batch(texts: list[str]) -> None:
    batch, parts = Analysis.join((text, find_blocks(text)) for text in texts)
    for rule in RULES:
        suspects = rule.suspects(batch)
        suspected = range(len(texts)) if suspects is None else set(batch.parts_of(suspects).tolist())
        for number, (text, part) in enumerate(zip(texts, parts, strict=True)):
            found = findings(rule, text, part)
            assert found == findings(rule, text, Analysis(text, find_blocks(text)))
            assert not found or number in suspected
            for finding in found:
                assert 0 <= finding.span.start < finding.span.end <= len(text)


def fixed(text: str, rule: Rule) -> str:
    edits: list[Edit] = []
    for finding in findings(rule, text, Analysis(text, find_blocks(text))):
        if finding.fix:
            edits += finding.fix.edits
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.content + text[edit.span.end :]
    return text


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "cp1254"])
@given(
    words=st.lists(
        st.sampled_from("café naïve größe Übung señor ação São été don’t “yes” – £5 привет à".split()), max_size=9
    )
)
@settings(deadline=None)
def test_what_was_read_in_the_wrong_encoding_is_put_right(encoding: str, words: list[str]) -> None:
    text = " ".join(words)
    try:
        garbled = text.encode().decode(encoding)
    except UnicodeDecodeError:
        return  # a byte that the encoding leaves free
    assert fixed(garbled, Mojibake()) == text


@given(
    words=st.lists(st.sampled_from("café naïve größe Übung señor São “yes” été – £5 привет à É” Ã".split()), max_size=9)
)
@settings(deadline=None)
def test_right_letters_stay(words: list[str]) -> None:
    text = " ".join(words)
    assert fixed(text, Mojibake()) == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The mayor said that it was not for him to say who had been at the meeting and what was agreed. " * 3, "en"),
        ("Der Rat hat beschlossen, dass die Brücke für immer gesperrt wird, und niemand war im Saal. " * 4, "de"),
        ("Le conseil a décidé que le pont sera fermé pour toujours et les gens de la ville ne sont pas là. " * 3, "fr"),
        ("Мэр сказал, что мост будет закрыт навсегда, и никто в зале не возражал. " * 5, "Cyrillic"),
        ("Palm Bay 18 22 13 17 Rockledge 14 11 6 15 Viera Cocoa Merritt Island Bayside Melbourne " * 5, UNKNOWN),
        ("The mayor said that it was so.", UNKNOWN),
    ],
)  # fmt: skip
def test_languages(text: str, language: str) -> None:
    batch, _ = Analysis.join([("Nichts.", find_blocks("Nichts.")), (text, find_blocks(text))])
    assert find_languages(batch) == [UNKNOWN, language]


@pytest.mark.parametrize(
    "piece", ["{", '{"a":', "var a = (", "(function(a){", "[", '<a href="', 'class="', "Ã", "ab-\n", "&amp;"]
)
def test_hostile_texts_are_done_in_a_few_seconds(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    analysis = Analysis(text, find_blocks(text))
    started = process_time()
    for rule in RULES:
        findings(rule, text, analysis)
    assert process_time() - started < 10  # seconds; what grows with the square of the text takes minutes
