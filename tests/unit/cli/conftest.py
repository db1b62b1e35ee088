"""A command line whose pipeline is replaced, in a folder of its own."""

from __future__ import annotations

import sys
import types
from typing import TYPE_CHECKING, Any

import click.testing
import pytest

import privlint
from privlint.cli.main import privlint as command
from tests.unit.report.sample import REPORT, RULES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from privlint.model.finding import Report, RuleInfo
    from privlint.settings.options import Settings


class FakePipeline(types.ModuleType):
    """Answers with ``report``, or raises ``error``; remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__("privlint.pipeline")
        self.report = REPORT
        self.error: BaseException | None = None
        self.asked: list[tuple[Settings, tuple[str, ...], str]] = []

    def check(self, settings: Settings, paths: tuple[str, ...], cwd: str) -> Report:
        self.asked.append((settings, paths, cwd))
        if self.error:
            raise self.error
        return self.report

    def files(self, settings: Settings, paths: tuple[str, ...], cwd: str) -> tuple[str, ...]:
        return ("shop/signup.py", "shop/track.py")

    def rules(self) -> tuple[RuleInfo, ...]:
        return RULES


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    fake = FakePipeline()
    monkeypatch.setitem(sys.modules, "privlint.pipeline", fake)
    monkeypatch.setattr(privlint, "pipeline", fake, raising=False)
    return fake


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pipeline: FakePipeline) -> Callable[..., click.testing.Result]:
    """Run privlint in an empty folder, without the caller's environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    runner = click.testing.CliRunner()

    def invoke(*arguments: str, **environment: Any) -> click.testing.Result:
        return runner.invoke(command, arguments, env=environment or None, prog_name="privlint")

    return invoke
