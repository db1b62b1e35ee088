"""``github``: workflow commands that become annotations on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model.scale import Severity
from privlint.report.words import cut, place_of, severities, summary

if TYPE_CHECKING:
    from privlint.model.finding import Finding, Report
    from privlint.report.look import Look

#: How many annotations of each severity GitHub shows for one step.
SHOWN_PER_STEP = 10

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render_github(report: Report, look: Look) -> str:
    """A command a finding, the gravest first, since GitHub shows ten of a kind; the last line counts what it hides."""
    ordered = sorted(report.findings, key=lambda finding: -finding.severity)
    hidden = sum(max(0, count - SHOWN_PER_STEP) for count in severities(report.findings).values())
    note = f" GitHub hides {hidden} of them: it shows {SHOWN_PER_STEP} of each severity." if hidden else ""
    return "\n".join([*(_command(finding, look) for finding in ordered), summary(report) + note, ""])


def _command(finding: Finding, look: Look) -> str:
    place = place_of(finding)
    properties = {
        "file": look.prefix + place.path,
        "line": place.line,
        "endLine": place.end_line,
        "title": f"{finding.code} {finding.name}",
    }
    if place.line == place.end_line:  # GitHub drops annotations that give columns over several lines
        properties |= {"col": place.column, "endColumn": place.end_column}
    listed = ",".join(f"{name}={_escaped_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_escaped(cut(finding.message))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
