"""Data is collected after a consent check that is about something or somebody else.

## What it finds

Before location, survey answers and the like are read, a consent is checked, but for another scope, for no scope in
particular, or for another person than the one whose data it is.

## Why it matters

No consent implies another: who agreed to analytics has not agreed to being located.

## Example

```python
if has_consent(request.user, "analytics"):
    save_position(request.GET["lat"], request.GET["lng"])
```

## What to do instead

```python
if has_consent(request.user, "location"):
    save_position(request.GET["lat"], request.GET["lng"])
```

## Limits

Where it is not known whose data it is, a check about somebody counts; the finding is then shown under `--strict` only.
A wrong check before data leaves is reported by the rule for that recipient, which says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge import words
from privlint.judge.build import gathering_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Gathering, Reason
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV302",
    name="consent-for-other-scope-or-person",
    evidence=Gathering,
    severity=Severity.ERROR,
    since="0.1",
)


def judge(gathering: Gathering, context: Context) -> Finding | None:
    """The finding for data collected after a check that does not fit."""
    _, missing = gathering.lacks[0]
    if missing.reason is Reason.NO_CONSENT:
        return None
    held = missing.seen[0]
    lack = f"{words.check(held)} {_misfit(missing.reason, held.scope)}"
    return gathering_finding(CHECK, gathering, context, lack)


def _misfit(reason: Reason, scope: str) -> str:
    if reason is Reason.OTHER_PERSON:
        return "is about another person"
    if reason is Reason.UNKNOWN_PERSON:
        return "may be about another person"
    if scope == "?":
        return "is for a scope that is not known"
    return f'is for "{scope}"' if scope else "names no scope"
