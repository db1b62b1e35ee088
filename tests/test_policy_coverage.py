"""The page on the reference policy is what its fixtures show, and no clause that binds code is without one."""

from __future__ import annotations

import re

import pytest

from tools.policy_coverage import PAGE, page

TEXT = PAGE.read_text(encoding="utf-8")
ROWS = {
    cells[0]: cells for line in TEXT.splitlines() if line.startswith("| ") for cells in [line.strip("| ").split(" | ")]
}


def test_the_page_is_fresh() -> None:
    assert page() == TEXT, "run python -m tools.policy_coverage"


@pytest.mark.parametrize(
    "clause", [*(f"2.{number}" for number in range(1, 12)), *(f"6.{number}" for number in range(1, 13))]
)
def test_every_purpose_and_every_exception_has_both_fixtures(clause: str) -> None:
    assert [cell for cell in ROWS[clause][2:] if not re.search(r"PRV|fixtures", cell)] == []


def test_every_clause_that_binds_code_is_broken_somewhere_and_kept_somewhere() -> None:
    clauses = [clause for clause in ROWS if re.match(r"\d|partners|revisions", clause)]
    assert len(clauses) > 40
    assert {clause for clause in clauses if "–" in (ROWS[clause][3], ROWS[clause][4])} == set()
