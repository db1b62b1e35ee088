"""The mapping of the reference policy is whole: every clause, purpose, exception and list."""

from __future__ import annotations

import datetime
import re

from privlint.catalogue.locate import rules_root
from privlint.catalogue.names import load_categories
from privlint.model.recipient import Kind
from privlint.policy import load_policies
from privlint.settings.options import Settings

POLICY = load_policies(Settings(root="/"), categories=tuple(load_categories(rules_root())))[0]


def _numbered(article: str, count: int) -> list[str]:
    return [f"{article}.{number}" for number in range(1, count + 1)]


def test_clauses() -> None:
    assert [clause.id for clause in POLICY.clause] == [
        *("1", *_numbered("1", 3), *_numbered("1.3", 2)),
        *("2", *_numbered("2", 11)),
        *("3", "3.1", *_numbered("3.1", 2), "3.2"),
        *("4", *_numbered("4", 3)),
        "5",
        *("6", *_numbered("6", 12)),
        "7",
        *("8", *_numbered("8", 4)),
        "9",
        *("10", *_numbered("10", 3)),
        *("11", "12", "partners", "revisions"),
    ]
    assert all(clause.title for clause in POLICY.clause)
    assert all(re.fullmatch(r"[0-9a-f]{64}", clause.sha256) for clause in POLICY.clause)


def test_references_stand_as_the_text_has_them() -> None:
    cited = {clause.id: clause.cites for clause in POLICY.clause if clause.cites}
    assert cited == {
        "1.3": ("3.1",),
        "6.3": ("2.6",),
        "6.7": ("4.1",),
        "6.11": ("1.3", "partners"),
        "6.12": ("2.4",),
        "10.3": ("8.1", "8.2"),
    }


def test_revisions() -> None:
    assert POLICY.policy.revisions == (
        datetime.date(2023, 10, 12),
        datetime.date(2024, 5, 30),
        datetime.date(2026, 2, 10),
    )
    assert POLICY.policy.revision == POLICY.policy.revisions[-1]


def test_purposes() -> None:
    assert [(purpose.id, purpose.clause) for purpose in POLICY.purpose] == [
        ("provide-service", "2.1"),
        ("account-operation", "2.2"),
        ("email-delivery", "2.2"),
        ("payment", "2.2"),
        ("traffic-measurement", "2.3"),
        ("personalisation", "2.4"),
        ("advertising", "2.5"),
        ("support", "2.6"),
        ("events-and-surveys", "2.7"),
        ("other-services-mail", "2.8"),
        ("linked-media", "2.9"),
        ("terms-enforcement", "2.10"),
        ("consented-use", "2.11"),
    ]
    assert [purpose.id for purpose in POLICY.purpose if purpose.needs] == ["consented-use"]


def test_consents() -> None:
    assert [row.scope for row in POLICY.consent] == ["location", "survey", "analytics", "advertising", "third-party"]
    assert [row.scope for row in POLICY.consent if row.before == "collection"] == ["location", "survey"]


def test_exceptions_obligations_and_lists() -> None:
    assert [row.clause for row in POLICY.exception] == ["6.2", "6.4", "6.5", "6.6", "6.9", "6.10"]
    assert {row.id: row.clause for row in POLICY.obligation} == {
        "disclosure": "9",
        "correction": "10.1",
        "suspension": "10.1",
        "deletion": "10.2",
        "cessation": "3.2",
        "breach-notification": "7",
        "policy-consent": "12",
    }
    assert (POLICY.joint_use, POLICY.partner, POLICY.policy.contact) == ((), (), "")


def test_every_kind_of_recipient_has_a_row() -> None:
    assert {row.recipient for row in POLICY.permit} == set(Kind)


def test_special_data_is_not_listed() -> None:
    listed = {row.category for row in POLICY.data}
    assert not {key for key in listed if key.startswith(("user.health", "user.biometric", "user.government"))}
    assert not {key for key in listed if key.startswith("user.authorization")}
