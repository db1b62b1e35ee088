"""``json`` and ``jsonl``: everything a program may want to know, stable in names and order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.report.json_text import json_line, json_text
from privlint.report.words import NO_LEGAL_OPINION, place_of, severities

if TYPE_CHECKING:
    from privlint.model.finding import Finding, Mark, Report
    from privlint.model.place import Place
    from privlint.model.trouble import Trouble
    from privlint.report.look import Look

#: Raised when a key changes its meaning or goes; new keys may come without.
FORMAT_VERSION = 1


def render_json(report: Report, look: Look) -> str:
    """One document: ``findings``, ``troubles``, ``policies`` and a ``summary``."""
    document = {
        "version": FORMAT_VERSION,
        "tool": {"name": "privlint", "version": report.version, "note": NO_LEGAL_OPINION},
        "policies": [{"id": id, "title": title, "revision": revision} for id, title, revision in report.policies],
        "findings": [_finding(finding, report) for finding in report.findings],
        "troubles": [_trouble(trouble) for trouble in sorted(report.troubles)],
        "summary": _summary(report),
    }
    return json_text(document)


def render_jsonl(report: Report, look: Look) -> str:
    """A line for each finding, each trouble and the summary, told apart by ``type``."""
    lines: list[dict[str, object]] = [{"type": "finding", **_finding(finding, report)} for finding in report.findings]
    lines += [{"type": "trouble", **_trouble(trouble)} for trouble in sorted(report.troubles)]
    lines.append({"type": "summary", "version": FORMAT_VERSION, **_summary(report)})
    return "".join(f"{json_line(line)}\n" for line in lines)


def _finding(finding: Finding, report: Report) -> dict[str, object]:
    clauses = [{"policy": ref.policy, "clause": ref.clause, "title": ref.title} for ref in finding.clauses]
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.word,
        "confidence": finding.confidence.word,
        "message": finding.message,
        "missing": finding.missing,
        "mend": list(finding.mend),
        "place": _place(place_of(finding)),
        "clauses": clauses,
        "categories": [{"key": key, "label": report.category_labels.get(key, key)} for key in finding.categories],
        "subject": finding.subject,
        "recipient": {"kind": finding.kind, "vendor": finding.vendor, "api": finding.api},
        "purposes": list(finding.purposes),
        "trace": [_mark(mark) for mark in finding.trace],
        "related": [_mark(mark) for mark in finding.related],
        "fingerprint": finding.fingerprint,
        "loose_fingerprint": finding.loose_fingerprint,
        "suppressed": finding.suppressed or None,
    }


def _mark(mark: Mark) -> dict[str, object]:
    return {"kind": mark.kind, "text": mark.text, "depth": mark.depth, "place": _place(place_of(mark))}


def _place(place: Place) -> dict[str, object]:
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _trouble(trouble: Trouble) -> dict[str, object]:
    where = {"path": trouble.path, "line": trouble.line or None}
    return {"code": trouble.code, "reason": trouble.reason, "detail": trouble.detail, **where}


def _summary(report: Report) -> dict[str, object]:
    return {
        "findings": {severity.word: count for severity, count in severities(report.findings).items()},
        "files": report.checked,
        "skipped": report.skipped,
        "suppressed": report.suppressed,
    }
