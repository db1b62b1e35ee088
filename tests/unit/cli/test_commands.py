"""The small commands, help, and what starting privlint costs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privlint.cli.main import COMMANDS
from privlint.model.version import VERSION
from privlint.settings.keys import KEYS
from privlint.settings.schema import schema_text
from tests.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Run = Callable[..., Result]


def test_every_command_has_a_module_and_the_reverse() -> None:
    with_command = {
        path.stem
        for path in (ROOT / "privlint" / "cli").glob("*.py")
        if "\ndef command(" in path.read_text(encoding="utf-8")
    }
    assert with_command == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Usage: privlint {name} ")


def test_help_lists_the_commands(run: Run) -> None:
    text = run("--help").stdout
    assert all(f"  {name} " in text for name in COMMANDS)
    assert "no legal opinion" in text


def test_unknown_command(run: Run) -> None:
    done = run("chekc")
    assert done.exit_code == 2
    assert "chekc" in done.stderr


def test_version(run: Run) -> None:
    assert run("--version").stdout == run("version").stdout == f"privlint {VERSION}\n"


def test_start_loads_nothing_heavy() -> None:
    program = """\
import sys
from privlint.cli.main import privlint
for arguments in (["--version"], ["--help"], ["check", "--help"]):
    try:
        privlint(arguments, prog_name="privlint")
    except SystemExit as end:
        assert end.code == 0, end.code
heavy = {"libcst", "rich", "msgspec", "pathspec", "tomli", "multiprocessing", "sqlite3", "importlib.metadata", "json"}
print(sorted(heavy & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


@pytest.mark.parametrize("word", ["PRV101", "prv101", "personal-data-in-log"])
def test_rule(run: Run, word: str) -> None:
    assert run("rule", word).stdout.startswith("# PRV101 personal-data-in-log\n\nSeverity: warning. Since 0.1.0.\n")


def test_rules(run: Run) -> None:
    lines = run("rule", "--all").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["PRV101", "PRV103", "PRV904"]
    assert [rule["code"] for rule in json.loads(run("rule", "--all", "--output-format", "json").stdout)] == [
        "PRV101",
        "PRV103",
        "PRV904",
    ]
    assert run("rule", "--all", "--output-format", "markdown").stdout.count("\n| PRV") == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rule", "PRV11"), 'unknown rule "PRV11"'),
        (("rule", "personal-data-in-logs"), 'did you mean "personal-data-in-log"?'),
        (("rule",), "--all"),
        (("config", "selct"), 'did you mean "select"?'),
        (("completion", "csh"), "bash"),
    ],
)
def test_mistakes(run: Run, arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_config_lists_and_explains_keys(run: Run) -> None:
    assert [line.split()[0] for line in run("config").stdout.splitlines()] == list(KEYS)
    assert run("config", "select").stdout.startswith("select: array of strings\n\nThe rules to run")
    assert run("config", "--schema").stdout == schema_text()


def test_config_shows_what_is_in_use(run: Run) -> None:
    Path("privlint.toml").write_text('fail-on = "error"\n')
    text = run("config", "--resolved", "--config", "jobs = 4").stdout
    assert 'fail-on = "error"  # privlint.toml:1' in text
    assert "jobs = 4  # --config" in text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run: Run, shell: str) -> None:
    assert "_PRIVLINT_COMPLETE" in run("completion", shell).stdout


def test_clean_removes_a_cache_only(run: Run) -> None:
    assert "no cache" in run("clean").stderr
    Path("src").mkdir()
    done = run("clean", "--config", 'cache-dir = "src"')
    assert done.exit_code == 2
    assert Path("src").is_dir()
    Path(".privlint_cache").mkdir()
    Path(".privlint_cache", "CACHEDIR.TAG").touch()
    assert run("clean").exit_code == 0
    assert not Path(".privlint_cache").exists()


def test_init_writes_a_configuration_that_loads(run: Run) -> None:
    assert run("init").exit_code == 0
    assert run("config", "--resolved").exit_code == 0
    before = Path("privlint.toml").read_text()
    assert "nothing was changed" in run("init").stderr
    assert Path("privlint.toml").read_text() == before


@pytest.mark.parametrize("before", ["", '[project]\nname = "x"', '[project]\nname = "x"\n'])
def test_init_adds_to_pyproject(run: Run, before: str) -> None:
    Path("pyproject.toml").write_text(before)
    assert run("init").exit_code == 0
    after = Path("pyproject.toml").read_text()
    assert after.startswith(before)
    assert "pyproject.toml" in run("config", "--resolved").stdout
    assert "nothing was changed" in run("init").stderr


def test_markers_can_be_copied_but_not_over_a_file(run: Run) -> None:
    assert run("init", "--vendor-markers", "app/privacy.py").exit_code == 0
    assert run("init", "--vendor-markers", "lib").exit_code == 0
    original = (ROOT / "privlint" / "markers.py").read_text()
    assert Path("app/privacy.py").read_text() == Path("lib/privlint_markers.py").read_text() == original
    assert Path("app/privacy.pyi").read_text() == (ROOT / "privlint" / "markers.pyi").read_text()
    Path("app/privacy.py").write_text("mine")
    done = run("init", "--vendor-markers", "app/privacy.py")
    assert (done.exit_code, Path("app/privacy.py").read_text()) == (2, "mine")
    assert run("init", "--vendor-markers", "app/privacy.py", "--force").exit_code == 0
    assert Path("app/privacy.py").read_text() == original
