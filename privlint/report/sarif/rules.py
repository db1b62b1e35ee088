"""Rules as SARIF describes them, with what GitHub and GitLab sort, filter and rank by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model.scale import Severity
from privlint.report.sarif.taxonomies import clause_reference, weakness_reference, weaknesses
from privlint.report.words import cut

if TYPE_CHECKING:
    from privlint.model.finding import ClauseRef, Report, RuleInfo

# Chosen to fall into the same class at GitHub (high from 7.0) and GitLab (high up to 8.9).
_SECURITY_SEVERITY = {Severity.ERROR: "8.0", Severity.WARNING: "5.5", Severity.NOTE: "2.5"}
_PROBLEM_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}

_TAGS = 20  # the most GitHub takes


def rule_descriptors(report: Report) -> list[dict[str, object]]:
    """Every rule of the run, in the order of the report."""
    return [_descriptor(rule, report) for rule in report.rules]


def _descriptor(rule: RuleInfo, report: Report) -> dict[str, object]:
    clauses = sorted({clause for finding in report.findings if finding.code == rule.code for clause in finding.clauses})
    summary = rule.summary if rule.summary.endswith(".") else f"{rule.summary}."
    descriptor: dict[str, object] = {
        "id": rule.code,
        "name": _pascal(rule.name),
        "shortDescription": {"text": cut(summary)},
        "fullDescription": {"text": cut(summary)},
        "help": {"text": rule.page or summary, "markdown": rule.page or summary},
        "defaultConfiguration": {"level": rule.severity.word},
        "properties": _properties(rule, clauses),
    }
    related = [clause_reference(report, clause) for clause in clauses]
    related += [weakness_reference(report, id) for id in weaknesses(rule.code)]
    relationships = [{"target": target, "kinds": ["relevant"]} for target in related if target]
    return descriptor | ({"relationships": relationships} if relationships else {})


def _properties(rule: RuleInfo, clauses: list[ClauseRef]) -> dict[str, object]:
    tags = ["privacy", rule.name, *(f"external/cwe/{id.lower()}" for id in weaknesses(rule.code))]
    if _is_hygiene(rule.code):
        rank = {"problem.severity": _PROBLEM_SEVERITY[rule.severity], "precision": "high"}
    else:
        tags.insert(0, "security")
        rank = {"security-severity": _SECURITY_SEVERITY[rule.severity], "precision": "medium"}
    articles = sorted({f"policy/article-{clause.clause.partition('.')[0]}" for clause in clauses})
    return {"tags": [*tags, *articles][:_TAGS], **rank}


def _is_hygiene(code: str) -> bool:
    """Whether a rule is about the mapping or the analysis, not about data that goes astray."""
    return code[3:4] in {"8", "9"}


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("-"))
