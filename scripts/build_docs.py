"""Write the parts of the manual that the program knows best: rule pages, the rules' table, the settings' schema.

    python scripts/build_docs.py

A test (`tests/test_docs.py`) says when they are stale.
"""

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from copydesk.config import FIELDS
from copydesk.diagnostic import INPUT_PROBLEMS
from copydesk.explain import all_rules, page, settings_schema
from copydesk.run import RuleInfo

ROOT = Path(__file__).parent.parent
FAMILIES = {
    "BPL": "Boilerplate",
    "DUP": "Duplication",
    "GRM": "Grammar",
    "KEY": "Keyword stuffing",
    "QLT": "Corpus quality",
    "RDB": "Readability",
    "SCR": "Scrape damage",
    "SPL": "Spelling",
    "SPN": "Spun text",
}
BEGIN, END = "<!-- table: written by scripts/build_docs.py -->\n", "<!-- end of table -->"


def generated() -> Iterator[tuple[Path, str]]:
    """Yield every generated file with what it should hold."""
    rules = {code: (RuleInfo.of_rule(rule), rule) for code, rule in all_rules().items()}
    infos = [info for info, _ in rules.values()]
    for code, (info, rule) in rules.items():
        yield ROOT / "docs" / "rules" / f"{code}.md", page(info, rule)
    index = "# Rules\n\nOne page for each; `copydesk rule CODE` prints the same.\n\n" + rule_table(infos, "")
    yield ROOT / "docs" / "rules" / "README.md", index
    yield ROOT / "docs" / "copydesk.schema.json", json.dumps(settings_schema(), indent=2) + "\n"
    tables = {
        "README.md": rule_table(infos, "docs/rules/"),
        "docs/settings.md": settings_table(),
        "docs/output.md": problem_table(),
    }
    for name, table in tables.items():
        yield ROOT / name, between((ROOT / name).read_text("utf-8"), table)


def rule_table(infos: list[RuleInfo], folder: str) -> str:
    """Return a table of rules, a part for each family, with links to the pages in `folder`."""
    parts = []
    for family, members in groupby(infos, key=lambda info: info.code[:3]):
        rows = "".join(
            f"| [{info.code}]({folder}{info.code}.md) | {info.name} | {'' if info.default else 'opt-in'} "
            f"| {info.summary} |\n"
            for info in members
        )
        parts.append(f"**{FAMILIES[family]}**\n\n| code | name | | flags |\n| --- | --- | --- | --- |\n{rows}")
    return "\n".join(parts)


def settings_table() -> str:
    """Return a table of all settings."""
    described = settings_schema()["$defs"]["Settings"]["properties"]
    rows = "".join(
        f"| `{name}` | `{json.dumps(described[name].get('default'))}` | {described[name].get('description', '')} |\n"
        for name in FIELDS
    )
    return f"| setting | default | meaning |\n| --- | --- | --- |\n{rows}"


def problem_table() -> str:
    """Return a table of what can be wrong with a file."""
    rows = "".join(
        f"| {problem.code} | {problem.name} | {problem.severity} | {problem.summary} {problem.advice} |\n"
        for problem in INPUT_PROBLEMS.values()
    )
    return f"| code | name | severity | |\n| --- | --- | --- | --- |\n{rows}"


def between(text: str, content: str) -> str:
    """Return a page with what stands between the marks replaced."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{content}\n{END}{after}"


if __name__ == "__main__":
    for file, content in generated():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
