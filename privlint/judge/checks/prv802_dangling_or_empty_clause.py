"""The policy announces a list or contact that is empty, or cites a clause that is another or not there.

## What it finds

The mapping of the chosen policy names no contact; a joint user is configured while the policy lists nothing for joint
use; or code sends data to an advertising platform while the list of partners is empty. With `policy-source`, the text
itself is read as well: references that lead to no clause or to one about something else, and announcements ("the
following …") after which nothing follows.

## Why it matters

People cannot opt out at partners they are not told about, nor write to a contact that is not named.

## Example

```toml
[tool.privlint]
policy = "our-policy.toml"    # a file without [policy] contact
```

## What to do instead

Complete the policy's text first, then the mapping:

```toml
[policy]
contact = "privacy@example.com"
```

## Limits

Contact and partners are asked for only where the configuration names a policy. That a reference leads astray is told by
the words that the clauses share; what is merely suspected shows in `privlint policy check` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import plain_finding
from privlint.judge.check import Check
from privlint.judge.evidence import Gap
from privlint.model.place import Place, Site
from privlint.model.scale import Severity

if TYPE_CHECKING:
    from privlint.judge.context import Context
    from privlint.model.finding import Finding

CHECK = Check(
    code="PRV802",
    name="dangling-or-empty-clause",
    evidence=Gap,
    severity=Severity.WARNING,
    since="0.1",
)


def judge(gap: Gap, context: Context) -> Finding:
    """The finding for a gap, reported where the policy is chosen; for a slip of the text, where it stands."""
    clauses = (gap.slip.clause,) if gap.slip else gap.policy.cited(CHECK.code, gap.topic)
    about = f" ({', '.join(gap.policy.shown(clause) for clause in clauses)})" if clauses and not gap.slip else ""
    subject = f"{gap.policy.shown(gap.slip.clause)} of the policy" if gap.slip else f"the policy {gap.policy.id}"
    place = _place(gap, context)
    return plain_finding(
        CHECK,
        f"{subject} {gap.problem}{about}",
        Site(place.path, -1),
        (gap.policy.id, gap.topic, gap.slip.kind if gap.slip else ""),
        place=place,
        missing=f"{subject} {gap.problem}",
        mend=gap.mend,
        clauses=tuple(gap.policy.reference(clause) for clause in clauses),
    )


def _place(gap: Gap, context: Context) -> Place:
    if gap.slip:
        return Place(gap.slip.file, gap.slip.line, 1, gap.slip.line, 1)
    settings = context.settings
    file, line = settings.origins.get("policy", (settings.config_file or gap.policy.policy.path, 1))
    return Place(file, max(line, 1), 1, max(line, 1), 1)
