"""What code hosts would not take, and what therefore is left out of the formats made for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.report.words import place_of, plural

if TYPE_CHECKING:
    from privlint.model.finding import Finding, Mark, Report

#: How many results of a run code hosts keep.
RESULTS_KEPT = 5000

#: How many steps of a trace are given; the first, the last and those that enter another file are always among them.
STEPS_KEPT = 100


def cuts(report: Report, format: str) -> tuple[str, ...]:
    """What the report in ``format`` leaves out, a sentence each."""
    if format != "sarif":
        return ()
    dropped = len(report.findings) - len(findings_kept(report))
    shortened = sum(len(steps_kept(finding.trace)) < len(finding.trace) for finding in report.findings)
    return (
        *([f"{plural(dropped, 'finding')} no graver than the others left out; json has all."] if dropped else ()),
        *([f"{plural(shortened, 'trace')} shortened to {STEPS_KEPT} steps; json has all."] if shortened else ()),
    )


def findings_kept(report: Report) -> tuple[Finding, ...]:
    """The findings that become results, in order: of too many, the gravest."""
    if len(report.findings) <= RESULTS_KEPT:
        return report.findings
    by_weight = sorted(range(len(report.findings)), key=lambda at: (-report.findings[at].severity, at))
    return tuple(report.findings[at] for at in sorted(by_weight[:RESULTS_KEPT]))


def steps_kept(trace: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """At most ``STEPS_KEPT`` steps of a trace, in order."""
    if len(trace) <= STEPS_KEPT:
        return trace
    last = len(trace) - 1
    hops = [at for at in range(1, last) if place_of(trace[at]).path != place_of(trace[at - 1]).path]
    chosen = list(dict.fromkeys([0, last, *hops, *range(1, last)]))[:STEPS_KEPT]
    return tuple(trace[at] for at in sorted(chosen))
