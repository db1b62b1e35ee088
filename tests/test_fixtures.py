"""Every fixture: what privlint reports is what the comments say, compared as sets, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases import CASES, case_id, report_once, source_of
from tests.expectations import Expectation, matches, read_case

if TYPE_CHECKING:
    from pathlib import Path

    from privlint.model.finding import Finding

LIMITED = [case for case in CASES if "expect-missed:" in source_of(case)]


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_findings_are_those_expected(case: Path) -> None:
    surplus = _shouted(case)
    missing = [truth for truth in read_case(case) if truth.sort == "expect" and not _take(truth, surplus)]
    assert ([_told(truth) for truth in missing], [_shown(finding) for finding in surplus]) == ([], [])


@pytest.mark.parametrize("case", LIMITED, ids=case_id)
def test_known_limits_are_still_limits(case: Path) -> None:
    findings = _shouted(case)
    found = [_told(truth) for truth in read_case(case) if truth.sort == "missed" and _take(truth, findings)]
    assert found == [], "found at last: write expect instead of expect-missed"


def _shouted(case: Path) -> list[Finding]:
    """The findings that nothing suppresses."""
    return [finding for finding in report_once(case).findings if not finding.suppressed]


def _take(truth: Expectation, findings: list[Finding]) -> bool:
    """Remove the finding that this expectation is about; whether there was one."""
    for finding in findings:
        where = finding.place and (finding.place.path, finding.place.line, finding.code)
        if where == (truth.file, truth.line, truth.code) and matches(truth.words, finding.categories):
            findings.remove(finding)
            return True
    return False


def _told(truth: Expectation) -> str:
    return f"{truth.file}:{truth.line} {truth.code} {', '.join(sorted(truth.words))}"


def _shown(finding: Finding) -> str:
    return f"{finding.place} {finding.code} {', '.join(finding.categories)}: {finding.message}"
