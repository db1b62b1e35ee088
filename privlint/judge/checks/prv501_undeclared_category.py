"""A category of data is collected that the policy does not list.

## What it finds

A field of a model, form, serializer or request body, or a read from a request, holds health, biometric, government or
other data, and the policy's list of collected data names no such category.

## Why it matters

The policy tells people what is collected about them. Data beyond that list are collected behind their backs, and the
categories that policies leave out are most often those that the law protects most.

## Example

```python
class Customer(Model):
    email = EmailField()
    blood_type = CharField(max_length=3)
```

## What to do instead

Do not collect it, or have the policy say so and list the category in the mapping:

```toml
[[data]]
category = "user.health_and_medical"
clause = "1.1"
```

A name that misleads is put right beside the field: `# privlint: data=none`.

## Limits

Fields are judged by their names, types and declarations; what people type into free text is not known. Credentials
count as part of having an account. Names alone decide, so a model that is about something else, such as the blood group
in a catalogue of samples, is denied by hand. On three applications that keep such data all findings were right (the
page on accuracy says which); applications that are made for the purpose, such as health records, list their categories
in the mapping.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import cited, plain_finding
from privlint.judge.check import Check
from privlint.model.category import covers
from privlint.model.flow import Collection
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV501",
    name="undeclared-category",
    evidence=Collection,
    severity=Severity.ERROR,
    since="0.1",
)

_PLACES = {"field": "is kept in", "parameter": "is taken in by", "read": "is read from outside:"}


def judge(collection: Collection, context: Context) -> Finding | None:
    """The finding for data of a category that some policy does not list."""
    category = collection.category
    if covers("user.authorization", category):
        return None
    lacking = [policy for policy in context.policies if policy.selects(("@unlisted",), category, context.identifying)]
    if not lacking:
        return None
    named = "; ".join(
        f"{policy.shown(clause)} lists no such data" for policy in lacking for clause in policy.cited(CHECK.code)[:1]
    )
    where = f"{_PLACES[collection.how]} {collection.text}"
    return plain_finding(
        CHECK,
        f"{context.label(category)} {where}: {named or 'the policy lists no such data'}",
        collection.site,
        (context.module(collection.site.path), collection.function, collection.text, category),
        confidence=collection.confidence,
        missing=f"the policy does not list {category}",
        mend=(
            "do not collect it",
            f"list {category} under [[data]] once the policy names it",
            "if the name misleads: # privlint: data=none",
        ),
        clauses=cited(CHECK.code, context),
        categories=(category,),
    )
