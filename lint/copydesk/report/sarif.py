"""SARIF 2.1.0 as GitHub, VS Code and the multitool's GitHub rules want it (research: linter-experience.md)."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from copydesk.diagnostic import INPUT_PROBLEMS, Diagnostic, LocatedFix, Place
from copydesk.report.json_array import encode
from copydesk.run import FileSummary, RuleInfo, Run
from copydesk.version import __version__

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_TEXT_MAX = 1024
"""GitHub's limit for a rule's descriptions."""
_RELATED_MAX = 100
_BASE = "SRCROOT"


def render(run: Run, *, colour: bool = False) -> Iterator[str]:  # noqa: ARG001 (SARIF has no colours)
    """Yield the log. Results are many: each is encoded on its own."""
    log = _Log(run)
    yield f'{{"$schema":"{_SCHEMA}","version":"2.1.0","runs":[{{"tool":{encode(log.tool())}'
    yield ',"columnKind":"utf16CodeUnits","newlineSequences":["\\r\\n","\\n","\\r"]'
    yield f',"invocations":[{encode(log.invocation())}]'
    base = {_BASE: {"description": {"text": "The folder in which copydesk was run."}}}
    yield f',"originalUriBaseIds":{encode(base)},"artifacts":{encode([log.artifact(file) for file in run.files])}'
    separator = ',"results":['
    for diagnostic in run.diagnostics:
        yield separator + encode(log.result(diagnostic))
        separator = ",\n"
    yield ',"results":[]}]}\n' if separator.startswith(',"') else "]}]}\n"


class _Log:
    """Makes the objects of one log, whose parts point at each other by index."""

    def __init__(self, run: Run) -> None:
        self._run = run
        packages = dict.fromkeys(info.package for info in run.rules.values())
        self._plugins = [package for package in packages if package != "copydesk"]
        self._components: dict[str, list[RuleInfo]] = {package: [] for package in ("copydesk", *self._plugins)}
        for info in run.rules.values():
            self._components[info.package].append(info)
        self._artifacts = {file.path: place for place, file in enumerate(run.files)}

    def tool(self) -> dict[str, Any]:
        driver = {
            "name": "copydesk",
            "semanticVersion": __version__,
            "informationUri": "https://pypi.org/project/copydesk/",
            "rules": [_rule(info) for info in self._components["copydesk"]],
        }
        extensions = [
            {"name": package, "rules": [_rule(info) for info in self._components[package]]} for package in self._plugins
        ]
        return {"driver": driver, **({"extensions": extensions} if extensions else {})}

    def invocation(self) -> dict[str, Any]:
        problems = [it for it in self._run.diagnostics if it.code in INPUT_PROBLEMS and INPUT_PROBLEMS[it.code].fails]
        notifications = [
            {
                "descriptor": {"id": problem.code},
                "level": _LEVELS[problem.severity],
                "message": {"text": problem.message},
                "locations": [{"physicalLocation": self._place(problem.path, problem.start, problem.end)}],
            }
            for problem in problems
        ]
        code = self._run.exit_code()
        return {
            "executionSuccessful": code != 2,
            "exitCode": code,
            **({"toolExecutionNotifications": notifications} if notifications else {}),
        }

    def artifact(self, file: FileSummary) -> dict[str, Any]:
        hashes = {"hashes": {"sha-256": file.sha256}} if file.sha256 else {}
        return {"location": _uri(file.path), "encoding": file.encoding, "length": file.size, **hashes}

    def result(self, found: Diagnostic) -> dict[str, Any]:
        """Make a result; of two copies the flagged one is its location, the other related location 1."""
        place = self._place(found.path, found.start, found.end, is_apart=found.article.is_apart)
        if found.excerpt.flagged and not found.article.is_apart:
            place["region"]["snippet"] = {"text": found.excerpt.flagged}
        message = found.message
        if found.article.is_apart:  # no viewer shows a logical location
            message = f"{found.article.address}:{found.start.line}:{found.start.column}: {message}"
        related = []
        for number, it in enumerate(dict.fromkeys(found.related[:_RELATED_MAX]), 1):
            there = self._place(it.path, it.start, it.end, is_apart=it.address is not None)
            named = f"{it.address}: {it.message}" if it.address else it.message or "related"
            related.append({"id": number, "physicalLocation": there, "message": {"text": named}})
        if related:
            message = f"{_plain(message)} ([{_plain(found.related[0].message or 'see')}](1))"
        properties = self._properties(found)
        return {
            "ruleId": found.code,
            **self._reference(found.code),
            "level": _LEVELS[found.severity],
            "message": {"text": message},
            "locations": [{"physicalLocation": place, **_logical(found)}],
            "partialFingerprints": {
                "primaryLocationLineHash": found.fingerprint,
                "copydesk/v1": found.fingerprint,
            },
            **({"relatedLocations": related} if related else {}),
            **(
                {"fixes": [self._fix(found.path, found.fix)]} if found.fix and found.fix.applicability == "safe" else {}
            ),
            **({"properties": properties} if properties else {}),
        }

    def _properties(self, found: Diagnostic) -> dict[str, Any]:
        article = found.article
        named = {"id": article.id, "url": article.url, "index": article.index or None}
        return {f"article-{name}": value for name, value in named.items() if value is not None}

    def _reference(self, code: str) -> dict[str, Any]:
        info = self._run.rules[code]
        index = self._components[info.package].index(info)
        if info.package == "copydesk":
            return {"ruleIndex": index}
        component = {"name": info.package, "index": self._plugins.index(info.package)}
        return {"rule": {"id": code, "index": index, "toolComponent": component}}

    def _place(self, path: str, start: Place, end: Place, *, is_apart: bool = False) -> dict[str, Any]:
        """Return a physical location; of a file that is no text only its first line can be named."""
        location = _uri(path)
        if path in self._artifacts:
            location["index"] = self._artifacts[path]
        return {"artifactLocation": location, "region": {"startLine": 1} if is_apart else _region(start, end)}

    def _fix(self, path: str, fix: LocatedFix) -> dict[str, Any]:
        replacements = [
            {"deletedRegion": _region(edit.start, edit.end), "insertedContent": {"text": edit.content}}
            for edit in fix.edits
        ]
        change = {"artifactLocation": _uri(path), "replacements": replacements}
        return {"description": {"text": fix.message}, "artifactChanges": [change]}


def _rule(info: RuleInfo) -> dict[str, Any]:
    name = "".join(part.capitalize() for part in info.name.split("-"))
    return {
        "id": info.code,
        "name": name,
        "shortDescription": {"text": info.summary[:_TEXT_MAX]},
        "fullDescription": {"text": info.summary[:_TEXT_MAX]},
        "help": {"text": info.page, "markdown": info.page},
        "defaultConfiguration": {"level": _LEVELS[info.severity]},
        "properties": {"tags": [info.code[:3]]},
    }


def _logical(found: Diagnostic) -> dict[str, Any]:
    """Return the logical location of an article in a file of many."""
    address = found.article.address
    if address is None:
        return {}
    return {"logicalLocations": [{"fullyQualifiedName": address, "kind": "value"}]}


def _region(start: Place, end: Place) -> dict[str, Any]:
    """Return a region by lines and UTF-16 columns; the end column is exclusive."""
    return {
        "startLine": start.line,
        "startColumn": start.utf16_column,
        "endLine": end.line,
        "endColumn": end.utf16_column,
    }


def _uri(path: str) -> dict[str, Any]:
    """Return an artifact location: relative to SRCROOT, percent-encoded byte by byte, whatever the name's encoding."""
    if path.startswith("/"):
        return {"uri": "file://" + quote(os.fsencode(path))}
    return {"uri": quote(os.fsencode(path)), "uriBaseId": _BASE}


def _plain(text: str) -> str:
    """Escape what SARIF's message syntax would take for a link."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
