"""Servers that copydesk starts: found, started, started again once, and never left behind.

Most tests run a fake `java`; those marked `component` run LanguageTool itself.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from copydesk_rules.grammar import servers
from copydesk_rules.grammar.languagetool import LanguageTool, Options
from copydesk_rules.grammar.servers import StartError, find_installation, is_well, running

TAIL = " It is what they said of the house and of the bridge."
POSIX = pytest.mark.skipif(os.name != "posix", reason="sends signals")


def descendants() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def wait_for_end_of(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Return those that still run after a while."""
    return psutil.wait_procs(processes, timeout=10)[1]


def servers_in(folder: Path) -> list[psutil.Process]:
    """The servers of an installation that run anywhere on this machine."""
    processes = psutil.process_iter(["cmdline"])
    return [it for it in processes if any(str(folder) in part for part in it.info["cmdline"] or ())]


def none_left(folder: Path) -> bool:
    deadline = time.monotonic() + 10
    while (left := servers_in(folder)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left == []


@pytest.mark.parametrize("place", ["LanguageTool-6.8", "."])
def test_an_installation_is_named_or_lies_in_what_is_named(installation: Path, place: str) -> None:
    assert find_installation(str(installation.parent / place)) == installation


def test_it_is_looked_for_where_language_tool_python_does(
    installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LTP_PATH", str(installation.parent))
    assert find_installation("") == installation
    monkeypatch.delenv("LTP_PATH")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert find_installation("") is None
    (tmp_path / "home" / ".cache").mkdir(parents=True)
    (tmp_path / "home" / ".cache" / "language_tool_python").symlink_to(installation.parent)
    assert find_installation("").name == installation.name


def test_the_newest_version_counts(installation: Path) -> None:
    newer = installation.with_name("LanguageTool-6.10")
    newer.mkdir()
    (newer / "languagetool-server.jar").write_bytes(b"")
    assert find_installation(str(installation.parent)) == newer


def test_servers_run_while_they_are_wanted(installation: Path) -> None:
    before = descendants()
    with running(installation, 2) as urls:
        assert len(set(urls)) == 2
        assert all(map(is_well, urls))
        started = [it for it in descendants() if it not in before]
        assert len(started) == 4  # each with what watches over it
    assert wait_for_end_of(started) == []
    assert not any(map(is_well, urls))


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_they_end_with_an_exception(installation: Path, error: type[BaseException]) -> None:
    before = descendants()
    started = []

    def fail() -> None:
        started.extend(it for it in descendants() if it not in before)
        raise error

    with pytest.raises(error), running(installation, 1):
        fail()
    assert len(started) == 2
    assert wait_for_end_of(started) == []


def test_one_that_dies_is_started_again_once(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "START_SECONDS", 3)
    with running(installation, 1) as (url,):
        for comes_back in (True, False):
            server = descendants()[-1]
            assert "fake_languagetool" in " ".join(server.cmdline())
            server.kill()
            server.wait()
            assert servers.wait_until_well(url) is comes_back


def test_one_that_does_not_start_says_why(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = installation.parent / "bin" / "java"
    java.write_text("#!/bin/sh\necho 'Unsupported class file version' >&2\nexit 1\n")
    with pytest.raises(StartError, match="ended at once: Unsupported class file version"), running(installation, 1):
        pass


def test_one_that_never_answers_is_not_waited_for(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "START_SECONDS", 0.5)
    java = installation.parent / "bin" / "java"
    java.write_text("#!/bin/sh\nexec sleep 60\n")
    before = descendants()
    with pytest.raises(StartError, match="did not answer"), running(installation, 1):
        pass
    assert wait_for_end_of([it for it in descendants() if it not in before]) == []


def test_much_text_has_several_servers(installation: Path) -> None:
    rule = LanguageTool(Options(installation=str(installation), servers=3))
    for size, processes, count in ((1_000, 1, 1), (10_000_000, 1, 1), (600_000, 4, 1), (10_000_000, 8, 3)):
        with rule.session(size, processes, None):
            assert rule._servers is not None
            assert len(rule._servers.urls) == count


def write(folder: Path, text: str, *, files: int = 1) -> None:
    (folder / "copydesk.toml").write_text(f'[rules.GRM001]\ninstallation = "{folder / "LanguageTool-6.8"}"\n')
    for number in range(files):
        (folder / f"{number:03}.txt").write_text(text)


def test_the_command_starts_servers_and_ends_them(copydesk, installation: Path, tmp_path: Path) -> None:
    write(tmp_path, "They saw styl and teh bridge." + TAIL)
    done = copydesk("check", ".", "--select", "GRM", "--output-format", "concise")
    assert done.stdout.decode() == "000.txt:1:19: warning GRM001 ‘teh’ is no word (TEH_RULE)\n"
    assert none_left(installation)


def test_nothing_is_started_for_files_that_have_not_changed(copydesk, installation: Path, tmp_path: Path) -> None:
    write(tmp_path, "They saw teh bridge." + TAIL)
    first = copydesk("check", ".", "--select", "GRM").stdout
    (tmp_path / "bin" / "java").write_text("#!/bin/sh\nexit 1\n")
    assert copydesk("check", ".", "--select", "GRM").stdout == first


def test_many_processes_share_the_servers(copydesk, installation: Path, tmp_path: Path) -> None:
    write(tmp_path, "They saw teh bridge.\n\n" + (TAIL + "\n\n") * 2_000, files=12)
    call = ("check", ".", "--select", "GRM", "--no-cache", "--output-format", "json", "--jobs")
    alone, together = (json.loads(copydesk(*call, jobs).stdout) for jobs in ("1", "2"))
    assert len(alone) == 12
    assert alone == together
    assert none_left(installation)


def test_a_server_that_dies_is_started_again_and_all_is_found(copydesk, installation: Path, tmp_path: Path) -> None:
    write(tmp_path, "DIE ONCE of teh bridge." + TAIL)
    done = copydesk("check", ".", "--select", "GRM", "--output-format", "concise")
    assert (done.returncode, done.stdout.decode()) == (
        1,
        "000.txt:1:13: warning GRM001 ‘teh’ is no word (TEH_RULE)\n",
    )


def test_a_server_that_dies_twice_leaves_the_rest_standing(
    copydesk, installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "DIE ALWAYS of the the bridge." + TAIL, files=3)
    program = (
        "import sys; from copydesk_rules.grammar import servers; servers.START_SECONDS = 2\n"
        "sys.argv = ['copydesk', 'check', '.', '--output-format', 'json', '--select', 'GRM001,DUP006']\n"
        "from copydesk.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    assert sorted(it["code"] for it in json.loads(done.stdout)) == ["DUP006"] * 3 + ["INP006"] * 3
    assert none_left(installation)


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_server_outlives_the_command(installation: Path, tmp_path: Path, number: int) -> None:
    write(tmp_path, "HANG on to it." + TAIL)
    call = [sys.executable, "-m", "copydesk", "check", ".", "--select", "GRM"]
    command = subprocess.Popen(call, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 20
    while len(servers_in(installation)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    command.send_signal(number)
    command.communicate(timeout=20)
    assert command.returncode == (130 if number == signal.SIGINT else -number)
    assert none_left(installation)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ("", "no LanguageTool is found, and none is downloaded; name the folder"),
        ('installation = "nowhere"', "there is no languagetool-server.jar in "),
        ('server = "localhost:8081"', "server must be an address such as http://localhost:8081, not localhost:8081"),
    ],
)
def test_what_is_lacking_is_said_before_anything_is_linted(
    copydesk, tmp_path: Path, settings: str, reason: str
) -> None:
    (tmp_path / "copydesk.toml").write_text(f"[rules.GRM001]\n{settings}\n")
    (tmp_path / "a.txt").write_text("He paid for the the ticket.")
    env = {**os.environ, "LTP_PATH": str(tmp_path)}
    done = copydesk("check", "a.txt", "--select", "GRM001,DUP", env=env)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"copydesk: GRM001 languagetool can't run: {reason}")


def test_among_others_it_is_left_out_with_a_notice(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("He paid for the the ticket.")
    done = copydesk("check", "a.txt", "--select", "ALL", env={**os.environ, "LTP_PATH": str(tmp_path)})
    assert done.returncode == 1
    assert done.stderr.decode().startswith("GRM001 languagetool does not run: no LanguageTool is found")


def test_without_java_it_says_so(installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "Java is not on the PATH" in LanguageTool(Options(installation=str(installation))).lacks()


def test_without_the_library_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copydesk_rules.grammar.languagetool.find_spec", lambda name: None)
    assert "pip install 'copydesk[grammar]'" in LanguageTool().lacks()


@pytest.mark.component
@pytest.mark.skipif(LanguageTool().lacks() is not None, reason=str(LanguageTool().lacks()))
def test_languagetool_itself(copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "The rejected offer\n\n"
        "🙂 Working with a rival may jeopardies the independence of the two companies in the long run.\n\n"
        "She were glad that the bridge would reopen. The the parcel was recieved on Monday.\n"
    )
    done = copydesk("check", ".", "--extend-select", "GRM001", "--output-format", "json")
    found = json.loads(done.stdout)
    assert [(it["code"], it["start"]["line"], it["start"]["column"]) for it in found] == [
        ("SPL002", 3, 28),
        ("GRM001", 5, 5),
        ("DUP006", 5, 49),
        ("SPL001", 5, 64),
    ]
    assert none_left(find_installation(""))


def test_one_that_is_told_to_stop_in_two_ways_at_once_leaves_nothing_behind(installation: Path) -> None:
    java = str(installation.parent / "bin" / "java")
    for gap in range(30):
        call = [sys.executable, "-I", servers.supervise.__file__, str(os.getpid()), java, str(installation), "0"]
        supervisor = subprocess.Popen(call, stdin=subprocess.PIPE)
        while not psutil.Process(supervisor.pid).children():
            time.sleep(0.01)
        supervisor.stdin.close()
        time.sleep(gap / 10_000)
        supervisor.terminate()
        assert supervisor.wait(10) == 0
    assert none_left(installation)
