"""The published schema of policy files."""

from __future__ import annotations

import json

import jsonschema  # type: ignore[import-untyped]
import pytest
import tomli

from privlint.policy.load import shipped_policies
from privlint.policy.schema import schema_text
from tests.checkout import ROOT


def test_it_is_fresh() -> None:
    """Write it anew with the text of ``privlint.policy.schema.schema_text``."""
    assert (ROOT / "rules" / "schema" / "policy.schema.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("name", shipped_policies())
def test_shipped_policies_fit_it(name: str) -> None:
    text = (ROOT / "rules" / "policies" / f"{name}.toml").read_text(encoding="utf-8")
    data = json.loads(json.dumps(tomli.loads(text), default=str))
    jsonschema.Draft202012Validator(json.loads(schema_text())).validate(data)


def test_it_rejects_unknown_keys() -> None:
    schema = jsonschema.Draft202012Validator(json.loads(schema_text()))
    header = {"id": "x", "title": "X", "revision": "2026-01-01"}
    assert schema.is_valid({"policy": header})
    assert not schema.is_valid({"policy": header, "permits": []})
    assert not schema.is_valid({"policy": header, "path": "x"})
