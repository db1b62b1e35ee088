"""What holds for every report, however the run went about it."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import black
import msgspec
import pytest
from black.parsing import InvalidInput

from privlint import front
from privlint.pipeline import check
from tests.cases import CASES, SAMPLE, case_id, report_on, report_once, settings_of
from tests.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from privlint.model.finding import Report
    from privlint.model.place import Place

#: Prints what privlint finds in the sample; run in other processes.
DIGEST = """
import msgspec
from tests.cases import SAMPLE, report_on
for case in SAMPLE:
    print(msgspec.json.encode(report_on(case).findings).decode())
"""


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_spans_lie_inside_their_files(case: Path) -> None:
    report = report_once(case)
    for finding in report.findings:
        assert finding.place is not None
        for place in (finding.place, *(mark.place for mark in (*finding.trace, *finding.related) if mark.place)):
            assert _inside(place, report.sources[place.path]), f"{finding.code}: {place}"


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_traces_are_connected(case: Path) -> None:
    for finding in report_once(case).findings:
        if not finding.trace:
            # what an SDK captures by itself is a fact of the call that sets it up: there is no path to it
            is_flow = finding.code.startswith("PRV1") and "by automatic capture (" not in finding.message
            assert not is_flow, f"{finding.place}: a flow without a trace"
            continue
        kinds = [mark.kind for mark in finding.trace]
        assert (kinds[0], kinds[-1]) == ("source", "sink"), f"{finding.place}: {kinds}"
        assert all(mark.place for mark in finding.trace)
        depths = [mark.depth for mark in finding.trace]
        assert all(after - before <= 1 for before, after in itertools.pairwise(depths)), depths


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_fingerprints_are_all_different(case: Path) -> None:
    fingerprints = [finding.fingerprint for finding in report_once(case).findings]
    assert "" not in fingerprints
    assert len(set(fingerprints)) == len(fingerprints)


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_fingerprints_survive_blank_lines(case: Path, tmp_path: Path) -> None:
    moved = _rewritten(case, tmp_path, lambda text: "\n" * 20 + text)
    assert _fingerprints(report_on(moved)) == _fingerprints(report_once(case))


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_fingerprints_survive_black(case: Path, tmp_path: Path) -> None:
    mode = black.Mode(line_length=50)
    formatted = _rewritten(case, tmp_path, lambda text: black.format_str(text, mode=mode))
    assert _fingerprints(report_on(formatted)) == _fingerprints(report_once(case))


@pytest.mark.parametrize("case", [case for case in CASES if len(list(case.rglob("*.py"))) > 1], ids=case_id)
def test_order_of_files_changes_nothing(case: Path) -> None:
    files = sorted(path.relative_to(case).as_posix() for path in case.rglob("*.py"))
    settings = settings_of(case)
    assert _bytes(check(settings, tuple(reversed(files)), str(case))) == _bytes(
        check(settings, tuple(files), str(case))
    )


@pytest.mark.parametrize("case", SAMPLE, ids=case_id)
def test_warm_cache_changes_nothing(case: Path, tmp_path: Path) -> None:
    folder = _rewritten(case, tmp_path, lambda text: text)
    settings = msgspec.structs.replace(settings_of(folder), cache=True, cache_dir=str(tmp_path / "cache"))
    cold = check(settings, (".",), str(folder))
    warm = check(settings, (".",), str(folder))
    assert _bytes(cold) == _bytes(warm) == _bytes(report_on(folder))


def test_number_of_workers_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    root = ROOT / "fixtures" / "shop"
    settings = settings_of(root)
    one = check(settings, (".",), str(root))
    monkeypatch.setattr(front, "_WORTH_SHARING", 2)
    two = check(msgspec.structs.replace(settings, jobs=2), (".",), str(root))
    assert _bytes(one) == _bytes(two)


def test_hash_seed_and_working_directory_change_nothing(tmp_path: Path) -> None:
    def printed(seed: str, cwd: Path) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", DIGEST]
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=True).stdout

    assert printed("1", ROOT) == printed("2", tmp_path)


def _inside(place: Place, text: str) -> bool:
    lines = text.splitlines() or [""]
    if not 1 <= place.line <= place.end_line <= len(lines):
        return False
    columns = place.column <= len(lines[place.line - 1]) + 1 and place.end_column <= len(lines[place.end_line - 1]) + 1
    return columns and (place.line, place.column) <= (place.end_line, place.end_column)


def _fingerprints(report: Report) -> list[tuple[str, str]]:
    return sorted((finding.code, finding.fingerprint) for finding in report.findings)


def _rewritten(case: Path, tmp_path: Path, change: Callable[[str], str]) -> Path:
    """A copy of the case with every file changed; what does not parse stays as it is."""
    copy = tmp_path / case.name
    shutil.copytree(case, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for path in copy.rglob("*.py"):
        with contextlib.suppress(InvalidInput):
            path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return copy


def _bytes(report: Report) -> bytes:
    return msgspec.json.encode((report.findings, report.troubles, report.checked, report.skipped))
