"""``gitlab``: a Code Quality report, shown in merge requests."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from privlint.model.scale import Severity
from privlint.report.json_text import json_text
from privlint.report.words import cut, place_of

if TYPE_CHECKING:
    from privlint.model.finding import Report
    from privlint.report.look import Look

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def render_gitlab(report: Report, look: Look) -> str:
    """An array of issues; GitLab drops equal fingerprints, so that each one here is made the only one of its kind."""
    seen: Counter[str] = Counter()
    issues = []
    for finding in report.findings:
        place = place_of(finding)
        fingerprint = finding.fingerprint or f"{finding.code}:{place.path}"
        seen[fingerprint] += 1
        issues.append(
            {
                "type": "issue",
                "categories": ["Security"],
                "check_name": f"{finding.code} {finding.name}",
                "description": cut(finding.message),
                "severity": _SEVERITIES[finding.severity],
                "fingerprint": fingerprint if seen[fingerprint] == 1 else f"{fingerprint}-{seen[fingerprint]}",
                "location": {
                    "path": look.prefix + place.path,
                    "lines": {"begin": place.line, "end": place.end_line},
                },
            }
        )
    return json_text(issues)
