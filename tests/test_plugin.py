"""A third party's plug-in, built as a wheel, installed, found by its entry points, and tested by the public harness."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = Path(__file__).parent / "plugin"


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Install the plug-in in a folder of its own and return the environment in which it is found."""
    site = tmp_path_factory.mktemp("site")
    call = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    done = subprocess.run([*call, "--target", str(site), str(PLUGIN)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {**os.environ, "PYTHONPATH": str(site)}


def test_its_rule_runs_like_any_other(copydesk, tmp_path: Path, plugin: dict[str, str]) -> None:
    (tmp_path / "a.txt").write_text("This is AMAZING.")
    done = copydesk("check", "--output-format", "concise", "a.txt", env=plugin)
    assert done.stdout.decode() == "a.txt:1:9: warning ACM001 “AMAZING” shouts\n"


def test_its_options_come_from_the_settings(copydesk, tmp_path: Path, plugin: dict[str, str]) -> None:
    (tmp_path / "copydesk.toml").write_text("[rules.shouting]\nminimum-letters = 9")
    (tmp_path / "a.txt").write_text("This is AMAZING.")
    assert copydesk("check", "a.txt", env=plugin).returncode == 0


def test_a_crash_is_a_diagnostic_that_names_rule_and_file(copydesk, tmp_path: Path, plugin: dict[str, str]) -> None:
    (tmp_path / "a.txt").write_text("CRASH of the the train.")
    done = copydesk("check", "--output-format", "json", "a.txt", env=plugin)
    found = json.loads(done.stdout)
    assert (done.returncode, [it["code"] for it in found]) == (2, ["INP005", "DUP006"])
    assert found[0]["message"] == "rule ACM001 (shouting) raised ValueError('as the test asked')"
    assert b"Traceback" not in done.stderr


def test_a_span_outside_the_text_is_a_crash_too(copydesk, tmp_path: Path, plugin: dict[str, str]) -> None:
    (tmp_path / "a.txt").write_text("OUTSIDE of it.")
    done = copydesk("check", "--output-format", "concise", "a.txt", env=plugin)
    assert done.returncode == 2
    assert b"span 0:15 in a text of 14 characters" in done.stdout


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_its_corpus_rule_sees_all_articles(copydesk, tmp_path: Path, plugin: dict[str, str], jobs: str) -> None:
    for name in "cab":
        (tmp_path / f"{name}.txt").write_text("Same title\n\n" + f"Text {name} goes here. " * 20_000)
    args = ("check", "--select", "ACM002", "--output-format", "concise", "--jobs", jobs)
    assert copydesk(*args, "c.txt", "a.txt", "b.txt", env=plugin).stdout.decode() == (
        "b.txt:1:1: warning ACM002 a.txt has this title too\nc.txt:1:1: warning ACM002 a.txt has this title too\n"
    )


@pytest.mark.parametrize(
    ("title", "reason"),
    [("CRASH", "ValueError('as the test asked')"), ("OUTSIDE", "span 0:1000 in a text of 14 characters")],
)
def test_a_corpus_rule_that_crashes_is_a_diagnostic(
    copydesk, tmp_path: Path, plugin: dict[str, str], title: str, reason: str
) -> None:
    (tmp_path / "b.txt").write_text(f"{title}\n\nText.")
    args = ("check", "--select", "ACM002", "--output-format", "concise", "a-file-that-is-missing.txt", "b.txt")
    done = copydesk(*args, env=plugin)
    assert done.returncode == 2
    assert b"INP005" in done.stdout
    assert reason in done.stdout.decode()
    assert b"Traceback" not in done.stderr


def test_suppressions_work_for_corpus_rules(copydesk, tmp_path: Path, plugin: dict[str, str]) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("<!-- copydesk: ignore-file ACM002 -->\nSame title\n\nText.\n")
    done = copydesk("check", "--extend-select", "ACM002", "--output-format", "concise", ".", env=plugin)
    assert done.stdout.decode() == "a.txt:1:1: warning INP010 nothing is left to ignore here for ACM002\n"


def test_sarif_lists_it_as_an_extension(copydesk, tmp_path: Path, plugin: dict[str, str]) -> None:
    (tmp_path / "a.txt").write_text("This is AMAZING.")
    run = json.loads(copydesk("check", "--output-format", "sarif", "a.txt", env=plugin).stdout)["runs"][0]
    (extension,) = run["tool"]["extensions"]
    assert (extension["name"], extension["rules"][0]["id"]) == ("copydesk-shouting", "ACM001")
    assert run["results"][0]["rule"]["toolComponent"] == {"name": "copydesk-shouting", "index": 0}


def test_the_harness_runs_its_cases(plugin: dict[str, str]) -> None:
    program = (
        "import sys; from pathlib import Path; from copydesk.testing import check_case, load_cases\n"
        "for case in load_cases(Path(sys.argv[1])):\n"
        "    try: check_case(case)\n"
        "    except AssertionError as error: print(error)\n"
    )
    call = [sys.executable, "-c", program, str(PLUGIN / "ACM001.yml")]
    done = subprocess.run(call, capture_output=True, text=True, env=plugin, check=True)
    assert done.stdout == ""


def test_two_rules_with_one_code_are_an_error(copydesk, tmp_path: Path, plugin: dict[str, str]) -> None:
    twin = tmp_path / "site" / "twin-1.dist-info"
    twin.mkdir(parents=True)
    (twin / "METADATA").write_text("Name: twin\nVersion: 1\n")
    (twin / "entry_points.txt").write_text("[copydesk.rules]\nACM001 = twin:Rule\n")
    env = {**plugin, "PYTHONPATH": f"{plugin['PYTHONPATH']}{os.pathsep}{twin.parent}"}
    done = copydesk("check", ".", env=env)
    assert done.returncode == 2
    assert b"two rules are called ACM001" in done.stderr


def test_a_default_rule_among_the_opt_in_ones_is_an_error(copydesk, tmp_path: Path, plugin: dict[str, str]) -> None:
    other = tmp_path / "site" / "other-1.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Name: other\nVersion: 1\n")
    (other / "entry_points.txt").write_text("[copydesk.rules.opt-in]\nACM009 = other:Other\n")
    (other.parent / "other.py").write_text(
        "from copydesk import Rule\nclass Other(Rule):\n    code = 'ACM009'\n    name = 'other'\n"
    )
    env = {**plugin, "PYTHONPATH": f"{plugin['PYTHONPATH']}{os.pathsep}{other.parent}"}
    (tmp_path / "a.txt").write_text("It is fine.")
    assert copydesk("check", "a.txt", env=env).returncode == 0
    done = copydesk("check", "a.txt", "--extend-select", "ACM009", env=env)
    assert done.returncode == 2
    assert b"ACM009 (other:Other) is on by default, but stands in the group copydesk.rules.opt-in" in done.stderr
