"""What the policies permit, flow by flow: the other half of the verdict, for those who ask what is in order and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.context import Context
from privlint.judge.merge import capture_flows
from privlint.judge.policies import view_policies
from privlint.judge.roles import role_of
from privlint.judge.verdict import is_live, permitting
from privlint.model.grant import Grant

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from privlint.judge.context import Catalogue
    from privlint.model.flow import Analysis
    from privlint.model.module import ModuleIR
    from privlint.model.policy import Policy
    from privlint.settings.options import Settings


def grants(
    analysis: Analysis,
    modules: Mapping[str, ModuleIR],
    policies: tuple[Policy, ...],
    settings: Settings,
    catalogue: Catalogue,
    today: datetime.date,
) -> tuple[Grant, ...]:
    """Every disclosure with the clauses of each policy that permit it; arguments as for ``judge``."""
    views = view_policies(policies, catalogue.scope)
    context = Context(views, settings, catalogue, analysis, modules, today)
    found = []
    for flow in (*analysis.flows, *capture_flows(analysis.captures)):
        if is_live(flow, context):
            role = role_of(flow, context)
            for view in views:
                rows = permitting(flow, view, role, context)
                clauses = dict.fromkeys(clause for row in rows for clause in (row.clause, *row.also))
                found.append(Grant(flow, view.id, tuple(clauses), role))
    return tuple(found)
