"""The draft that ``privlint policy import`` makes: it loads as it is, and its guesses rest on words of the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from privlint.catalogue.locate import rules_root
from privlint.catalogue.names import load_categories
from privlint.policy.guesses import contact, guess
from privlint.policy.load import read_policy, reference_policy
from privlint.policy.scaffold import scaffold
from privlint.policy.suggestions import suggestions
from privlint.policy.text import read_clauses
from tests.unit.policy.test_forms import MARKDOWN
from tests.unit.policy.texts import CHAYA, TEASHOP

if TYPE_CHECKING:
    from pathlib import Path

    from privlint.model.policy import Policy


def _draft(text: str, tmp_path: Path) -> Policy:
    file = tmp_path / "draft.toml"
    file.write_text(scaffold(read_clauses(text), "draft", "policy.txt", reference_policy()), encoding="utf-8")
    return read_policy(file, "draft.toml", tuple(load_categories(rules_root())))


def test_the_structure_of_the_reference_policy(tmp_path: Path) -> None:
    draft = _draft(TEASHOP, tmp_path)
    assert [clause.id for clause in draft.clause] == [clause.id for clause in reference_policy().clause]
    assert [(row.id, row.clause) for row in draft.purpose] == [
        (row.id, row.clause) for row in reference_policy().purpose if row.id not in {"email-delivery", "payment"}
    ]
    assert [str(date) for date in draft.policy.revisions] == ["2022-03-03", "2024-06-30", "2026-01-15"]


def test_every_exception_of_the_article_on_third_parties_has_a_row(tmp_path: Path) -> None:
    draft = _draft(TEASHOP, tmp_path)
    named = {clause for row in draft.permit for clause in (row.clause, *row.also)}
    named |= {row.clause for row in draft.exception}
    assert {f"6.{number}" for number in range(1, 13)} <= named
    assert [row.clause for row in draft.exception] == ["6.2", "6.4", "6.5", "6.6", "6.9", "6.10"]


def test_consents_obligations_and_what_is_forbidden(tmp_path: Path) -> None:
    draft = _draft(TEASHOP, tmp_path)
    assert {(row.scope, row.before) for row in draft.consent} == {
        ("location", "collection"),
        ("survey", "collection"),
        ("third-party", ""),
    }
    assert {row.id: row.clause for row in draft.obligation} == {
        "cessation": "3.2",
        "breach-notification": "7",
        "disclosure": "9",
        "correction": "10.1",
        "suspension": "10.1",
        "deletion": "10.2",
    }
    assert ("ai-training", "4.3") in {(row.recipient, row.clause) for row in draft.forbid}


def test_references_and_hashes(tmp_path: Path) -> None:
    draft = _draft(TEASHOP, tmp_path)
    assert {clause.id: set(clause.cites) for clause in draft.clause} == {
        clause.id: set(clause.cites) for clause in reference_policy().clause
    }
    assert all(clause.sha256 for clause in draft.clause)


def test_every_guess_quotes_words_of_its_clause() -> None:
    clauses = read_clauses(TEASHOP)
    words = {clause.id: clause.words for clause in clauses}
    for one in guess(clauses):
        if not one.words.startswith("logs are"):
            quoted = one.words.split(", ")[0]
            assert quoted in words[str(one.row["clause"])], one


def test_every_guess_is_marked() -> None:
    text = scaffold(read_clauses(TEASHOP), "draft", "policy.txt")
    rows = [line for line in text.splitlines() if re.match(r"\[\[(?!clause)", line)]
    assert rows
    assert [line for line in rows if '# ? "' not in line] == []


def test_purposes_that_bear_known_names_get_their_aliases(tmp_path: Path) -> None:
    purposes = {row.id: row.aliases for row in _draft(TEASHOP, tmp_path).purpose}
    assert "tcf:2" in purposes["advertising"]
    scopes = {row.scope: row.words for row in _draft(TEASHOP, tmp_path).consent}
    assert "gps" in scopes["location"]


def test_markdown_with_bullets_for_purposes(tmp_path: Path) -> None:
    text = MARKDOWN.replace("To answer questions.", "- to provide the service\n- to bake cakes for you")
    draft = _draft(text, tmp_path)
    assert [(row.id, row.clause) for row in draft.purpose] == [
        ("provide-service", "how-we-use-it"),
        ("bake-cakes-you", "how-we-use-it"),
        ("other-services-mail", "how-we-use-it.newsletter"),
    ]
    assert {row.category for row in draft.data} == {"user.name", "user.contact.email", "user.location"}


def test_japanese(tmp_path: Path) -> None:
    draft = _draft(CHAYA, tmp_path)
    assert [row.id for row in draft.purpose] == ["provide-service", "support", "advertising"]
    assert {"user.name", "user.contact.email", "user.device.ip_address"} <= {row.category for row in draft.data}
    assert [row.clause for row in draft.exception] == ["3.1"]
    assert {row.id for row in draft.obligation} == {"disclosure", "correction", "deletion"}
    assert str(draft.policy.revision) == "2025-10-01"


def test_two_purposes_that_sound_alike_stay_two(tmp_path: Path) -> None:
    text = "Article 1 (Purposes)\n\n  1. Showing advertisements\n  2. Measuring advertisements shown\n"
    assert [row.clause for row in _draft(text, tmp_path).purpose] == ["1.1", "1.2"]


def test_contact() -> None:
    assert contact(read_clauses("Article 1 (Contact)\n\nWrite to privacy@shop.example.\n")) == "privacy@shop.example"
    assert contact(read_clauses(TEASHOP)) == ""


@pytest.mark.parametrize("table", ["section", "category", "purpose", "permit", "forbid", "exception", "obligation"])
def test_the_words_are_there(table: str) -> None:
    assert suggestions()[table]
