"""What became of the data that passes a line: reported, permitted, or cleared in another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.explain.explanation import Verdict
from privlint.model.scale import Confidence, Transform

if TYPE_CHECKING:
    from collections.abc import Collection

    from privlint.model.finding import Finding
    from privlint.model.flow import Flow
    from privlint.model.grant import Grant
    from privlint.settings.options import Settings


def verdicts(
    flows: tuple[Flow, ...],
    path: str,
    here: frozenset[int],
    grants: tuple[Grant, ...],
    every: tuple[Finding, ...],
    reported: Collection[object],
    settings: Settings,
) -> tuple[Verdict, ...]:
    """The flows that leave, enter or pass at these nodes of a file, in that order; those that differ in their category
    alone are one."""
    merged: dict[tuple[object, ...], Verdict] = {}
    for flow in flows:
        where = _where(flow, path, here)
        if not where:
            continue
        given = tuple(grant for grant in grants if grant.flow == flow)
        found = tuple(finding for finding in every if _is_about(finding, flow))
        outcome, because = _outcome(flow, given, found, reported, settings)
        way = (flow.call_site, flow.report_site, flow.api, flow.vendor, flow.argument, flow.subject, flow.held)
        key = (where, outcome, because, *way)
        known = merged.get(key)
        merged[key] = Verdict((*known.flows, flow) if known else (flow,), where, outcome, because)
    order = ("leaves", "enters", "passes")
    return tuple(sorted(merged.values(), key=lambda verdict: order.index(verdict.where)))


def silence(finding: Finding, settings: Settings, *, reported: bool) -> str:
    """Why a finding is not reported; empty when it is."""
    least = Confidence.LOW if settings.strict else settings.min_confidence
    if finding.suppressed:
        return f"a comment silences it: {finding.suppressed}"
    if reported:
        return ""
    if finding.confidence < least:
        return f"its confidence is {finding.confidence.word}, and {least.word} is the least that is reported"
    return "its rule is not selected for this file"


def identity(finding: Finding) -> tuple[object, ...]:
    """What makes two findings of two judgements the same."""
    return (finding.code, finding.site, finding.place, finding.categories, finding.message)


def _where(flow: Flow, path: str, here: frozenset[int]) -> str:
    if flow.call_site.path == path and flow.call_site.node in here:
        return "leaves"
    if flow.report_site.path == path and flow.report_site.node in here:
        return "enters"
    return "passes" if any(step.site.path == path and step.site.node in here for step in flow.steps) else ""


def _is_about(finding: Finding, flow: Flow) -> bool:
    same_way = (finding.site, finding.api, finding.kind) == (flow.report_site, flow.api, flow.kind)
    return same_way and flow.category in finding.categories


def _outcome(
    flow: Flow,
    grants: tuple[Grant, ...],
    findings: tuple[Finding, ...],
    reported: Collection[object],
    settings: Settings,
) -> tuple[str, str]:
    if not grants:
        return "harmless", _harmless(flow)
    if all(grant.clauses for grant in grants):
        return "permitted", " and ".join(_permission(grant) for grant in grants)
    if not findings:
        return "excepted", _exception(flow)
    told = [(finding, silence(finding, settings, reported=identity(finding) in reported)) for finding in findings]
    loud = [finding.code for finding, silent in told if not silent]
    if loud:
        return "reported", " and ".join(dict.fromkeys(loud))
    finding, silent = told[0]
    return "silenced" if finding.suppressed else "left out", f"{finding.code} is found, and {silent}"


def _harmless(flow: Flow) -> str:
    """Why a flow is no disclosure at all."""
    if flow.first_party:
        return f"it goes to a host of the project's own, {flow.host}" if flow.host else "it stays with the project"
    if flow.transform is not Transform.RAW:
        return f"it is {flow.transform}, and a recipient of kind {flow.kind} may have it so"
    return f"recipients of kind {flow.kind} are judged only if extend-recipient-kinds lists them"


def _permission(grant: Grant) -> str:
    role = f", the recipient being {grant.role}" if grant.role else ""
    return f"{grant.policy} permits it by {', '.join(grant.clauses)}{role}"


def _exception(flow: Flow) -> str:
    """No row permits the flow, and yet nothing was found."""
    basis = next((held.scope for held in flow.held if held.kind == "basis"), "")
    return f"the exception {basis} is declared for it" if basis else "the joint use of the policy covers it"
