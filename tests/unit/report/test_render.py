"""Every format, byte for byte; run with ``--snapshot-update`` after a change and read the difference."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from privlint.model.finding import Report
from privlint.model.place import Place, Site
from privlint.report import FORMATS, render
from tests.unit.report.sample import IN_LOG, NOTHING, REPORT, SIGNUP

if TYPE_CHECKING:
    from pytest_snapshot.plugin import Snapshot  # type: ignore[import-untyped]

SNAPSHOTS = Path(__file__).parents[2] / "snapshots" / "report"

ENDINGS = {
    "json": "json",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "gitlab": "json",
    "rdjson": "json",
    "junit": "xml",
    "markdown": "md",
}

SECRETS = ("taro@example.com", "example.com")


@pytest.mark.parametrize("format", FORMATS)
def test_findings(format: str, snapshot: Snapshot) -> None:
    snapshot.snapshot_dir = SNAPSHOTS
    snapshot.assert_match(render(REPORT, format), f"{format}.{ENDINGS.get(format, 'txt')}")


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_found(format: str) -> None:
    text = render(NOTHING, format).decode()
    assert text.endswith(("\n", "[]"))
    if format not in ENDINGS:
        assert text == "No findings in 12 files.\n"


@pytest.mark.parametrize("format", FORMATS)
def test_values_in_the_code_stay_there(format: str) -> None:
    text = render(REPORT, format).decode()
    assert not any(secret in text for secret in SECRETS)


@pytest.mark.parametrize("format", FORMATS)
def test_order_of_findings_does_not_matter(format: str) -> None:
    shuffled = msgspec.structs.replace(REPORT, findings=REPORT.findings[::-1])
    assert render(shuffled, format) == render(REPORT, format)


@pytest.mark.parametrize("format", ["full", "concise", "json", "sarif", "markdown"])
def test_suppressed_findings_are_kept_only_on_demand(format: str) -> None:
    assert b"shop/signup.py" in render(REPORT, format)
    assert b"name of user" not in render(REPORT, format)
    assert b"name of user" in render(REPORT, format, include_suppressed=True)


@pytest.mark.parametrize("format", ["full", "concise", "grouped"])
def test_colour_changes_nothing_but_colour(format: str) -> None:
    colored = render(REPORT, format, color=True).decode()
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == render(REPORT, format).decode()


@pytest.mark.parametrize(("format", "code"), [("full", b'request.POST["email"]\n'), ("sarif", b'"snippet"')])
def test_code_is_left_out_on_demand(format: str, code: bytes) -> None:
    assert code in render(REPORT, format)
    assert code not in render(REPORT, format, snippets=False)


def test_lines_fit_the_width() -> None:
    for width in (60, 80, 120):
        lines = render(REPORT, "full", width=width).decode().splitlines()
        code_and_prose = [line for line in lines if "|" in line or not re.search(r"\.py:\d", line)]
        assert max(map(len, code_and_prose)) <= width


def test_long_traces_are_cut_in_the_middle() -> None:
    trace = tuple(msgspec.structs.replace(IN_LOG.trace[0], text=f"step {number}") for number in range(40))
    report = msgspec.structs.replace(REPORT, findings=(msgspec.structs.replace(IN_LOG, trace=trace),))
    short, full = render(report, "full").decode(), render(report, "full", full_trace=True).decode()
    assert re.findall(r"step \d+", short) == [f"step {number}" for number in [*range(8), *range(32, 40)]]
    assert "24 steps left out" in short
    assert re.findall(r"step \d+", full) == [f"step {number}" for number in range(40)]


def test_paths_start_from_the_reader() -> None:
    assert b"\nfixtures/shop/signup.py:11:21: " in render(REPORT, "concise", prefix="fixtures/")
    assert b'"path": "fixtures/shop/signup.py"' in render(REPORT, "gitlab", prefix="fixtures/")


def test_names_of_files_may_be_any_bytes() -> None:
    path = b"caf\xe9.py".decode("utf-8", "surrogateescape")
    finding = msgspec.structs.replace(IN_LOG, place=Place(path), site=Site(path, 0), trace=())
    report = msgspec.structs.replace(REPORT, findings=(finding,))
    for format in FORMATS:
        render(report, format).decode("utf-8")


def test_several_policies_tell_their_clauses_apart() -> None:
    two = msgspec.structs.replace(REPORT, policies=(*REPORT.policies, ("gdpr", "GDPR", "2018-05-25")))
    assert b"deskrex:6.8 Outsourcing" in render(two, "full")


def test_github_says_what_it_will_hide() -> None:
    findings = tuple(
        msgspec.structs.replace(IN_LOG, place=Place("shop/signup.py", line))
        for line in range(1, len(SIGNUP.splitlines()))
    )
    many = Report(findings=findings + findings, rules=(), checked=1)
    last = render(many, "github").decode().splitlines()[-1]
    assert last == "20 findings (20 warnings) in 1 file. GitHub hides 10 of them: it shows 10 of each severity."


def test_github_escapes_what_would_end_a_command() -> None:
    finding = msgspec.structs.replace(IN_LOG, message="100%\nof a:b,c", place=Place("a:b,c.py"))
    line, _ = render(Report(findings=(finding,), rules=()), "github").decode().splitlines()
    assert line == (
        "::warning file=a%3Ab%2Cc.py,line=1,endLine=1,title=PRV101 personal-data-in-log,col=1,endColumn=1"
        "::100%25%0Aof a:b,c"
    )


def test_gitlab_fingerprints_are_unique() -> None:
    twins = Report(findings=(IN_LOG, IN_LOG), rules=())
    issues = msgspec.json.decode(render(twins, "gitlab"))
    assert [issue["fingerprint"] for issue in issues] == ["1" * 64, "1" * 64 + "-2"]
