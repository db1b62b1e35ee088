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
    from privlint.model.policy import Forbid

_MOST = 4
_HARMLESS = (Transform.MASKED, Transform.KEYED_HASH, Transform.TOKENISED, Transform.AGGREGATED)


def mends(disclosure: Disclosure, context: Context) -> tuple[str, ...]:
    """Two to four ways: what is missing supplied, another row satisfied, a harmless form sent, nothing sent."""
    part = explanations(disclosure, context)[0]
    objection = part.objection
    nearest = () if objection.reason is Reason.CATEGORY else ((objection.row, objection.missing),)
    found = [mend for row, lacks in (*nearest, *objection.alternatives) for mend in _supplied(row, lacks, part)]
    found += _harmless(disclosure, context)
    found.append(f"leave {words.data([breach.flow for breach in disclosure.breaches], context)} out of this call")
    if len(dict.fromkeys(found)) < 2:
        found.append(f"if the finding is wrong, say why: # privlint: ignore[{disclosure.code}] -- reason")
    return tuple(dict.fromkeys(found))[:_MOST]


def _supplied(row: Permit | Forbid | None, lacks: Iterable[Missing], part: Explained) -> list[str]:
    """How to supply each thing that is missing for a row, where something can."""
    if not isinstance(row, Permit):
        return []
    return [_SUPPLIES[lack.reason](row, lack, part) for lack in lacks if lack.reason in _SUPPLIES]


def _purpose(row: Permit, _: Missing, part: Explained) -> str:
    allowed = [purpose.id for purpose in part.objection.policy.policy.purpose if not purpose.needs]
    purposes = allowed if "*" in row.purposes else list(row.purposes)
    others = f" (or {words.either(purposes[1:4])})" if len(purposes) > 1 else ""
    return (
        f"if that is its purpose, declare it above the statement or function: # privlint: purpose={purposes[0]}{others}"
    )


def _consent(_: Permit, missing: Missing, part: Explained) -> str:
    subject = part.breaches[0].flow.subject
    return f'check the consent of that person on the way here: if has_consent({_name(subject)}, "{missing.scope}"): …'


def _named_consent(_: Permit, __: Missing, part: Explained) -> str:
    subject = part.breaches[0].flow.subject
    return f'check a consent that names its scope on the way here: if has_consent({_name(subject)}, "…"): …'


def _role(row: Permit, _: Missing, part: Explained) -> str:
    role = next((role for role in row.roles if role != OWN), OWN)
    vendor = vendor_name(part.breaches[0].flow)
    return f'if it is one, list it in pyproject.toml: [tool.privlint.recipients] "{vendor}" = "{role}"'


def _transform(row: Permit, _: Missing, __: Explained) -> str:
    return f"hand over only {words.either(row.transforms)} data"


def _name(subject: str) -> str:
    """The person as code would name them."""
    return {"": "user", "request": "request.user"}.get(subject, subject)


_SUPPLIES: dict[Reason, Callable[[Permit, Missing, Explained], str]] = {
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
