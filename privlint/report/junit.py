"""``junit``: test results, for build servers that read nothing else."""

from __future__ import annotations

import html
import itertools
import re
from typing import TYPE_CHECKING

from privlint.report.words import place_of

if TYPE_CHECKING:
    from privlint.model.finding import Finding, Report
    from privlint.report.look import Look

# What XML 1.0 cannot hold, escaped or not.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(report: Report, look: Look) -> str:
    """A suite for each file, a failed case for each finding; a run without findings is one case that passed."""
    suites = [
        _suite(f"{look.prefix}{path}", tuple(group))
        for path, group in itertools.groupby(report.findings, key=lambda finding: place_of(finding).path)
    ]
    passed = [
        '  <testsuite name="privlint" tests="1" failures="0" errors="0">',
        '    <testcase classname="privlint" name="no findings"/>',
        "  </testsuite>",
    ]
    number = len(report.findings)
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<testsuites name="privlint" tests="{number or 1}" failures="{number}" errors="0">',
            *(suites or passed),
            "</testsuites>",
            "",
        ]
    )


def _suite(path: str, findings: tuple[Finding, ...]) -> str:
    number = len(findings)
    lines = [f'  <testsuite name={_attribute(path)} tests="{number}" failures="{number}" errors="0">']
    for finding in findings:
        place = place_of(finding)
        name = _attribute(f"{finding.code} {finding.name} {place.line}:{place.column}")
        text = f"{path}:{place.line}:{place.column}: {finding.message}"
        lines += [
            f'    <testcase classname={_attribute(path)} name={name} file={_attribute(path)} line="{place.line}">',
            f"      <failure type={_attribute(finding.severity.word)} message={_attribute(finding.message)}>"
            f"{html.escape(_clean(text), quote=False)}</failure>",
            "    </testcase>",
        ]
    return "\n".join([*lines, "  </testsuite>"])


def _attribute(text: str) -> str:
    return f'"{html.escape(_clean(text))}"'


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
