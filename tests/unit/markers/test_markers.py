"""Markers change nothing at run time and cost next to nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated, get_type_hints

import pytest

from privlint import markers
from tests.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable


def greet(name: str) -> str:
    return name


def test_decorators_return_the_function_itself() -> None:
    decorators: list[Callable[[Callable[[str], str]], Callable[[str], str]]] = [
        markers.purpose("support"),
        markers.requires_consent("location"),
        markers.consent_check("analytics"),
        markers.sanitizes("user.contact.email:masked"),
        markers.fulfils("deletion"),
        markers.recipient("analytics", "PostHog"),
        markers.identity_check,
    ]
    assert all(decorate(greet) is greet for decorate in decorators)


def test_purpose_is_a_context_that_lets_errors_through() -> None:
    with markers.purpose("support", "payment") as held:
        assert held.purposes == ("support", "payment")
    with pytest.raises(KeyError), markers.purpose("support"):
        raise KeyError("x")


def test_annotated_markers_are_values() -> None:
    class User:
        email: Annotated[str, markers.PersonalData("user.contact.email")]
        nick: Annotated[str, markers.NotPersonal()]

    hints = get_type_hints(User, {"Annotated": Annotated, "markers": markers}, include_extras=True)
    assert hints["email"].__metadata__ == (markers.PersonalData("user.contact.email"),)
    assert hints["nick"].__metadata__ == (markers.NotPersonal(),)
    assert markers.PersonalData("a") != markers.PersonalData("b")
    assert len({markers.PersonalData("a"), markers.PersonalData("a"), markers.NotPersonal()}) == 2
    assert repr(markers.PersonalData("a")) == "PersonalData('a')"


def test_stub_and_module_name_the_same_things() -> None:
    assert _public("markers.py") == _public("markers.pyi")


def test_import_costs_under_two_milliseconds() -> None:
    program = """\
import time, privlint
start = time.perf_counter()
import privlint.markers
print(time.perf_counter() - start)
"""
    costs = [
        float(subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True).stdout)
        for _ in range(5)
    ]
    assert min(costs) < 0.002


def _public(name: str) -> set[str]:
    tree = ast.parse((ROOT / "privlint" / name).read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    return {name for name in names if not name.startswith("_")}
