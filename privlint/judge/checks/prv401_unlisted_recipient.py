"""Data goes to a company that is in no list.

## What it finds

The purpose is declared and permitted, and all that is missing is the recipient's role: it is listed neither as a
processor nor as an advertising partner.

## Why it matters

A policy lets data go to companies that work under contract or are published in a list. A company in no list is a third
party.

## Example

```python
# privlint: purpose=traffic-measurement
posthog.capture(user.pk, "viewed", {"ip": request.META["REMOTE_ADDR"]})
```

## What to do instead

Once there is a contract, or the partner is published, say so:

```toml
[tool.privlint.recipients]
PostHog = "processor"
```

## Limits

privlint believes the list; it cannot know whether a contract exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import disclosure_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Disclosure
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV401",
    name="unlisted-recipient",
    evidence=Disclosure,
    severity=Severity.WARNING,
    since="0.1",
)


def judge(disclosure: Disclosure, context: Context) -> Finding:
    """The finding for data handed over against this rule."""
    return disclosure_finding(CHECK, disclosure, context)
