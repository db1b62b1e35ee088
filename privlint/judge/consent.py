"""Whether a consent that holds on the path is the one that is needed: for this scope, by this person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.evidence import Missing, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlint.judge.policies import PolicyView
    from privlint.model.flow import Held
    from privlint.model.policy import ConsentRow

_FITTING_PERSON = frozenset({"same", "ambient"})


def missing_consent(row: ConsentRow, held: Iterable[Held], policy: PolicyView, *, certain: bool) -> Missing | None:
    """What keeps the consents on the path from being the one that ``row`` asks for; None when one of them is.

    A check about somebody while the datum's person is not known fits, unless the answer has to be ``certain``.
    """
    seen = tuple(item for item in held if item.kind == "consent")
    in_scope = tuple(item for item in seen if _fits_scope(item, row, policy))
    persons = {item.match for item in in_scope}
    if persons & _FITTING_PERSON or ("unknown" in persons and not certain):
        return None
    if in_scope:
        reason = Reason.UNKNOWN_PERSON if "unknown" in persons else Reason.OTHER_PERSON
        return Missing(reason, row.clause, row.scope, in_scope)
    return Missing(Reason.OTHER_SCOPE if seen else Reason.NO_CONSENT, row.clause, row.scope, seen)


def _fits_scope(item: Held, row: ConsentRow, policy: PolicyView) -> bool:
    """No scope implies another. A check that names none fits every scope but those asked before collection."""
    if not item.scope:
        return not row.before
    scope = policy.scope(item.scope)
    if scope is None:
        return False
    return scope.scope == row.scope or (scope.any_third_party and not row.before)
