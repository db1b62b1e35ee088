"""Code asks an identity provider for more than it uses.

## What it finds

A scope such as `phone` or `user.birthday.read` is requested at sign-in, and no code of the project reads anything that
this scope gives.

## Why it matters

The policy promises to take from linked services what people permitted and what is needed. A scope asked for in advance
makes people hand over data for nothing.

## Example

```python
oauth.register("google", client_kwargs={"scope": "openid email phone"})

def callback(request):
    return sign_in(oauth.google.authorize_access_token(request)["userinfo"]["email"])
```

## What to do instead

```python
oauth.register("google", client_kwargs={"scope": "openid email"})
```

## Limits

A scope counts as used when any code reads a key or attribute of a name that the scope gives, from whatever object.
Scopes whose answers are not known are left alone, as are those that are put together at run time. Data read without
their scope is not looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import cited, plain_finding, stands_on
from privlint.judge.check import Check
from privlint.model.rights import ScopeRequest
from privlint.model.scale import Confidence, Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV502",
    name="excess-integration-scope",
    evidence=ScopeRequest,
    severity=Severity.NOTE,
    since="0.1",
)


def judge(request: ScopeRequest, context: Context) -> Finding | None:
    """The finding for a scope whose answers nobody reads."""
    if request.used:
        return None
    scope = request.scope.rpartition("/auth/")[2]
    return plain_finding(
        CHECK,
        f'the scope "{scope}" is requested, and no code reads what it gives{stands_on(CHECK, context)}',
        request.site,
        (context.module(request.site.path), scope),
        confidence=Confidence.MEDIUM,
        missing=f"nothing of {', '.join(request.gives[:3])} is read",
        mend=("do not request the scope",),
        clauses=cited(CHECK.code, context),
    )
