"""A mapping held against the text it was made from."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import msgspec
import pytest

from privlint.errors import UserError
from privlint.model.drift import DriftKind
from privlint.policy import reconcile
from privlint.policy.check import blanks, drifts
from privlint.policy.load import reference_policy
from privlint.policy.source import read_source
from privlint.policy.text import read_clauses
from privlint.settings.options import Settings
from tests.unit.policy.texts import TEASHOP, mapping_of, renumbered

if TYPE_CHECKING:
    from pathlib import Path

    from privlint.model.drift import Drift
    from privlint.model.policy import Policy

MAPPING = mapping_of(TEASHOP)


def _mapping_drifts(text: str, policy: Policy = MAPPING) -> list[tuple[str, str]]:
    """Kind and clause of all that concerns the mapping rather than the text."""
    return [(one.kind, one.clause) for one in drifts(policy, read_clauses(text)) if one.kind.rule == "PRV801"]


def test_a_mapping_that_fits() -> None:
    assert _mapping_drifts(TEASHOP) == []
    assert drifts(MAPPING) == ()


def test_one_changed_sentence() -> None:
    text = TEASHOP.replace("Data is put up on outside media", "Data is shown on outside media")
    assert _mapping_drifts(text) == [("changed", "6.3")]


def test_a_clause_that_went_and_one_that_came() -> None:
    text = TEASHOP.replace("  11. Anything else a visitor has agreed to\n", "").replace(
        "Article 12 (When", "Article 13 (Cookies)\n\nNone.\n\nArticle 12 (When"
    )
    assert _mapping_drifts(text) == [("gone", "2.11"), ("new", "13")]


def test_what_is_to_be_written_is_said() -> None:
    text = TEASHOP.replace("Life, health or belongings", "Life or belongings")
    (drift,) = (one for one in drifts(MAPPING, read_clauses(text)) if one.kind is DriftKind.CHANGED)
    new = next(clause for clause in read_clauses(text) if clause.id == "6.5")
    assert new.sha256 in drift.mend[0]
    assert drift.line == new.line


def test_renumbered_clauses_make_one_drift() -> None:
    found = drifts(MAPPING, read_clauses(renumbered(TEASHOP)))
    (moved,) = (one for one in found if one.kind is DriftKind.RENUMBERED)
    assert dict(moved.moved)["6.11"] == "7.11"
    assert "4 is 5" in moved.problem
    assert _mapping_drifts(renumbered(TEASHOP)) == [("renumbered", ""), ("new", "4")]


def test_blanks_of_the_mapping_alone() -> None:
    assert [(one.clause, one.kind) for one in blanks(MAPPING)] == [("8", "empty"), ("partners", "empty")]
    assert [one.clause for one in blanks(reference_policy())] == ["11", "8", "partners"]
    assert blanks(MAPPING, drifts(MAPPING, read_clauses(TEASHOP))) == ()  # the text has been blamed for them


def test_a_later_revision() -> None:
    assert ("outdated", "") not in _mapping_drifts(TEASHOP)
    later = TEASHOP.replace("Changed on January 15, 2026", "Changed on March 15, 2026")
    assert ("outdated", "") in _mapping_drifts(later)


def test_a_mapping_older_than_its_own_revisions() -> None:
    header = msgspec.structs.replace(MAPPING.policy, revision=datetime.date(2024, 5, 30))
    (drift,) = drifts(msgspec.structs.replace(MAPPING, policy=header))
    assert (drift.kind, drift.kind.rule) == (DriftKind.OUTDATED, "PRV801")
    assert "2026-02-10" in drift.problem


# -- as the run does it ----------------------------------------------------------------------------------


def _reconciled(text: str, tmp_path: Path) -> tuple[Policy, tuple[Drift, ...]]:
    (tmp_path / "policy.txt").write_text(text, encoding="utf-8")
    policies, found = reconcile((MAPPING,), Settings(root=str(tmp_path), policy_source="policy.txt"))
    return policies[0], found


def test_a_renumbered_mapping_is_read_with_the_new_numbers(tmp_path: Path) -> None:
    policy, found = _reconciled(renumbered(TEASHOP), tmp_path)
    assert {row.clause for row in policy.permit if row.recipient == "ads"} == {"7", "7.11", "7.12"}
    assert [drift.kind for drift in found if drift.kind.rule == "PRV801"] == ["renumbered", "new"]


def test_without_a_source_nothing_is_compared() -> None:
    assert reconcile((MAPPING,), Settings(root="/")) == ((MAPPING,), ())


def test_a_source_belongs_to_the_mapping_with_hashes(tmp_path: Path) -> None:
    law = msgspec.structs.replace(
        MAPPING,
        policy=msgspec.structs.replace(MAPPING.policy, id="law"),
        clause=tuple(msgspec.structs.replace(clause, sha256="") for clause in MAPPING.clause),
    )
    (tmp_path / "policy.txt").write_text(TEASHOP.replace("Measuring", "Counting"), encoding="utf-8")
    settings = Settings(root=str(tmp_path), policy_source="policy.txt")
    _, found = reconcile((law, MAPPING), settings)
    assert {drift.policy for drift in found} == {"teashop"}


def test_suspicions_stay_out_of_a_run(tmp_path: Path) -> None:
    text = "Article 1 (Cookies)\n\nThe following is about cookies. They are small.\n"
    _, found = _reconciled(text, tmp_path)
    assert [drift for drift in found if drift.kind is DriftKind.EMPTY] == []


def test_a_source_that_is_not_there() -> None:
    settings = Settings(root="/", policy_source="none.txt", origins={"policy-source": ("pyproject.toml", 4)})
    with pytest.raises(UserError, match=r"pyproject\.toml:4: policy-source: none\.txt: cannot read"):
        reconcile((MAPPING,), settings)


def test_encodings(tmp_path: Path) -> None:
    page = '<html><head><meta charset="shift_jis"></head><body><h1>第1条</h1><p>お茶</p></body></html>'
    (tmp_path / "page.html").write_bytes(page.encode("shift_jis"))
    assert "お茶" in read_source(tmp_path / "page.html", "page.html")
    (tmp_path / "odd.txt").write_bytes(b"\x81\xff\xfe")
    with pytest.raises(UserError, match="it is not UTF-8"):
        read_source(tmp_path / "odd.txt", "odd.txt")
