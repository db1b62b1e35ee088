"""Data about people is used to train a model.

## What it finds

Personal data or what people wrote reaches a fine-tuning job, a training file or the training of a local model. Neither
a purpose nor consent changes that; aggregated data passes.

## Why it matters

The policy promises that no model is trained on user data. A model cannot unlearn a person.

## Example

```python
client.files.create(file=export_messages(user), purpose="fine-tune")
```

## What to do instead

Train on data that is not about people, or on aggregates:

```python
totals = purchases.groupby("month").size()
```

## Limits

Whether a data set is anonymous is only known where the code aggregates it.
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
    code="PRV402",
    name="user-data-in-model-training",
    evidence=Disclosure,
    severity=Severity.ERROR,
    since="0.1",
    kinds=(Kind.AI_TRAINING,),
)


def judge(disclosure: Disclosure, context: Context) -> Finding:
    """The finding for data handed over against this rule."""
    return disclosure_finding(CHECK, disclosure, context)
