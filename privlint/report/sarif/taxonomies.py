"""What a run judges by, in SARIF's own words for it: each policy is a taxonomy, each clause a taxon."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privlint.model.finding import ClauseRef, Report

#: The name under which GitLab looks for weakness numbers.
CWE = "CWE"

_WEAKNESSES = {
    "CWE-201": "Insertion of Sensitive Information Into Sent Data",
    "CWE-212": "Improper Removal of Sensitive Information Before Storage or Transfer",
    "CWE-213": "Exposure of Sensitive Information Due to Incompatible Policies",
    "CWE-359": "Exposure of Private Personal Information to an Unauthorized Actor",
    "CWE-532": "Insertion of Sensitive Information into Log File",
}

# CWE-312, 319, 522 and their like would turn a finding into "secret detection" at GitLab.
_BY_RULE = {
    "PRV101": ("CWE-359", "CWE-532"),
    "PRV102": ("CWE-201", "CWE-359"),
    "PRV107": ("CWE-359",),
    "PRV501": ("CWE-213",),
    "PRV602": ("CWE-359",),
    "PRV603": ("CWE-359",),
    "PRV702": ("CWE-213",),
    "PRV703": ("CWE-212",),
}
_BY_FAMILY = {
    "1": ("CWE-201", "CWE-359"),
    "2": ("CWE-213",),
    "3": ("CWE-213",),
    "4": ("CWE-213", "CWE-359"),
    "6": ("CWE-201",),
}


def weaknesses(code: str) -> tuple[str, ...]:
    """The CWE entries a rule is an instance of; none for rules on the mapping and on the analysis itself."""
    return _BY_RULE.get(code) or _BY_FAMILY.get(code[3:4], ())


def policy_taxonomies(report: Report) -> list[dict[str, object]]:
    """A tool component for each policy in use, with all of its clauses."""
    return [
        {
            "name": id,
            "fullName": title,
            "version": revision,
            "guid": _guid(id),
            "organization": id,
            "shortDescription": {"text": f"Clauses of: {title}."},
            "isComprehensive": True,
            "taxa": [_taxon(clause) for clause in report.clauses if clause.policy == id],
        }
        for id, title, revision in report.policies
    ]


def cwe_taxonomy(report: Report) -> dict[str, object]:
    """The weaknesses that the rules of this run are instances of."""
    return {
        "name": CWE,
        "guid": _guid(CWE),
        "organization": "MITRE",
        "shortDescription": {"text": "The MITRE Common Weakness Enumeration."},
        "taxa": [{"id": id, "shortDescription": {"text": f"{_WEAKNESSES[id]}."}} for id in _used(report)],
    }


def reference(report: Report, name: str) -> dict[str, object]:
    """A toolComponentReference to the taxonomy ``name``."""
    names = [*(id for id, _, _ in report.policies), CWE]
    return {"name": name, "index": names.index(name), "guid": _guid(name)}


def clause_reference(report: Report, clause: ClauseRef) -> dict[str, object] | None:
    """A reporting descriptor reference to a clause; none if the report does not list it."""
    own = [other.clause for other in report.clauses if other.policy == clause.policy]
    if clause.clause not in own or all(id != clause.policy for id, _, _ in report.policies):
        return None
    index = own.index(clause.clause)
    return {"id": clause.clause, "index": index, "toolComponent": reference(report, clause.policy)}


def weakness_reference(report: Report, id: str) -> dict[str, object]:
    """A reporting descriptor reference to a CWE entry."""
    return {"id": id, "index": _used(report).index(id), "toolComponent": reference(report, CWE)}


def _used(report: Report) -> list[str]:
    return sorted({id for rule in report.rules for id in weaknesses(rule.code)})


def _taxon(clause: ClauseRef) -> dict[str, object]:
    return {"id": clause.clause, "shortDescription": {"text": _sentence(clause.title)}}


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"privlint:taxonomy:{name}"))
