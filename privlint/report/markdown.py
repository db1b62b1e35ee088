"""``markdown``: a job summary or a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.report.words import NO_LEGAL_OPINION, clause_id, place_of, summary

if TYPE_CHECKING:
    from privlint.model.finding import Finding, Report
    from privlint.report.look import Look

#: How many findings are listed; code hosts cut comments and summaries that are too long.
FINDINGS_SHOWN = 100


def render_markdown(report: Report, look: Look) -> str:
    """The summary, a table of the findings, and how to mend each, folded away."""
    lines = ["## privlint", "", summary(report), ""]
    shown = sorted(report.findings, key=lambda finding: -finding.severity)[:FINDINGS_SHOWN]
    if shown:
        lines += ["| severity | rule | place | finding | clause |", "| --- | --- | --- | --- | --- |"]
        lines += [_row(finding, report, look) for finding in shown]
        lines.append("")
    if len(shown) < len(report.findings):
        lines += [f"{len(report.findings) - len(shown)} more, of no greater severity, are not listed.", ""]
    lines += [line for finding in shown if finding.mend for line in _details(finding, look)]
    return "\n".join([*lines, f"<sub>{NO_LEGAL_OPINION}</sub>", ""])


def escaped(text: str) -> str:
    """``text`` so that Markdown and HTML take none of it for their own."""
    result = _html(text)
    for character in "\\`*_[]|@#":
        result = result.replace(character, f"\\{character}")
    return " ".join(result.split())


def _row(finding: Finding, report: Report, look: Look) -> str:
    clauses = "<br>".join(escaped(f"{clause_id(clause, report)} {clause.title}") for clause in finding.clauses)
    where = f"`{look.prefix}{place_of(finding)}`"
    cells = [finding.severity.word, f"{finding.code} {finding.name}", where, escaped(finding.message), clauses]
    return f"| {' | '.join(cells)} |"


def _details(finding: Finding, look: Look) -> list[str]:
    return [
        "<details>",
        f"<summary>{finding.code} at {_html(f'{look.prefix}{place_of(finding)}')}: what to do</summary>",
        "",
        *(f"- {escaped(text)}" for text in finding.mend),
        "",
        "</details>",
        "",
    ]


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
