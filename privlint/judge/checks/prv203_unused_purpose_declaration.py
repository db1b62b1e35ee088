"""A declared purpose is not used by any flow.

## What it finds

`purpose=` stands in the code, and no personal data flows through its scope to any recipient.

## Why it matters

A declaration that is left behind will one day permit a flow that nobody thought about.

## Example

```python
# privlint: purpose=support
logger.info("queue is empty")
```

## What to do instead

Remove the declaration, or put it where the data flows.

## Limits

Flows that the analysis does not see leave their declaration unused. Flows to storage and to local models count as use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import cited, plain_finding
from privlint.judge.check import Check
from privlint.model.flow import Declaration
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV203",
    name="unused-purpose-declaration",
    evidence=Declaration,
    severity=Severity.NOTE,
    since="0.1",
)


def judge(declaration: Declaration, context: Context) -> Finding | None:
    """The finding for a purpose of the policy that no flow uses."""
    words = [word.strip() for word in declaration.value.split("|")]
    known = any(policy.purpose(word) for policy in context.policies for word in words)
    placed = declaration.form == "configuration" or declaration.site.node >= 0
    if declaration.key != "purpose" or declaration.used or not known or not placed:
        return None
    return plain_finding(
        CHECK,
        f'purpose "{declaration.value}" is declared, and no personal data flows through its scope',
        declaration.site,
        (context.module(declaration.site.path), declaration.function, declaration.value),
        place=declaration.place,
        missing="no flow uses the declaration",
        mend=("remove the declaration", "put it above the statement or function whose data flows for this purpose"),
        clauses=cited(CHECK.code, context),
    )
