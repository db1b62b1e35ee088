"""Code asks an identity provider for more than it uses, or uses more than it asks for.

## What it finds

A scope such as `phone` or `user.birthday.read` is requested at sign-in, and no code of the project reads anything that
this scope gives; or code reads a field of a profile, such as `birthdate`, and no scope that gives it is requested.

## Why it matters

The policy promises to take from linked services what people permitted and what is needed. A scope asked for in advance
makes people hand over data for nothing; a field that arrives without its scope is one that nobody was asked about.

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

A scope counts as used when any code reads a key or attribute of a name that the scope gives, from whatever object, or
names it in an address or a list of fields. Scopes whose answers are not known are left alone; where one of these is
requested, or one is put together at run time, fields beyond the scopes are not looked for. Which claim belongs to which
scope is known of OpenID Connect; of other providers, only claims that always have a scope of their own are judged.
Requests of several providers in one project are taken together.
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
    if request.claim:
        said = f'"{request.claim}" of the profile is read, and the scope "{scope}", which gives it, is not requested'
        missing, mend = f'the scope "{scope}" is not requested', "request the scope, or do not read the field"
    else:
        said = f'the scope "{scope}" is requested, and no code reads what it gives'
        missing, mend = f"nothing of {', '.join(request.gives[:3])} is read", "do not request the scope"
    return plain_finding(
        CHECK,
        f"{said}{stands_on(CHECK, context)}",
        request.site,
        (context.module(request.site.path), scope, request.claim),
        confidence=Confidence.MEDIUM,
        missing=missing,
        mend=(mend,),
        clauses=cited(CHECK.code, context),
    )
