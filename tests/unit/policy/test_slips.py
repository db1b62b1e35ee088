"""Slips that a text alone gives away: all of those planted, and no others."""

from __future__ import annotations

import pytest

from privlint.model.scale import Confidence
from privlint.policy.citations import citations
from privlint.policy.slips import slips
from privlint.policy.text import ClauseText, read_clauses
from tests.unit.policy.texts import CHAYA, TEASHOP


def _found(text: str) -> list[tuple[str, str, str]]:
    return [(drift.kind, drift.clause, drift.confidence.word) for drift in slips(read_clauses(text))]


def test_every_slip_of_the_reference_structure_and_nothing_else() -> None:
    assert _found(TEASHOP) == [
        ("empty", "4.1", "high"),  # "the following partner", and none
        ("misdirected", "6.3", "high"),  # 2.6, where 2.9 is meant
        ("undefined", "6.11", "high"),  # traits, which 1.3 does not list
        ("empty", "8", "high"),  # four headings without content
        ("misdirected", "10.3", "high"),  # Article 8, where 10 is meant
        ("empty", "11", "high"),  # a form and a mailbox, and none
        ("empty", "partners", "high"),  # a list, and no entry
    ]


def test_a_misdirected_reference_says_what_is_meant() -> None:
    problems = {drift.clause: drift.problem for drift in slips(read_clauses(TEASHOP)) if drift.kind == "misdirected"}
    assert problems["6.3"].endswith("2.9 is meant")
    assert problems["10.3"].endswith("10.1 and 10.2 are meant")


def test_lines_are_those_of_the_file() -> None:
    (drift,) = (drift for drift in slips(read_clauses(TEASHOP), "policy.txt") if drift.clause == "6.3")
    assert drift.file == "policy.txt"
    assert TEASHOP.splitlines()[drift.line - 1].strip().startswith("3. Data is put up")


@pytest.mark.parametrize(
    ("old", "new", "clause"),
    [
        ("to the end named in Article 2(6)", "to the end named in Article 2(9)", "6.3"),
        ("visitor traits as listed in", "cookies as listed in", "6.11"),
        ("  1. Items of data\n", "  1. Items of data: names\n", "8"),
        ("what stands in Article 8, Paragraph 1, and in Article 8, Paragraph 2,", "the above", "10.3"),
        ("at the following form or mailbox.", "at the following mailbox: privacy@teashop.example", "11"),
        ("can be switched off.\n", "can be switched off.\n  • Meta\n", "partners"),
    ],
)
def test_a_slip_that_was_mended_is_found_no_longer(old: str, new: str, clause: str) -> None:
    assert old in TEASHOP
    left = [found for _, found, _ in _found(TEASHOP.replace(old, new, 1))]
    assert clause not in left
    assert len(left) == len(_found(TEASHOP)) - 1


def test_japanese() -> None:
    assert _found(CHAYA) == [("dangling", "3.3", "high"), ("empty", "6", "high")]


def test_an_announcement_that_prose_follows_is_a_suspicion() -> None:
    text = "Article 1 (Cookies)\n\nThe following is about cookies. They are small. We set two.\n"
    (drift,) = slips(read_clauses(text))
    assert (drift.kind, drift.confidence) == ("empty", Confidence.LOW)


def test_a_reference_to_nothing() -> None:
    text = "Article 1 (Uses)\n\nSee Article 7 and Article 1, Paragraph 3.\n"
    assert _found(text) == [("dangling", "1", "high"), ("dangling", "1", "high")]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("as said in Article 2, Paragraph 6", ["2.6"]),
        ("under Article 6(1)(f) and § 4", ["6.1.f", "4"]),
        ("see Section 4.2 below", ["4.2"]),
        ("Article 3, Paragraph 1, Item 2", ["3.1.2"]),
        ("第２条第６項および第三条第一項第二号", ["2.6", "3.1.2"]),
        ("第26条の2", ["26.2"]),
        ("Article 28 of the GDPR", []),
        ("Article 6(1) of the General Data Protection Regulation", []),
        ("個人情報保護法第27条第5項", []),
        ("see “How we share” below", ["share"]),
        ("the “Terms” apply", []),
    ],
)
def test_citations(text: str, cited: list[str]) -> None:
    others = [ClauseText("share", "How we share", "", 1)]
    assert [found.clause for found in citations(ClauseText("9", "", text, 1), others)] == cited
