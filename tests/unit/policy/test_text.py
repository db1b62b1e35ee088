"""Cutting a policy's text into clauses, and what a clause's hash stands for."""

from __future__ import annotations

from privlint.policy.text import normalised, read_clauses

TEXT = """\
Menu

Privacy notice

Shop (“we”) writes this notice.

Article 1 (What we collect)

We collect these kinds.

1. What you give

When you sign up:
  • name
  • address

2. What we see

  • device
When you agree, we also collect:
  1. where you are

Article 2 (Sharing)

Nobody else gets it, unless:
  1. you agree
  2. the law asks
    • by order of a court
In other cases we ask.

List of partners

These are our partners.
"""


def _by_id(text: str) -> dict[str, tuple[str, str]]:
    return {clause.id: (clause.heading, clause.text) for clause in read_clauses(text)}


def test_articles_items_and_headings_without_number() -> None:
    assert _by_id(TEXT) == {
        "1": ("What we collect", "We collect these kinds."),
        "1.1": ("", "What you give When you sign up: • name • address"),
        "1.2": ("", "What we see • device When you agree, we also collect:"),
        "1.2.1": ("", "where you are"),
        "2": ("Sharing", "Nobody else gets it, unless: In other cases we ask."),
        "2.1": ("", "you agree"),
        "2.2": ("", "the law asks • by order of a court"),
        "partners": ("List of partners", "These are our partners."),
    }


def test_lines_count_from_one() -> None:
    assert {clause.id: clause.line for clause in read_clauses(TEXT)}["1.1"] == 11


def _hashes(text: str) -> dict[str, str]:
    return {clause.id: clause.sha256 for clause in read_clauses(text)}


def test_a_hash_survives_reflowing_and_renumbering() -> None:
    reflowed = TEXT.replace("We collect these kinds.", "We collect\n  these   kinds.")
    assert _hashes(reflowed) == _hashes(TEXT)
    renumbered = TEXT.replace("Article 2", "Article 3").replace("  2. the law", "  5. the law")
    assert _hashes(renumbered)["3"] == _hashes(TEXT)["2"]
    assert _hashes(renumbered)["3.5"] == _hashes(TEXT)["2.2"]


def test_a_hash_covers_own_words_but_not_those_of_children() -> None:
    changed = _hashes(TEXT.replace("by order of a court", "by order of the police"))
    assert {key for key, value in _hashes(TEXT).items() if changed[key] != value} == {"2.2"}
    retitled = _hashes(TEXT.replace("(Sharing)", "(Giving away)"))
    assert {key for key, value in _hashes(TEXT).items() if retitled[key] != value} == {"2"}


def test_normalised() -> None:
    assert normalised("  cafe\u0301\n\t au  lait ") == "caf\u00e9 au lait"
