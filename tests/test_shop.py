"""The demonstration shop: what privlint says of it is what its comments say, line by line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any, TypeAlias

import pytest

from tests.checkout import ROOT
from tests.expectations import read_case

SHOP = ROOT / "fixtures" / "shop"

#: Path, line, code, and the last words of the categories.
Line: TypeAlias = tuple[str, int, str, tuple[str, ...]]


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    command = [sys.executable, "-m", "privlint", "check", "--no-cache", "--output-format", "json", "fixtures/shop"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_findings_are_those_of_the_comments(report: dict[str, Any]) -> None:
    said, expected = _said(report), _expected()
    assert {"missed": sorted(expected - said), "false": sorted(said - expected)} == {"missed": [], "false": []}
    assert len(report["findings"]) == len(expected)


def test_nothing_went_wrong(report: dict[str, Any]) -> None:
    assert report["troubles"] == []


def test_every_finding_tells_what_a_reviewer_needs(report: dict[str, Any]) -> None:
    flows = [finding for finding in report["findings"] if finding["recipient"]["kind"]]
    lacking = [
        (finding["code"], finding["place"], key)
        for finding in flows
        for key in ("message", "missing", "mend", "clauses", "trace", "fingerprint", "recipient")
        if not finding[key]
    ]
    assert lacking == []


def test_there_are_as_many_right_ways_as_mistakes() -> None:
    truths = Counter(truth.sort for truth in read_case(SHOP))
    consents = sum(path.read_text(encoding="utf-8").count("has_consented(") for path in SHOP.rglob("*.py"))
    assert truths["expect"] >= 12
    assert truths["flow"] + consents >= 12


def _said(report: dict[str, Any]) -> set[Line]:
    return {
        (
            finding["place"]["path"],
            finding["place"]["line"],
            finding["code"],
            tuple(sorted(category["key"].rpartition(".")[2] for category in finding["categories"])),
        )
        for finding in report["findings"]
    }


def _expected() -> set[Line]:
    truths = [truth for truth in read_case(SHOP) if truth.sort == "expect"]
    return {(truth.file, truth.line, truth.code, tuple(sorted(truth.words))) for truth in truths}
