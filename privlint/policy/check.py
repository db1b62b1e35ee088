"""Whether a mapping still fits the text it was made from, and whether that text fits itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from privlint.model.drift import Drift, DriftKind
from privlint.policy.compare import Comparison, compare
from privlint.policy.dates import revisions
from privlint.policy.revision import outdated
from privlint.policy.slips import slips

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlint.model.policy import Policy
    from privlint.policy.text import ClauseText

#: What is to be filled in, by the topic of the clause that announces it.
_BLANKS = {
    "contact": 'announces a contact, and the mapping names none: contact = "…" under [policy]',
    "joint-use": "announces joint use, and the mapping lists no [[joint_use]]",
    "partners": "announces partners, and the mapping lists no [[partner]]",
}


def drifts(policy: Policy, clauses: tuple[ClauseText, ...] = (), file: str = "") -> tuple[Drift, ...]:
    """All that does not fit between a mapping and the text ``clauses``, and within that text; ``file`` is its name.

    Without a text, what the mapping alone tells.
    """
    found = list(outdated(policy, revisions(clauses)))
    if clauses:
        found += [*_differences(policy, clauses, file), *slips(clauses, file, policy.policy.id)]
    return tuple(found)


def blanks(policy: Policy, found: Iterable[Drift] = ()) -> tuple[Drift, ...]:
    """What the mapping leaves empty though a clause announces it, save clauses that ``found`` speaks of already.

    A law is not asked for anything.
    """
    given = {"contact": policy.policy.contact, "joint-use": policy.joint_use, "partners": policy.partner}
    said = {drift.clause for drift in found}
    return tuple(
        Drift(DriftKind.EMPTY, policy.policy.id, cite.clause, _BLANKS[cite.topic], file=policy.path)
        for cite in policy.cite
        if cite.rule == "PRV802"
        and not given.get(cite.topic, True)
        and cite.clause not in said
        and not policy.policy.law
    )


def _differences(policy: Policy, clauses: tuple[ClauseText, ...], file: str) -> Iterator[Drift]:
    lines = {clause.id: clause.line for clause in clauses}
    hashes = {clause.id: clause.sha256 for clause in clauses}
    found = compare({clause.id: clause.sha256 for clause in policy.clause}, hashes)
    yield from _moves(policy, found, file)
    for old, new in found.changed:
        was = f" ({old} in the mapping)" if old != new else ""
        yield Drift(
            DriftKind.CHANGED,
            policy.policy.id,
            new,
            f"was changed since it was mapped{was}",
            (f'read it anew, change the rows that stand on it, then set its sha256 = "{hashes[new]}"',),
            file=file,
            line=lines[new],
        )
    for one in found.gone:
        mend = ("take the rows that stand on it out of the mapping, or name the clause that took its place",)
        yield Drift(DriftKind.GONE, policy.policy.id, one, "is in the mapping, and no longer in the text", mend)
    for one in found.new:
        mend = (f'add a [[clause]] with sha256 = "{hashes[one]}", and rows for what it permits, forbids or promises',)
        problem = "is in the text, and the mapping does not know it"
        yield Drift(DriftKind.NEW, policy.policy.id, one, problem, mend, file=file, line=lines[one])


def _moves(policy: Policy, found: Comparison, file: str) -> Iterator[Drift]:
    """One drift for all clauses that were renumbered; their rows are judged under the new numbers."""
    if not found.moved:
        return
    shown = ", ".join(f"{old} is {new}" for old, new in found.moved[:4])
    more = f" and {len(found.moved) - 4} more" if len(found.moved) > 4 else ""
    drift = Drift(
        DriftKind.RENUMBERED,
        policy.policy.id,
        "",
        f"was renumbered: {shown}{more}. Their hashes tell, and the mapping was read with the new numbers",
        ("write the new numbers into the mapping: privlint policy check --repair",),
        file=policy.path,
        moved=found.moved,
    )
    yield msgspec.structs.replace(drift, file=file if not policy.path else policy.path)
