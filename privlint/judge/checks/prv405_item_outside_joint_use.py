"""A joint user receives data that the policy does not list for joint use.

## What it finds

The recipient has the role `joint-user`, and the category is not among the items of the policy's joint use.

## Why it matters

Joint use is lawful for the items, parties and purposes that were published, and for nothing else.

## Example

```python
# [tool.privlint.recipients] "Sister Co" = "joint-user"
sister.push({"phone": user.phone})
```

## What to do instead

Leave the item out; or publish it first, then list it under `[[joint_use]]` of the policy file.

## Limits

Parties and purposes of the joint use are not compared.
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
    code="PRV405",
    name="item-outside-joint-use",
    evidence=Disclosure,
    severity=Severity.WARNING,
    since="0.1",
)


def judge(disclosure: Disclosure, context: Context) -> Finding:
    """The finding for data handed over against this rule."""
    return disclosure_finding(CHECK, disclosure, context)
