"""The code that deletes a person's data leaves some of them behind.

## What it finds

Functions that are declared to fulfil `deletion` delete objects, overwrite fields, or delete what others hang on by
cascade (`on_delete=CASCADE`, `ondelete="CASCADE"`, `cascade="all, delete-orphan"`); some personal field of a stored
model is reached by none of it. Several such functions add up.

## Why it matters

The policy promises erasure on request. What is left behind is found by the next breach.

## Example

```python
class Inquiry(Model):
    customer = ForeignKey(Customer, null=True, on_delete=SET_NULL)
    customer_email = EmailField()

# privlint: fulfils=deletion
def delete_account(customer):
    customer.delete()
```

## What to do instead

```python
# privlint: fulfils=deletion
def delete_account(customer):
    Inquiry.objects.filter(customer=customer).update(customer_email="")
    customer.delete()
```

## Limits

Overwriting counts when the new value is no personal datum of its own. Deletions in SQL text, in triggers of the
database, in jobs that run later without being called, in other systems and in backups are not seen. Setting a flag
deletes nothing. Fields whose meaning is doubtful are not asked for.
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
    code="PRV703",
    name="incomplete-deletion",
    evidence=Incomplete,
    severity=Severity.ERROR,
    since="0.1",
)


def judge(lack: Incomplete, context: Context) -> Finding | None:
    """The finding for a deletion that leaves fields behind."""
    if lack.code != CHECK.code:
        return None
    mend = (
        "delete or overwrite them, or let them go by cascade",
        "a field that is not personal: # privlint: data=none",
    )
    return incomplete_finding(CHECK, lack, context, ("does not reach", "do not reach"), mend)
