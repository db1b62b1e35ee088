"""Data flows under a declared purpose that the policy does not allow for it.

## What it finds

The code declares a purpose of the policy, and no clause allows that purpose for this data and this recipient; or the
purpose needs a consent that names what was consented to, and none is checked.

## Why it matters

The declaration says why the data is used, and the policy says that this is no reason to hand it there.

## Example

```python
# privlint: purpose=advertising
logger.info("shown to %s", user.email)
```

## What to do instead

Declare the real purpose if another one is meant; otherwise leave the datum out. The message names the purposes that
the nearest clause allows.

## Limits

Of several purposes in scope, one that permits is enough.
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
    code="PRV202",
    name="purpose-not-permitted",
    evidence=Disclosure,
    severity=Severity.ERROR,
    since="0.1",
)


def judge(disclosure: Disclosure, context: Context) -> Finding:
    """The finding for data handed over against this rule."""
    return disclosure_finding(CHECK, disclosure, context)
