"""Every cell of the reference policy's matrix, broken and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privlint.model.recipient import Kind
from privlint.model.scale import Transform
from tests.unit.judge.flows import codes, consent, flow, judged, purpose

if TYPE_CHECKING:
    from privlint.model.flow import Held

CARD = "user.financial.credit_card"
BANK = "user.financial.bank_account"
PASSWORD = "user.authorization.password"
EMAIL = "user.contact.email"
HEALTH = "user.health_and_medical"
IP = "user.device.ip_address"
AD_ID = "user.device.advertising_id"
NO_ROLE = ""

Row = tuple[Kind, str, tuple["Held", ...], str, list[str]]

#: The rule of each kind for which no consent helps, and of each for which consent to third parties will do.
NO_CONSENT_HELPS = {
    Kind.LOG: "PRV101", Kind.ERROR_TRACKER: "PRV102", Kind.AI: "PRV105", Kind.SOCIAL: "PRV106", Kind.PAYMENT: "PRV106",
}  # fmt: skip
THIRD_PARTIES = {
    Kind.ANALYTICS: "PRV103", Kind.ADS: "PRV104", Kind.MESSAGING: "PRV106", Kind.CRM: "PRV106", Kind.HTTP: "PRV106",
}  # fmt: skip

PERMITTED: list[tuple[Kind, str, tuple[Held, ...], str]] = [
    *((Kind.LOG, EMAIL, purpose(word), NO_ROLE) for word in ("account-operation", "provide-service", "support")),
    (Kind.LOG, "user.name", purpose("terms-enforcement"), NO_ROLE),
    (Kind.LOG, IP, purpose("security"), NO_ROLE),
    (Kind.LOG, "user.content", purpose("support"), NO_ROLE),
    (Kind.ERROR_TRACKER, EMAIL, purpose("support"), "processor"),
    (Kind.ANALYTICS, IP, purpose("traffic-measurement"), "processor"),
    (Kind.ANALYTICS, "user.unique_id", purpose("personalisation"), "processor"),
    (Kind.ANALYTICS, "user.behavior.browsing_history", purpose("analytics.reporting"), "processor"),
    (Kind.ANALYTICS, EMAIL, purpose("traffic-measurement"), "processor"),
    (Kind.ANALYTICS, "user.name", (consent("analytics"),), NO_ROLE),
    (Kind.ANALYTICS, "user.name", (consent("third-party"),), NO_ROLE),
    (Kind.ADS, IP, purpose("advertising"), "ad-partner"),
    (Kind.ADS, "user.behavior.access_log", purpose("advertising"), "ad-partner"),
    (Kind.ADS, AD_ID, purpose("advertising"), "ad-partner"),
    (Kind.ADS, AD_ID, purpose("personalisation"), "advertiser"),
    (Kind.ADS, "user.behavior.browsing_history", purpose("advertising"), "advertiser"),
    (Kind.ADS, EMAIL, (consent("advertising"),), NO_ROLE),
    (Kind.ADS, EMAIL, (consent("marketing"),), NO_ROLE),
    (Kind.ADS, EMAIL, (consent("third-party"),), "ad-partner"),
    (Kind.AI, "user.content", purpose("provide-service"), "processor"),
    (Kind.AI, IP, purpose("provide-service"), "processor"),
    (Kind.AI, "user.unique_id", purpose("provide-service"), "processor"),
    (Kind.AI, EMAIL, purpose("support"), "processor"),
    (Kind.AI, "user.name", purpose("email-delivery"), "processor"),
    (Kind.MESSAGING, EMAIL, purpose("email-delivery"), "processor"),
    (Kind.MESSAGING, EMAIL, purpose("other-services-mail"), "processor"),
    (Kind.MESSAGING, EMAIL, (consent("third-party"),), NO_ROLE),
    (Kind.CRM, "user.name", purpose("support"), "processor"),
    (Kind.CRM, "user.name", (consent("third-party"),), NO_ROLE),
    (Kind.HTTP, "user.name", purpose("advertising"), "processor"),
    (Kind.HTTP, "user.name", (consent("third-party"),), NO_ROLE),
    (Kind.SOCIAL, "user.name", purpose("linked-media"), NO_ROLE),
    (Kind.SOCIAL, "user.location", (*purpose("linked-media"), consent("location")), NO_ROLE),
    (Kind.PAYMENT, CARD, purpose("payment"), NO_ROLE),
    (Kind.PAYMENT, BANK, purpose("account-operation"), NO_ROLE),
    (Kind.PAYMENT, "user.name", purpose("payment"), "payment-provider"),
]

BROKEN: list[tuple[Kind, str, tuple[Held, ...], str, str]] = [
    (Kind.LOG, EMAIL, (), NO_ROLE, "PRV101"),
    (Kind.LOG, EMAIL, purpose("advertising"), NO_ROLE, "PRV202"),
    (Kind.LOG, PASSWORD, purpose("support"), NO_ROLE, "PRV101"),
    (Kind.LOG, HEALTH, purpose("support"), NO_ROLE, "PRV101"),
    (Kind.LOG, "user.location", purpose("support"), NO_ROLE, "PRV101"),
    (Kind.LOG, CARD, purpose("payment"), NO_ROLE, "PRV404"),
    (Kind.ERROR_TRACKER, EMAIL, (), "processor", "PRV102"),
    (Kind.ERROR_TRACKER, EMAIL, purpose("support"), NO_ROLE, "PRV401"),
    (Kind.ERROR_TRACKER, PASSWORD, purpose("support"), "processor", "PRV102"),
    (Kind.ANALYTICS, IP, (), NO_ROLE, "PRV103"),
    (Kind.ANALYTICS, IP, (), "processor", "PRV103"),
    (Kind.ANALYTICS, IP, purpose("traffic-measurement"), NO_ROLE, "PRV401"),
    (Kind.ANALYTICS, IP, purpose("support"), "processor", "PRV202"),
    (Kind.ANALYTICS, PASSWORD, (consent("analytics"),), "processor", "PRV103"),
    (Kind.ANALYTICS, BANK, (consent("analytics"),), "processor", "PRV404"),
    (Kind.ANALYTICS, HEALTH, (consent("analytics"),), "processor", "PRV103"),
    (Kind.ANALYTICS, "user.name", (consent("advertising"),), NO_ROLE, "PRV103"),
    (Kind.ANALYTICS, "user.location", (consent("analytics"),), NO_ROLE, "PRV103"),
    (Kind.ADS, EMAIL, (), NO_ROLE, "PRV104"),
    (Kind.ADS, EMAIL, purpose("advertising"), "ad-partner", "PRV104"),
    (Kind.ADS, EMAIL, purpose("support"), "ad-partner", "PRV202"),
    (Kind.ADS, IP, purpose("advertising"), NO_ROLE, "PRV401"),
    (Kind.ADS, IP, purpose("advertising"), "advertiser", "PRV104"),
    (Kind.ADS, EMAIL, (consent("analytics"),), NO_ROLE, "PRV104"),
    (Kind.ADS, CARD, (consent("advertising"),), "ad-partner", "PRV404"),
    (Kind.ADS, PASSWORD, (consent("advertising"),), "ad-partner", "PRV104"),
    (Kind.AI, EMAIL, (), "processor", "PRV105"),
    (Kind.AI, EMAIL, (consent("third-party"),), "processor", "PRV105"),
    (Kind.AI, EMAIL, purpose("provide-service"), "processor", "PRV202"),
    (Kind.AI, "user.content", (), "processor", "PRV105"),
    (Kind.AI, "user.content", purpose("provide-service"), NO_ROLE, "PRV401"),
    (Kind.AI, CARD, purpose("payment"), "processor", "PRV404"),
    (Kind.AI, PASSWORD, purpose("support"), "processor", "PRV105"),
    (Kind.AI_TRAINING, "user.content", (), "processor", "PRV402"),
    (Kind.AI_TRAINING, "user.content", (*purpose("provide-service"), consent("third-party")), "processor", "PRV402"),
    (Kind.AI_TRAINING, CARD, (), "processor", "PRV404"),
    (Kind.MESSAGING, EMAIL, (), "processor", "PRV106"),
    (Kind.MESSAGING, EMAIL, purpose("advertising"), "processor", "PRV202"),
    (Kind.MESSAGING, EMAIL, purpose("support"), NO_ROLE, "PRV401"),
    (Kind.MESSAGING, PASSWORD, purpose("support"), "processor", "PRV106"),
    (Kind.CRM, "user.name", (), NO_ROLE, "PRV106"),
    (Kind.CRM, "user.name", purpose("provide-service"), "processor", "PRV202"),
    (Kind.HTTP, "user.name", (), "processor", "PRV106"),
    (Kind.HTTP, "user.name", purpose("support"), NO_ROLE, "PRV401"),
    (Kind.HTTP, HEALTH, purpose("support"), "processor", "PRV106"),
    (Kind.SOCIAL, "user.name", (), NO_ROLE, "PRV106"),
    (Kind.SOCIAL, "user.name", purpose("support"), NO_ROLE, "PRV202"),
    (Kind.SOCIAL, "user.location", purpose("linked-media"), NO_ROLE, "PRV106"),
    (Kind.SOCIAL, CARD, purpose("linked-media"), NO_ROLE, "PRV404"),
    (Kind.PAYMENT, "user.name", (), NO_ROLE, "PRV106"),
    (Kind.PAYMENT, "user.name", purpose("support"), NO_ROLE, "PRV202"),
    (Kind.PAYMENT, "user.name", purpose("payment"), "none", "PRV401"),
    (Kind.PAYMENT, PASSWORD, purpose("payment"), NO_ROLE, "PRV106"),
    (Kind.COOKIE, "user.name", (), NO_ROLE, "PRV107"),
    *((kind, EMAIL, (consent("third-party"),), NO_ROLE, code) for kind, code in NO_CONSENT_HELPS.items()),
    *((kind, PASSWORD, (consent("third-party"),), "processor", code) for kind, code in THIRD_PARTIES.items()),
    *((kind, HEALTH, (consent("third-party"),), "processor", code) for kind, code in THIRD_PARTIES.items()),
    *((kind, BANK, (consent("third-party"),), "processor", "PRV404") for kind in THIRD_PARTIES),
    *((kind, "user.location", (consent("third-party"),), "processor", code) for kind, code in THIRD_PARTIES.items()),
]


@pytest.mark.parametrize(("kind", "category", "held", "role"), PERMITTED)
def test_permitted(kind: Kind, category: str, held: tuple[Held, ...], role: str) -> None:
    assert codes(flow(category, kind, held=held), roles={"acme": role} if role else {}, strict=True) == []


@pytest.mark.parametrize(("kind", "category", "held", "role", "code"), BROKEN)
def test_broken(kind: Kind, category: str, held: tuple[Held, ...], role: str, code: str) -> None:
    assert codes(flow(category, kind, held=held), roles={"acme": role} if role else {}) == [code]


@pytest.mark.parametrize("kind", [Kind.STORAGE, Kind.AI_LOCAL])
def test_kinds_that_are_off_by_default(kind: Kind) -> None:
    off = flow(EMAIL, kind)
    assert codes(off) == []
    assert codes(off, extend_recipient_kinds=("storage", "ai-local")) == ["PRV106"]


def test_storage_that_is_on_takes_a_purpose_and_a_processor() -> None:
    stored = flow(EMAIL, Kind.STORAGE, held=purpose("support"))
    assert codes(stored, extend_recipient_kinds=("storage",), roles={"acme": "processor"}) == []


def test_training_takes_aggregates() -> None:
    assert codes(flow("user.content", Kind.AI_TRAINING, transform=Transform.AGGREGATED)) == []


def test_location_needs_its_own_consent_besides() -> None:
    both = (consent("analytics"), consent("location"))
    assert codes(flow("user.location", Kind.ANALYTICS, held=both)) == []
    survey = (*purpose("support"), consent("survey"))
    assert codes(flow("user.content.survey", Kind.LOG, held=survey)) == []
    assert codes(flow("user.content.survey", Kind.LOG, held=purpose("support"))) == ["PRV101"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"httponly": True}, []),
        ({"httponly": True, "samesite": "Lax"}, []),
        ({"httponly": True, "samesite": "None"}, ["PRV107"]),
        ({"httponly": True, "domain": ".acme.example"}, ["PRV107"]),
        ({"samesite": "Strict"}, ["PRV107"]),
    ],
)
def test_cookies_that_others_can_read(options: dict[str, str | bool], found: list[str]) -> None:
    assert codes(flow("user.name", Kind.COOKIE, vendor="", options=tuple(options.items()))) == found


def test_mail_through_ones_own_server() -> None:
    to = flow(EMAIL, Kind.MESSAGING, vendor="", argument="recipient_list")
    body = flow(EMAIL, Kind.MESSAGING, vendor="", argument="message")
    assert codes(to) == []
    assert codes(body) == ["PRV106"]
    assert codes(flow(EMAIL, Kind.MESSAGING, vendor="", argument="message", held=purpose("support"))) == []


def test_first_party_traffic_is_silent() -> None:
    assert codes(flow(EMAIL, Kind.HTTP, first_party=True)) == []


def test_a_joint_user_gets_listed_items_only() -> None:
    assert codes(flow("user.name", Kind.HTTP), roles={"acme": "joint-user"}) == ["PRV405"]


@pytest.mark.parametrize(
    ("category", "severity"),
    [
        ("user.location", "error"),
        (HEALTH, "error"),
        (PASSWORD, "error"),
        ("user.sensor", "error"),
        (EMAIL, "warning"),
        ("user.content", "warning"),
        ("user.demographic.gender", "warning"),
        (IP, "note"),
        ("user.behavior.access_log", "note"),
        ("user.unique_id", "note"),
    ],
)
def test_severity_in_logs(category: str, severity: str) -> None:
    (finding,) = judged(flow(category, Kind.LOG), strict=True)
    assert (finding.code, finding.severity.word) == ("PRV101", severity)


@pytest.mark.parametrize("category", ["user.unique_id", "user.account.username"])
def test_ids_are_weak_evidence(category: str) -> None:
    assert codes(flow(category, Kind.LOG)) == []
    (finding,) = judged(flow(category, Kind.ANALYTICS))
    assert finding.confidence.word == "medium"


def test_an_unknown_host_is_of_low_confidence() -> None:
    (finding,) = judged(flow(EMAIL, Kind.HTTP, host="", vendor=""), strict=True)
    assert finding.confidence.word == "low"


def test_every_clause_of_a_broken_cell_is_in_the_policy() -> None:
    for kind, category, held, role, _ in BROKEN:
        (finding,) = judged(flow(category, kind, held=held), roles={"acme": role} if role else {})
        assert finding.clauses
        assert all(clause.title for clause in finding.clauses)
        assert 2 <= len(finding.mend) <= 4
