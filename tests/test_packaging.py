"""What is shipped: versions agree, every dependency is declared, hooks and markers are where users expect them."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from typing import Any

import yaml  # type: ignore[import-untyped]

from privlint.model.version import VERSION
from tests.checkout import ROOT, python_files
from tests.test_oracle import REAL


def test_versions_agree() -> None:
    newest = re.search(r"^## \[(\d[^]]*)\] - \d{4}-\d\d-\d\d$", _read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert VERSION == _project()["version"] == newest.group(1)


def test_dependencies_are_exactly_what_is_imported() -> None:
    imported = set().union(*(_imports(path.read_text(encoding="utf-8")) for path in python_files("privlint")))
    assert imported - {"privlint"} - sys.stdlib_module_names == _names(_project()["dependencies"])


def test_no_fixture_is_left_out_for_want_of_a_package() -> None:
    declared = {*_project()["optional-dependencies"]["test"], *_names(_project()["dependencies"])}
    assert set(REAL) <= declared


def test_rules_ship_in_the_package() -> None:
    targets = tomllib.loads(_read("pyproject.toml"))["tool"]["hatch"]["build"]["targets"]
    assert targets["wheel"]["force-include"] == {"rules": "privlint/rules"}
    assert "rules" in targets["sdist"]["include"]


def test_types_ship_in_the_package() -> None:
    assert (ROOT / "privlint" / "py.typed").is_file()
    assert (ROOT / "privlint" / "markers.pyi").is_file()


def test_hooks_run_once_and_where_git_calls_them() -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load(_read(".pre-commit-hooks.yaml"))}
    assert set(hooks) == {"privlint", "privlint-project"}
    assert all(hook["require_serial"] and hook["language"] == "python" for hook in hooks.values())
    assert hooks["privlint"]["entry"] == "privlint check --force-exclude"
    assert hooks["privlint-project"]["pass_filenames"] is False


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads(_read("pyproject.toml"))["project"]
    return project


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~ ]", line, maxsplit=1)[0] for line in requirements}


def _imports(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
