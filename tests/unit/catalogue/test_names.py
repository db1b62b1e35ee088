"""The classifier against a table of names with the expected verdict, and the rules that the table cannot show."""

from __future__ import annotations

import timeit
from pathlib import Path
from typing import NamedTuple

import pytest
import tomli

from privlint.catalogue.categories import load_categories
from privlint.catalogue.locate import rules_root
from privlint.catalogue.names import Names, load_names

_TABLE = Path(__file__).with_name("names.tsv")
_ARGUMENTS = {"owner": "owner", "class": "owner_class", "type": "declared", "place": "place"}


class Row(NamedTuple):
    """A line of the table: a name, the context it stands in, its neighbours, the verdict (``-`` for none)."""

    name: str
    context: dict[str, str]
    beside: str
    expected: str

    @property
    def id(self) -> str:
        """How the test of this row is called."""
        return " ".join((self.name, *self.context.values(), self.beside)).strip()


def _rows() -> list[Row]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [_row(name, _context(context), expected) for name, context, expected in cells]


def _row(name: str, context: dict[str, str], expected: str) -> Row:
    return Row(name, context, context.pop("beside", ""), expected)


def _context(text: str) -> dict[str, str]:
    """``owner=user type=str | None``: a value runs to the next word with an equals sign."""
    found: dict[str, str] = {}
    key = ""
    for word in text.split():
        head, equals, tail = word.partition("=")
        if equals and (head in _ARGUMENTS or head == "beside"):
            key = _ARGUMENTS.get(head, head)
            found[key] = tail
        else:
            found[key] += f" {word}"
    return found


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(rules_root())


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row.id)
def test_table(names: Names, row: Row) -> None:
    datum = names.classify(row.name, beside=tuple(row.beside.split()), **row.context)
    found = f"{datum.category} {datum.confidence.word}" if datum is not None else "-"
    assert found == row.expected


def test_table_is_large_and_has_no_row_twice() -> None:
    ids = [row.id for row in _rows()]
    assert len(ids) >= 400
    assert len(set(ids)) == len(ids)
    assert sum(row.expected == "-" for row in _rows()) >= 150


def test_every_category_of_the_lexicon_exists() -> None:
    known = load_categories(rules_root())
    for path in sorted((rules_root() / "names" / "lexicon").glob("*.toml")):
        unknown = set(tomli.loads(path.read_text(encoding="utf-8"))) - known.keys()
        assert not unknown, f"{path.name}: {unknown}"


def test_every_type_stands_for_a_category_that_exists() -> None:
    known = load_categories(rules_root())
    types = tomli.loads((rules_root() / "names" / "types.toml").read_text(encoding="utf-8"))
    assert not set(types["evidence"].values()) - known.keys()
    assert not {category for only in types["only"] for category in only["categories"]} - known.keys()


@pytest.mark.parametrize(
    "category",
    [
        "user.contact.fax_number",
        "user.health_and_medical.record_id",
        "user.behavior.access_log",
        "user.location.imprecise",
    ],
)
def test_rare_categories_have_names(names: Names, category: str) -> None:
    examples = ("fax_number", "medical_record_number", "login_history", "ip_country")
    assert category in {datum.category for name in examples if (datum := names.classify(name))}


@pytest.mark.parametrize(
    ("name", "owner", "category"),
    [
        ("get_email", "", "user.contact.email"),
        ("fetch_phone_number", "", "user.contact.phone_number"),
        ("get_full_name", "user", "user.name"),
        ("get_name", "customer", "user.name"),
        ("getEmailAddress", "", "user.contact.email"),
    ],
)
def test_getter_names_its_datum(names: Names, name: str, owner: str, category: str) -> None:
    datum = names.getter_datum(name, owner=owner)
    assert datum is not None
    assert datum.category == category


@pytest.mark.parametrize(
    "name",
    [
        "get_name",
        "get_user_by_email",
        "send_email",
        "email",
        "get_email_template",
        "read_email",
        "fetch_emails",
        "get",
        "find_by_phone",
        "get_queryset",
    ],
)
def test_getter_of_something_else(names: Names, name: str) -> None:
    assert names.getter_datum(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "user",
        "current_user",
        "request.user",
        "order.customer",
        "users",
        "UserSchema",
        "self.patient",
        "get_user()",
        "お客様",
        "kunde",
    ],
)
def test_person(names: Names, name: str) -> None:
    assert names.is_person(name)
    assert not names.is_thing(name)


@pytest.mark.parametrize("name", ["product", "file", "self.server", "user_group", "user.company", "商品"])
def test_thing(names: Names, name: str) -> None:
    assert names.is_thing(name)
    assert not names.is_person(name)


@pytest.mark.parametrize("name", ["user_agent", "user_count", "client", "parent", "x", "", "self", "username"])
def test_neither_person_for_sure(names: Names, name: str) -> None:
    assert not names.is_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "logger",
        "log",
        "LOG",
        "_logger",
        "self.logger",
        "self.log",
        "cls._logger",
        "LOGGER",
        "audit_logger",
        "app.logger",
    ],
)
def test_logger(names: Names, name: str) -> None:
    assert names.is_logger(name)


@pytest.mark.parametrize("name", ["login", "catalog", "blog", "log_file", "logger_name", "dialog", "log_level"])
def test_no_logger(names: Names, name: str) -> None:
    assert not names.is_logger(name)


@pytest.mark.parametrize(
    "name",
    [
        "save",
        "save_user",
        "send",
        "is_valid",
        "has_email",
        "exists",
        "count",
        "len",
        "close",
        "validate_form",
        "delete",
        "writeRow",
    ],
)
def test_promises_no_data(names: Names, name: str) -> None:
    assert names.promises_no_data(name)


@pytest.mark.parametrize(
    "name",
    ["get_email", "load", "build_payload", "serialize", "normalize", "format_name", "issue", "isolate", "hash_email"],
)
def test_may_give_data_back(names: Names, name: str) -> None:
    assert not names.promises_no_data(name)


@pytest.mark.parametrize(
    "name",
    [
        "verify_identity",
        "confirm_identity",
        "check_identity_document",
        "check_password",
        "authenticate",
        "reauthenticate",
        "verify_otp",
        "confirm_otp_code",
        "verify_2fa_code",
        "check_password_hash",
        "identity_verified",
        "user.check_password",
        "verifyIdentity",
        "confirm_identity_of_user",
        "verify_one_time_code",
    ],
)
def test_identity_check(names: Names, name: str) -> None:
    assert names.identity_check(name)


@pytest.mark.parametrize(
    "name",
    [
        "is_authenticated",
        "login_required",
        "validate_password",
        "check_password_strength",
        "verify_email",
        "send_otp",
        "identity",
        "check_permission",
        "verify_identity_url",
    ],
)
def test_no_identity_check(names: Names, name: str) -> None:
    assert not names.identity_check(name)


def test_remembered_answers_are_fast(names: Names) -> None:
    names.classify("email", owner="user")
    best = min(timeit.repeat(lambda: names.classify("email", owner="user"), number=2000, repeat=5)) / 2000
    assert best < 5e-6


def test_reason_names_the_evidence(names: Names) -> None:
    datum = names.classify("name", owner="order.customer", declared="str")
    assert datum is not None
    assert datum.why == "named name, of customer, declared str"
