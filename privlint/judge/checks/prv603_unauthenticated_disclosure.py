"""An endpoint shows personal data to whoever asks.

## What it finds

A view or route answers with contact, payment, birth or similarly private fields of a stored model, and nothing lets
only the authenticated in: no decorator, dependency, permission class, middleware, setting, or test in its body.

## Why it matters

The policy promises that only the authorised have access. An address in the browser is enough here.

## Example

```python
@app.get("/customers/{number}")
def customer(number: int, session: Session):
    return {"email": session.get(Customer, number).email}
```

## What to do instead

```python
@app.get("/customers/{number}")
def customer(number: int, session: Session, user: Annotated[User, Depends(current_user)]):
    return {"email": session.get(Customer, number).email}
```

## Limits

Whether the guard lets the right people in is not judged, nor whether it guards at all: its name decides. Proxies and
gateways in front of the application are not seen, nor are templates: a page that is given the whole object is taken to
show all of it, and one that a generic view fills by itself shows nothing. Endpoints for signing in and up are left out,
as are those that use the signed-in person (`request.user`).

In preview: in the six applications that were read, 15 of some 350 endpoints are seen to answer with private fields, and
each is guarded. That tells that there are few false alarms, and nothing of how often a finding is right; besides, what
guards an application is often not in its code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import cited, plain_finding, stands_on
from privlint.judge.check import Check
from privlint.judge.words import both
from privlint.model.rights import Route
from privlint.model.scale import Confidence, Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV603",
    name="unauthenticated-disclosure",
    evidence=Route,
    severity=Severity.WARNING,
    since="0.1",
    preview=True,
)


def judge(route: Route, context: Context) -> Finding | None:
    """The finding for an endpoint that nothing guards."""
    if route.guard:
        return None
    what = both(list(dict.fromkeys(context.label(category) for category in route.categories)))
    fields = ", ".join(f"{model.rpartition('.')[2]}.{name}" for model, name in route.shown[:4])
    name = route.function.rpartition(":")[2]
    return plain_finding(
        CHECK,
        f"{name} answers anybody with {what} ({fields}){stands_on(CHECK, context)}",
        route.site,
        (route.function, *route.categories),
        confidence=Confidence.MEDIUM,
        missing="no authentication guards the endpoint",
        mend=(
            "require a signed-in person: a decorator, dependency or permission class",
            "leave the fields out of the answer",
        ),
        clauses=cited(CHECK.code, context),
        categories=route.categories,
    )
