"""A run in which nothing changed gives the kept report; whatever matters makes a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from privlint import pipeline
from privlint.settings.options import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from privlint.model.finding import Report

LEAK = "import logging\n\n\ndef show(user):\n    logging.info(user.email)\n"


def test_an_unchanged_project_is_not_analysed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app.py").write_text(LEAK)
    first = _check(tmp_path)
    monkeypatch.setattr(pipeline, "analyse", _refuse)
    assert _check(tmp_path) == first
    assert [finding.code for finding in first.findings] == ["PRV101"]


def test_a_changed_file_is_seen(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(LEAK)
    _check(tmp_path)
    (tmp_path / "app.py").write_text(LEAK.replace("user.email", "user.plan"))
    assert _check(tmp_path).findings == ()


def test_changed_settings_are_seen(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(LEAK)
    _check(tmp_path)
    assert _check(tmp_path, ignore=("PRV101",)).findings == ()


def test_a_file_that_could_not_be_analysed_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app.py").write_text("def (:\n")
    assert [finding.code for finding in _check(tmp_path).findings] == ["PRV904"]
    monkeypatch.setattr(pipeline, "analyse", _refuse)
    with pytest.raises(AssertionError):
        _check(tmp_path)


def _check(root: Path, **changes: object) -> Report:
    settings = msgspec.structs.replace(Settings(root=str(root), jobs=1), **changes)
    return pipeline.check(settings, (), str(root))


def _refuse(*_: object) -> None:
    raise AssertionError("nothing changed, so nothing is to be analysed")
