"""Executes every engine and check fixture and confirms its comments: what is expected leaks, nothing else does."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.checkout import ROOT
from tests.oracle.run import run_case
from tests.oracle.verdict import complaints

if TYPE_CHECKING:
    from pathlib import Path

#: Rules about declarations, models, files and the policy, and what SDKs capture by themselves: no run of the program
#: can confirm these.
OUTSIDE = re.compile(r"PRV(304|403|904|[5678]\d\d)|capture")
CASES = sorted(
    path.parent
    for topic in ("engine", "checks", "catalogue", "policy")
    for path in ROOT.glob(f"fixtures/{topic}/**/main.py")
    if not OUTSIDE.fullmatch(path.parent.parent.name)
)
#: Real packages some fixtures need; a machine without the ``test`` extra leaves those fixtures out.
REAL = ("attrs", "django", "fastapi", "loguru", "msgspec", "pandas", "pydantic", "sqlalchemy", "structlog")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.relative_to(ROOT / "fixtures").as_posix())
def test_comments_tell_what_leaks(case: Path) -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in case.rglob("*.py"))
    for package in REAL:
        # Only looked for: a package that this process has imported would be there for every fixture.
        if (f"import {package}" in source or f"from {package}" in source) and find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    outcome = run_case(case)
    assert outcome.failures + complaints(case, outcome.leaks, outcome.ran) == []
