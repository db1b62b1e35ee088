"""Personal data is written to a log.

## What it finds

A datum about a person reaches a logger, `print` or another stream that is kept as a log, and the policy permits it for
no purpose that is declared there. Errors are data the policy never lets into a log (passwords, data it does not list),
location and data sensitive by law; notes are device data, access logs, browsing history and opaque ids.

## Why it matters

Logs are copied, shipped, searched by many and kept longer than anyone remembers. A person who asks for deletion is
seldom deleted from them.

## Example

```python
logger.info("signed up: %s", user.email)
```

## What to do instead

Log an id instead of the datum, or mask it; where the datum is needed, say why:

```python
logger.info("signed up: %s", user.pk)

# privlint: purpose=account-operation
logger.info("mail to %s bounced", user.email)
```

## Limits

What a formatter or filter of the logging configuration removes later is not seen. Usernames and opaque ids are
reported at low confidence, standard output at medium.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import disclosure_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Disclosure, Reason
from privlint.model.category import covers
from privlint.model.recipient import Kind
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.judge.evidence import Breach
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV101",
    name="personal-data-in-log",
    evidence=Disclosure,
    severity=Severity.WARNING,
    since="0.1",
    kinds=(Kind.LOG,),
)

_GRAVE = ("user.location",)
_SLIGHT = (
    "user.device",
    "user.demographic.language",
    "user.behavior.access_log",
    "user.behavior.browsing_history",
    "user.behavior.search_history",
    "user.account.username",
    "user.unique_id",
    "user.telemetry",
)


def judge(disclosure: Disclosure, context: Context) -> Finding:
    """The finding for data that reaches a log; its severity is that of the gravest category."""
    severity = max(_severity(breach, context) for breach in disclosure.breaches)
    return disclosure_finding(CHECK, disclosure, context, severity=severity)


def _severity(breach: Breach, context: Context) -> Severity:
    category = breach.flow.category
    forbidden = any(objection.reason is Reason.FORBIDDEN for objection in breach.objections)
    unlisted = not any(policy.lists(category) for policy in context.policies)
    if forbidden or unlisted or context.special(category) or any(covers(key, category) for key in _GRAVE):
        return Severity.ERROR
    return Severity.NOTE if any(covers(key, category) for key in _SLIGHT) else CHECK.severity
