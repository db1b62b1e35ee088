"""A declared purpose is not in the policy.

## What it finds

`purpose=` or the `purpose` marker names something that is neither a purpose of the policy nor one of its aliases.

## Why it matters

Data may be used for the purposes that were published. A purpose that is not among them permits nothing.

## Example

```python
# privlint: purpose=growth
posthog.capture(user.pk, "signed_up")
```

## What to do instead

Declare the purpose of the policy that is meant:

```python
# privlint: purpose=traffic-measurement
posthog.capture(user.pk, "signed_up")
```

## Limits

In configuration files an unknown purpose ends the run with exit code 2 instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import flaw_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Flaw
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV201",
    name="unknown-purpose",
    evidence=Flaw,
    severity=Severity.ERROR,
    since="0.1",
)


def judge(flaw: Flaw, context: Context) -> Finding:
    """The finding for a purpose outside the policy."""
    return flaw_finding(CHECK, flaw, context)
