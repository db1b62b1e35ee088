"""The policy promises something that no code is declared to do.

## What it finds

The policy's mapping lists an obligation, such as disclosure, deletion or breach notification, the project says of some
code that it fulfils one, and of no code that it fulfils this one.

## Why it matters

A right that nothing implements is a promise that is broken the first time that somebody asks.

## Example

```python
# privlint: fulfils=disclosure
def export_my_data(request): ...
```

## What to do instead

Write what is missing, and say so beside it:

```python
# privlint: fulfils=deletion
def delete_my_account(request): ...
```

What people do by hand is suppressed with the reason, in the configuration: `ignore = ["PRV701"]`.

## Limits

A project that says nothing of obligations is not asked, unless it sets `obligations = true`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import plain_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Unfulfilled
from privlint.model.place import Place, Site
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV701",
    name="obligation-not-implemented",
    evidence=Unfulfilled,
    severity=Severity.WARNING,
    since="0.1",
)


def judge(lack: Unfulfilled, context: Context) -> Finding:
    """The finding for an obligation without code, reported beside the first code that fulfils another one."""
    policy, obligation = lack
    first = next(iter(context.analysis.rights.duties), None)
    file = context.settings.config_file or policy.policy.path
    return plain_finding(
        CHECK,
        f"no code is declared to fulfil {obligation.id}, which {policy.shown(obligation.clause)} promises",
        first.site if first is not None else Site(file, -1),
        (policy.id, obligation.id),
        place=None if first is not None else Place(file, 1, 1, 1, 1),
        missing=f"no code is declared to fulfil {obligation.id}",
        mend=(f"say which code does it: # privlint: fulfils={obligation.id}",),
        clauses=(policy.reference(obligation.clause),),
    )
