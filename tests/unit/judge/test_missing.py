"""What exactly is missing, in the order in which the questions are asked, and how messages say it."""

from __future__ import annotations

import msgspec
import pytest

from privlint.model.flow import Held
from privlint.model.place import Site
from privlint.model.policy import Header, Policy
from privlint.model.recipient import Kind
from privlint.model.scale import Confidence, Transform
from tests.unit.judge.flows import DESKREX, PATH, codes, consent, flow, judged, purpose

EMAIL = "user.contact.email"
IP = "user.device.ip_address"


@pytest.mark.parametrize(
    ("held", "roles", "missing"),
    [
        ((), {}, "no purpose is declared"),
        ((), {"acme": "processor"}, "no purpose is declared"),
        (purpose("growth"), {}, "no purpose is declared"),
        (purpose("support"), {}, '"support" is not such a purpose'),
        (
            (consent("location"),),
            {},
            'IP address needs the prior consent of user for "analytics" (Article 6), '
            'and the check has_consent(user, "location") is for "location"',
        ),
        (
            (consent("analytics", match="other"),),
            {},
            'IP address needs the prior consent of user for "analytics" (Article 6), '
            'and the check has_consent(user, "analytics") is about another person',
        ),
        (
            (consent("?"),),
            {},
            'IP address needs the prior consent of user for "analytics" (Article 6), '
            'and the check has_consent(user, "?") is for a scope that is not known',
        ),
        (purpose("traffic-measurement"), {}, "Acme is in no list of the configuration"),
        (purpose("traffic-measurement"), {"acme": "ad-partner"}, 'Acme has the role "ad-partner"'),
    ],
)
def test_what_is_missing_for_analytics(held: tuple[Held, ...], roles: dict[str, str], missing: str) -> None:
    (finding,) = judged(flow(IP, Kind.ANALYTICS, held=held), roles=roles)
    assert finding.missing == missing


def test_a_forbidden_cell_is_said_first() -> None:
    (finding,) = judged(flow("user.authorization.password", Kind.LOG, held=purpose("advertising")))
    assert finding.missing == "Article 5 forbids handing password to a log, whatever the purpose or consent"


def test_the_category_is_asked_before_the_purpose() -> None:
    (finding,) = judged(flow("user.location", Kind.LOG))
    assert finding.missing == "location is not among them"


def test_the_message_tells_everything_in_one_sentence() -> None:
    (finding,) = judged(flow(EMAIL, Kind.ADS, vendor="Meta Conversions API"))
    assert finding.message == (
        "e-mail of user reaches Meta Conversions API (ads): "
        'Article 6(11) permits device data, language and access log with purpose "advertising", '
        'to an advertising partner; e-mail needs the prior consent of user for "advertising" (Article 6), '
        "and none is checked on this path"
    )
    assert [clause.clause for clause in finding.clauses] == ["6", "6.11"]


def test_the_other_way_is_said_too() -> None:
    (finding,) = judged(flow(IP, Kind.ANALYTICS))
    assert finding.message == (
        'IP address of user reaches Acme (analytics): Article 6(8) permits it with purpose "traffic-measurement" '
        'or "personalisation", to a processor, and no purpose is declared; otherwise it needs the prior consent of '
        'user for "analytics" (Article 6), and none is checked on this path'
    )


def test_a_hash_is_personal_data_still() -> None:
    (finding,) = judged(flow(EMAIL, Kind.ADS, transform=Transform.HASHED))
    assert finding.message.startswith("hashed e-mail (pseudonymous, still personal data) of user reaches Acme (ads)")


def test_an_accepted_transform_clears() -> None:
    assert codes(flow(EMAIL, Kind.LOG, transform=Transform.MASKED)) == []
    assert codes(flow(EMAIL, Kind.ANALYTICS, transform=Transform.MASKED)) == ["PRV103"]


def test_mends_give_the_text_to_write() -> None:
    (finding,) = judged(flow(IP, Kind.ANALYTICS))
    assert finding.mend == (
        "if that is its purpose, declare it above the statement or function: "
        "# privlint: purpose=traffic-measurement (or personalisation)",
        'if it is one, list it in pyproject.toml: [tool.privlint.recipients] "Acme" = "processor"',
        'check the consent of that person on the way here: if has_consent(user, "analytics"): …',
        "hand over only a form that an analytics service may have: aggregated",
    )


def test_a_check_that_does_not_fit_is_shown() -> None:
    (finding,) = judged(flow(EMAIL, Kind.ADS, held=(consent("advertising", match="other", text="ok(admin)"),)))
    assert [(mark.site, mark.text) for mark in finding.related] == [
        (Site(PATH, 3), "ok(admin) is checked here, about another person")
    ]


def test_the_sink_inside_a_wrapper_is_shown() -> None:
    (finding,) = judged(flow(EMAIL, Kind.ADS, report_site=Site(PATH, 40)))
    assert finding.site == Site(PATH, 40)
    assert [(mark.site, mark.text) for mark in finding.related] == [(Site(PATH, 10), "acme.send is called here")]


def test_a_consent_of_somebody_counts_where_the_person_is_not_known() -> None:
    unsure = flow(EMAIL, Kind.ADS, subject="", held=(consent("advertising", match="unknown"),))
    assert codes(unsure) == []
    (finding,) = judged(unsure, strict=True)
    assert (finding.code, finding.confidence) == ("PRV104", Confidence.LOW)
    assert "is about that person is not known" in finding.message


def test_a_check_without_scope_clears_third_parties_but_not_location() -> None:
    assert codes(flow(EMAIL, Kind.ANALYTICS, held=(consent(""),))) == []
    assert codes(flow("user.location", Kind.ANALYTICS, held=(consent(""),))) == ["PRV103"]


def test_ambient_consent_fits() -> None:
    assert codes(flow(EMAIL, Kind.ANALYTICS, held=(consent("tracking", match="ambient"),))) == []


@pytest.mark.parametrize("clause", ["6.2", "6.4", "6.5", "6.6", "6.9", "6.10", "deskrex:6.5"])
def test_a_legal_exception_with_a_reason_clears(clause: str) -> None:
    assert codes(flow(EMAIL, Kind.HTTP, held=(Held("basis", clause, reason="court order 12"),))) == []


@pytest.mark.parametrize("clause", ["6.1", "6.11", "9", "gdpr:6.5"])
def test_other_clauses_are_no_basis(clause: str) -> None:
    assert codes(flow(EMAIL, Kind.HTTP, held=(Held("basis", clause, reason="court order 12"),))) == ["PRV106"]


def test_a_basis_needs_a_reason_and_never_clears_a_forbidden_cell() -> None:
    assert codes(flow(EMAIL, Kind.HTTP, held=(Held("basis", "6.5"),))) == ["PRV106"]
    card = flow("user.financial.credit_card", Kind.HTTP, held=(Held("basis", "6.5", reason="court order"),))
    assert codes(card) == ["PRV404"]


def test_any_of_several_purposes_permits() -> None:
    assert codes(flow(EMAIL, Kind.LOG, held=purpose("advertising", "support"))) == []


def test_consented_use_needs_a_check_that_names_its_scope() -> None:
    (finding,) = judged(flow(EMAIL, Kind.HTTP, held=purpose("consented-use")), roles={"acme": "processor"})
    assert finding.code == "PRV202"
    assert finding.clauses[0].clause == "2.11"
    unnamed = flow(EMAIL, Kind.CRM, held=(*purpose("consented-use"), consent("location", match="other")))
    assert codes(unnamed, roles={"acme": "processor"}) == ["PRV202"]
    named = flow(EMAIL, Kind.HTTP, held=(*purpose("consented-use"), consent("newsletter")))
    assert codes(named, roles={"acme": "processor"}) == []


def test_roles_know_aliases_and_hosts() -> None:
    sent = flow(IP, Kind.ANALYTICS, vendor="PostHog", held=purpose("traffic-measurement"))
    assert codes(sent, roles={"post hog": "processor"}) == []
    posted = flow(EMAIL, Kind.HTTP, vendor="", held=purpose("support"))
    assert codes(posted, roles={"acme.example": "processor"}) == []


def test_several_policies_make_one_finding_with_the_clauses_of_each() -> None:
    other = msgspec.structs.replace(DESKREX, policy=msgspec.structs.replace(DESKREX.policy, id="other"))
    (finding,) = judged(flow(EMAIL, Kind.LOG), policies=(DESKREX, other))
    assert [(clause.policy, clause.clause) for clause in finding.clauses] == [
        ("deskrex", "5"),
        ("deskrex", "2.2"),
        ("other", "5"),
        ("other", "2.2"),
    ]
    assert "deskrex:5 permits it" in finding.message
    assert finding.message.endswith("; nor does other:5 permit it as it is")


def test_a_policy_without_a_row_for_the_recipient_permits_nothing() -> None:
    header = Header(id="bare", title="Bare", revision=DESKREX.policy.revision)
    (finding,) = judged(flow(EMAIL, Kind.CRM), policies=(Policy(policy=header),))
    assert finding.code == "PRV106"
    assert finding.missing == "no clause of bare permits handing e-mail to a CRM"
