"""One finding per rule, sink call and person; identity without lines."""

from __future__ import annotations

import msgspec

from privlint.model.flow import Capture
from privlint.model.place import Site
from privlint.model.recipient import Kind
from privlint.model.scale import Severity
from tests.unit.judge.flows import PATH, codes, consent, flow, judged, purpose


def test_categories_of_one_call_make_one_finding() -> None:
    (finding,) = judged(flow("user.contact.email", Kind.LOG), flow("user.name", Kind.LOG))
    assert finding.categories == ("user.contact.email", "user.name")
    assert finding.message.startswith("e-mail and name of user reach Acme (log)")


def test_the_severity_is_the_highest() -> None:
    (finding,) = judged(flow("user.device.ip_address", Kind.LOG), flow("user.authorization.password", Kind.LOG))
    assert finding.severity is Severity.ERROR
    assert "password" in finding.missing


def test_other_rules_calls_and_persons_stay_apart() -> None:
    email = flow("user.contact.email", Kind.LOG)
    card = flow("user.financial.credit_card", Kind.LOG)
    admin = msgspec.structs.replace(email, subject="admin")
    below = msgspec.structs.replace(email, call_site=Site(PATH, 11), report_site=Site(PATH, 11))
    assert sorted(codes(email, card, admin, below)) == ["PRV101", "PRV101", "PRV101", "PRV404"]


def test_two_entries_into_one_wrapper_stay_apart() -> None:
    first = flow("user.contact.email", Kind.ADS, report_site=Site(PATH, 40))
    second = msgspec.structs.replace(first, report_site=Site(PATH, 50))
    assert [finding.site.node for finding in judged(first, second)] == [40, 50]


def test_explanations_that_differ_are_both_given() -> None:
    (finding,) = judged(flow("user.device.ip_address", Kind.ANALYTICS), flow("user.name", Kind.ANALYTICS))
    assert "permits IP address with purpose" in finding.message
    assert 'name needs the prior consent of user for "analytics"' in finding.message


def test_fingerprints_do_not_depend_on_places() -> None:
    email = flow("user.contact.email", Kind.LOG)
    moved = msgspec.structs.replace(email, call_site=Site(PATH, 70), report_site=Site(PATH, 70))
    (before,), (after,) = judged(email), judged(moved)
    assert before.fingerprint == after.fingerprint
    assert len(before.fingerprint) == 64


def test_only_the_loose_fingerprint_survives_a_renamed_function() -> None:
    email = flow("user.contact.email", Kind.LOG)
    origin = msgspec.structs.replace(email.origin, function="register")
    renamed = msgspec.structs.replace(email, origin=origin, sink_function="app.views:register")
    (before,), (after,) = judged(email), judged(renamed)
    assert before.fingerprint != after.fingerprint
    assert before.loose_fingerprint == after.loose_fingerprint


def test_equal_identities_get_fingerprints_of_their_own() -> None:
    email = flow("user.contact.email", Kind.LOG)
    again = msgspec.structs.replace(email, call_site=Site(PATH, 11), report_site=Site(PATH, 11))
    first, second = judged(email, again)
    assert first.identity == second.identity
    assert first.fingerprint != second.fingerprint


def test_the_order_of_flows_does_not_matter() -> None:
    flows = [
        flow("user.contact.email", Kind.ADS),
        flow("user.name", Kind.ADS, held=(consent("location"),)),
        flow("user.device.ip_address", Kind.ADS, held=purpose("advertising")),
        flow("user.name", Kind.LOG, subject="admin"),
    ]
    assert judged(*flows) == judged(*reversed(flows))


def test_automatic_capture_is_judged_at_its_call() -> None:
    capture = Capture(
        Kind.ERROR_TRACKER,
        "Sentry",
        "sentry_sdk.init",
        Site(PATH, 2),
        "send_default_pii",
        ("user.device.ip_address", "user.contact.email"),
    )
    (finding,) = judged(capture)
    assert (finding.code, finding.site) == ("PRV102", Site(PATH, 2))
    assert "reach Sentry (error-tracker) by automatic capture (send_default_pii)" in finding.message
    declared = msgspec.structs.replace(capture, held=purpose("support"))
    assert codes(declared, roles={"sentry": "processor"}) == []
