"""GRM001 against a server in the test's own process that answers, and fails, as LanguageTool may."""

import contextlib
import json
import sqlite3
from http.server import ThreadingHTTPServer

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from copydesk import Finding, Unfinished
from copydesk.testing import findings_of, make_article
from copydesk.text import Analysis
from copydesk_rules.grammar.checker import Checker, Paragraph, Servers
from copydesk_rules.grammar.languagetool import LanguageTool, Options, pieces
from copydesk_rules.grammar.memory import NAME, Memory

TAIL = " It is what they said of the house and of the bridge."


def check(text: str, url: str, **options: object) -> list[Finding]:
    return findings_of(LanguageTool(Options(server=url, **options)), make_article(text))


def test_a_remark_becomes_a_finding(url: str) -> None:
    (found,) = check("They saw teh bridge." + TAIL, url)
    assert (found.code, tuple(found.span)) == ("GRM001", (9, 12))
    assert found.message == "‘teh’ is no word (TEH_RULE)"
    assert found.fix.applicability == "unsafe"
    assert [(tuple(edit.span), edit.content) for edit in found.fix.edits] == [((9, 12), "the")]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["teh", "🙂", "a 👍🏽", "é", "\ud83d", "word", "𝐛", "\u200d"]), min_size=1, max_size=7))
@example(["🙂", "teh", "🙂", "teh"])
def test_places_are_right_beside_any_characters(url: str, words: list[str]) -> None:
    text = " ".join(words)
    found = check(text, url)
    assert [text[slice(*it.span)] for it in found] == ["teh"] * words.count("teh")


def test_paragraphs_go_in_few_requests_and_each_is_asked_about_once(fake: ThreadingHTTPServer, url: str) -> None:
    text = "\n\n".join(["They saw teh bridge." + TAIL, "And then it fell." + TAIL] * 50)
    assert len(check(text, url)) == 50
    assert len(fake.asked) == 1
    assert fake.asked[0]["text"].count("teh") == 1
    assert (fake.asked[0]["language"], fake.asked[0]["mode"]) == ("en", "allButTextLevelOnly")


def test_requests_are_bounded(fake: ThreadingHTTPServer, url: str) -> None:
    paragraphs = [f"Number {number} saw teh bridge." + TAIL for number in range(500)]
    assert len(check("\n\n".join(paragraphs), url)) == 500
    assert max(len(it["text"]) for it in fake.asked) < 9_000


def test_a_long_paragraph_is_cut_between_sentences_and_what_is_none_is_left_out(
    fake: ThreadingHTTPServer, url: str
) -> None:
    text = ("They saw teh bridge." + TAIL + " ") * 300 + "x" * 5_000 + " teh end. " + "They saw teh bridge." + TAIL
    assert len(check(text, url)) == 301
    assert "xxx" not in "".join(it["text"] for it in fake.asked)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="ab .\n🙂", max_size=200), st.integers(1, 60))
def test_pieces_are_what_the_article_says_in_one_line(text: str, repeats: int) -> None:
    article = make_article(text * repeats)
    end = 0
    for start, piece in pieces(article.text, Analysis(article.text, article.blocks)):
        assert start >= end
        end = start + len(piece)
        assert article.text[start:end].replace("\n", " ") == piece


def test_categories_are_selected(url: str) -> None:
    text = "They saw teh styl." + TAIL
    assert [it.message[-10:] for it in check(text, url)] == ["(TEH_RULE)"]
    assert len(check(text, url, categories=("ALL",))) == 2
    assert [it.message[-11:] for it in check(text, url, categories=("STYLE",))] == ["(STYL_RULE)"]


def test_rules_are_switched_off_at_the_server(fake: ThreadingHTTPServer, url: str) -> None:
    assert check("They saw teh bridge." + TAIL, url, ignored_rules=("TEH_RULE",)) == []
    assert fake.asked[0]["disabledRules"] == "TEH_RULE"


def test_a_language_that_the_server_does_not_know_is_left_alone(fake: ThreadingHTTPServer, url: str) -> None:
    assert (
        check("Le conseil a dit que la ville est fermée pour toujours et que les enfants sont dans le teh.", url) == []
    )
    assert fake.asked == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("GARBAGE in the house.", "gives no answer of LanguageTool's: <html>no JSON"),
        ("WRONG is the answer.", "gives no answer of LanguageTool's"),
        ("HANG on to it.", "can't be asked:"),
    ],
)
def test_what_went_wrong_is_told(url: str, text: str, reason: str) -> None:
    with pytest.raises(Unfinished, match=reason):
        check(text + TAIL, url, timeout=0.3)


def test_a_server_that_is_not_there(fake: ThreadingHTTPServer) -> None:
    with pytest.raises(Unfinished, match="can't be asked: "):
        check("They saw teh bridge." + TAIL, "http://127.0.0.1:9")


def test_a_bad_answer_spoils_its_own_request_only(url: str) -> None:
    checker = Checker(Servers((url,), True, 2, 5.0), lambda _: True)
    good, bad = Paragraph("en", "They saw teh bridge."), Paragraph("en", "GARBAGE " + "x" * 9_000)
    checker.ask([good, bad])
    assert len(checker.remarks(good)) == 1
    with pytest.raises(Unfinished):
        checker.remarks(bad)


def test_a_server_that_answers_badly_again_and_again_is_given_up(fake: ThreadingHTTPServer, url: str) -> None:
    checker = Checker(Servers((url,), False, 1, 5.0), lambda _: True)
    for number in range(10):
        with pytest.raises(Unfinished):
            checker.remarks(Paragraph("en", f"GARBAGE {number}"))
    assert len(fake.asked) == 6  # three requests, each made twice


def test_a_server_that_is_gone_is_asked_twice_for_all() -> None:
    revived: list[str] = []
    checker = Checker(Servers(("http://127.0.0.1:9",), True, 1, 5.0), lambda url: revived.append(url) or True)
    for number in range(10):
        with pytest.raises(Unfinished):
            checker.remarks(Paragraph("en", f"Number {number}"))
    assert revived == ["http://127.0.0.1:9"]


def test_what_is_remembered_is_bounded(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copydesk_rules.grammar.checker.REMEMBERED", 3)
    checker = Checker(Servers((url,), False, 1, 5.0), lambda _: True)
    for number in range(10):
        checker.remarks(Paragraph("en", f"Number {number}"))
    assert len(checker._said) == 3


def test_in_the_command_only_what_nobody_else_flags_is_reported(copydesk, tmp_path, url: str) -> None:
    (tmp_path / "copydesk.toml").write_text(f'[rules.GRM001]\nserver = "{url}"\n')
    (tmp_path / "a.txt").write_text("They were in teh house." + TAIL)
    found = json.loads(copydesk("check", "a.txt", "--output-format", "json").stdout)
    assert [it["code"] for it in found] == ["SPL001"]
    found = json.loads(copydesk("check", "a.txt", "--output-format", "json", "--select", "GRM").stdout)
    assert [it["code"] for it in found] == ["GRM001"]


def test_in_the_command_a_server_that_fails_is_a_problem_with_the_article_alone(copydesk, tmp_path, url: str) -> None:
    (tmp_path / "copydesk.toml").write_text(f'[rules.GRM001]\nserver = "{url}"\n')
    (tmp_path / "a.txt").write_text("GARBAGE is in the the house." + TAIL)
    done = copydesk("check", ".", "--output-format", "json")
    assert done.returncode == 2
    problem, doubled = json.loads(done.stdout)
    assert (problem["code"], doubled["code"]) == ("INP006", "DUP006")
    assert problem["message"].startswith("rule GRM001 (languagetool) did not finish: http://127.0.0.1")
    (tmp_path / "a.txt").write_text("It is in the house." + TAIL)
    assert copydesk("check", ".").returncode == 0


def test_nothing_is_kept_of_an_article_that_was_not_finished(copydesk, tmp_path, fake, url: str) -> None:
    (tmp_path / "copydesk.toml").write_text(f'[rules.GRM001]\nserver = "{url}"\n')
    (tmp_path / "a.txt").write_text("GARBAGE is in the house." + TAIL)
    (tmp_path / "b.txt").write_text("It is in the house." + TAIL)
    for _ in range(2):
        assert copydesk("check", ".").returncode == 2
    texts = [it["text"] for it in fake.asked]
    assert sum("GARBAGE" in text for text in texts) == 4


def test_what_was_said_is_kept_for_other_runs(copydesk, tmp_path, fake, url: str) -> None:
    (tmp_path / "copydesk.toml").write_text(f'[rules.GRM001]\nserver = "{url}"\n')
    record = json.dumps({"text": "They saw 🙂 styl and teh bridge." + TAIL}) + "\n"
    (tmp_path / "a.jsonl").write_text(record)
    call = ("check", ".", "--select", "GRM", "--output-format", "json")
    (first,) = json.loads(copydesk(*call).stdout)
    (tmp_path / "a.jsonl").write_text(record + json.dumps({"text": "It is another." + TAIL}) + "\n")
    (second,) = json.loads(copydesk(*call).stdout)
    assert first == second
    assert [it["text"].partition(".")[0] for it in fake.asked] == ["They saw ☺ styl and teh bridge", "It is another"]
    assert len(json.loads(copydesk(*call, "--no-cache").stdout)) == 1
    assert len(fake.asked) == 4  # ASCII and other texts are linted apart


@pytest.mark.parametrize("data", [b"no database", b"", None])
def test_what_is_kept_may_be_damaged(tmp_path, url: str, data: bytes | None) -> None:
    file = tmp_path / NAME
    if data is not None:
        file.write_bytes(data)
    else:
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE said (key, remarks, seen)")
            connection.execute("INSERT INTO said VALUES (1, 2, 3)")
    checker = Checker(Servers((url,), False, 1, 5.0, folder=str(tmp_path)), lambda _: True)
    assert len(checker.remarks(Paragraph("en", "They saw teh bridge."))) == 1


def test_a_remark_that_was_kept_of_another_text_is_not_believed(tmp_path, url: str) -> None:
    servers = Servers((url,), False, 1, 5.0, folder=str(tmp_path))
    paragraph = Paragraph("en", "They saw teh bridge.")
    right = Checker(servers, lambda _: True).remarks(paragraph)
    with contextlib.closing(sqlite3.connect(tmp_path / NAME)) as connection, connection:
        wrong = msgspec.msgpack.encode([right[0]._replace(end=21)])
        assert connection.execute("UPDATE said SET remarks = ?", (wrong,)).rowcount == 1
    assert Checker(servers, lambda _: True).remarks(paragraph) == right


def test_the_oldest_are_forgotten(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copydesk_rules.grammar.memory.KEPT", 3)
    for number in range(7):
        monkeypatch.setattr("time.time", lambda number=number: 1e9 + number)
        Memory(str(tmp_path)).keep({bytes([number]): ()})
    assert sorted(Memory(str(tmp_path)).recall(map(bytes, [[it] for it in range(7)]))) == [b"\x04", b"\x05", b"\x06"]
    monkeypatch.setattr("time.time", lambda: 2e9)
    Memory(str(tmp_path))
    assert Memory(str(tmp_path)).recall([b"\x06"]) == {}
