"""Card or bank account data goes anywhere but to the payment provider.

## What it finds

A card number, security code or bank account reaches a recipient that is no payment provider: a log, a tracker, an AI
service, anything. Nothing clears it: no purpose, no consent, no legal exception.

## Why it matters

The policy leaves card data to the payment provider. Every other copy is a breach waiting to happen, and outside of what
the card industry allows.

## Example

```python
logger.debug("charging %s", payment.card_number)
```

## What to do instead

Use the token the payment provider gives you, and log that:

```python
logger.debug("charging %s", payment.provider_token)
```

## Limits

Masked numbers are accepted where the catalogue says so for the recipient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import disclosure_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Disclosure
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV404",
    name="card-data-outside-payment",
    evidence=Disclosure,
    severity=Severity.ERROR,
    since="0.1",
)


def judge(disclosure: Disclosure, context: Context) -> Finding:
    """The finding for data handed over against this rule."""
    return disclosure_finding(CHECK, disclosure, context)
