"""A file could not be analysed.

## What it finds

A file that cannot be read, decoded or parsed, or on which the analysis failed.

## Why it matters

What is in the file is not judged; a clean report would say more than is known.

## Example

```python
print "hello"
```

## What to do instead

Mend the file, or exclude it if it is not part of the project: `extend-exclude = ["legacy/*"]`.

## Limits

Files over the size limit are skipped as PRV905.
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
    code="PRV904",
    name="file-not-analysed",
    evidence=Trouble,
    severity=Severity.ERROR,
    since="0.1",
)


def judge(trouble: Trouble, context: Context) -> Finding:
    """The finding for what was not analysed."""
    return trouble_finding(CHECK, trouble, context)
