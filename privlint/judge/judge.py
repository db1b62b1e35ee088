"""The judge's line: evidence out of the analysis, each check over its evidence, suppressions, selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.annotations import flaws
from privlint.judge.build import with_fingerprints
from privlint.judge.consent_records import records_without_version
from privlint.judge.context import Context
from privlint.judge.evidence import Disclosure, Flaw
from privlint.judge.gaps import drifted, gaps
from privlint.judge.merge import capture_flows, disclosures, gatherings, handovers
from privlint.judge.obligations import obligations
from privlint.judge.optouts import opt_out_flags
from privlint.judge.policies import view_policies
from privlint.judge.registry import all_rules, rule_by_kind, rules
from privlint.judge.security import deposits, passages
from privlint.judge.select import select
from privlint.judge.suppress import suppress
from privlint.judge.verdict import breach, is_live
from privlint.model.trouble import Trouble
from privlint.settings.selection import selected

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Mapping

    from privlint.judge.context import Catalogue
    from privlint.model.drift import Drift
    from privlint.model.finding import Finding
    from privlint.model.flow import Analysis
    from privlint.model.module import ModuleIR
    from privlint.model.policy import Policy
    from privlint.settings.options import Settings


def judge(
    analysis: Analysis,
    modules: Mapping[str, ModuleIR],
    policies: tuple[Policy, ...],
    settings: Settings,
    catalogue: Catalogue,
    today: datetime.date,
    silent: Collection[str] = (),
    drifts: tuple[Drift, ...] = (),
) -> tuple[Finding, ...]:
    """The findings, in the order of files, suppressed ones with their reason.

    ``modules`` are by path, for their annotations; ``silent`` are paths of files whose findings are off (tests,
    generated code). ``today`` decides which suppressions have expired; ``drifts`` are where the policies' own mappings
    do not fit.
    """
    views = view_policies(policies, catalogue.scope)
    context = Context(views, settings, catalogue, analysis, modules, today, opt_out_flags(modules), drifts)
    enabled = selected(settings, rules())
    findings = _judged(_evidence(context), context)
    findings, idle = suppress(findings, context, enabled)
    findings += _judged(idle, context)
    return tuple(select(with_fingerprints(findings), settings, enabled, silent))


def _evidence(context: Context) -> tuple[object, ...]:
    """Everything to be judged."""
    analysis = context.analysis
    live = [flow for flow in (*analysis.flows, *capture_flows(analysis.captures)) if is_live(flow, context)]
    breaches = [found for flow in live if (found := breach(flow, context, rule_by_kind()))]
    return (
        *disclosures(breaches),
        *handovers(live),
        *gatherings(analysis.collections, context),
        *analysis.declarations,
        *flaws(context),
        *gaps(context),
        *drifted(context),
        *records_without_version(context.modules),
        *analysis.collections,
        *deposits(context),
        *analysis.rights.scopes,
        *analysis.rights.routes,
        *obligations(context),
        *passages(handovers(live), context),
        *analysis.troubles,
    )


def _judged(items: tuple[object, ...], context: Context) -> list[Finding]:
    """The findings of every check over the evidence of its type."""
    found = [
        rule.judge(item, context)
        for rule in all_rules()
        for item in items
        if isinstance(item, rule.check.evidence) and _code_of(item) in {"", rule.check.code}
    ]
    return [finding for finding in found if finding is not None]


def _code_of(item: object) -> str:
    """The rule that evidence is addressed to; empty where every check of its type may judge it."""
    return item.code if isinstance(item, Disclosure | Flaw | Trouble) else ""
