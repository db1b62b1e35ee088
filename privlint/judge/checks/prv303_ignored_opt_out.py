"""Data goes to analytics or advertising without a look at the person's opt-out.

## What it finds

A class of the project defines a flag such as `marketing_opt_out`, `opted_out` or `do_not_track`, and a flow to an
analytics service or advertising platform tests neither it nor a consent.

## Why it matters

The policy promises that use ceases when a person asks for it. A flag that nobody reads does not make it cease.

## Example

```python
class User(Model):
    analytics_opt_out = BooleanField(default=False)

posthog.capture(user.pk, "viewed", {"ip": ip})
```

## What to do instead

```python
if not user.analytics_opt_out:
    posthog.capture(user.pk, "viewed", {"ip": ip})
```

## Limits

Any such flag of any class counts, whichever service it was meant for; flags kept outside of classes are not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import handover_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Handover
from privlint.model.recipient import Kind
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding
    from privlint.model.flow import Flow

CHECK = Check(
    code="PRV303",
    name="ignored-opt-out",
    evidence=Handover,
    severity=Severity.WARNING,
    since="0.1",
)

_KINDS = frozenset({Kind.ANALYTICS, Kind.ADS})


def judge(handover: Handover, context: Context) -> Finding | None:
    """The finding for data sent although the project has an opt-out that is not tested on the way."""
    ignoring = tuple(flow for flow in handover.flows if flow.kind in _KINDS and not _asks_person(flow))
    if not ignoring or not context.opt_outs:
        return None
    return handover_finding(
        CHECK,
        Handover(ignoring),
        context,
        missing="the opt-out that the project defines is not tested on this path",
        mend=(
            "test the flag first, and send nothing when it is set",
            "check the consent of that person first",
        ),
        related=context.opt_outs[:1],
    )


def _asks_person(flow: Flow) -> bool:
    """Whether the person's own choice is tested on the way."""
    return any(held.kind in {"opt-out", "consent"} and held.match != "other" for held in flow.held)
