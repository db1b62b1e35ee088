"""Executes every engine and flow-check fixture and confirms its comments: what is expected leaks, nothing else does."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CASES = sorted(path.parent for path in ROOT.glob("fixtures/*/*/**/main.py"))
#: Real packages some fixtures need; a machine without the ``test`` extra leaves those fixtures out.
REAL = ("django", "pydantic", "sqlalchemy", "attrs", "fastapi", "structlog", "loguru", "msgspec", "pandas")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.relative_to(ROOT / "fixtures").as_posix())
def test_comments_tell_what_leaks(case: Path) -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in case.rglob("*.py"))
    for package in REAL:
        if f"import {package}" in source or f"from {package}" in source:
            pytest.importorskip(package)
    command = [sys.executable, "-m", "tests.oracle", "-q", str(case)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout + done.stderr, done.returncode) == ("", 0)
