"""Personal data is sent to an error tracker or monitoring service.

## What it finds

A datum about a person reaches Sentry, Datadog or the like, as a tag, context, user or breadcrumb, or by automatic
capture that a call of the SDK switches on, and the policy does not permit it.

## Why it matters

The service is another company. The policy lets data go there only for a purpose, and only to a company that processes
it for you.

## Example

```python
sentry_sdk.set_user({"email": user.email})
```

## What to do instead

Send an opaque id, or say why and that the service is your processor:

```python
sentry_sdk.set_user({"id": user.pk})
```

```toml
[tool.privlint.recipients]
Sentry = "processor"
```

## Limits

Scrubbing that is configured at the service, and `before_send` hooks, are not seen.
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
    code="PRV102",
    name="personal-data-in-error-tracker",
    evidence=Disclosure,
    severity=Severity.WARNING,
    since="0.1",
    kinds=(Kind.ERROR_TRACKER,),
)


def judge(disclosure: Disclosure, context: Context) -> Finding:
    """The finding for data handed over against this rule."""
    return disclosure_finding(CHECK, disclosure, context)
