"""Validate SARIF files: the JSON Schema of SARIF 2.1.0, then Microsoft's multitool, its own rules and those of GitHub.

Usage: validate_sarif.py [--multitool COMMAND] FILE...

The multitool is the npm package @microsoft/sarif-multitool (5.7.0 was tried). COMMAND, or the environment variable
SARIF_MULTITOOL, is how to run it; without either npx does. Its exit code says nothing, so its output log is read.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]

DEFAULT_COMMAND = "npx --yes @microsoft/sarif-multitool@5.7.0"

_SCHEMA = Path(__file__).parent.parent / "tests" / "data" / "sarif-2.1.0.json"
_TIMEOUT = 300  # seconds
_RULE_KINDS = ("Sarif", "Gh")
_GRAVE = frozenset({"error", "warning"})


def main() -> int:
    """Print every error and warning of every file; 1 if there is any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--multitool", default=os.environ.get("SARIF_MULTITOOL", DEFAULT_COMMAND), metavar="COMMAND")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    complaints = [
        f"{file}: {complaint}" for file in arguments.files for complaint in validate(file, arguments.multitool)
    ]
    print("\n".join(complaints) or f"{len(arguments.files)} SARIF file(s) without errors and warnings")
    return 1 if complaints else 0


def validate(file: Path, command: str) -> list[str]:
    """What schema and multitool have against ``file``, a line each; RuntimeError if the multitool leaves no log."""
    kinds = (complaint for kind in _RULE_KINDS for complaint in complaints_in(_log(file, command, kind)))
    return list(dict.fromkeys([*_against_schema(file), *kinds]))


def _against_schema(file: Path) -> list[str]:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    errors = validator.iter_errors(json.loads(file.read_text(encoding="utf-8")))
    return [f"{error.json_path}: {error.message}" for error in errors]


def _log(file: Path, command: str, kind: str) -> dict[str, Any]:
    """The log of a run with the rules of one kind; the shell of the npm wrapper would part "Sarif;Gh" in two."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log.sarif")
        done = subprocess.run(
            [
                *shlex.split(command),
                "validate",
                str(file),
                "--rule-kind",
                kind,
                "-o",
                str(log),
                "--log",
                "ForceOverwrite",
            ],
            env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
        if not log.exists():
            raise RuntimeError(f"the multitool left no log:\n{done.stdout}{done.stderr}")
        loaded: dict[str, Any] = json.loads(log.read_text(encoding="utf-8-sig"))
        return loaded


def complaints_in(log: dict[str, Any]) -> list[str]:
    """The errors and warnings of a multitool log, its own failures to run a rule included."""
    found = []
    for run in log["runs"]:
        found += [_line(result) for result in run.get("results", []) if result.get("level", "warning") in _GRAVE]
        for invocation in run.get("invocations", []):
            notifications = [
                *invocation.get("toolExecutionNotifications", []),
                *invocation.get("toolConfigurationNotifications", []),
            ]
            found += [note["message"]["text"] for note in notifications if note.get("level") in _GRAVE]
    return found


def _line(result: dict[str, Any]) -> str:
    location: dict[str, Any] = next(iter(result.get("locations", [])), {})
    line = location.get("physicalLocation", {}).get("region", {}).get("startLine", "?")
    message = result["message"]
    text = message.get("text") or f"{message.get('id')} {message.get('arguments')}"
    return f"line {line}: {result.get('level', 'warning')} {result['ruleId']}: {text}"


if __name__ == "__main__":
    sys.exit(main())
