"""Rewriting a program so that it still does the same leaves the findings alone; negating its guard does not."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cases import CASES, FIXTURES, case_id, report_on, report_once, source_of
from tests.rewrites import negate_guards, rename_locals, reprinted, split_dict_literals, wrap_arguments

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from privlint.model.finding import Report

#: Rewriting drops comments, and these cases live by theirs.
PLAIN = [case for case in CASES if "# privlint:" not in source_of(case)]
REWRITES = [rename_locals, wrap_arguments, split_dict_literals]
#: What a rewriting still changes: the rewriting, the case, and why. An entry that no longer fails must go.
KNOWN_LIMITS = frozenset(
    {
        ("wrap_arguments", "checks/PRV603/complying", "a router included through a helper loses its guards"),
        ("wrap_arguments", "checks/PRV603/frameworks", "a router included through a helper loses its guards"),
    }
)
LIMITED = {(rewrite, case) for rewrite, case, _ in KNOWN_LIMITS}
GUARDED = [
    FIXTURES / "engine" / "consent" / name
    for name in (
        "awaited_check",
        "boolean_operators",
        "conditional_expression",
        "consent_query",
        "decorator",
        "early_return",
        "flag_variable",
        "guarded_caller",
        "guarded_value",
        "helper_in_module",
        "object_method",
        "raising_helper",
    )
]


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.__name__)
@pytest.mark.parametrize("case", PLAIN, ids=case_id)
def test_harmless_rewriting_changes_no_finding(case: Path, rewrite: Callable[[str], str], tmp_path: Path) -> None:
    found = found_in(report_on(rewritten(case, tmp_path, rewrite)))
    if (rewrite.__name__, case_id(case)) in LIMITED:
        assert found != found_in(report_once(case)), "mended at last: take it out of KNOWN_LIMITS"
    else:
        assert found == found_in(report_once(case))


def test_known_limits_name_cases() -> None:
    assert {(rewrite.__name__, case_id(case)) for rewrite in REWRITES for case in PLAIN} >= LIMITED


@pytest.mark.parametrize("case", PLAIN, ids=case_id)
def test_another_module_changes_no_finding(case: Path, tmp_path: Path) -> None:
    copy = rewritten(case, tmp_path, lambda text: text)
    (copy / "main.py").rename(copy / "inner.py")
    (copy / "main.py").write_text("from inner import *\n", encoding="utf-8")
    assert found_in(report_on(copy)) == found_in(report_once(case))


@pytest.mark.parametrize("case", GUARDED, ids=case_id)
def test_negated_guard_is_found(case: Path, tmp_path: Path) -> None:
    guarded = rewritten(case, tmp_path / "guarded", reprinted)
    negated = rewritten(case, tmp_path / "negated", negate_guards)
    assert _lines(negated) - _lines(guarded)


def found_in(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    """Rules and categories of all findings, without places, in order."""
    return sorted((finding.code, finding.categories) for finding in report.findings)


def _lines(case: Path) -> set[tuple[str, int]]:
    return {(place.path, place.line) for finding in report_on(case).findings if (place := finding.place)}


def rewritten(case: Path, folder: Path, change: Callable[[str], str]) -> Path:
    """A copy of the case below ``folder`` with every file changed; what does not parse stays as it is."""
    copy = folder / case.name
    shutil.copytree(case, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for path in copy.rglob("*.py"):
        with contextlib.suppress(SyntaxError):
            path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return copy
