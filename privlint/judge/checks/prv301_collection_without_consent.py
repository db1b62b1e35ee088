"""Data is collected before consent is checked.

## What it finds

Location, survey answers, or whatever else the policy collects only after consent is read from a request, form or
device, and no consent check for that scope and person comes first on this path.

## Why it matters

The policy promises that consent comes before collection, not only before use.

## Example

```python
def nearby(request):
    return shops_near(request.GET["lat"], request.GET["lng"])
```

## What to do instead

```python
def nearby(request):
    if not has_consent(request.user, "location"):
        return ask_for_consent(request)
    return shops_near(request.GET["lat"], request.GET["lng"])
```

## Limits

A check that names no scope does not count here. Consent that was obtained elsewhere can be declared with a reason:
`# privlint: consent=location -- asked by the app before it sends coordinates`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import gathering_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Gathering, Reason
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV301",
    name="collection-without-consent",
    evidence=Gathering,
    severity=Severity.ERROR,
    since="0.1",
)


def judge(gathering: Gathering, context: Context) -> Finding | None:
    """The finding for data collected where no consent is checked at all."""
    _, missing = gathering.lacks[0]
    if missing.reason is not Reason.NO_CONSENT:
        return None
    return gathering_finding(CHECK, gathering, context, "no consent is checked before")
