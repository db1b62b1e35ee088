"""Texts of policies for tests: one with the structure, numbering and slips of the reference policy, one in Japanese."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from privlint.policy.load import reference_policy
from privlint.policy.text import read_clauses
from tests.checkout import ROOT

if TYPE_CHECKING:
    from privlint.model.policy import Policy

DATA = ROOT / "tests" / "data" / "policy"
TEASHOP = (DATA / "teashop.txt").read_text(encoding="utf-8")
CHAYA = (DATA / "chaya.txt").read_text(encoding="utf-8")


def mapping_of(text: str) -> Policy:
    """The reference policy's mapping with the hashes of ``text``, whose clauses bear the same numbers."""
    hashes = {clause.id: clause.sha256 for clause in read_clauses(text)}
    policy = reference_policy()
    header = msgspec.structs.replace(policy.policy, id="teashop", title="Teashop", contact="privacy@teashop.example")
    clauses = tuple(msgspec.structs.replace(clause, sha256=hashes[clause.id]) for clause in policy.clause)
    return msgspec.structs.replace(policy, policy=header, clause=clauses, path="teashop.toml")


def renumbered(text: str) -> str:
    """The teashop's policy with a new article in fourth place, and every later one a number higher."""
    for number in range(12, 3, -1):
        text = text.replace(f"Article {number} (", f"Article {number + 1} (")
    new = "Article 4 (Tastings)\n\nWhoever comes to a tasting is asked for nothing.\n\n"
    return text.replace("Article 5 (Sending", f"{new}Article 5 (Sending")
