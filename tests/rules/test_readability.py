"""Readability is counted without the network: textstat's other formulas fetch a dictionary at first use."""

import subprocess
import sys

PROGRAM = """
import socket
def refuse(*args, **kwargs): raise AssertionError("the network was asked")
socket.socket.connect = socket.getaddrinfo = refuse
from copydesk.testing import make_article
from copydesk.text import Analysis, find_blocks
from copydesk_rules.style.grade import Options, ReadingGrade
text = "The council of the town has voted that it will close the old bridge for good. " * 10
rule = ReadingGrade(Options(maximum_grade=1.0))
(finding,) = rule.check(make_article(text), Analysis(text, find_blocks(text)))
print(finding.message)
"""


def test_the_grade_is_counted_without_network_or_dictionary(tmp_path) -> None:
    env = {"NLTK_DATA": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("reading grade 4.6, above 1")
