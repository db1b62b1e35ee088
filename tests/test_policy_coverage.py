"""The page on the reference policy is what its fixtures show, and no clause that binds code is without one."""

from __future__ import annotations

import re

import pytest

from tools.policy_coverage import PAGE, page, read_matrix

TEXT = PAGE.read_text(encoding="utf-8")
ROWS = {
    cells[0]: cells for line in TEXT.splitlines() if line.startswith("| ") for cells in [line.strip("| ").split(" | ")]
}


#: What has to be tried of every recipient that the matrix of the policy names, and what is said of it.
EVERYWHERE = {
    "no purpose", "sign-in data", "outside the policy", "location without consent", "survey without consent",
}  # fmt: skip
MATRIX = read_matrix()


@pytest.mark.parametrize(
    "kind", ["log", "error-tracker", "analytics", "ads", "ai", "messaging", "crm", "http", "social"]
)
def test_every_cell_of_the_matrix_is_broken_and_kept(kind: str) -> None:
    kept = {cell.name for cell in MATRIX[kind] if not cell.code}
    broken = {cell.name: cell.code for cell in MATRIX[kind] if cell.code}
    assert "purpose and role" in kept
    assert ("consent" in kept) is (kind in {"analytics", "ads", "messaging", "crm", "http"})
    assert ("no role" in broken) is (kind not in {"log", "social"})
    assert broken.keys() >= EVERYWHERE
    assert (broken["card data"], broken["bank account"]) == ("PRV404", "PRV404")
    assert broken["wrong purpose"] == "PRV202"


def test_the_matrix_has_the_other_recipients_too() -> None:
    assert MATRIX.keys() >= {"ai-training", "payment", "cookie", "storage", "advertiser"}
    assert {cell.name for cell in MATRIX["ai-training"] if not cell.code} == {"aggregated"}
    assert {"card data", "bank account"} <= {cell.name for cell in MATRIX["payment"] if not cell.code}


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
