"""Personal data is sent to an advertising platform.

## What it finds

A datum about a person reaches an advertising platform or advertiser, beyond what the policy lists for its role
(partner or advertiser), and without the person's consent.

## Why it matters

What an advertising platform learns is matched with what it knows from elsewhere. A hashed address is exactly the key
it matches by, so hashing changes nothing.

## Example

```python
user_data = UserData(email=sha256(user.email))
```

## What to do instead

Send only what the policy lists, to a partner that is listed, or ask for consent:

```python
if has_consent(user, "advertising"):
    send_conversion(user)
```

## Limits

Data that a pixel or tag in a web page sends is outside Python and not seen.
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
    code="PRV104",
    name="personal-data-to-ad-platform",
    evidence=Disclosure,
    severity=Severity.ERROR,
    since="0.1",
    kinds=(Kind.ADS,),
)


def judge(disclosure: Disclosure, context: Context) -> Finding:
    """The finding for data handed over against this rule."""
    return disclosure_finding(CHECK, disclosure, context)
