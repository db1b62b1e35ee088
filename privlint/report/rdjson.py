"""``rdjson``: the diagnostic format of reviewdog, columns in UTF-8 bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.report.columns import utf8_columns
from privlint.report.json_text import json_text
from privlint.report.words import cut, place_of

if TYPE_CHECKING:
    from privlint.model.finding import Finding, Mark, Report
    from privlint.model.place import Place
    from privlint.report.look import Look

#: How many related places of a finding are listed.
RELATED_SHOWN = 20


def render_rdjson(report: Report, look: Look) -> str:
    """One DiagnosticResult: a diagnostic for each finding, with the steps of its trace as related locations."""
    diagnostics = [_diagnostic(finding, report, look) for finding in report.findings]
    return json_text({"source": {"name": "privlint"}, "diagnostics": diagnostics})


def _diagnostic(finding: Finding, report: Report, look: Look) -> dict[str, object]:
    marks = (*finding.trace, *finding.related)[:RELATED_SHOWN]
    return {
        "message": cut(finding.message),
        "location": _location(place_of(finding), report, look),
        "severity": "INFO" if finding.severity.word == "note" else finding.severity.word.upper(),
        "code": {"value": f"{finding.code} {finding.name}"},
        "relatedLocations": [_related(mark, report, look) for mark in marks],
    }


def _related(mark: Mark, report: Report, look: Look) -> dict[str, object]:
    return {"message": mark.text, "location": _location(place_of(mark), report, look)}


def _location(place: Place, report: Report, look: Look) -> dict[str, object]:
    start, end = utf8_columns(place, report.sources.get(place.path, ""))
    return {
        "path": look.prefix + place.path,
        "range": {
            "start": {"line": place.line, "column": start},
            "end": {"line": place.end_line, "column": end},
        },
    }
