"""What the policies oblige code to do, held against the code that is declared to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.evidence import Incomplete, Unfulfilled, Unheard, Unverified
from privlint.model.category import covers
from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.judge.context import Context
    from privlint.model.finding import ClauseRef
    from privlint.model.policy import Obligation
    from privlint.model.rights import Duty, PersonalField

_INCOMPLETE = {"disclosure": "PRV702", "deletion": "PRV703"}


def obligations(context: Context) -> Iterator[Unfulfilled | Incomplete | Unheard | Unverified]:
    """Everything that is missing, once the project says of any code that it fulfils something."""
    duties = context.analysis.rights.duties
    if not duties and not context.settings.obligations:
        return
    for policy in context.policies:
        for obligation in policy.policy.obligation:
            if not _of(obligation.id, duties):
                yield Unfulfilled(policy, obligation)
    for name, rows in _rows(context).items():
        mine = _of(name, duties)
        if mine:
            yield from _lacks(name, rows, mine, context)


def clauses_of(obligation: str, context: Context) -> tuple[ClauseRef, ...]:
    """The clauses behind an obligation."""
    return tuple(
        policy.reference(row.clause)
        for policy in context.policies
        for row in policy.policy.obligation
        if row.id == obligation
    )


def shown_clauses(obligation: str, context: Context) -> str:
    """The clauses behind an obligation as messages name them, in brackets; empty without any."""
    shown = [
        policy.shown(row.clause)
        for policy in context.policies
        for row in policy.policy.obligation
        if row.id == obligation
    ]
    return f" ({', '.join(shown)})" if shown else ""


def _lacks(
    name: str, rows: list[Obligation], mine: tuple[Duty, ...], context: Context
) -> Iterator[Incomplete | Unheard | Unverified]:
    if name in _INCOMPLETE and any(row.covers == "every-personal-field" for row in rows):
        left_out = _left_out(name, mine, context)
        if left_out:
            yield Incomplete(_INCOMPLETE[name], name, mine, left_out)
    for reaches in sorted({row.reaches for row in rows if row.reaches}):
        if not any(reaches in duty.reaches for duty in mine):
            yield Unheard(mine, reaches)
    if any("identity-check" in row.requires for row in rows):
        yield from (Unverified(duty) for duty in mine if not duty.confirmed)


def _left_out(name: str, mine: tuple[Duty, ...], context: Context) -> tuple[PersonalField, ...]:
    """Personal fields of stored models that the duties do not reach; credentials are not given to anyone."""
    reached = {pair for duty in mine for pair in duty.covered}
    return tuple(
        field
        for model in context.analysis.rights.models
        if model.stored
        for field in model.fields
        if (field.model, field.name) not in reached
        and field.confidence >= Confidence.MEDIUM
        and not (name == "disclosure" and covers("user.authorization", field.category))
    )


def _of(obligation: str, duties: tuple[Duty, ...]) -> tuple[Duty, ...]:
    return tuple(duty for duty in duties if duty.obligation == obligation)


def _rows(context: Context) -> dict[str, list[Obligation]]:
    rows: dict[str, list[Obligation]] = {}
    for policy in context.policies:
        for row in policy.policy.obligation:
            rows.setdefault(row.id, []).append(row)
    return rows
