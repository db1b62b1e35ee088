"""Personal data is sent to an analytics service.

## What it finds

A datum about a person reaches a product-analytics or engagement service, and the policy permits it neither for the
declared purpose to a processor nor by the person's consent.

## Why it matters

Measuring use needs events, seldom names and addresses; every property sent builds a profile outside your control.

## Example

```python
posthog.capture(user.pk, "signed_up", {"email": user.email})
```

## What to do instead

Leave the datum out, declare the purpose and the processor, or check consent first:

```python
if has_consent(user, "analytics"):
    posthog.capture(user.pk, "signed_up", {"email": user.email})
```

## Limits

A hash of an e-mail address still tells the person apart and is reported. Filters inside the service are not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import disclosure_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Disclosure
from privlint.model.recipient import Kind
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV103",
    name="personal-data-in-analytics",
    evidence=Disclosure,
    severity=Severity.WARNING,
    since="0.1",
    kinds=(Kind.ANALYTICS,),
)


def judge(disclosure: Disclosure, context: Context) -> Finding:
    """The finding for data handed over against this rule."""
    return disclosure_finding(CHECK, disclosure, context)
