"""The inventory of the demonstration shop, and of small projects with doubts."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from privlint import pipeline
from privlint.inventory.render import FORMS, render
from privlint.settings.load import Overrides, load
from privlint.settings.options import Settings
from tests.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from privlint.inventory.entries import Inventory

SNAPSHOTS = ROOT / "tests" / "snapshots" / "inventory"
DOUBTFUL = """
from django.db import models


class Customer(models.Model):
    email = models.EmailField()
    remarks = models.TextField()
    nick = models.CharField(max_length=9)  # privlint: data=none


# privlint: consent=analytics -- asked for on paper
def count(posthog, customer: Customer):
    posthog.capture(customer.email)
"""


@pytest.fixture(scope="module")
def shop() -> Inventory:
    folder = str(ROOT / "fixtures" / "shop")
    return pipeline.inventory(load(folder, Overrides(values={"cache": False, "jobs": 1})), folder)


@pytest.fixture
def doubtful(tmp_path: Path) -> Inventory:
    (tmp_path / "models.py").write_text(DOUBTFUL, encoding="utf-8")
    return pipeline.inventory(Settings(root=str(tmp_path), jobs=1, cache=False), str(tmp_path))


@pytest.mark.parametrize(("form", "file"), [("markdown", "shop.md"), ("csv", "shop.csv")])
def test_shop_is_recorded_as_ever(shop: Inventory, form: str, file: str) -> None:
    again = f"privlint inventory --project fixtures/shop --output-format {form} > tests/snapshots/inventory/{file}"
    assert render(shop, form) == (SNAPSHOTS / file).read_bytes().decode(), f"if that is right: {again}"


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_form_names_every_field(shop: Inventory, form: str) -> None:
    text = render(shop, form)
    assert [row.name for row in shop.rows if row.model and row.name not in text] == []


def test_table_has_the_columns_of_article_30_and_as_many_cells(shop: Inventory) -> None:
    head, *rows = csv.reader(io.StringIO(render(shop, "csv")))
    assert "Purposes of the processing" in head
    assert {len(row) for row in rows} == {len(head)}
    assert len(rows) == len(shop.rows)


def test_json_gives_keys_of_other_vocabularies(shop: Inventory) -> None:
    document: dict[str, Any] = json.loads(render(shop, "json"))
    email = next(field for field in document["fields"] if field["name"].endswith("Customer.email"))
    assert email["category"]["fideslang"] == "user.contact.email"
    assert email["category"]["dpv"] == ["dpv:EmailAddress"]
    inquiry = next(field for field in document["fields"] if field["field"] == "inquiry_text")
    assert inquiry["category"]["fideslang"] == "user.content"


def test_free_content_beside_personal_fields_is_a_question(doubtful: Inventory) -> None:
    assert [row.name for row in doubtful.rows if row.model] == ["models.Customer.email"]
    assert [question.name for question in doubtful.questions] == ["models.Customer.remarks"]


def test_what_was_trusted_stands_apart_with_its_reason(doubtful: Inventory) -> None:
    assert [(one.key, one.value, one.reason) for one in doubtful.trusted] == [
        ("consent", "analytics", "asked for on paper")
    ]
    assert "Trusted, not proved" in render(doubtful, "markdown")


def test_places_are_lines(doubtful: Inventory) -> None:
    (row,) = (row for row in doubtful.rows if row.model)
    first = row.spots[0]
    assert (first.how, first.place and first.place.line) == ("kept", 6)
