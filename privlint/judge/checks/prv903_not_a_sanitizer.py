"""A function that is named like a sanitizer returns its input.

## What it finds

`mask_email`, `redact` and the like give back what they were given, as it is or with all its parts. Redactors that look
at a text, or at the keys of a mapping, may give back what they find nothing in. What the code declares by `sanitizes=`
is trusted.

## Why it matters

Callers believe the datum harmless. It is followed through the function as if it were not there.

## Example

```python
def mask_email(email: str) -> str:
    return email
```

## What to do instead

```python
def mask_email(email: str) -> str:
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"
```

## Limits

Only what the body shows is judged; a function that changes the datum slightly passes. What a pattern leaves of a text
is not worked out: the name is believed, save where the pattern is written there and replaces white space alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import plain_finding
from privlint.judge.check import Check
from privlint.model.flow import Declaration
from privlint.model.scale import Confidence, Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV903",
    name="not-a-sanitizer",
    evidence=Declaration,
    severity=Severity.WARNING,
    since="0.1",
)


def judge(declaration: Declaration, context: Context) -> Finding | None:
    """The finding for a sanitizer that is none."""
    if declaration.key != "sanitizes" or not declaration.problem:
        return None
    name = declaration.function.rpartition(":")[2] or "the function"
    return plain_finding(
        CHECK,
        f"{name} is taken for a sanitizer, and {declaration.problem}",
        declaration.site,
        (context.module(declaration.site.path), declaration.function),
        confidence=Confidence.HIGH,
        missing=declaration.problem,
        mend=("change what it returns", "rename it, so that callers do not trust it"),
    )
