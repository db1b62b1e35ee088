"""The laws that come with privlint: whole, sourced, and open as to purposes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privlint.catalogue.locate import rules_root
from privlint.catalogue.names import load_categories
from privlint.judge import rules
from privlint.model.policy_words import PolicyWords
from privlint.model.recipient import Kind
from privlint.policy import load_policies
from privlint.settings.options import Settings

if TYPE_CHECKING:
    from privlint.model.policy import Policy

CATEGORIES = tuple(load_categories(rules_root()))
CODES = tuple(rule.code for rule in rules())
GDPR, APPI = load_policies(Settings(root="/", policies=("gdpr", "appi")), CATEGORIES)


def test_articles_of_the_gdpr() -> None:
    articles = {clause.id.partition(".")[0] for clause in GDPR.clause}
    wanted = (5, 6, 7, 9, 13, 15, 16, 17, 20, 21, 22, 25, 28, 30, 32, 33, 34, 44)
    assert {str(number) for number in wanted} <= articles


def test_articles_of_the_appi() -> None:
    articles = {clause.id.partition(".")[0] for clause in APPI.clause}
    assert {str(number) for number in range(17, 36)} <= articles
    assert "2022-04-01" in APPI.policy.note


@pytest.mark.parametrize("law", [GDPR, APPI], ids=["gdpr", "appi"])
def test_every_number_has_a_source_or_is_in_preview(law: Policy) -> None:
    assert [clause.id for clause in law.clause if not clause.source] == []
    unsourced = [clause for clause in law.clause if clause.source.startswith("not found")]
    assert [clause.id for clause in unsourced if not clause.preview] == []


def test_what_is_in_preview() -> None:
    assert [clause.id for clause in GDPR.clause if clause.preview] == []
    assert [clause.id for clause in APPI.clause if clause.preview] == ["20.2", "31"]


def test_rules_that_are_cited_exist() -> None:
    for name in ("gdpr", "appi"):
        assert load_policies(Settings(root="/", policies=(name,)), CATEGORIES, CODES)


def test_any_word_is_a_purpose_of_a_law() -> None:
    for law in (GDPR, APPI):
        words = PolicyWords(law)
        assert words.is_open
        purpose = words.purpose("tea-ceremony")
        assert purpose is not None
        assert purpose.id == "specified-purpose"


def test_every_kind_of_recipient_has_a_row() -> None:
    for law in (GDPR, APPI):
        assert {row.recipient for row in law.permit} == set(Kind)


def test_rights_of_the_person() -> None:
    ids = {law.policy.id: {row.id: row.clause for row in law.obligation} for law in (GDPR, APPI)}
    assert (ids["gdpr"]["disclosure"], ids["gdpr"]["deletion"], ids["gdpr"]["portability"]) == ("15", "17", "20")
    assert (ids["appi"]["disclosure"], ids["appi"]["correction"], ids["appi"]["breach-notification"]) == (
        "33",
        "34",
        "26",
    )
