"""Every callable of the catalogue, called by generated code: a call that discloses is a flow, its look-alikes are none.

The call hands an e-mail address over in an argument that leaves. Look-alikes: the same call with a constant, and a call
of a name that is not the callable's.
"""

from __future__ import annotations

import ast
import builtins
import collections
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from privlint.catalogue.catalogue import Catalogue, load_catalogue
from privlint.catalogue.match import expand
from privlint.flow import analyse
from privlint.front import read_project
from privlint.link import link
from privlint.model.recipient import Role, SinkModel
from privlint.model.source import SourceFile
from privlint.settings.options import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from privlint.model.flow import Flow

_DISCLOSING = frozenset({Role.VALUE, Role.DEEP, Role.STRINGIFY})
_KEY = '["key"]'
_PERSON = "class User:\n    email: str\n\n"


class Case(NamedTuple):
    """One generated function and the sink whose call stands in it."""

    name: str
    sink: SinkModel
    code: str


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def cases(catalogue: Catalogue) -> list[Case]:
    sinks = {path: sink for sink in catalogue.entries if isinstance(sink, SinkModel) for path in expand(sink.api)}
    telling = [(path, sink) for path, sink in sinks.items() if _argument(sink, "x")]
    return [
        Case(f"case_{number}", sink, _call(path, sink, "user.email")) for number, (path, sink) in enumerate(telling)
    ]


def test_calls_that_disclose(tmp_path: Path, cases: list[Case]) -> None:
    assert _missed(tmp_path, [case for case in cases if _KEY not in case.code]) == []


def test_calls_behind_a_subscript_that_disclose(tmp_path: Path, cases: list[Case]) -> None:
    assert _missed(tmp_path, [case for case in cases if _KEY in case.code]) == []


def test_calls_that_look_alike(tmp_path: Path, cases: list[Case]) -> None:
    one_an_entry = {case.sink.api: case for case in cases}.values()
    constants = [_function(case.name, case.code.replace("user.email", '"constant"')) for case in one_an_entry]
    renamed = [
        _function(case.name, case.code.replace("(", "_zz(", 1)) for case in one_an_entry if "(" not in case.sink.api
    ]
    assert _flows(tmp_path, constants) == {}
    assert [flow.api for flows in _flows(tmp_path, renamed).values() for flow in flows] == []


def _missed(folder: Path, cases: list[Case]) -> list[str]:
    flows = _flows(folder, [_function(case.name, case.code) for case in cases])
    return [case.code for case in cases if not any(flow.vendor == case.sink.vendor for flow in flows[case.name])]


def _call(path: str, sink: SinkModel, value: str) -> str:
    callee = path.replace("*", "anything").replace("[]", _KEY).removeprefix("builtins.")
    constants = [f"{name}={constant!r}" for name, constant in sink.when.items()]
    return f"{callee}({', '.join([_argument(sink, value), *constants])})"


def _argument(sink: SinkModel, value: str) -> str:
    """The value in the place of one argument that leaves: by name, by position, or anywhere."""
    for name, role in sink.args.items():
        if role in _DISCLOSING and name.isidentifier() and name != "self":
            return f"{name}={value}"
    for name, role in sink.args.items():
        if role in _DISCLOSING and name.isdigit():
            return ", ".join([*["None"] * int(name), value])
    return value if sink.args.get("*") in _DISCLOSING and "0" not in sink.args else ""


def _function(name: str, code: str) -> str:
    package = re.split(r"\W", code, maxsplit=1)[0]
    lines = [] if package in vars(builtins) else [f"    import {package}"]
    return "\n".join([f"def {name}(user: User):", *lines, f"    {code}", "", ""])


def _flows(folder: Path, functions: list[str]) -> dict[str, list[Flow]]:
    text = _PERSON + "\n".join(functions)
    ast.parse(text)
    (folder / "calls.py").write_text(text, encoding="utf-8")
    settings = Settings(root=str(folder), cache=False, jobs=1)
    modules, troubles = read_project((SourceFile("calls.py", "calls"),), settings)
    assert troubles == ()
    flows: dict[str, list[Flow]] = collections.defaultdict(list)
    for flow in analyse(link(modules), load_catalogue(), settings).flows:
        flows[flow.sink_function.partition(":")[2]].append(flow)
    return flows
