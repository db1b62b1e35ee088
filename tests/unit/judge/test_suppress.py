"""Suppressions: which findings they silence, and which of them are findings themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privlint.model.recipient import Kind
from tests.unit.judge.flows import codes, flow, ignore, judged, module

if TYPE_CHECKING:
    from privlint.model.pragma import Pragma

LOGGED = flow("user.contact.email", Kind.LOG)


@pytest.mark.parametrize(
    "pragma",
    [
        ignore("PRV101"),
        ignore("personal-data-in-log"),
        ignore("PRV101", first=10, last=10),
        ignore("PRV101", bound="file", first=0, last=0),
        ignore("PRV101", until="2026-11-22"),
    ],
)
def test_it_silences_and_is_kept_with_its_reason(pragma: Pragma) -> None:
    (finding,) = judged(LOGGED, modules=[module(pragma)])
    assert finding.suppressed == "test account"


@pytest.mark.parametrize(
    ("pragma", "code"),
    [
        (ignore("PRV104"), "PRV901"),
        (ignore("PRV101", first=11, last=20), "PRV901"),
        (ignore("PRV101", until="2026-11-21"), "PRV901"),
        (ignore("PRV999"), "PRV902"),
        (ignore("PRV101", "personal-data-in-logs"), "PRV902"),
        (ignore(), "PRV902"),
        (ignore("PRV101", reason=""), "PRV902"),
        (ignore("PRV101", problem="`until` needs a date such as 2027-01-31"), "PRV902"),
        (ignore("PRV101", first=-1, last=-1, bound="nothing"), "PRV902"),
    ],
)
def test_what_is_of_no_use_is_a_finding_and_silences_nothing(pragma: Pragma, code: str) -> None:
    assert sorted(codes(LOGGED, modules=[module(pragma)])) == ["PRV101", code]


def test_messages_tell_unused_from_expired() -> None:
    unused, expired = ignore("PRV104"), ignore("PRV101", until="2026-01-31")
    messages = [finding.message for finding in judged(modules=[module(unused, expired)])]
    assert sorted(messages) == [
        "PRV104 is suppressed here, and there is no such finding",
        "the suppression of PRV101 expired after 2026-01-31",
    ]


def test_each_rule_of_a_list_has_to_be_of_use() -> None:
    found = judged(LOGGED, modules=[module(ignore("PRV101", "PRV104"))])
    assert [(finding.code, bool(finding.suppressed)) for finding in found] == [("PRV901", False), ("PRV101", True)]


def test_an_unknown_rule_gets_the_nearest_word() -> None:
    (finding,) = judged(modules=[module(ignore("personal-data-in-logs"))])
    assert finding.mend == ('did you mean "personal-data-in-log"?',)


def test_the_finding_stands_at_the_comment() -> None:
    (finding,) = judged(modules=[module(ignore("PRV104"))])
    assert finding.place is not None
    assert finding.place.line == 5


def test_rules_that_are_off_leave_their_suppressions_alone() -> None:
    assert codes(modules=[module(ignore("PRV104"))], ignore=("PRV104",)) == []


def test_findings_below_the_confidence_asked_for_use_their_suppression() -> None:
    weak = flow("user.unique_id", Kind.LOG)
    assert codes(weak, modules=[module(ignore("PRV101"))]) == []


def test_selection() -> None:
    assert codes(LOGGED, ignore=("PRV101",)) == []
    assert codes(LOGGED, select=("PRV104",)) == []
    assert codes(LOGGED, per_file_ignores=(("app/*", ("personal-data-in-log",)),)) == []
    assert codes(LOGGED, per_file_ignores=(("lib/*", ("PRV101",)),)) == ["PRV101"]
