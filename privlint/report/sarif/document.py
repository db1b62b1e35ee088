"""The SARIF document: one run, its tool, what it judged by, and the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.report.cuts import findings_kept
from privlint.report.json_text import json_text
from privlint.report.redact import TOKEN
from privlint.report.sarif.notifications import NOTIFICATIONS, notifications
from privlint.report.sarif.places import Artifacts
from privlint.report.sarif.results import result
from privlint.report.sarif.rules import rule_descriptors
from privlint.report.sarif.taxonomies import CWE, cwe_taxonomy, policy_taxonomies, reference
from privlint.report.words import NO_LEGAL_OPINION, place_of

if TYPE_CHECKING:
    from privlint.model.finding import Report
    from privlint.report.look import Look

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_sarif(report: Report, look: Look) -> str:
    """SARIF 2.1.0 with relative paths, no times and no machine's name in it; policies are taxonomies."""
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report, look)]})


def _run(report: Report, look: Look) -> dict[str, object]:
    findings = findings_kept(report)
    artifacts = Artifacts(report, look, sorted({place_of(finding).path for finding in findings}))
    results = [result(finding, report, artifacts) for finding in findings]
    run: dict[str, object] = {
        "tool": {"driver": _driver(report)},
        "automationDetails": {"id": f"privlint/{look.category or 'check'}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the project that was checked."}}},
        "invocations": [
            {
                "executionSuccessful": True,
                "exitCode": report.exit_code,
                "toolExecutionNotifications": notifications(report, artifacts),
            }
        ],
        "artifacts": artifacts.listed(),
        "taxonomies": [*policy_taxonomies(report), cwe_taxonomy(report)],
        "results": results,
    }
    if artifacts.redacted:
        run["redactionTokens"] = [TOKEN]
    return run


def _driver(report: Report) -> dict[str, object]:
    return {
        "name": "privlint",
        "fullName": f"privlint {report.version}",
        "organization": "privlint",
        "semanticVersion": report.version,
        # A package URL: true wherever the project is hosted.
        "informationUri": f"pkg:pypi/privlint@{report.version}",
        "shortDescription": {"text": "Judges flows of personal data against the clauses of a privacy policy."},
        "fullDescription": {"text": NO_LEGAL_OPINION},
        "rules": rule_descriptors(report),
        "notifications": NOTIFICATIONS,
        "supportedTaxonomies": [*(reference(report, id) for id, _, _ in report.policies), reference(report, CWE)],
    }
