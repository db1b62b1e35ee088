"""User data goes to an AI service whose retention or training opt-out is not set.

## What it finds

A call hands personal data to a hosted model, the SDK offers an option against keeping the data or training on it, and
the call does not set it.

## Why it matters

The policy promises that the opt-outs AI services offer are applied, so that no model is trained on user data.

## Example

```python
client.responses.create(model=MODEL, input=ticket.text)
```

## What to do instead

```python
client.responses.create(model=MODEL, input=ticket.text, store=False)
```

## Limits

Opt-outs set in the account of the service, and options in a mapping from elsewhere, are not seen. Which calls offer an
option is a fact of the catalogue, with its source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import handover_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Handover
from privlint.model.recipient import Kind
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding
    from privlint.model.flow import Flow

CHECK = Check(
    code="PRV403",
    name="ai-opt-out-not-set",
    evidence=Handover,
    severity=Severity.WARNING,
    since="0.1",
)


def judge(handover: Handover, context: Context) -> Finding | None:
    """The finding for user data sent to an AI service without its opt-out."""
    flow = handover.flows[0]
    unset = _unset(flow, context) if flow.kind is Kind.AI else []
    if not unset:
        return None
    options = ", ".join(f"{name}={value!r}" for name, value in unset)
    return handover_finding(
        CHECK,
        handover,
        context,
        missing=f"the opt-out {options} that {flow.api} offers is not set",
        mend=(f"pass {options}", "send nothing about people in this call"),
    )


def _unset(flow: Flow, context: Context) -> list[tuple[str, str | bool | int]]:
    """The options of the call that keep the promise and are not set so."""
    given = dict(flow.options)
    return [
        (name, wanted)
        for sink in context.catalogue.sinks(flow.api)
        for name, wanted in sink.needs_options.items()
        if (given[name] != wanted if name in given else not sink.option_default)
    ]
