"""What every file of the project keeps to: size, names, imports, and silence about the machine it was written on."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.checkout import ROOT, files, python_files, relative

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_NOUN = 150
LONGEST_MEDIAN = 120

#: Instructions, tables of a policy, entries of a catalogue, parts of a program: many forms, read side by side.
NOUNS_OF_MANY_FORMS = frozenset({"flow", "ir", "policy", "program", "recipient"})

#: Names under which anything could stand say nothing about what does.
EMPTY_NAMES = frozenset({"base", "common", "core", "helper", "helpers", "misc", "shared", "util", "utils"})

#: Folders of somebody's machine, and hosts that packages came from.
FOREIGN = re.compile(
    r"(?<![\w.~:/$}-])/(?:work|home|Users|root|opt|mnt)/\w"
    r"|[A-Za-z]:\\Users\\"
    r"|registry\.npmjs\.org|files\.pythonhosted\.org|pypi\.org/simple|--(?:extra-)?index-url"
)

PRODUCT = python_files("privlint")
OURS = [*PRODUCT, *python_files("tests", "tools", "benchmarks")]


def test_files_are_short() -> None:
    assert [relative(path) for path in OURS if len(_lines(path)) > LONGEST_FILE] == []


def test_most_files_are_much_shorter() -> None:
    assert statistics.median(len(_lines(path)) for path in PRODUCT) <= LONGEST_MEDIAN


def test_nouns_are_shorter_still() -> None:
    nouns = python_files("privlint/model")
    long = {path.stem for path in nouns if len(_lines(path)) > LONGEST_NOUN}
    assert long <= NOUNS_OF_MANY_FORMS


def test_functions_are_short() -> None:
    sizes = [(relative(path), name, size) for path in OURS for name, size in _functions(path)]
    assert [function for function in sizes if function[2] > LONGEST_FUNCTION] == []


def test_names_say_something() -> None:
    empty = [
        relative(path) for path in OURS if not EMPTY_NAMES.isdisjoint(path.relative_to(ROOT).with_suffix("").parts)
    ]
    assert empty == []


def test_every_file_says_what_it_is_for() -> None:
    assert [relative(path) for path in OURS if _tree(path).body and not ast.get_docstring(_tree(path))] == []


def test_annotations_cost_nothing_at_run_time() -> None:
    markers = ROOT / "privlint" / "markers.py"
    assert [
        relative(path) for path in OURS if path != markers and _has_annotations(path) and not _postpones(path)
    ] == []


def test_packages_hold_no_code() -> None:
    packages = [path for path in PRODUCT if path.name == "__init__.py"]
    assert [relative(path) for path in packages if not all(map(_is_harmless, _tree(path).body))] == []


def test_what_user_code_imports_imports_nothing() -> None:
    assert _imports(ROOT / "privlint" / "__init__.py") == []
    assert _imports(ROOT / "privlint" / "markers.py") == []


def test_importing_markers_loads_nothing_else() -> None:
    program = "import sys; old = set(sys.modules); import privlint.markers; print(*sorted(set(sys.modules) - old))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["privlint", "privlint.markers"]


def test_nothing_names_the_machine_it_was_written_on() -> None:
    named = [
        f"{relative(path)}:{number}: {found.group()}"
        for path in files()
        if path != Path(__file__)
        for number, line in enumerate(_lines(path), 1)
        if (found := FOREIGN.search(line))
    ]
    assert named == []


def test_ruff_finds_nothing() -> None:
    assert _run("ruff", "check", "--no-cache", "--quiet", "--output-format=concise", ".") == ""


def test_import_contracts_hold() -> None:
    assert " 0 broken" in _run("lint-imports", "--no-cache")


def test_contracts_name_every_part() -> None:
    """Contracts that list modules list all of them, so that a new part cannot escape by being forgotten."""
    parts = {path.stem for path in (ROOT / "privlint").iterdir() if _is_part(path)}
    contracts = {contract["name"]: contract for contract in _configuration()["importlinter"]["contracts"]}
    without_libcst = contracts["LibCST stays in the front"]["source_modules"]
    strangers_to_markers = contracts["Markers stand alone"]["forbidden_modules"]
    assert {name.removeprefix("privlint.") for name in without_libcst} == parts - {"parse", "lower", "fix"}
    assert {name.removeprefix("privlint.") for name in strangers_to_markers} == parts - {"markers"}


def test_warnings_are_errors() -> None:
    assert _configuration()["pytest"]["ini_options"]["filterwarnings"] == ["error"]
    assert _configuration()["mypy"]["strict"] is True


def _run(tool: str, *arguments: str) -> str:
    """The output of a tool of this environment that must end well; one that is missing fails the test."""
    command = [str(Path(sysconfig.get_path("scripts"), tool)), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _configuration() -> dict[str, Any]:
    tool: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    return tool


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


def _imports(path: Path) -> list[str]:
    return [ast.unparse(node) for node in ast.walk(_tree(path)) if isinstance(node, ast.Import | ast.ImportFrom)]


def _has_annotations(path: Path) -> bool:
    annotated = ast.AnnAssign | ast.FunctionDef | ast.AsyncFunctionDef
    return any(isinstance(node, annotated) for node in ast.walk(_tree(path)))


def _postpones(path: Path) -> bool:
    return "from __future__ import annotations" in _imports(path)


def _is_harmless(statement: ast.stmt) -> bool:
    """Whether a statement may stand in a package's own file: a docstring, a re-export, ``__all__``."""
    if isinstance(statement, ast.Assign):
        return [ast.unparse(target) for target in statement.targets] == ["__all__"]
    return isinstance(statement, ast.Expr | ast.ImportFrom)


def _is_part(path: Path) -> bool:
    return path.name != "__init__.py" and (path.suffix == ".py" or (path / "__init__.py").is_file())
