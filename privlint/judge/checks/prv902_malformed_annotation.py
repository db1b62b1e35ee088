"""An annotation cannot be understood, or lacks what it needs.

## What it finds

An unknown key, category, obligation, recipient kind, scope, clause or rule; a comment that does not parse or has
nothing below it; `basis=` with a clause that is no legal exception; `consent=`, `basis=` or `ignore[…]` without a
reason; a suppression without rule or with a bad date.

## Why it matters

An annotation that is not understood has no effect, while its author believes it has.

## Example

```python
# privlint: data=user.contact.emial
backup = load()
```

## What to do instead

Write the word that the message proposes; append reasons after `--`.

## Limits

Prose after `# privlint` without a colon is left alone. In configuration files the same mistakes end the run with exit
code 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import flaw_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Flaw
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV902",
    name="malformed-annotation",
    evidence=Flaw,
    severity=Severity.ERROR,
    since="0.1",
)


def judge(flaw: Flaw, context: Context) -> Finding:
    """The finding for an annotation that cannot stand."""
    return flaw_finding(CHECK, flaw, context)
