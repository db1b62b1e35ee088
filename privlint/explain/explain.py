"""What the engine and the judge know, cut down to one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.explain.explanation import Explanation, Judged
from privlint.explain.verdicts import identity, silence, verdicts
from privlint.model import ir
from privlint.model.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from privlint.model.finding import Finding
    from privlint.model.flow import Analysis, Held
    from privlint.model.grant import Grant
    from privlint.model.module import ModuleIR
    from privlint.model.observation import Observation
    from privlint.model.place import Place, Site
    from privlint.settings.options import Settings


def explain(
    module: ModuleIR,
    line: int,
    nodes: Mapping[int, Place],
    analysis: Analysis,
    observations: tuple[Observation, ...],
    grants: Iterable[Grant],
    shown: Iterable[Finding],
    every: Iterable[Finding],
    settings: Settings,
) -> Explanation:
    """Everything about line ``line`` of a file, without places.

    ``nodes`` are the nodes that the line touches. ``shown`` are the findings that a check reports, ``every`` those of
    all rules at any confidence.
    """
    path = module.path
    calls = {instr.at for function in module.functions for instr in walk(function.body) if isinstance(instr, ir.Call)}
    here = frozenset(node for node, place in nodes.items() if place.line == line or node in calls)
    reported = {identity(finding) for finding in shown}
    findings = tuple(
        Judged(finding, silence(finding, settings, reported=identity(finding) in reported))
        for finding in every
        if _stands_at(finding, path, line, here)
    )
    return Explanation(
        path=path,
        line=line,
        calls=observations,
        verdicts=verdicts(analysis.flows, path, here, tuple(grants), tuple(every), reported, settings),
        findings=findings,
        collections=tuple(one for one in analysis.collections if _is_in(one.site, path, here)),
        captures=tuple(one for one in analysis.captures if _is_in(one.site, path, here)),
        unreached=len(calls & nodes.keys() - {call.site.node for call in observations}),
    )


def sites_of(explanation: Explanation) -> Iterator[Site]:
    """Every site that an explanation names."""
    for call in explanation.calls:
        yield call.site
        yield from _sites(call.held)
        for argument in call.arguments:
            for content in argument.contents:
                yield from _sites(content.held)
    for verdict in explanation.verdicts:
        for flow in verdict.flows:
            yield from (flow.call_site, flow.report_site, *_sites(flow.held))
            yield from (step.site for step in flow.steps)
    for judged in explanation.findings:
        yield judged.finding.site
        yield from (mark.site for mark in (*judged.finding.trace, *judged.finding.related))
    for collection in explanation.collections:
        yield from (collection.site, *_sites(collection.held))
    for capture in explanation.captures:
        yield from (capture.site, *_sites(capture.held))


def _sites(held: Iterable[Held]) -> Iterator[Site]:
    return (item.site for item in held if item.site is not None)


def _stands_at(finding: Finding, path: str, line: int, here: frozenset[int]) -> bool:
    if finding.place is not None:
        return finding.place.path == path and finding.place.line == line
    return _is_in(finding.site, path, here)


def _is_in(site: Site, path: str, here: frozenset[int]) -> bool:
    return site.path == path and site.node in here
