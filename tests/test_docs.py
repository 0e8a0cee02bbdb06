"""The manual and the samples keep up with the rules."""

import ast
import importlib.util
import re
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from copydesk.explain import all_rules, page
from copydesk.run import RuleInfo
from copydesk.testing import load_cases

ROOT = Path(__file__).parents[1]
OURS = {code: rule for code, rule in all_rules().items() if rule.__module__.startswith("copydesk_rules.")}
CASES = load_cases(ROOT / "tests" / "rules")


def build_docs():
    spec = importlib.util.spec_from_file_location("build_docs", ROOT / "scripts" / "build_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(len(OURS) != len(all_rules()), reason="rules of other packages are installed")
def test_generated_pages_are_fresh() -> None:
    stale = [
        str(file.relative_to(ROOT))
        for file, content in build_docs().generated()
        if not file.is_file() or file.read_text("utf-8") != content
    ]
    assert stale == [], "run: python scripts/build_docs.py"


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    pages = {file.stem for file in (ROOT / "docs" / "rules").glob("*.md")}
    assert pages == {*OURS, "README"}


@pytest.mark.parametrize("code", OURS)
def test_a_rules_page_says_what_and_why_with_an_example(code: str) -> None:
    rule = OURS[code]
    text = page(RuleInfo.of_rule(rule), rule)
    assert rule.summary().endswith(".")
    assert re.findall(r"^## (.+)", text, re.MULTILINE)[:2] == ["Why", "Example"]
    assert re.fullmatch("[a-z]+(-[a-z]+)*", rule.name)


@pytest.mark.parametrize("code", OURS)
def test_a_rule_has_cases_that_fire_and_cases_that_stay_silent(code: str) -> None:
    cases = [case for case in CASES if case.rule == code]
    assert any(text.spans for case in cases for text in case.texts)
    assert any(not any(text.spans for text in case.texts) for case in cases)


@pytest.mark.parametrize("code", OURS)
def test_a_rule_says_that_it_offers_a_fix_and_a_case_shows_it(code: str) -> None:
    text = page(RuleInfo.of_rule(OURS[code]), OURS[code])
    shown = any(case.rule == code and case.fixed is not None for case in CASES)
    assert ("\n## Fix\n" in text) == shown


def sample_codes() -> Iterator[tuple[str, str]]:
    from copydesk.config import load
    from copydesk.engine import lint
    from copydesk.rule import find_rules
    from copydesk.selection import resolve
    from copydesk.sources import SourceOptions, walk

    rules = resolve(load((), isolated=True), find_rules())
    run = lint(walk([str(ROOT / "samples")]), rules, options=SourceOptions(), jobs=1)
    for found in run.diagnostics:
        yield Path(found.path).name, found.code


def test_every_default_rule_fires_in_the_samples_and_none_in_the_clean_ones() -> None:
    found = set(sample_codes())
    assert {code for _, code in found} >= {code for code, rule in OURS.items() if rule.default}
    assert [name for name, _ in found if name.startswith("clean-")] == []


MANUAL = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("file", MANUAL, ids=lambda file: file.name)
def test_links_of_the_manual_lead_somewhere(file: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", file.read_text("utf-8"))
    assert [target for target in targets if not (file.parent / target).exists()] == []


@pytest.mark.parametrize("file", MANUAL, ids=lambda file: file.name)
def test_python_in_the_manual_compiles(file: Path) -> None:
    for code in re.findall(r"^```python\n(.*?)^```", file.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        assert ast.parse(textwrap.dedent(code)).body


def test_commands_and_settings_in_the_readme_work(copydesk, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (settings,) = re.findall(r"^```toml\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    (tmp_path / "copydesk.toml").write_text(settings)
    for name in ("articles", "new", "archive"):
        (tmp_path / name).mkdir()
    (tmp_path / "page.html").write_text("<p>It is fine.")
    (tmp_path / "feed.jsonl").write_text('{"story": "It is fine."}\n')
    (tmp_path / "dump.csv").write_text("id,text\n1,It is fine.\n")
    for name in ("notes.md", "articles/new.txt"):
        (tmp_path / name).write_text("It is fine.")
    commands = [line.partition("#")[0].split() for line in readme.splitlines() if line.startswith("copydesk ")]
    assert len(commands) > 5
    for command in commands:
        done = copydesk(*command[1:])
        assert (done.returncode, b"Usage" in done.stderr) == (0, False), command


def test_examples_of_the_formats_are_what_the_samples_give(copydesk) -> None:
    page = (ROOT / "docs" / "formats.md").read_text("utf-8")
    examples = re.findall(r"^\$ copydesk check (\S+)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 2
    for name, shown in examples:
        out = copydesk("check", str(ROOT / name)).stdout.decode().replace(f"{ROOT}/", "")
        assert shown in out


@pytest.mark.component
def test_the_wheel_holds_all_that_is_needed_and_nothing_else(tmp_path: Path) -> None:
    import sys
    from zipfile import ZipFile

    call = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(call, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"copydesk", "copydesk_rules"}
    assert "copydesk/py.typed" in names
    assert any(name.endswith("spelling/data/lexicon.bin") for name in names)
    assert not any(name.endswith(".pyc") for name in names)
