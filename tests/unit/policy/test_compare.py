"""Two versions of a policy: what stayed, changed, moved, went and came; and the mapping that follows."""

from __future__ import annotations

import datetime

import pytest
import tomli

from privlint.policy.compare import compare, translated
from privlint.policy.dates import dates, revisions
from privlint.policy.load import reference_policy
from privlint.policy.renumber import renumbered, renumbered_text
from privlint.policy.text import ClauseText, read_clauses
from tests.checkout import ROOT
from tests.unit.policy.texts import TEASHOP
from tests.unit.policy.texts import renumbered as with_new_article

OLD = {"1": "a", "1.1": "b", "2": "c", "2.1": "d", "2.2": "e"}


@pytest.mark.parametrize(
    ("new", "changed", "moved", "gone", "came"),
    [
        (OLD, (), (), (), ()),
        (OLD | {"2.1": "x"}, (("2.1", "2.1"),), (), (), ()),
        ({"1": "a", "1.1": "b", "2": "c", "2.1": "d"}, (), (), ("2.2",), ()),
        (OLD | {"2.3": "x"}, (), (), (), ("2.3",)),
        # an article in between, one clause changed beneath
        (
            {"1": "a", "1.1": "b", "2": "new", "3": "c", "3.1": "x", "3.2": "e"},
            (("2.1", "3.1"),),
            (("2", "3"), ("2.1", "3.1"), ("2.2", "3.2")),
            (),
            ("2",),
        ),
        # two items changed places
        (OLD | {"2.1": "e", "2.2": "d"}, (), (("2.1", "2.2"), ("2.2", "2.1")), (), ()),
    ],
)
def test_compare(
    new: dict[str, str],
    changed: tuple[tuple[str, str], ...],
    moved: tuple[tuple[str, str], ...],
    gone: tuple[str, ...],
    came: tuple[str, ...],
) -> None:
    assert compare(OLD, new) == (changed, moved, gone, came)


def test_equal_words_keep_their_numbers() -> None:
    twice = {"1": "same", "2": "same"}
    assert compare(twice, {"1": "same", "2": "same"}).moved == ()
    assert compare(twice, {"1": "x", "2": "same", "3": "same"}).moved == (("1", "3"),)


def test_clauses_without_a_hash_are_known_by_their_number() -> None:
    assert compare({"5": "", "6": ""}, {"5": "a", "7": "b"}) == ((), (), ("6",), ("7",))


def test_translated() -> None:
    assert translated("6.11.2", {"6": "7", "6.11": "7.12"}) == "7.12.2"
    assert translated("5.1", {"6": "7"}) == "5.1"


def _hashes(text: str) -> dict[str, str]:
    return {clause.id: clause.sha256 for clause in read_clauses(text)}


def test_a_new_article_moves_all_that_follow() -> None:
    found = compare(_hashes(TEASHOP), _hashes(with_new_article(TEASHOP)))
    assert (found.changed, found.gone) == ((), ())
    assert found.new == ("4",)
    assert dict(found.moved)["6.11"] == "7.11"
    assert "3.2" not in dict(found.moved)


def test_one_sentence_changed() -> None:
    changed = TEASHOP.replace("Measuring how many come", "Counting how many come")
    assert compare(_hashes(TEASHOP), _hashes(changed)) == ((("2.3", "2.3"),), (), (), ())


def test_a_mapping_is_renumbered_wherever_it_names_a_clause() -> None:
    moved = {"6": "7", "6.11": "7.11", "partners": "list"}
    policy = renumbered(reference_policy(), moved)
    ids = {clause.id for clause in policy.clause}
    assert {"7.11", "list"} <= ids
    assert not {"6.11", "partners"} & ids
    assert {row.clause for row in policy.permit} >= {"7", "7.11"}
    assert any("list" in row.also for row in policy.permit)
    assert next(clause for clause in policy.clause if clause.id == "7.11").cites == ("1.3", "list")


def test_the_file_is_renumbered_and_nothing_else_in_it() -> None:
    text = (ROOT / "rules" / "policies" / "deskrex.toml").read_text(encoding="utf-8")
    new = renumbered_text(text, {"2.2": "2.3", "2.3": "2.2"})
    assert renumbered_text(new, {"2.2": "2.3", "2.3": "2.2"}) == text
    old_lines, new_lines = text.splitlines(), new.splitlines()
    assert len(old_lines) == len(new_lines)
    differing = [one for one, other in zip(old_lines, new_lines, strict=True) if one != other]
    assert differing
    assert all('"2.2"' in line or '"2.3"' in line for line in differing)
    rows = {row["id"]: row["clause"] for row in tomli.loads(new)["purpose"]}
    assert (rows["traffic-measurement"], rows["payment"]) == ("2.2", "2.3")


def test_dates() -> None:
    text = "Revised on February 10, 2026, on 3rd May 2024 and 2023-10-12; 2021年4月1日. Not 2026-02-31."
    assert sorted(dates(text)) == [
        datetime.date(2021, 4, 1),
        datetime.date(2023, 10, 12),
        datetime.date(2024, 5, 3),
        datetime.date(2026, 2, 10),
    ]


def test_revisions_are_those_of_their_list() -> None:
    assert revisions(read_clauses(TEASHOP)) == (
        datetime.date(2022, 3, 3),
        datetime.date(2024, 6, 30),
        datetime.date(2026, 1, 15),
    )
    assert revisions([ClauseText("1", "", "on 1 May 2024", 1)]) == ()
