"""The configuration as others read it."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import jsonschema  # type: ignore[import-untyped]
import pytest

from privlint.settings import Overrides, load
from privlint.settings.keys import KEYS
from privlint.settings.options import Settings
from privlint.settings.schema import resolved_lines, schema_text, type_words
from tests.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = json.loads(schema_text())


def test_published_schema_is_fresh() -> None:
    """Write it anew with ``privlint config --schema > rules/schema/privlint.schema.json``."""
    assert (ROOT / "rules" / "schema" / "privlint.schema.json").read_text(encoding="utf-8") == schema_text()


def test_schema_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(KEYS)


@pytest.mark.parametrize(
    ("data", "valid"),
    [
        ({"select": ["PRV1"], "recipients": {"A": "processor"}, "policy": "deskrex"}, True),
        ({"policy": ["a", "b"], "identity-check": {"a.b": True}, "jobs": 0}, True),
        ({"slect": []}, False),
        ({"recipients": {"A": "friend"}}, False),
        ({"jobs": -1}, False),
        ({"fail-on": "fatal"}, False),
    ],
)
def test_schema_agrees_with_the_reader(data: dict[str, object], valid: bool) -> None:
    assert jsonschema.Draft7Validator(SCHEMA).is_valid(data) is valid


def test_every_key_sets_something() -> None:
    fields = set(Settings.__struct_fields__) | {"policy", "extend"}
    assert {key.replace("-", "_") for key in KEYS} - fields == {
        key.replace("-", "_")
        for key in KEYS
        if key in {"data", "purpose", "consent", "basis", "recipient", "sanitizes", "fulfils"} or key.endswith("-check")
    }


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("select", "array of strings"),
        ("jobs", "number"),
        ("per-file-ignores", "table of array of strings"),
        ("policy", "string or array of strings"),
        ("report-at", '"entry" | "sink"'),
        ("cache", "true or false"),
    ],
)
def test_types_in_words(key: str, words: str) -> None:
    assert type_words(KEYS[key].type) == words


def test_resolved_settings_are_toml_and_say_where(tmp_path: Path) -> None:
    (tmp_path / "privlint.toml").write_text(
        'fail-on = "never"\npolicy = "deskrex"\n[recipients]\nPostHog = "processor"\n[basis]\n"a.*" = "6.5 -- order"\n'
    )
    lines = list(resolved_lines(load(str(tmp_path), Overrides(values={"jobs": 2}))))
    assert 'fail-on = "never"  # privlint.toml:1' in lines
    assert "jobs = 2  # --jobs" in lines
    parsed = tomllib.loads("\n".join(lines))
    assert parsed["recipients"] == {"posthog": "processor"}
    assert parsed["basis"] == {"a.*": "6.5 -- order"}
    assert parsed["policy"] == ["deskrex"]
