"""A consent that is of no use is reported for the right reason, and the check that was seen is shown."""

from __future__ import annotations

import pytest

from tests.cases import FIXTURES, report_once

_NONE = "and none is checked on this path"
_OTHER_PERSON = "about another person"


@pytest.mark.parametrize(
    ("case", "line", "reason", "seen"),
    [
        ("inverted", 9, _NONE, ""),
        ("check_after_use", 8, _NONE, ""),
        ("unrelated_branch", 12, _NONE, ""),
        ("result_ignored", 9, _NONE, ""),
        ("wrong_scope", 9, 'has_consent(…) is for "advertising"', "for another scope"),
        ("wrong_person", 9, f"has_consent(…) is {_OTHER_PERSON}", _OTHER_PERSON),
        ("subject_rebound", 12, f"has_consent(…) is {_OTHER_PERSON}", _OTHER_PERSON),
        ("one_caller_unguarded", 8, "and not every caller checks it", "though other callers check one"),
    ],
)
def test_says_why_the_consent_does_not_count(case: str, line: int, reason: str, seen: str) -> None:
    findings = report_once(FIXTURES / "engine" / "consent" / case).findings
    (finding,) = [one for one in findings if one.place and one.place.line == line]
    assert "needs the prior consent of" in finding.message
    assert reason in finding.message
    assert [mark.text for mark in finding.related if seen and mark.text.endswith(seen)] or not seen
    assert seen or not finding.related
