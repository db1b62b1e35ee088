"""The analysis hit a limit and may have missed something.

## What it finds

A file over the size limit, a computation cut short, a collection too large to follow item by item.

## Why it matters

Nothing is lost in silence: here the report may be incomplete.

## Example

```python
TABLE = {...}    # thousands of entries, followed as one
```

## What to do instead

Usually nothing. Split generated data from code, or name the file on the command line to have it analysed regardless of
its size.

## Limits

The limits are fixed, so that results do not depend on the machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import trouble_finding
from privlint.judge.check import Check
from privlint.model.scale import Severity
from privlint.model.trouble import Trouble

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV905",
    name="analysis-incomplete",
    evidence=Trouble,
    severity=Severity.NOTE,
    since="0.1",
)


def judge(trouble: Trouble, context: Context) -> Finding:
    """The finding for what was not analysed."""
    return trouble_finding(CHECK, trouble, context)
