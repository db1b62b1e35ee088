"""The code that notifies of a breach sends nothing to anybody.

## What it finds

Functions are declared to fulfil `breach-notification`, and neither they nor what they call reach a messaging service.

## Why it matters

The policy promises to tell the authority and the people affected. A line in a log tells nobody.

## Example

```python
# privlint: fulfils=breach-notification
def announce_breach(customers):
    logger.critical("breach")
```

## What to do instead

```python
# privlint: fulfils=breach-notification
def announce_breach(customers):
    for customer in customers:
        send_mail("About your data", NOTICE, SENDER, [customer.email])
```

## Limits

Whether the message says what it must, and reaches everybody, is not judged. A service that the catalogue does not know
is declared where it is called: `# privlint: recipient=messaging:OurPager`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import plain_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Unheard
from privlint.judge.obligations import clauses_of, shown_clauses
from privlint.model.scale import Confidence, Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV704",
    name="breach-notification-reaches-nobody",
    evidence=Unheard,
    severity=Severity.WARNING,
    since="0.1",
)


def judge(lack: Unheard, context: Context) -> Finding:
    """The finding for a notification that reaches nobody, at the first function that is to give it."""
    duty = lack.duties[0]
    name = duty.function.rpartition(":")[2]
    about = shown_clauses(duty.obligation, context)
    return plain_finding(
        CHECK,
        f"{name} fulfils {duty.obligation} and reaches no {lack.reaches} service{about}",
        duty.site,
        (duty.function, duty.obligation),
        confidence=Confidence.MEDIUM,
        missing=f"no {lack.reaches} service is reached",
        mend=("send a message to the people affected", "declare the service: # privlint: recipient=messaging:Name"),
        clauses=clauses_of(duty.obligation, context),
    )
