"""A finding as a SARIF result: message, places, the way of the data, clauses, identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model.category import covers
from privlint.model.scale import Severity
from privlint.report.cuts import steps_kept
from privlint.report.markdown import escaped
from privlint.report.sarif.fingerprints import line_hashes
from privlint.report.sarif.taxonomies import clause_reference
from privlint.report.words import MESSAGE_LIMIT, cut, place_of

if TYPE_CHECKING:
    from privlint.model.finding import Finding, Mark, Report
    from privlint.report.sarif.places import Artifacts

_LINK_LIMIT = 100  # characters of one link's text
_LINKS_LIMIT = 400  # characters of all links of a message

_RANK = {Severity.ERROR: 80.0, Severity.WARNING: 55.0, Severity.NOTE: 25.0}
_RANK_SPECIAL = 95.0

_KINDS = {
    "source": ["acquire", "taint"],
    "call": ["call", "function"],
    "enter": ["enter", "function"],
    "return": ["return", "function"],
    "guard": ["branch"],
    "sink": ["release", "danger"],
}
_ESSENTIAL = frozenset({"source", "guard", "sink"})


def result(finding: Finding, report: Report, artifacts: Artifacts) -> dict[str, object]:
    """The ``result`` object of a finding."""
    place = place_of(finding)
    marks = _related(finding)
    text = finding.message if finding.message.endswith(".") else f"{finding.message}."
    taxa = [taxon for clause in finding.clauses if (taxon := clause_reference(report, clause))]
    found: dict[str, object] = {
        "ruleId": finding.code,
        "level": finding.severity.word,
        "rank": _rank(finding, report),
        "message": {
            "text": cut(text, MESSAGE_LIMIT - len(_links(marks))) + _links(marks),
            "markdown": _markdown(finding, text, marks),
        },
        "locations": [{"physicalLocation": artifacts.physical(place, with_snippet=True)}],
        "partialFingerprints": _fingerprints(finding, report),
        "properties": _properties(finding),
    }
    codes = [rule.code for rule in report.rules]
    optional: dict[str, object] = {
        "ruleIndex": codes.index(finding.code) if finding.code in codes else None,
        "relatedLocations": [_location(mark, artifacts) | {"id": id} for id, mark in enumerate(marks, 1)],
        "codeFlows": [_code_flow(finding, artifacts)] if finding.trace else [],
        "taxa": taxa,
        "suppressions": [_suppression(finding)] if finding.suppressed else [],
    }
    return found | {name: value for name, value in optional.items() if value not in (None, [])}


def _related(finding: Finding) -> list[Mark]:
    """The marks to link to: where the data comes from, then what the finding itself points at."""
    source = [mark for mark in finding.trace[:1] if place_of(mark) != place_of(finding)]
    return [*source, *finding.related]


def _links(marks: list[Mark]) -> str:
    """Links to related locations, as many as leave room for the message itself."""
    links: list[str] = []
    for id, mark in enumerate(marks, 1):
        link = f"[{_link_text(cut(mark.text, _LINK_LIMIT))}]({id})"
        if sum(map(len, links)) + len(link) <= _LINKS_LIMIT:
            links.append(link)
    return f" See {', '.join(links)}." if links else ""


def _link_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _markdown(finding: Finding, text: str, marks: list[Mark]) -> str:
    clauses = [f"- clause {clause.clause}: {escaped(clause.title)}" for clause in finding.clauses]
    mend = [f"- {escaped(text)}" for text in finding.mend]
    parts = [escaped(text) + _links(marks), *(["", *clauses] if clauses else [])]
    return "\n".join([*parts, *(["", "What to do:", "", *mend] if mend else [])])


def _rank(finding: Finding, report: Report) -> float:
    special = (*report.special_categories, "user.location")
    grave = finding.severity is Severity.ERROR and any(
        covers(pattern, key) for pattern in special for key in finding.categories
    )
    return _RANK_SPECIAL if grave else _RANK[finding.severity]


def _location(mark: Mark, artifacts: Artifacts) -> dict[str, object]:
    return {"physicalLocation": artifacts.physical(place_of(mark)), "message": {"text": mark.text}}


def _code_flow(finding: Finding, artifacts: Artifacts) -> dict[str, object]:
    return {
        "threadFlows": [
            {
                "locations": [
                    {
                        "location": _location(mark, artifacts),
                        "nestingLevel": mark.depth,
                        "kinds": _KINDS.get(mark.kind, ["value", "taint"]),
                        "importance": "essential" if mark.kind in _ESSENTIAL else "important",
                    }
                    for mark in steps_kept(finding.trace)
                ]
            }
        ]
    }


def _fingerprints(finding: Finding, report: Report) -> dict[str, str]:
    place = place_of(finding)
    source = report.sources.get(place.path)
    hashes = line_hashes(source) if source is not None else ()
    fingerprints = {"privlint/v1": finding.fingerprint, "privlint/loose": finding.loose_fingerprint}
    if place.line <= len(hashes):
        fingerprints["primaryLocationLineHash"] = hashes[place.line - 1]
    return {name: value for name, value in fingerprints.items() if value}


def _properties(finding: Finding) -> dict[str, object]:
    properties: dict[str, object] = {
        "confidence": finding.confidence.word,
        "dataCategory": list(finding.categories),
        "subject": finding.subject,
        "recipientKind": finding.kind,
        "recipient": finding.vendor,
        "sink": finding.api,
        "purpose": list(finding.purposes),
        "articles": [clause.clause for clause in finding.clauses],
    }
    return {name: value for name, value in properties.items() if value}


def _suppression(finding: Finding) -> dict[str, object]:
    return {"kind": "inSource", "status": "accepted", "justification": finding.suppressed}
