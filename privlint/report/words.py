"""Phrases and figures that several formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model.place import Place
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlint.model.finding import ClauseRef, Finding, Mark, Report

#: How many characters of a message code hosts keep.
MESSAGE_LIMIT = 1000

NO_LEGAL_OPINION = "privlint compares code with a reviewed mapping of the policy; it gives no legal opinion."


def place_of(item: Finding | Mark) -> Place:
    """Where a finding or mark stands; the top of its file if positions were not looked up."""
    return item.place or Place(item.site.path)


def severities(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings of each severity there are, the gravest first, none left out."""
    counts = dict.fromkeys(sorted(Severity, reverse=True), 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def plural(number: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def summary(report: Report) -> str:
    """One line on the whole run: ``3 findings (1 error, 2 warnings) in 12 files; 1 suppressed.``"""
    parts = [plural(count, severity.word) for severity, count in severities(report.findings).items() if count]
    found = f"{plural(len(report.findings), 'finding')} ({', '.join(parts)})" if parts else "No findings"
    rest = [f"{report.suppressed} suppressed"] if report.suppressed else []
    rest += [f"{report.skipped} skipped"] if report.skipped else []
    return "; ".join([f"{found} in {plural(report.checked, 'file')}", *rest]) + "."


def clause_id(clause: ClauseRef, report: Report) -> str:
    """``6.11``, or ``gdpr:6.1`` where several policies are in use."""
    return f"{clause.policy}:{clause.clause}" if len(report.policies) > 1 else clause.clause


def categories(finding: Finding, report: Report) -> list[str]:
    """The finding's categories as messages name them."""
    return [report.category_labels.get(key, key) for key in finding.categories]


def cut(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """``text``, at most ``limit`` characters of it, the last one an ellipsis when something was left out."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
