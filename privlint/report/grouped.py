"""``grouped``: findings under the name of their file."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from privlint.report.paint import paint_for
from privlint.report.words import place_of, summary

if TYPE_CHECKING:
    from privlint.model.finding import Report
    from privlint.report.look import Look


def render_grouped(report: Report, look: Look) -> str:
    """Each file with its findings below it, then the summary."""
    paint = paint_for(color=look.color)
    lines: list[str] = []
    for path, group in itertools.groupby(report.findings, key=lambda finding: place_of(finding).path):
        findings = tuple(group)
        wheres = [f"{place_of(finding).line}:{place_of(finding).column}" for finding in findings]
        wide = max(map(len, wheres))
        lines.append(paint(f"{look.prefix}{path}", "path"))
        for finding, where in zip(findings, wheres, strict=True):
            word = paint(f"{finding.severity.word:<7}", finding.severity.word)
            lines.append(f"  {where:>{wide}}  {word}  {finding.code} {finding.name}: {finding.message}")
        lines.append("")
    return "\n".join([*lines, summary(report), ""])
