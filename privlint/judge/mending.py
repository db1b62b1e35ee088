"""Ways to put a flow right, best first, each with the exact text to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge import words
from privlint.judge.evidence import Reason
from privlint.judge.roles import OWN, vendor_name
from privlint.judge.wording import explanations
from privlint.model.policy import Permit
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from privlint.judge.context import Context
    from privlint.judge.evidence import Disclosure, Missing
    from privlint.judge.wording import Explained

_MOST = 4
_HARMLESS = (Transform.MASKED, Transform.KEYED_HASH, Transform.TOKENISED, Transform.AGGREGATED)


def mends(disclosure: Disclosure, context: Context) -> tuple[str, ...]:
    """Two to four ways: what is missing supplied, another row satisfied, a harmless form sent, nothing sent."""
    part = explanations(disclosure, context)[0]
    found = [] if part.objection.reason is Reason.CATEGORY else _all_supplied(part.objection.missing, part)
    for row, lacks in part.objection.alternatives:
        found += _all_supplied([lack for lack in lacks if lack.scope == row.consent], part)
    found += _harmless(disclosure, context)
    found.append(f"leave {words.data([breach.flow for breach in disclosure.breaches], context)} out of this call")
    if len(dict.fromkeys(found)) < 2:
        found.append(f"if the finding is wrong, say why: # privlint: ignore[{disclosure.code}] -- reason")
    return tuple(dict.fromkeys(found))[:_MOST]


def _all_supplied(lacks: Iterable[Missing], part: Explained) -> list[str]:
    """How to supply each thing that is missing, where something can."""
    supplied = (_SUPPLIES[lack.reason](lack, part) for lack in lacks if lack.reason in _SUPPLIES)
    return [mend for mend in supplied if mend]


def _purpose(_: Missing, part: Explained) -> str:
    row = part.objection.row
    if not isinstance(row, Permit):
        return ""
    allowed = [purpose.id for purpose in part.objection.policy.policy.purpose if not purpose.needs]
    purposes = allowed if "*" in row.purposes else list(row.purposes)
    others = f" (or {words.either(purposes[1:4])})" if len(purposes) > 1 else ""
    return f"if that is why, declare it above the statement or function: # privlint: purpose={purposes[0]}{others}"


def _consent(missing: Missing, part: Explained) -> str:
    subject = part.breaches[0].flow.subject
    return (
        f'check the consent of that person on the way here: if has_consent({subject or "user"}, "{missing.scope}"): …'
    )


def _named_consent(_: Missing, part: Explained) -> str:
    subject = part.breaches[0].flow.subject
    return f'check a consent that names its scope on the way here: if has_consent({subject or "user"}, "…"): …'


def _role(_: Missing, part: Explained) -> str:
    row, flow = part.objection.row, part.breaches[0].flow
    roles = [role for role in row.roles if role != OWN] if isinstance(row, Permit) else []
    if not roles:
        return ""
    return f'if it is one, list it in pyproject.toml: [tool.privlint.recipients] "{vendor_name(flow)}" = "{roles[0]}"'


def _transform(_: Missing, part: Explained) -> str:
    row = part.objection.row
    return f"hand over only {words.either(row.transforms)} data" if isinstance(row, Permit) else ""


_SUPPLIES: dict[Reason, Callable[[Missing, Explained], str]] = {
    Reason.NO_PURPOSE: _purpose,
    Reason.OTHER_PURPOSE: _purpose,
    Reason.UNNAMED_CONSENT: _named_consent,
    Reason.NO_CONSENT: _consent,
    Reason.OTHER_SCOPE: _consent,
    Reason.OTHER_PERSON: _consent,
    Reason.UNKNOWN_PERSON: _consent,
    Reason.TRANSFORM: _transform,
    Reason.NO_ROLE: _role,
}


def _harmless(disclosure: Disclosure, context: Context) -> list[str]:
    """The transforms that this recipient accepts for every category handed over."""
    kind = disclosure.breaches[0].flow.kind
    accepted = [
        transform
        for transform in _HARMLESS
        if all(context.catalogue.accepts(kind, transform, category) for category in disclosure.categories)
    ]
    return (
        [f"hand over only a form that {words.RECIPIENTS[kind]} may have: {words.either(accepted)}"] if accepted else []
    )
