"""The page for an editor."""

import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from copydesk import lint_text
from copydesk.report import html, render
from copydesk.run import FileSummary, RuleInfo, Run

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(2)> & \x1b[31m \u202e'


def page(text: str, name: str = "a.txt") -> str:
    found = lint_text(text, name=name)
    rules = {it.code: RuleInfo(it.code, it.rule, it.severity, "A summary.") for it in found}
    return "".join(
        render(Run(diagnostics=found, files=[FileSummary(name, "utf-8", 1, "", 1)], rules=rules, notices=[]), "html")
    )


class Outline(HTMLParser):
    """What a browser would see: the tags with their attributes, and the texts."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_finding_has_its_place_its_rule_its_text_and_its_fix() -> None:
    outline = Outline(page("He paid for the the ticket."))
    texts = " ".join(" ".join(outline.texts).split())
    for part in ("a.txt", "1:17", "DUP006", "doubled-word", "stands twice in a row", "delete the second word (safe)"):
        assert part in texts
    marked = outline.texts[outline.texts.index("He paid for the ") + 1]
    assert marked == "the"


def test_nothing_of_a_file_becomes_markup() -> None:
    source = page(f"{HOSTILE} He paid for the the ticket {HOSTILE}", name=f"{HOSTILE}.txt")
    outline = Outline(source)
    assert [tag for tag, _ in outline.tags].count("script") == 1
    assert "img" not in [tag for tag, _ in outline.tags]
    assert not any(name.startswith("on") for _, attributes in outline.tags for name in attributes)
    assert "\x1b" not in source
    assert "\u202e" not in source


def test_it_loads_nothing() -> None:
    outline = Outline(page("He paid for the the ticket."))
    assert not {"src", "href", "action"} & {name for _, attributes in outline.tags for name in attributes}
    policy = next(attributes["content"] for _, attributes in outline.tags if "http-equiv" in attributes)
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_more_findings_than_a_page_holds_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_MAX_SHOWN", 2)
    source = page("A the the.\n\nB an an.\n\nC of of.\n")
    assert source.count("<article") == 2
    assert "the first 2 of 3 findings" in source


def test_nothing_found_is_said() -> None:
    assert "Nothing found" in page("He paid for the ticket.")


@pytest.mark.component
def test_a_browser_shows_it(tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    file = tmp_path / "page.html"
    # A script put behind the page's own unticks the rule; what is left of the document is printed.
    untick = "<script>boxes[0].checked=false;boxes[0].dispatchEvent(new Event('input'))</script>"
    file.write_text(page("He paid for the the ticket.").replace("</body>", f"{untick}</body>"))
    call = [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path}",
        "--dump-dom",
        f"file://{file}",
    ]
    done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=True)
    outline = Outline(done.stdout)
    hidden = {tag for tag, attributes in outline.tags if "hidden" in attributes}
    assert hidden == {"article", "details"}
