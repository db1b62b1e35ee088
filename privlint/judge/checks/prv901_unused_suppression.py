"""A suppression silences nothing, or its date has passed.

## What it finds

`# privlint: ignore[…]` names a rule that has no finding where it stands, or carries `until=` with a day that is over.

## Why it matters

A suppression that is left behind hides the next finding, which nobody has looked at.

## Example

```python
# privlint: ignore[PRV101] -- test account only
logger.info("started")
```

## What to do instead

Remove it; or, when it has expired, look again and give it a new date with a reason.

## Limits

Suppressions of rules that are switched off are not reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import plain_finding
from privlint.judge.check import Check
from privlint.judge.evidence import IdleSuppression
from privlint.model.place import Site
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV901",
    name="unused-suppression",
    evidence=IdleSuppression,
    severity=Severity.WARNING,
    since="0.1",
)


def judge(idle: IdleSuppression, context: Context) -> Finding:
    """The finding for a suppression of no use."""
    pragma = idle.pragma
    expired = f"the suppression of {idle.rule} expired after {pragma.until}"
    message = expired if idle.expired else f"{idle.rule} is suppressed here, and there is no such finding"
    again = f'set a new date if the reason still holds: ignore[{idle.rule}] until=… -- "{pragma.reason}"'
    return plain_finding(
        CHECK,
        message,
        Site(idle.path, pragma.first),
        (context.module(idle.path), idle.rule, pragma.reason),
        place=pragma.place,
        missing="it has expired" if idle.expired else "no finding to suppress",
        mend=("remove the suppression", *((again,) if idle.expired else ())),
    )
