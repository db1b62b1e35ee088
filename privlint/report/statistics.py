"""``statistics``: how many findings each rule has, for a first look at a large project."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from privlint.report.paint import paint_for
from privlint.report.words import summary

if TYPE_CHECKING:
    from privlint.model.finding import Report
    from privlint.report.look import Look


def render_statistics(report: Report, look: Look) -> str:
    """A line for each rule that found something, the most frequent first, then the summary."""
    paint = paint_for(color=look.color)
    counts = Counter((finding.code, finding.name) for finding in report.findings)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    wide = len(str(max(counts.values(), default=0)))
    lines = [f"{count:>{wide}}  {paint(code, 'code')}  {name}" for (code, name), count in ordered]
    return "\n".join([*lines, summary(report), ""])
