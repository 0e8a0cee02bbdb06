"""The baseline: findings that were there when linting began, and are not reported again.

A JSON file in the repository, for a person to read in a review: of each file its findings, by fingerprint. Findings are
known again when lines move, as long as copydesk runs in the same folder, so that paths stay what they are.
"""

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from copydesk.config import ConfigError
from copydesk.diagnostic import INPUT_PROBLEMS, Diagnostic
from copydesk.log import Log
from copydesk.run import Run


class Baseline(msgspec.Struct, forbid_unknown_fields=True):
    """The findings of each file: the code of each by its fingerprint."""

    copydesk_baseline: int = 1
    findings: dict[str, dict[str, str]] = {}


class Applied(NamedTuple):
    """A run without what the baseline knows, and how many findings of the baseline are gone from the files."""

    run: Run
    gone: int


def read_baseline(file: str) -> Baseline:
    """Read a baseline. Raises `ConfigError`."""
    try:
        with open(file, "rb") as stream:
            baseline = msgspec.json.decode(stream.read(), type=Baseline)
    except FileNotFoundError:
        raise ConfigError(f"{file}: no such baseline; --write-baseline makes it") from None
    except OSError as error:
        raise ConfigError(f"{file}: {(error.strerror or str(error)).lower()}") from error
    except msgspec.MsgspecError as error:
        raise ConfigError(f"{file} is no baseline: {error}") from error
    if baseline.copydesk_baseline != 1:
        raise ConfigError(f"{file} was written by another version of copydesk")
    return baseline


def apply_baseline(run: Run, baseline: Baseline) -> Applied:
    """Leave out what the baseline knows. Gone is what it knows of files and rules of this run and was not found."""
    known = baseline.findings
    left = Log(it for it in run.diagnostics if not (_counts(it) and it.fingerprint in known.get(it.path, {})))
    linted = [known.get(file.path, {}) for file in run.files]
    expected = sum(code in run.rules for codes in linted for code in codes.values())
    return Applied(msgspec.structs.replace(run, diagnostics=left), expected - (len(run.diagnostics) - len(left)))


def write_baseline(file: str, run: Run, before: Baseline | None = None) -> int:
    """Write what was found as the baseline and return how many findings that are.

    What `before` knows of files that are not of this run stays. Raises `OSError`.
    """
    findings = dict(before.findings) if before is not None else {}
    for summary in run.files:
        findings.pop(summary.path, None)
    findings |= _by_path(filter(_counts, run.diagnostics))
    text = msgspec.json.format(msgspec.json.encode(Baseline(findings=dict(sorted(findings.items())))))
    written = f"{file}.new"
    with open(written, "wb") as stream:
        stream.write(text + b"\n")
    os.replace(written, file)
    return sum(map(_counts, run.diagnostics))


def _counts(diagnostic: Diagnostic) -> bool:
    """Whether a finding may stand in a baseline: a file that can't be handled is no old sin."""
    problem = INPUT_PROBLEMS.get(diagnostic.code)
    return problem is None or not problem.fails


def _by_path(diagnostics: Iterable[Diagnostic]) -> Mapping[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for it in diagnostics:
        found.setdefault(it.path, {})[it.fingerprint] = it.code
    return found
