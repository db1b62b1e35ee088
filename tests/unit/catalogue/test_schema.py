"""The published JSON Schema: fresh, valid, and as strict about shape as our own reading."""

from __future__ import annotations

import json

import jsonschema  # type: ignore[import-untyped]
import pytest
import tomli

from privlint.catalogue.locate import catalogue_files, rules_root
from privlint.catalogue.schema import json_schema

_SCHEMA = json.loads(json.dumps(json_schema()))


def test_the_published_schema_is_fresh() -> None:
    published = json.loads((rules_root() / "schema" / "rules.schema.json").read_text(encoding="utf-8"))
    assert published == _SCHEMA


def test_every_shipped_file_satisfies_it() -> None:
    validator = jsonschema.Draft202012Validator(_SCHEMA)
    validator.check_schema(_SCHEMA)
    for file in catalogue_files(rules_root()):
        errors = [error.message for error in validator.iter_errors(tomli.loads(file.read_text(encoding="utf-8")))]
        assert errors == [], file.name


@pytest.mark.parametrize(
    "text",
    [
        "[[sinks]]",
        '[[sink]]\napi = "a.b"\nargs = { x = "depp" }',
        '[[sink]]\napi = "a.b"\nargs = {}\nkind = "analytic"',
        '[[sink]]\napi = "a.b"\nargs = {}\nconfidence = 2',
        '[[flow]]\nfrom = ["0"]',
    ],
)
def test_mistakes_do_not_satisfy_it(text: str) -> None:
    assert not jsonschema.Draft202012Validator(_SCHEMA).is_valid(tomli.loads(text))
