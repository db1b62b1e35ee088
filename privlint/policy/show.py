"""One clause of a policy, with everything that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from privlint.errors import UserError, nearest
from privlint.policy.rows import describe_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlint.model.policy import Policy
    from privlint.policy.text import ClauseText


class Shown(msgspec.Struct, frozen=True):
    """A clause: its title in the mapping's words, the rows that stand on it, what it cites and what cites it.

    ``text`` and ``place`` are those of the policy's own text where there is one; ``preview`` and ``source`` as in the
    mapping.
    """

    policy: str
    clause: str
    title: str
    rows: tuple[str, ...]
    cites: tuple[str, ...] = ()
    cited_by: tuple[str, ...] = ()
    text: str = ""
    place: str = ""
    source: str = ""
    preview: bool = False


def show(
    policies: Sequence[Policy], clause: str, clauses: Sequence[ClauseText] = (), file: str = ""
) -> tuple[Shown, ...]:
    """The clause and all below it; ``gdpr:6.1`` names the policy as well.

    ``clauses`` are those of the policy's own text in ``file``. Raises UserError when no policy has the clause.
    """
    policy_id, _, wanted = clause.rpartition(":")
    texts = {one.id: one for one in clauses}
    found = [
        _shown(policy, one.id, texts, file)
        for policy in policies
        for one in policy.clause
        if policy_id in {"", policy.policy.id} and (one.id == wanted or one.id.startswith(f"{wanted}."))
    ]
    if not found:
        known = [
            name for policy in policies for one in policy.clause for name in (one.id, f"{policy.policy.id}:{one.id}")
        ]
        raise UserError(
            f'there is no clause "{clause}"', hint=nearest(clause, known) or "privlint policy coverage lists all"
        )
    return tuple(found)


def _shown(policy: Policy, clause_id: str, texts: dict[str, ClauseText], file: str) -> Shown:
    clause = next(one for one in policy.clause if one.id == clause_id)
    text = texts.get(clause_id)
    return Shown(
        policy=policy.policy.id,
        clause=clause_id,
        title=clause.title,
        rows=describe_rows(policy).get(clause_id, ()),
        cites=clause.cites,
        cited_by=tuple(other.id for other in policy.clause if clause_id in other.cites),
        text=text.words if text else "",
        place=f"{file}:{text.line}" if text else "",
        source=clause.source,
        preview=clause.preview,
    )
