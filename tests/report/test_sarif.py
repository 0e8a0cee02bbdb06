"""SARIF: its shape in fast tests, and Microsoft's validator with GitHub's rules where it is installed."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
VALIDATOR = os.environ.get("COPYDESK_SARIF_MULTITOOL", "")
SENTENCE = "The council voted on Tuesday to close the old bridge for good, and nobody in the room objected."


def sarif(copydesk: Any, *args: str) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(copydesk("check", "--output-format", "sarif", *args).stdout)
    return log


def run_of(copydesk: Any, tmp_path: Path, text: str) -> dict[str, Any]:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    (run,) = sarif(copydesk, "a.txt")["runs"]
    found: dict[str, Any] = run
    return found


def test_columns_count_utf16_and_say_so(copydesk: Any, tmp_path: Path) -> None:
    run = run_of(copydesk, tmp_path, "🙂 He paid for the the ticket.")
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert run["columnKind"] == "utf16CodeUnits"
    assert region == {
        "startLine": 1,
        "startColumn": 20,
        "endLine": 1,
        "endColumn": 23,
        "snippet": {"text": "the"},
    }


def test_a_copy_links_to_its_original(copydesk: Any, tmp_path: Path) -> None:
    (result,) = run_of(copydesk, tmp_path, f"{SENTENCE}\n\nYes.\n\n{SENTENCE}\n")["results"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 5
    assert result["relatedLocations"][0]["id"] == 1
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert result["message"]["text"] == "this paragraph repeats an earlier one ([first here](1))"


@pytest.mark.parametrize("options", [(), ("--no-cache",)])
def test_files_are_known_by_their_hashes(copydesk: Any, tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "a.txt").write_bytes(SENTENCE.encode())
    (artifact,) = sarif(copydesk, *options, "a.txt")["runs"][0]["artifacts"]
    assert artifact["hashes"] == {"sha-256": sha256(SENTENCE.encode()).hexdigest()}


def test_only_safe_fixes_are_offered(copydesk: Any, tmp_path: Path) -> None:
    results = run_of(copydesk, tmp_path, "He paid for the the ticket that he recieved.")["results"]
    assert {result["ruleId"]: "fixes" in result for result in results} == {"DUP006": True, "SPL001": False}


def test_fingerprints_are_unique_and_stay_when_lines_move(copydesk: Any, tmp_path: Path) -> None:
    text = "It was for the the king. It was for the the queen, and not for the the the people."

    def prints(whole: str) -> list[str]:
        results = run_of(copydesk, tmp_path, whole)["results"]
        return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]

    before = prints(text)
    assert len(set(before)) == len(before) == 4
    assert prints(f"A new line.\n\n{text}") == before


def test_rules_are_described_whether_or_not_they_fire(copydesk: Any, tmp_path: Path) -> None:
    rules = run_of(copydesk, tmp_path, "Fine.")["tool"]["driver"]["rules"]
    (rule,) = [rule for rule in rules if rule["id"] == "KEY001"]
    assert rule["name"] == "InsertedKeyphrase"
    assert rule["shortDescription"]["text"].startswith("A search phrase")
    assert "## Why" in rule["help"]["markdown"]


def test_a_file_that_can_t_be_read_is_a_notification(copydesk: Any) -> None:
    (invocation,) = sarif(copydesk, "nowhere.txt")["runs"][0]["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    assert invocation["toolExecutionNotifications"][0]["descriptor"] == {"id": "INP001"}


def test_no_text_is_taken_for_a_link(copydesk: Any, tmp_path: Path) -> None:
    twin = "[a](b) " + SENTENCE
    (result,) = run_of(copydesk, tmp_path, f"{twin}\n\nYes.\n\n{twin}\n")["results"]
    assert result["message"]["text"].count("](") == 1


@pytest.mark.component
@pytest.mark.skipif(not VALIDATOR, reason="COPYDESK_SARIF_MULTITOOL names no validator (see .ci/sarif-multitool)")
@pytest.mark.parametrize("what", ["samples", "nothing", "hostile", "missing"])
def test_schema_and_multitool_find_nothing_wrong(copydesk: Any, tmp_path: Path, what: str) -> None:
    (tmp_path / "clean.txt").write_text("Fine.")
    (tmp_path / "odd [x](y) é.txt").write_text("🙂 \x1b \u202e [a](1) <br> for for it recieved {{ x }}", "utf-8")
    paths = {"samples": str(SAMPLES), "nothing": "clean.txt", "hostile": "odd [x](y) é.txt", "missing": "nowhere.txt"}
    copydesk("check", "--select", "ALL", "--output-format", "sarif=out.sarif", paths[what])
    schema = Path(VALIDATOR).with_name("sarif-2.1.0.json")
    call = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), "out.sarif"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout
    call = [VALIDATOR, "validate", "out.sarif", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"]
    call += ["-o", "report.sarif", "--log", "ForceOverwrite"]
    subprocess.run(call, cwd=tmp_path, capture_output=True, timeout=120, check=True)
    report = json.loads((tmp_path / "report.sarif").read_text("utf-8-sig"))
    assert [(it["ruleId"], it["message"]) for it in report["runs"][0]["results"]] == []
