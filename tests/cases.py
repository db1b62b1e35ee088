"""The fixture folders, and privlint's report on one of them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import msgspec

from privlint import pipeline
from privlint.settings.load import Overrides, load
from privlint.settings.options import Settings
from tests.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from privlint.model.finding import Report

FIXTURES = ROOT / "fixtures"
#: Every folder with a ``main.py``; a case is a project of its own, whatever lies above it.
CASES = sorted(
    path.parent for topic in ("engine", "checks", "catalogue", "policy") for path in (FIXTURES / topic).rglob("main.py")
)
#: One case of each topic, for what costs a process.
SAMPLE = [next(case for case in CASES if case.parent == topic) for topic in sorted({case.parent for case in CASES})]
#: Files by which a case says how it wants to be judged.
CONFIGURATION = ("privlint.toml", "pyproject.toml")


def case_id(case: Path) -> str:
    """The case as tests name it: ``engine/dicts/literal``."""
    return case.relative_to(FIXTURES).as_posix()


def source_of(case: Path) -> str:
    """All Python of a case, one file after the other."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(case.rglob("*.py")))


def settings_of(case: Path) -> Settings:
    """The settings of a case: its own file or the defaults; one worker, no cache."""
    own = any((case / name).exists() for name in CONFIGURATION)
    settings = load(str(case), Overrides()) if own else Settings(root=str(case))
    return msgspec.structs.replace(settings, jobs=1, cache=False)


def report_on(case: Path) -> Report:
    """What privlint reports on a case, in this process."""
    return pipeline.check(settings_of(case), (".",), str(case))


@functools.cache
def report_once(case: Path) -> Report:
    """As :func:`report_on`, for cases that no test writes to: checked once, however many tests look at the report."""
    return report_on(case)
