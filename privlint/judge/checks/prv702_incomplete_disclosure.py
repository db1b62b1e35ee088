"""The code that discloses a person's data leaves some of them out.

## What it finds

Functions that are declared to fulfil `disclosure` read personal fields of models into what they give out; some personal
field of a stored model is in none of it. Several such functions add up.

## Why it matters

The policy promises people to see their data on request: all of them, not those that came to mind.

## Example

```python
# privlint: fulfils=disclosure
def export_my_data(customer):
    return {"email": customer.email}
```

## What to do instead

```python
# privlint: fulfils=disclosure
def export_my_data(customer):
    return {"email": customer.email, "phone": customer.phone}
```

A field that is no personal datum says so: `# privlint: data=none`.

## Limits

Given out is what a function returns, renders, serialises, writes or sends. A page that is given the whole object is
taken to show all of it. Fields that are read through SQL text, and those that come from classes outside the project
(`AbstractUser.username`), are not known. Fields whose meaning is doubtful are not asked for, nor are credentials.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.check import Check
from privlint.judge.evidence import Incomplete
from privlint.judge.rights import incomplete_finding
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV702",
    name="incomplete-disclosure",
    evidence=Incomplete,
    severity=Severity.ERROR,
    since="0.1",
)


def judge(lack: Incomplete, context: Context) -> Finding | None:
    """The finding for a disclosure that leaves fields out."""
    if lack.code != CHECK.code:
        return None
    mend = ("add them to what is given out", "a field that is not personal: # privlint: data=none")
    return incomplete_finding(CHECK, lack, context, ("does not give out", "do not give out"), mend)
