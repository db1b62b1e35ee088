"""A person's request is fulfilled without confirming who is asking.

## What it finds

Code that is declared to fulfil disclosure, correction, suspension or deletion acts on personal data, and no check of
identity comes first on every path and from every caller.

## Why it matters

The policy promises to confirm identity first. Otherwise whoever finds an open laptop takes a person's data along, or
erases them.

## Example

```python
# privlint: fulfils=deletion
@login_required
def delete_account(request):
    request.user.delete()
```

## What to do instead

```python
# privlint: fulfils=deletion
@login_required
def delete_account(request):
    if not request.user.check_password(request.POST["password"]):
        raise PermissionDenied
    request.user.delete()
```

## Limits

Checks are known by name (`verify_identity`, `check_password`, `authenticate`, one-time codes) and by declaration:
`# privlint: identity-check` above the function that asks. The form of a class-based view asks when its methods do.
Being logged in does not count. That a call was made counts; what is done with its answer is not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import plain_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Unverified
from privlint.judge.obligations import clauses_of, shown_clauses
from privlint.model.scale import Confidence, Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV705",
    name="identity-not-verified",
    evidence=Unverified,
    severity=Severity.WARNING,
    since="0.1",
)


def judge(lack: Unverified, context: Context) -> Finding:
    """The finding for a request fulfilled for whoever asks."""
    duty = lack.duty
    name = duty.function.rpartition(":")[2]
    about = shown_clauses(duty.obligation, context)
    return plain_finding(
        CHECK,
        f"{name} fulfils {duty.obligation} without confirming who is asking first{about}",
        duty.site,
        (duty.function, duty.obligation),
        confidence=Confidence.HIGH if duty.acts else Confidence.MEDIUM,
        missing="no identity check comes first",
        mend=(
            "confirm the password or a one-time code first",
            "declare the check you have: # privlint: identity-check above its function",
        ),
        clauses=clauses_of(duty.obligation, context),
    )
