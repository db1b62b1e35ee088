"""A consent is recorded without the version of the policy it was given to.

## What it finds

The project keeps consents in a class that has a field for the version of the policy, and code makes such an object
without giving the version.

## Why it matters

A revised policy binds only those who consented to it. Without the version nobody can tell who did.

## Example

```python
class Consent(Model):
    scope = CharField(max_length=20)
    policy_version = CharField(max_length=10)

Consent.objects.create(person=user, scope="analytics")
```

## What to do instead

```python
Consent.objects.create(person=user, scope="analytics", policy_version=POLICY_VERSION)
```

## Limits

Classes are recognised by their name (consent, agreement, acceptance) and the field's (version, policy_version …).
A field with a default counts as given. Whether a check compares versions is not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import cited, plain_finding
from privlint.judge.check import Check
from privlint.judge.evidence import ConsentRecord
from privlint.model.scale import Confidence, Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV304",
    name="consent-without-policy-version",
    evidence=ConsentRecord,
    severity=Severity.NOTE,
    since="0.1",
)


def judge(record: ConsentRecord, context: Context) -> Finding:
    """The finding for a consent without version."""
    clauses = cited(CHECK.code, context)
    return plain_finding(
        CHECK,
        f"a {record.model} is recorded without {record.field}: who agreed to which version of the policy is lost",
        record.site,
        (context.module(record.site.path), record.function, record.model),
        confidence=Confidence.MEDIUM,
        missing=f"{record.field} is not given",
        mend=(f"pass {record.field}=…, the version that was shown", f"give {record.field} a default that is current"),
        clauses=clauses,
    )
