"""Words of annotations that are unknown, misplaced or without reason."""

from __future__ import annotations

import pytest

from privlint.model.recipient import Kind
from tests.unit.judge.flows import codes, declared, flow, judged, module, pragma, purpose


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("purpose", "support"),
        ("purpose", "support|traffic-measurement"),
        ("purpose", "analytics.reporting"),
        ("data", "user.contact.email"),
        ("data", "none"),
        ("data", "complete"),
        ("recipient", "analytics:PostHog"),
        ("recipient", "log"),
        ("sanitizes", "user.contact.email:masked"),
        ("consent-check", "analytics"),
        ("consent-check", "marketing"),
        ("identity-check", ""),
        ("fulfils", "disclosure"),
    ],
)
def test_well_formed(key: str, value: str) -> None:
    assert codes(modules=[module(pragma((key, value)))]) == []


@pytest.mark.parametrize(("key", "value"), [("consent", "location"), ("basis", "6.5")])
def test_what_is_taken_on_trust_needs_a_reason(key: str, value: str) -> None:
    assert codes(modules=[module(pragma((key, value), reason="asked by the app"))]) == []
    (finding,) = judged(modules=[module(pragma((key, value)))])
    assert (finding.code, finding.message) == (
        "PRV902",
        f"{key}= needs a reason in # privlint: {key}={value}",
    )


@pytest.mark.parametrize(
    ("key", "value", "problem", "mend"),
    [
        ("purposes", "support", 'unknown key "purposes"', 'did you mean "purpose"?'),
        ("data", "user.contact.emial", 'unknown category "user.contact.emial"', 'did you mean "user.contact.email"?'),
        ("fulfils", "deletions", 'unknown obligation "deletions"', 'did you mean "deletion"?'),
        ("recipient", "analytic:PostHog", 'unknown recipient kind "analytic"', 'did you mean "analytics"?'),
        ("consent-check", "locations", 'unknown scope of consent "locations"', 'did you mean "location"?'),
        ("sanitizes", "user.contact.email:mask", 'unknown transform "mask"', 'did you mean "masked"?'),
        ("sanitizes", "user.emial:masked", 'unknown category "user.emial"', ""),
        ("identity-check", "yes", "identity-check takes no value", "write # privlint: identity-check"),
        ("recipient", "", "recipient= needs a value", ""),
    ],
)
def test_malformed(key: str, value: str, problem: str, mend: str) -> None:
    (finding,) = judged(modules=[module(pragma((key, value)))])
    assert finding.code == "PRV902"
    assert finding.missing == problem
    assert not mend or finding.mend == (mend,)


@pytest.mark.parametrize(
    ("clause", "problem"),
    [("6.11", 'clause "6.11" is no legal exception'), ("66", 'unknown clause "66"')],
)
def test_a_basis_cites_a_legal_exception(clause: str, problem: str) -> None:
    (finding,) = judged(modules=[module(pragma(("basis", clause), reason="court order"))])
    assert (finding.code, finding.missing) == ("PRV902", problem)
    assert finding.mend == ("legal exceptions of the policy: 6.10, 6.2, 6.4, 6.5, 6.6, 6.9",)


def test_an_unknown_scope_of_trusted_consent() -> None:
    assert codes(modules=[module(pragma(("consent", "locations"), reason="asked by the app"))]) == ["PRV902"]


def test_what_does_not_parse_or_binds_to_nothing() -> None:
    unparsed = pragma(problem="it says nothing")
    dangling = pragma(("purpose", "support"), first=-1, last=-1, bound="nothing")
    found = judged(modules=[module(unparsed, dangling)])
    assert {finding.message for finding in found} == {
        "it says nothing in a # privlint: comment",
        "there is nothing below that the annotation could be about in a # privlint: comment",
    }


def test_a_purpose_outside_the_policy_permits_nothing() -> None:
    (finding,) = judged(modules=[module(pragma(("purpose", "suport")))])
    assert (finding.code, finding.mend) == ("PRV201", ('did you mean "support"?',))
    assert [clause.clause for clause in finding.clauses] == ["2"]
    assert codes(flow("user.contact.email", Kind.LOG, held=purpose("suport"))) == ["PRV101"]


def test_markers_are_checked_like_comments() -> None:
    assert codes(declared("purpose", "suport")) == ["PRV201"]
    assert codes(declared("fulfils", "nothing")) == ["PRV902"]
    assert codes(declared("consent", "location")) == []


def test_configuration_is_checked_elsewhere() -> None:
    assert codes(declared("fulfils", "nothing", form="configuration")) == []


def test_a_problem_the_engine_found_with_a_declaration() -> None:
    (finding,) = judged(declared("consent", "location", problem="it is called where consent does not hold"))
    assert (finding.code, finding.missing) == ("PRV902", "it is called where consent does not hold")
