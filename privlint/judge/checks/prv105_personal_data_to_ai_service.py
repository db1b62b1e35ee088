"""Personal data is sent to an AI service.

## What it finds

A datum about a person reaches a hosted model: in a prompt, a message, a file or metadata. The policy permits what
people typed in to provide the service; identifying data only for the purposes it names. Consent does not help.

## Why it matters

Prompts are kept, reviewed and sometimes trained on. The policy promises that identifying data does not go there.

## Example

```python
client.responses.create(model=MODEL, input=f"Write to {user.full_name}")
```

## What to do instead

Put a placeholder into the prompt and fill it in afterwards, or mask the text:

```python
draft = client.responses.create(model=MODEL, store=False, input="Write to {name}")
```

## Limits

Whether free text happens to contain a name is not known; it counts as what the person typed in.
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
    code="PRV105",
    name="personal-data-to-ai-service",
    evidence=Disclosure,
    severity=Severity.ERROR,
    since="0.1",
    kinds=(Kind.AI,),
)


def judge(disclosure: Disclosure, context: Context) -> Finding:
    """The finding for data handed over against this rule."""
    return disclosure_finding(CHECK, disclosure, context)
