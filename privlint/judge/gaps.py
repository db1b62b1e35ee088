"""What the policy announces and its mapping leaves empty, as far as code or configuration depend on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.evidence import Gap
from privlint.model.recipient import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.judge.context import Context
    from privlint.judge.policies import PolicyView
    from privlint.model.drift import Drift


def gaps(context: Context) -> tuple[Gap, ...]:
    """The gaps of every policy; what only its owner can fill is asked for where the project chose the policy itself."""
    found = [gap for policy in context.policies for gap in (*_of(policy, context), *_slips(policy, context))]
    said = {clause for gap in found if not gap.slip for clause in gap.policy.cited("PRV802", gap.topic)}
    return tuple(gap for gap in found if not gap.slip or gap.slip.clause not in said)


def drifted(context: Context) -> tuple[Drift, ...]:
    """What no longer fits between a mapping and its text; slips of the text itself are gaps."""
    return tuple(drift for drift in context.drifts if drift.kind.rule == "PRV801")


def _of(policy: PolicyView, context: Context) -> Iterator[Gap]:
    settings = context.settings
    chosen = ("policy" in settings.origins or bool(settings.policy_source)) and not policy.policy.policy.law
    if chosen and not policy.policy.policy.contact:
        yield Gap(policy, "contact", "names no contact for inquiries", ('set contact = "…" under [policy]',))
    if "joint-user" in settings.recipients.values() and not policy.policy.joint_use:
        problem = "lists nothing for joint use, and the configuration names a joint user"
        yield Gap(policy, "joint-use", problem, ("list items, parties, purposes and responsible under [[joint_use]]",))
    to_ads = any(flow.kind is Kind.ADS and not flow.first_party for flow in context.analysis.flows)
    if chosen and to_ads and not policy.policy.partner and policy.cited("PRV802", "partners"):
        problem = "lists no advertising partner, and code sends data to an advertising platform"
        yield Gap(policy, "partners", problem, ("list each with its opt-out page under [[partner]]",))


def _slips(policy: PolicyView, context: Context) -> Iterator[Gap]:
    """Slips of the policy's text, each about a clause."""
    for drift in context.drifts:
        if drift.policy == policy.id and drift.kind.rule == "PRV802":
            yield Gap(policy, drift.clause, drift.problem, drift.mend, drift)
