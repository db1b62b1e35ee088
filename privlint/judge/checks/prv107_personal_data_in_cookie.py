"""Personal data is written into a cookie that others can read.

## What it finds

A datum about a person is stored in a cookie with `SameSite=None`, with a `Domain`, or without `HttpOnly`.

## Why it matters

Such a cookie travels to other sites or other hosts, or is open to every script on the page.

## Example

```python
response.set_cookie("email", user.email)
```

## What to do instead

Keep the datum on the server and a random key in the cookie, or close the cookie:

```python
response.set_cookie("visitor", key, httponly=True, samesite="Lax")
```

## Limits

Cookie settings that a framework applies globally are not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import disclosure_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Disclosure
from privlint.judge.roles import exposure
from privlint.model.recipient import Kind
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV107",
    name="personal-data-in-cookie",
    evidence=Disclosure,
    severity=Severity.WARNING,
    since="0.1",
    kinds=(Kind.COOKIE,),
)


def judge(disclosure: Disclosure, context: Context) -> Finding:
    """The finding for a cookie that others can read, or one that holds data collected without consent."""
    closing = ('close the cookie: httponly=True, samesite="Lax", and no domain',)
    exposed = exposure(disclosure.breaches[0].flow)
    return disclosure_finding(CHECK, disclosure, context, mend=closing if exposed else ())
