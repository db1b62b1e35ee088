"""The ledger: written once, decided by people, held against the code ever after."""

from __future__ import annotations

import pytest

from privlint.errors import UserError
from privlint.inventory.entries import Inventory, Question, Row
from privlint.inventory.ledger import differences, read_ledger, write_ledger
from privlint.model.place import Site

EMAIL = Row("app.User", "email", "user.contact.email", "e-mail address", "high")
NOTES = Question("app.User.notes", "free content (TextField)", Site("app.py", 3))
INVENTORY = Inventory((EMAIL,), (NOTES,))


def test_doubts_wait_for_a_decision() -> None:
    known = read_ledger(write_ledger(INVENTORY, {}), "ledger.toml")
    assert known == {"app.User.email": "user.contact.email", "app.User.notes": "?"}
    assert differences(INVENTORY, known) == ["undecided: app.User.notes"]


def test_decisions_survive_the_next_writing() -> None:
    decided = {"app.User.email": "user.contact.email", "app.User.notes": "none"}
    known = read_ledger(write_ledger(INVENTORY, decided), "ledger.toml")
    assert known == decided
    assert differences(INVENTORY, known) == []


def test_new_gone_and_different_fields_are_told() -> None:
    known = {"app.User.email": "user.name", "app.User.phone": "user.contact.phone_number"}
    assert differences(INVENTORY, known) == [
        "new: app.User.notes (?)",
        "gone: app.User.phone",
        "differs: app.User.email is user.name here and user.contact.email in the code",
    ]


@pytest.mark.parametrize("text", ["[[field", "[[field]]\nname = 'a'\n", "field = 3\n"])
def test_what_is_no_ledger_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="no inventory"):
        read_ledger(text, "ledger.toml")
