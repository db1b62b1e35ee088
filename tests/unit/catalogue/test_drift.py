"""Drift: entries of the catalogue held against a newer release of their package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tools import drift
from tools.drift import Drift
from tools.signatures import Package

if TYPE_CHECKING:
    from pathlib import Path

_OLD = """
class Client:
    def identify(self, user_id, traits=None): ...
    def track(self, user_id, event, context=None): ...
    def alias(self, user_id): ...
    def page(self, user_id, **more): ...

def flush(reason): ...
"""
_NEW = """
class Client:
    def track(self, user_id, event, properties=None): ...
    def alias(self, user_id): ...
    def page(self, user_id, **more): ...

class Group:
    def identify(self, user_id): ...
"""


@pytest.fixture
def releases(tmp_path: Path) -> list[tuple[str, Package]]:
    found = []
    for version, text in (("1.0", _OLD), ("2.3.1", _NEW)):
        (tmp_path / version).mkdir()
        (tmp_path / version / "sdk.py").write_text(text, encoding="utf-8")
        found.append((f"Some-SDK {version}", Package(tmp_path / version)))
    return found


@pytest.mark.parametrize(
    ("path", "entry", "expected"),
    [
        ("sdk.Client().alias", {"args": {"user_id": "value"}}, ("same", "")),
        ("sdk.Client().page", {"args": {"user_id": "value"}}, ("same", "")),
        (
            "sdk.Client().track",
            {"args": {"context": "deep"}},
            ("parameters", "has event, properties, user_id; none of context"),
        ),
        (
            "sdk.Client().track",
            {"args": {"user_id": "value", "context": "deep"}},
            ("parameters", "gone: context; new: properties"),
        ),
        ("sdk.Client().track", {"args": {"user_id": "value", "*": "deep"}}, ("same", "")),
        ("sdk.Client().identify", {"args": {"user_id": "value"}}, ("elsewhere", "")),
        ("sdk.Client().identify", {"args": {"user_id": "value"}, "versions": "some_sdk 0.5-1"}, ("past", "")),
        ("sdk.flush", {"args": {"reason": "value"}}, ("gone", "")),
        ("sdk.flush", {"args": {"reason": "value"}, "versions": "other 1"}, ("gone", "")),
    ],
)
def test_drift(
    releases: list[tuple[str, Package]], path: str, entry: dict[str, Any], expected: tuple[str, str]
) -> None:
    found = drift.compare([path], entry, "sink", releases[:1], releases[1:])
    assert found == Drift("Some-SDK 2.3.1", *expected)


def test_what_was_never_found_has_not_drifted(releases: list[tuple[str, Package]]) -> None:
    assert drift.compare(["sdk.Client().nothing"], {}, "sink", releases[:1], releases[1:]) is None
    assert drift.compare(["sdk.Client().alias"], {}, "sink", releases[:1], []) is None
    other = [("other 7", releases[1][1])]
    assert drift.compare(["sdk.flush"], {}, "sink", releases[:1], other) is None


@pytest.mark.parametrize(
    ("versions", "past"),
    [
        ("openai 0.x", True),
        ("openai 1-3", False),
        ("openai 3.5", False),
        ("openai 3.1-3.4", True),
        ("slackclient 2, openai 2", True),
        ("openai 2+", False),
        ("", False),
    ],
)
def test_entries_about_older_releases(versions: str, past: bool) -> None:
    assert drift.is_past(versions, "openai 3.5.2") is past


def test_old_and_new_form_together_are_no_drift() -> None:
    forms = [("sdk.track", Drift("sdk 2", "gone")), ("sdk.track", Drift("sdk 2", "same"))]
    assert "1 are unchanged" in "\n".join(drift.lines(forms))
    assert "| sdk 2 | `sdk.track` | gone |  |" in drift.lines([*forms[:1], ("sdk.alias", Drift("sdk 2", "same"))])


def test_paths_that_drifted_alike_share_a_row() -> None:
    gone = Drift("sdk 2", "gone")
    rows = drift.lines([(f"sdk.{client}().track", gone) for client in "ABC"] + [("sdk.flush", gone)])
    assert "| sdk 2 | `sdk.A().track` (and 2 of the name) | gone |  |" in rows
    assert "| sdk 2 | `sdk.flush` | gone |  |" in rows
