"""The policy's text is no longer the one that its mapping was made from.

## What it finds

With `policy-source` in the configuration, the text of the policy is cut into clauses and their hashes are compared with
those of the mapping: clauses that were changed, that have gone, that are new, and that bear another number. Without it:
a mapping whose `revision` is older than the last of its `revisions`.

## Why it matters

Every verdict rests on the mapping. Where a clause says something else by now, code that was right may be wrong, and the
finding that would say so is missing.

## Example

```toml
[tool.privlint]
policy = "privacy/mapping.toml"          # revision = 2025-03-01
policy-source = "privacy/policy.html"    # "Revised on 10 February 2026"
```

## What to do instead

Read the clauses that are named, change the rows that stand on them, then write the new hashes:

```
privlint policy check --source privacy/policy.html
privlint policy diff old-policy.html privacy/policy.html
```

## Limits

Hashes ignore white space and numbers, and nothing else: a corrected comma counts as a change. Clauses that were merely
renumbered are recognised by their hashes, and findings cite the new numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import plain_finding
from privlint.judge.check import Check
from privlint.model.drift import Drift
from privlint.model.place import Place, Site
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.judge.policies import PolicyView
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV801",
    name="mapping-out-of-date",
    evidence=Drift,
    severity=Severity.ERROR,
    since="0.1",
)


def judge(drift: Drift, context: Context) -> Finding | None:
    """The finding for one clause, or for the policy as a whole; reported in the text where it has the clause."""
    policy = next((view for view in context.policies if view.id == drift.policy), None)
    if policy is None:
        return None
    subject = f"{policy.shown(drift.clause)} of the policy" if drift.clause else f"the policy {policy.id}"
    place = _place(drift, policy, context)
    return plain_finding(
        CHECK,
        f"{subject} {drift.problem}",
        Site(place.path, -1),
        (policy.id, drift.kind, drift.clause),
        place=place,
        missing=drift.problem,
        mend=drift.mend,
        clauses=(policy.reference(drift.clause),) if policy.has_clause(drift.clause) else (),
    )


def _place(drift: Drift, policy: PolicyView, context: Context) -> Place:
    settings = context.settings
    configured = settings.origins.get("policy", (settings.config_file or policy.policy.path, 1))
    file, line = (drift.file, drift.line) if drift.line else configured
    return Place(file, max(line, 1), 1, max(line, 1), 1)
