"""``concise``: one line a finding, as compilers write them and editors read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.report.paint import paint_for
from privlint.report.words import place_of, summary

if TYPE_CHECKING:
    from privlint.model.finding import Report
    from privlint.report.look import Look


def render_concise(report: Report, look: Look) -> str:
    """``path:line:column: severity CODE name: message`` for each finding, then the summary."""
    paint = paint_for(color=look.color)
    lines = [
        f"{paint(f'{look.prefix}{place_of(finding)}', 'path')}: {paint(finding.severity.word, finding.severity.word)} "
        f"{paint(finding.code, 'code')} {finding.name}: {finding.message}"
        for finding in report.findings
    ]
    return "\n".join([*lines, summary(report), ""])
