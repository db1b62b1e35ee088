"""Personal data is handed to a third party.

## What it finds

A datum about a person reaches a messaging service, CRM, social medium, payment provider or another host, and the
policy permits it neither for a declared purpose that fits nor by the person's consent. Storage and local models are
judged too once `extend-recipient-kinds` names them.

## Why it matters

The policy promises that nobody outside receives personal data, save for its exceptions and by consent.

## Example

```python
requests.post("https://partner.example/leads", json={"email": user.email})
```

## What to do instead

Say why, and list the recipient as your processor:

```python
# privlint: purpose=support
zendesk.tickets.create(requester=user.email)
```

```toml
[tool.privlint.recipients]
Zendesk = "processor"
```

## Limits

Traffic to your own hosts (`first-party-hosts`) is silent; a host that is not constant is reported at low confidence.
Mail through your own server to a person's own address needs no purpose for the address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import disclosure_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Disclosure
from privlint.model.recipient import Kind
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV106",
    name="personal-data-to-third-party",
    evidence=Disclosure,
    severity=Severity.WARNING,
    since="0.1",
    kinds=(
        Kind.MESSAGING,
        Kind.CRM,
        Kind.SOCIAL,
        Kind.HTTP,
        Kind.PAYMENT,
        Kind.STORAGE,
        Kind.AI_LOCAL,
    ),
)


def judge(disclosure: Disclosure, context: Context) -> Finding:
    """The finding for data handed over against this rule."""
    return disclosure_finding(CHECK, disclosure, context)
