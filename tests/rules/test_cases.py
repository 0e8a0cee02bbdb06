"""Every rule's cases: `tests/rules/CODE.yml`."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from copydesk.testing import Case, check_case, load_cases
from copydesk_rules.grammar.languagetool import LanguageTool

CASES = load_cases(Path(__file__).parent)


@pytest.mark.parametrize("case", [case for case in CASES if case.rule != "GRM001"], ids=str)
def test_case(case: Case) -> None:
    check_case(case)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Run one LanguageTool server for all cases."""
    from copydesk_rules.grammar.servers import find_installation, running

    lack = LanguageTool().lacks()
    if lack is not None:
        pytest.skip(lack)
    installation = find_installation("")
    assert installation is not None
    with running(installation, 1) as (url,):
        yield url


@pytest.mark.component
@pytest.mark.parametrize("case", [case for case in CASES if case.rule == "GRM001"], ids=str)
def test_case_by_languagetool(case: Case, server: str) -> None:
    check_case(msgspec.structs.replace(case, options={**case.options, "server": server}))
