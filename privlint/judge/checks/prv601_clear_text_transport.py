"""Personal data travels over a connection that is not encrypted.

## What it finds

Personal data reaches a call whose address begins with `http://`, `ftp://` or `ws://`, FTP as such, or a mail server to
which no code of the file ever says `starttls()`.

## Why it matters

The policy promises safe handling. Whoever sits between the two ends, in a café as in a data centre, reads along.

## Example

```python
requests.post("http://partner.example/subscribe", json={"email": customer.email})
```

## What to do instead

```python
requests.post("https://partner.example/subscribe", json={"email": customer.email})
```

Hosts inside the own network are named under `first-party-hosts`.

## Limits

Only addresses whose beginning is constant are judged. A connection that is encrypted by something outside the code,
such as a sidecar, looks like any other. What the settings of a framework say of its mail server is not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import handover_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Handover, Passage
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV601",
    name="clear-text-transport",
    evidence=Passage,
    severity=Severity.ERROR,
    since="0.1",
)


def judge(passage: Passage, context: Context) -> Finding:
    """The finding for data sent in the clear."""
    return handover_finding(
        CHECK,
        Handover(passage.flows),
        context,
        missing=f"travels {passage.why}",
        mend=("use the encrypted scheme of the service", "name hosts of your own network under first-party-hosts"),
    )
