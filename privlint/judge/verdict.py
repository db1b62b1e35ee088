"""The verdict on one flow: permitted by a row of each policy, or what is missing for the nearest one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from privlint.judge.consent import missing_consent
from privlint.judge.evidence import Breach, Missing, Objection, Reason
from privlint.judge.purposes import purposes_of
from privlint.judge.roles import OWN, role_of
from privlint.model.category import covers
from privlint.model.policy import Forbid
from privlint.model.recipient import Kind
from privlint.model.scale import Confidence, Transform

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlint.judge.context import Context
    from privlint.judge.policies import PolicyView
    from privlint.judge.purposes import Purposes
    from privlint.model.flow import Flow
    from privlint.model.policy import Permit

#: Kinds that are judged only where the settings ask for it.
_OFF_BY_DEFAULT = frozenset({Kind.STORAGE, Kind.AI_LOCAL})
_LOGS = frozenset({Kind.LOG, Kind.ERROR_TRACKER})
_JOINT_USE = "PRV405"
#: Opaque names of an account: weak evidence of a person, weakest in logs.
_WEAK = frozenset({"user.account.username", "user.unique_id"})


def is_live(flow: Flow, context: Context) -> bool:
    """Whether the flow is a disclosure at all: to others, of a kind that is judged, not made harmless on its way."""
    if flow.first_party:
        return False
    if flow.kind in _OFF_BY_DEFAULT and flow.kind not in context.settings.extend_recipient_kinds:
        return False
    raw = flow.transform is Transform.RAW
    return raw or not context.catalogue.accepts(flow.kind, flow.transform, flow.category)


def breach(flow: Flow, context: Context, by_kind: Mapping[Kind, str]) -> Breach | None:
    """What the policies say against a live flow; None where each permits it.

    ``by_kind`` gives the rule for a kind of recipient. Of several policies' rules the first stands, but for a
    forbidden cell that has a rule of its own.
    """
    role = role_of(flow, context)
    found = [assess(flow, policy, role, context) for policy in context.policies]
    objections = tuple(objection for objection in found if objection is not None)
    if not objections:
        return None
    own = [objection.row.rule for objection in objections if isinstance(objection.row, Forbid) and objection.row.rule]
    code = own[0] if own else _code(objections[0], by_kind[flow.kind])
    return Breach(flow, code, _confidence(flow, objections), role, objections)


def assess(flow: Flow, policy: PolicyView, role: str, context: Context) -> Objection | None:
    """What one policy says against a flow whose recipient has this role; None where it permits the flow.

    A consent whose person is not known to be the datum's counts, yet leaves an objection of low confidence.
    """
    case = _Case(flow, policy, role, context, purposes_of(flow.held, policy))
    if forbid := _forbidden(case):
        return Objection(policy, forbid, (Missing(Reason.FORBIDDEN, forbid.clause),))
    if any(held.kind == "basis" and held.reason and policy.is_exception(held.scope) for held in flow.held):
        return None
    if role == "joint-user":
        return _outside_joint_use(case)
    if objection := _nearest(case):
        return objection
    unsure = _nearest(case._replace(certain=True))
    return unsure and unsure._replace(unsure=True, wrong_purpose=False)


def permitting(flow: Flow, policy: PolicyView, role: str, context: Context) -> tuple[Permit, ...]:
    """The rows of one policy that permit a flow; empty where none does and where a legal exception does instead."""
    case = _Case(flow, policy, role, context, purposes_of(flow.held, policy))
    if _forbidden(case):
        return ()
    return tuple(row for row in _in_play(case) if not _missing(row, case))


class _Case(NamedTuple):
    """One flow before one policy; ``certain``: a consent counts only if it is surely that of the datum's person."""

    flow: Flow
    policy: PolicyView
    role: str
    context: Context
    purposes: Purposes
    certain: bool = False

    def concerns(self, row: Permit | Forbid) -> bool:
        """Whether the row is about data of this category."""
        return self.policy.selects(row.categories, self.flow.category, self.context.identifying)


#: A row with all that keeps it from permitting the flow, what is asked first first.
_Tried: TypeAlias = "tuple[Permit, tuple[Missing, ...]]"


def _forbidden(case: _Case) -> Forbid | None:
    flow = case.flow
    for row in case.policy.policy.forbid:
        applies = row.recipient in {"*", flow.kind} and flow.kind not in row.except_
        lifted = flow.transform in row.unless_transforms or any(
            purpose in row.unless_purposes for purpose in case.purposes.usable
        )
        if applies and not lifted and case.concerns(row):
            return row
    return None


def _outside_joint_use(case: _Case) -> Objection | None:
    policy = case.policy
    if any(covers(item, case.flow.category) for row in policy.policy.joint_use for item in row.items):
        return None
    clause = next(iter(policy.cited(_JOINT_USE)), "")
    return Objection(policy, None, (Missing(Reason.NO_JOINT_ITEM, clause),))


def _nearest(case: _Case) -> Objection | None:
    """The objection of the permitting row that comes nearest; None when one permits."""
    tried = [(row, _missing(row, case)) for row in _in_play(case)]
    if not tried:
        return Objection(case.policy, None, (Missing(Reason.NO_ROW, ""),))
    if not all(missing for _, missing in tried):
        return None
    covering = [entry for entry in tried if entry[1][0].reason is not Reason.CATEGORY]
    asking = [entry for entry in covering if entry[0].purposes] or [entry for entry in tried if entry[0].purposes]
    wrong = case.purposes.declared and bool(asking) and not any(case.purposes.allowed_by(row) for row, _ in asking)
    nearest = min(asking if wrong else covering or tried, key=lambda entry: _distance(entry, case))
    return Objection(
        case.policy,
        *nearest,
        alternatives=tuple(entry for entry in covering if entry is not nearest),
        context=tuple(row for row, missing in tried if missing[0].reason is Reason.CATEGORY and row.purposes),
        wrong_purpose=wrong,
    )


def _in_play(case: _Case) -> list[Permit]:
    """The rows that speak of this recipient; once a row names its role, those for other roles do not."""
    rows = [row for row in case.policy.policy.permit if row.recipient in {"*", case.flow.kind}]
    rows = [row for row in rows if not row.arguments or case.flow.argument in row.arguments]
    rows = [row for row in rows if case.role == OWN or set(row.roles) != {OWN}]
    named = any(case.role in row.roles for row in rows)
    return [row for row in rows if not named or not row.roles or case.role in row.roles]


def _missing(row: Permit, case: _Case) -> tuple[Missing, ...]:
    """All that keeps a row from permitting the flow, what is asked first first."""
    policy, flow = case.policy, case.flow
    found: list[Missing | None] = []
    if not case.concerns(row):
        found.append(Missing(Reason.CATEGORY, row.clause))
    if row.purposes and not case.purposes.allowed_by(row):
        found.append(_missing_purpose(row, case.purposes))
    scopes = [scope for scope in policy.policy.consent if scope.scope == row.consent]
    for scope in (*scopes, *policy.before_collection(flow.category)):
        found.append(missing_consent(scope, flow.held, policy, certain=case.certain))
    if row.transforms and flow.transform not in row.transforms:
        found.append(Missing(Reason.TRANSFORM, row.clause))
    if row.roles and case.role not in row.roles:
        found.append(Missing(Reason.NO_ROLE, row.clause))
    return tuple(sorted((item for item in found if item is not None), key=lambda item: item.reason))


def _missing_purpose(row: Permit, purposes: Purposes) -> Missing:
    if purposes.usable:
        return Missing(Reason.OTHER_PURPOSE, row.clause)
    if purposes.unnamed:
        return Missing(Reason.UNNAMED_CONSENT, purposes.unnamed.clause)
    return Missing(Reason.NO_PURPOSE, row.clause)


def _distance(tried: _Tried, case: _Case) -> tuple[bool, int]:
    """A row that the code has begun to satisfy is nearer than others; then the one that lacks less."""
    row, missing = tried
    consented = any(held.kind == "consent" for held in case.flow.held)
    begun = (bool(row.purposes) and case.purposes.declared) or (bool(row.consent) and consented)
    untouched = not (case.purposes.declared or consented)
    return (not begun, 0 if untouched else len(missing))


def _code(objection: Objection, by_kind: str) -> str:
    reasons = {missing.reason for missing in objection.missing}
    if objection.reason is Reason.NO_JOINT_ITEM:
        return _JOINT_USE
    if objection.wrong_purpose:
        return "PRV202"
    return "PRV401" if reasons == {Reason.NO_ROLE} else by_kind


def _confidence(flow: Flow, objections: tuple[Objection, ...]) -> Confidence:
    unsure_person = all(objection.unsure for objection in objections)
    unknown_host = flow.kind is Kind.HTTP and not flow.host
    weak = any(covers(key, flow.category) for key in _WEAK)
    if unsure_person or unknown_host or (weak and flow.kind is Kind.LOG):
        return Confidence.LOW
    ceiling = Confidence.MEDIUM if weak else Confidence.HIGH
    hashed = flow.transform is Transform.HASHED and flow.kind in _LOGS
    return min(flow.confidence, ceiling).lowered(int(hashed))
