"""Which rules run."""

from __future__ import annotations

import msgspec
import pytest

from privlint.model.finding import RuleInfo
from privlint.model.scale import Severity
from privlint.settings.options import Settings
from privlint.settings.selection import matches, selected

RULES = tuple(
    RuleInfo(code, name, Severity.WARNING, "", "", "0.1.0", preview=code == "PRV202")
    for code, name in (("PRV101", "in-log"), ("PRV102", "in-tracker"), ("PRV201", "purpose"), ("PRV202", "trial"))
)


def run(**given: object) -> set[str]:
    return set(selected(msgspec.structs.replace(Settings(root=""), **given), RULES))


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({}, {"PRV101", "PRV102", "PRV201"}),
        ({"preview": True}, {"PRV101", "PRV102", "PRV201", "PRV202"}),
        ({"select": ("PRV202",)}, {"PRV202"}),
        ({"select": ("PRV2",)}, {"PRV201"}),
        ({"select": ("in-log",)}, {"PRV101"}),
        ({"select": ("PRV1",), "extend_select": ("purpose",)}, {"PRV101", "PRV102", "PRV201"}),
        ({"ignore": ("PRV1",)}, {"PRV201"}),
        ({"ignore": ("PRV1",), "select": ("PRV101",)}, {"PRV101"}),
        ({"ignore": ("in-log",), "select": ("PRV101",)}, set()),
        ({"ignore": ("ALL",)}, set()),
    ],
)
def test_the_more_exact_word_decides(given: dict[str, object], codes: set[str]) -> None:
    assert run(**given) == codes


@pytest.mark.parametrize("word", ["PRV101", "in-log", "PRV10", "PRV", "ALL"])
def test_words_for_a_rule(word: str) -> None:
    assert matches(word, "PRV101", "in-log")


@pytest.mark.parametrize("word", ["PRV1011", "P", "in", "prv101", "all", ""])
def test_other_words(word: str) -> None:
    assert not matches(word, "PRV101", "in-log")
