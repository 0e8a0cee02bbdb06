"""Every rule's cases: `tests/rules/CODE.yml`."""

from pathlib import Path

import pytest

from copydesk.testing import Case, check_case, load_cases


@pytest.mark.parametrize("case", load_cases(Path(__file__).parent), ids=str)
def test_case(case: Case) -> None:
    check_case(case)
