"""The command line, run as users run it: as a process, in a folder of its own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SENTENCE = "The council voted on Tuesday to close the old bridge for good, and nobody in the room objected."
DOUBLED = "He paid for the the ticket.\n"


def test_a_clean_file_ends_with_0(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE)
    done = copydesk("check", "a.txt")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"1 file: nothing found\n", b"")


def test_the_full_report(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DOUBLED)
    done = copydesk("check", "a.txt")
    assert done.returncode == 1
    assert done.stdout.decode() == (
        "a.txt:1:17: warning DUP006 doubled-word\n"
        "  “the” stands twice in a row\n"
        "  1 | He paid for the the ticket.\n"
        "    |                 ^^^\n"
        "  fix delete the second word (safe)\n"
        "\n"
        "1 file: 1 warning; 1 fixable by --fix\n"
    )


def test_json_keeps_the_contract(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Title 🙂\n\n" + DOUBLED)
    done = copydesk("check", "--output-format", "json", "a.txt")
    (found,) = json.loads(done.stdout)
    assert found.pop("fingerprint")
    assert found == {
        "code": "DUP006",
        "rule": "doubled-word",
        "severity": "warning",
        "message": "“the” stands twice in a row",
        "path": "a.txt",
        "start": {"offset": 25, "line": 3, "column": 17},
        "end": {"offset": 28, "line": 3, "column": 20},
        "article": {"index": 0, "id": None, "url": None, "address": None, "is_apart": False},
        "related": [],
        "fix": {
            "applicability": "safe",
            "message": "delete the second word",
            "edits": [
                {
                    "start": {"offset": 24, "line": 3, "column": 16},
                    "end": {"offset": 28, "line": 3, "column": 20},
                    "content": "",
                }
            ],
        },
    }


def test_concise_lines_and_several_outputs(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DOUBLED)
    done = copydesk("check", "--output-format", "concise", "--output-format", "json=report.json", "a.txt")
    assert done.stdout.decode() == "a.txt:1:17: warning DUP006 “the” stands twice in a row\n"
    assert json.loads((tmp_path / "report.json").read_text())[0]["code"] == "DUP006"


def test_output_file_takes_the_report(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DOUBLED)
    done = copydesk("check", "--output-format", "sarif", "--output-file", "out.sarif", "a.txt")
    assert (done.returncode, done.stdout) == (1, b"")
    assert json.loads((tmp_path / "out.sarif").read_text())["version"] == "2.1.0"


def test_standard_input_takes_its_format_from_its_name(copydesk) -> None:
    done = copydesk(
        "check", "-", "--stdin-filename", "x.html", "--output-format", "concise", stdin=b"<p>of <b>of</b> it"
    )
    assert done.stdout.decode() == "x.html:1:10: warning DUP006 “of” stands twice in a row\n"


def test_statistics(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DOUBLED + "She lost it of of course.\n")
    assert copydesk("check", "--statistics", "a.txt").stdout == b"2  DUP006  doubled-word\n"
    times = copydesk("check", "--statistics=time", ".").stdout.decode().splitlines()
    assert {"DUP006  doubled-word", "DUP101  copied-passage", "columns", "reading, placing, reporting"} <= {
        line.partition("%  ")[2] for line in times
    }
    assert sum(float(line.split()[2]) for line in times) == pytest.approx(100, abs=2)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--exit-zero",), 0),
        (("--fail-on", "error"), 0),
        (("--fail-on", "Error"), 0),
        (("--fail-on", "warning"), 1),
        (("--exclude", "a.*"), 0),
        (("--exclude", "/b/"), 1),
        (("--ignore", "DUP"), 0),
        (("--ignore", "doubled-word"), 0),
        (("--select", "KEY,SPL"), 0),
        (("--select", "DUP", "--ignore", "DUP006"), 0),
        (("--select", "DUP006", "--ignore", "DUP"), 1),
        (("--per-file-ignores", "*.txt:DUP"), 0),
        (("--per-file-ignores", "*.md:DUP"), 1),
    ],
)
def test_what_decides_the_exit_code(copydesk, tmp_path: Path, args: tuple[str, ...], code: int) -> None:
    (tmp_path / "a.txt").write_text(DOUBLED)
    assert copydesk("check", "a.txt", *args).returncode == code


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("check", "--select", "DUP06"), "copydesk: --select: no rule is called DUP06; did you mean DUP006?"),
        (("check", "--select", "doubled-wrod"), "no rule is called doubled-wrod; did you mean doubled-word?"),
        (("check", "--output-format", "jsn"), "no output format is called jsn; did you mean json?"),
        (("check", "--per-file-ignores", "drafts"), "must be a path pattern, a colon and rules"),
        (("check", "--config", "nowhere.toml"), "nowhere.toml: no such file or directory"),
        (("check", "--frobnicate"), "No such option"),
        (("check", "--preset", "corpsu"), "copydesk: --preset: must be corpus, news, page or strict, not corpsu"),
        (("check", "--write-baseline", "nowhere"), "give --baseline FILE"),
        (("check", "--stdin-filename", "a.md"), '--stdin-filename goes with "-"'),
        (("check", "--output-format", "json=nowhere/x.json"), "copydesk: nowhere: no such file or directory"),
        (("check", "--output-file", "nowhere/x.json"), "copydesk: nowhere: no such file or directory"),
        ((".", "--fix"), "Error: . is no command; to lint it: copydesk check . --fix"),
        (("chek", "."), "No such command 'chek'"),
        (("rule", "DUP999"), "no rule is called DUP999; `copydesk rule DUP` lists those of DUP"),
        (("rule", "keyphrase"), "did you mean inserted-keyphrase, keyphrase-density or site-keyphrase?"),
        (("rule", "qqqqqq"), "copydesk: no rule is called qqqqqq\n"),
        (("check", "--show-files", "nowhere"), "copydesk: nowhere: no such file or directory"),
        (("learn", "nowhere"), "copydesk: nowhere: no such file or directory"),
        (("config", "nowhere"), "copydesk: nowhere: no such file or directory"),
    ],
)
def test_a_wrong_command_ends_with_2_and_says_why(copydesk, args: tuple[str, ...], message: str) -> None:
    done = copydesk(*args)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("jobs = 2\nselct = ['DUP']", "2: selct: there is no such setting; did you mean select?"),
        ("wholly-odd = 1", "1: wholly-odd: there is no such setting; there are select, preset, "),
        ("# ours\nselect = 'DUP'", "2: select: expected array, got string"),
        ("jobs = -1", "1: jobs: expected integer >= 0"),
        ("fail-on = 'bad'", "1: fail-on: must be info, warning or error"),
        ("preset = 'bad'", "1: preset: must be corpus, news, page or strict, not bad"),
        (
            "output-format = 'jsn'",
            "1: output-format: no output format is called jsn; did you mean json?: full, concise",
        ),
        (
            "[rules.KEY001]\nminimum-use = 3",
            "2: rules.KEY001.minimum-use: KEY001 has no such option; did you mean minimum-uses?",
        ),
        ("[rules.KEY001]\n\nminimum-uses = 1", "3: rules.KEY001.minimum-uses: expected integer >= 3"),
        ("rules.KEY001.minimum-uses = 'x'", "1: rules.KEY001.minimum-uses: expected integer, got string"),
        ("[rules.DUP001]\nx = 1", "2: rules.DUP001.x: DUP001 has no such option; it has none"),
        ("[rules.KEY9]\nx = 3", "1: rules.KEY9: no rule is called KEY9; did you mean KEY"),
        ("[rules.key]\nx = 3", "1: rules.KEY: must name one rule, such as KEY001"),
        ("ignore = [\n'NOPE']", "1: ignore: no rule is called NOPE\n"),
        ("[per-file-ignores]\n'a' = ['DUP']\n'b*' = ['NOPE']", "3: per-file-ignores.b*: no rule is called NOPE"),
        ("x 1", "1:3: Expected '=' after a key in a key/value pair"),
        ("x = [", " Invalid value (at end of document)"),
        ("[[suppressions]]\nfile = 'x'", "2: suppressions.file: there is no such setting; there are path, "),
        ("[fields]\ntxt = ['x']", "2: fields.txt: there is no such setting; did you mean text?"),
    ],
)
def test_wrong_settings_are_told_with_file_line_and_key(copydesk, tmp_path: Path, settings: str, message: str) -> None:
    (tmp_path / "copydesk.toml").write_text(settings)
    done = copydesk("check", ".")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines()[-1].startswith(f"copydesk: {tmp_path / 'copydesk.toml'}:")
    assert f"copydesk.toml:{message}" in done.stderr.decode()


def test_a_wrong_setting_in_pyproject(copydesk, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\njobs = 3\n\n[tool.copydesk]\njobs = 'x'\n")
    assert b"pyproject.toml:6: jobs: expected integer, got string\n" in copydesk("check", ".").stderr


def test_settings_that_are_no_text(copydesk, tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_bytes(b"jobs = 1\n# \xff")
    done = copydesk("check", ".")
    assert done.returncode == 2
    assert b"copydesk.toml: is no UTF-8 text" in done.stderr


@pytest.mark.parametrize("selector", ["dup", "Dup006", "DOUBLED-WORD"])
def test_capitals_of_selectors_do_not_count(copydesk, tmp_path: Path, selector: str) -> None:
    (tmp_path / "a.txt").write_text(DOUBLED)
    assert b"DUP006" in copydesk("check", "a.txt", "--select", selector).stdout
    assert b"DUP006" not in copydesk("check", "a.txt", "--select", "SCR,dup", "--ignore", selector).stdout
    (tmp_path / "b.txt").write_text(f"<!-- copydesk: ignore {selector} -->\n{DOUBLED}")
    assert copydesk("check", "b.txt").returncode == 0
    (tmp_path / "copydesk.toml").write_text(f'[per-file-ignores]\n"*" = ["{selector}"]')
    assert copydesk("check", "a.txt").returncode == 0


def test_the_options_of_a_rule_in_small_letters(copydesk, tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text('[rules.spl001]\nvocabulary = ["goverment"]')
    (tmp_path / "a.txt").write_text("The goverment was there before all of them.")
    assert copydesk("check", "a.txt").returncode == 0


def test_settings_are_found_upward_and_patterns_start_at_their_folder(copydesk, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.copydesk.per-file-ignores]\n"in/drafts/*" = ["DUP"]')
    (tmp_path / "in/drafts").mkdir(parents=True)
    (tmp_path / "in/drafts/a.txt").write_text(DOUBLED)
    (tmp_path / "in/b.txt").write_text(DOUBLED)
    done = copydesk("check", "in", "--output-format", "concise")
    assert done.stdout.decode().startswith("in/b.txt:1:17")
    assert done.stdout.count(b"\n") == 1


def test_the_options_of_a_rule_come_from_the_settings(copydesk, tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text('[rules.misspelling]\nvocabulary = ["goverment"]')
    (tmp_path / "a.txt").write_text("The goverment has recieved it from all of them.")
    done = copydesk("check", "a.txt", "--output-format", "concise")
    assert done.stdout.decode() == "a.txt:1:19: warning SPL001 “recieved” is misspelt: “received”?\n"


def test_isolated_reads_no_settings(copydesk, tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text("nonsense = 1")
    (tmp_path / "a.txt").write_text(SENTENCE)
    assert copydesk("check", "--isolated", "a.txt").returncode == 0


def test_excluded_files_are_left_out_even_when_named(copydesk, tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text('exclude = ["old/"]')
    (tmp_path / "old").mkdir()
    (tmp_path / "old/a.txt").write_text(DOUBLED)
    done = copydesk("check", "old/a.txt")
    told = b"copydesk: no articles in old/a.txt; passed over: 1 excluded by the settings\n"
    assert (done.returncode, done.stderr) == (0, told)


def test_nothing_is_linted_for_a_report_that_has_no_place(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DOUBLED)
    copydesk("check", ".", "--output-file", "nowhere/x.json")
    copydesk("check", ".", "--write-baseline")
    assert [it.name for it in tmp_path.iterdir()] == ["a.txt"]  # no cache, so no run


def test_excluding_on_the_command_line_stands_for_the_settings(copydesk, tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text('exclude = ["a.txt"]')
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(DOUBLED)
    assert copydesk("check", "--show-files", "--exclude", "b.txt", "--exclude", "c.*").stdout == b"a.txt\n"


def test_listed_suppressions_and_the_idle_ones(copydesk, tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text(
        '[[suppressions]]\npath = "a.txt"\nrules = ["DUP"]\nreason = "quoted so"\n'
        '[[suppressions]]\npath = "b.txt"\nrules = ["KEY"]\n'
    )
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(DOUBLED)
    done = copydesk("check", "a.txt")
    assert (done.returncode, done.stderr) == (0, b"")  # of a file that was not linted nothing is said
    done = copydesk("check", ".")
    assert b"the settings suppress nothing by: path = b.txt; rules = KEY" in done.stderr


def test_config_shows_where_settings_come_from(copydesk, tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text('ignore = ["SPL"]')
    rows = copydesk("config", "--jobs", "2").stdout.decode().splitlines()
    assert [row.split() for row in rows if row.split()[0] in ("ignore", "jobs", "exclude")] == [
        ["ignore", '["SPL"]', str(tmp_path / "copydesk.toml")],
        ["exclude", "[]", "default"],
        ["jobs", "2", "command", "line"],
    ]


def test_the_schema_knows_every_rule_and_option(copydesk) -> None:
    schema = json.loads(copydesk("config", "--schema").stdout)
    rules = schema["$defs"]["Settings"]["properties"]["rules"]["properties"]
    assert rules["KEY001"]["properties"]["minimum-uses"]["minimum"] == 3
    assert rules["repeated-paragraph"]["additionalProperties"] is False


def test_rule_explains_by_code_and_name(copydesk) -> None:
    by_code, by_name = copydesk("rule", "KEY001").stdout, copydesk("rule", "inserted-keyphrase").stdout
    assert by_code == by_name
    assert by_code.decode().startswith("# KEY001 inserted-keyphrase\n\nwarning · on by default\n\nA search phrase")
    assert "| `minimum-uses` | integer | `3` |" in by_code.decode()


def test_rule_lists_a_family(copydesk) -> None:
    rows = [line.split()[:2] for line in copydesk("rule", "key").stdout.decode().splitlines()]
    assert rows[:2] == [["KEY001", "inserted-keyphrase"], ["KEY002", "keyphrase-density"]]
    listed = json.loads(copydesk("rule", "KEY", "--output-format", "json").stdout)
    assert [it["code"] for it in listed] == [code for code, _ in rows]
    assert copydesk("rule", "key001").stdout == copydesk("rule", "KEY001").stdout


def test_input_problems_are_explained_as_well(copydesk) -> None:
    assert b"INP002 undecodable-text" in copydesk("rule", "INP002").stdout


def test_rules_lists_every_rule(copydesk) -> None:
    listed = json.loads(copydesk("rules", "--output-format", "json").stdout)
    lines = copydesk("rules").stdout.decode().splitlines()
    assert [line.split()[0] for line in lines] == [rule["code"] for rule in listed]


def test_show_files(copydesk, tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("x")
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.py").write_text("x")
    assert copydesk("check", "--show-files").stdout == b"a.txt\nb.md\n"


@pytest.mark.parametrize("command", [("check",), ("check", "--show-files"), ("learn",)])
def test_a_folder_without_articles_is_told_with_the_reason(copydesk, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "empty").mkdir()
    done = copydesk(*command, "empty")
    assert done.returncode == 0
    assert done.stderr.startswith(b"copydesk: no articles in empty; looked for .txt .text .md ")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("b.txt")
    (tmp_path / "copydesk.toml").write_text('exclude = ["c.txt"]')
    for name in ("a.py", "a.docx", "b.txt", "c.txt"):
        (tmp_path / name).write_text("x")
    done = copydesk(*command)
    assert done.returncode == 0
    told = (
        rb"no articles in \.; passed over: \d hidden, 3 of other formats, 1 ignored by \.gitignore, 1 excluded by the "
    )
    assert re.search(told, done.stderr)


@pytest.mark.parametrize(
    ("args", "env", "coloured"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(copydesk, tmp_path: Path, args: tuple[str, ...], env: dict[str, str], coloured: bool) -> None:
    (tmp_path / "a.txt").write_text(DOUBLED)
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    assert (b"\x1b[" in copydesk("check", "a.txt", *args, env=plain | env).stdout) == coloured


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DOUBLED * 3000)
    call = f"{sys.executable} -m copydesk check a.txt | head -n 1"
    done = subprocess.run(["bash", "-c", call], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert done.stdout.startswith(b"a.txt:1:17")
    assert done.stderr == b""


HEAVY = {
    "language_tool_python",
    "requests",
    "subprocess",
    "textstat",
    "nltk",
    "turbohtml",
    "pyromark",
    "pathspec",
    "tomllib",
    "multiprocessing",
    "html",
    "importlib.resources",
    "json",
    "numpy.ma",
    "pathlib",
    "rapidfuzz",
    "shutil",
    "tempfile",
    "rich",
    "ftfy",
    "copydesk_rules.quality.gopher",  # opt-in
    "copydesk_rules.style.grade",
}


def test_linting_one_text_file_imports_nothing_heavy(tmp_path: Path) -> None:
    """Start-up is what a commit waits for."""
    (tmp_path / "a.txt").write_text(SENTENCE + "\n" + DOUBLED)
    program = (
        "import sys; sys.argv = ['copydesk', 'check', 'a.txt']\n"
        "from copydesk.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(done.stderr.split())


def test_a_preset_adds_opt_in_rules(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DOUBLED)
    assert b"QLT001" not in copydesk("check", "a.txt").stdout
    found = copydesk("check", "a.txt", "--preset", "corpus").stdout
    assert b"QLT001" in found
    assert b"DUP006" in found
    (tmp_path / "copydesk.toml").write_text('preset = "corpus"\nignore = ["QLT001"]\n')
    found = copydesk("check", "a.txt").stdout
    assert b"QLT001" not in found
    assert b"QLT010" in found
    shown = copydesk("config").stdout.decode()
    assert [line.split()[1] for line in shown.splitlines() if line.startswith("preset ")] == ['"corpus"']


def test_help_needs_no_numpy() -> None:
    program = "import sys, copydesk\nprint('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == b"False\n"


def test_the_field_of_the_text_can_be_named(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "Fine.", "story": {"long": DOUBLED}}) + "\n")
    assert copydesk("check", "a.jsonl").returncode == 0
    assert copydesk("check", "a.jsonl", "--text-field", "story.long").returncode == 1
    (tmp_path / "copydesk.toml").write_text('[fields]\ntext = ["story.long"]\n')
    assert copydesk("check", "a.jsonl").returncode == 1


def test_records_without_text_are_skipped_with_a_notice(copydesk, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "x", "version": "1"}')
    done = copydesk("check", ".")
    assert done.returncode == 0
    assert b"package.json: skipped: no field of its records is known to hold text" in done.stderr
    assert b"they have name, version" in done.stderr


def test_records_on_standard_input(copydesk) -> None:
    data = json.dumps({"id": 7, "text": DOUBLED}).encode()
    done = copydesk("check", "-", "--stdin-filename", "x.jsonl", "--output-format", "json", stdin=data)
    (found,) = json.loads(done.stdout)
    assert found["article"] == {"index": 0, "id": "7", "url": None, "address": "/0/text", "is_apart": False}
