"""Sentences of findings about flows: what reaches whom, what the clause permits, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privlint.judge import words
from privlint.judge.evidence import Missing, Objection, Reason
from privlint.judge.roles import vendor_name
from privlint.model.policy import Permit

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.judge.context import Context
    from privlint.judge.evidence import Breach, Disclosure
    from privlint.model.flow import Flow, Held

_MOST_SENTENCES = 2
#: What is missing is best said beside what the row permits.
_MEASURED_BY_ROW = frozenset(
    {Reason.CATEGORY, Reason.NO_PURPOSE, Reason.OTHER_PURPOSE, Reason.TRANSFORM, Reason.NO_ROLE}
)


class Explained(NamedTuple):
    """Breaches with the same explanation: ``it`` is how the sentence calls their data, ``whose`` their person."""

    breaches: tuple[Breach, ...]
    objection: Objection
    it: str
    whose: str

    def verb(self, one: str, many: str) -> str:
        """The form of a verb that fits the data as its subject."""
        return one if len({breach.flow.category for breach in self.breaches}) == 1 else many


def message(disclosure: Disclosure, context: Context) -> str:
    """The whole sentence: data, person, recipient, and for each kind of data why the policy does not permit it."""
    parts = explanations(disclosure, context)[:_MOST_SENTENCES]
    sentences = [_explanation(part, context, in_full=part is parts[0]) for part in parts]
    return f"{_head(disclosure, context)}: {'; '.join([*sentences, *_other_policies(disclosure)])}"


def missing(disclosure: Disclosure, context: Context) -> str:
    """What is missing, alone: ``no purpose is declared``."""
    part = explanations(disclosure, context)[0]
    return _lack(part.objection.missing[0], _by_name(part, context))


def explanations(disclosure: Disclosure, context: Context) -> list[Explained]:
    """The breaches grouped by what the first policy objects, the gravest first."""
    groups: dict[tuple[object, ...], list[Breach]] = {}
    for breach in disclosure.breaches:
        objection = breach.objections[0]
        key = (objection.policy.id, objection.row, objection.missing, objection.wrong_purpose)
        groups.setdefault(key, []).append(breach)
    alone = len(groups) == 1
    return [
        Explained(
            tuple(group),
            group[0].objections[0],
            _pronoun(group) if alone else words.data([breach.flow for breach in group], context),
            words.person(group[0].flow.subject),
        )
        for group in groups.values()
    ]


def _pronoun(breaches: list[Breach]) -> str:
    return "it" if len({breach.flow.category for breach in breaches}) == 1 else "them"


def _head(disclosure: Disclosure, context: Context) -> str:
    flows = [breach.flow for breach in disclosure.breaches]
    whose = f" of {words.person(flows[0].subject)}" if flows[0].subject else ""
    declared = declared_purposes(flows[0])
    under = f" under purpose {words.both(words.quoted(declared))}" if declared else ""
    how = f" by automatic capture ({flows[0].origin.text})" if flows[0].origin.kind == "capture" else ""
    verb = "reaches" if len(disclosure.categories) == 1 else "reach"
    return f"{words.described(flows, context)}{whose} {verb} {words.recipient(flows[0])}{how}{under}"


def declared_purposes(flow: Flow) -> tuple[str, ...]:
    """The purposes declared for a flow, as written."""
    return tuple(dict.fromkeys(held.scope for held in flow.held if held.kind == "purpose"))


def _other_policies(disclosure: Disclosure) -> list[str]:
    """The clauses of further policies that do not permit it either."""
    further = [
        objection.policy.shown(objection.missing[0].clause) if objection.missing[0].clause else objection.policy.id
        for breach in disclosure.breaches
        for objection in breach.objections[1:]
    ]
    return [f"nor does {words.either(list(dict.fromkeys(further)))} permit it as it is"] if further else []


def _by_name(part: Explained, context: Context) -> Explained:
    """The same, naming the data instead of saying ``it``."""
    return part._replace(it=words.data([breach.flow for breach in part.breaches], context))


def _explanation(part: Explained, context: Context, *, in_full: bool) -> str:
    """``Article 6(8) permits it with purpose "a", to a processor, and no purpose is declared; otherwise …``.

    What else the recipient may have, and the other way, are said ``in_full`` only.
    """
    objection, first = part.objection, part.objection.missing[0]
    permitted = background(objection) if in_full else ()
    if permitted or first.reason is Reason.CATEGORY:
        part = _by_name(part, context)
    sentences = [_premise(row, objection, words.row_data(row, context)) for row in permitted]
    lack = _lack(first, part)
    row = objection.row
    if isinstance(row, Permit) and first.reason in _MEASURED_BY_ROW:
        about = words.row_data(row, context) if first.reason is Reason.CATEGORY else part.it
        sentences.append(f"{_premise(row, objection, about)}, and {lack}")
    else:
        sentences.append(lack)
    return "; ".join([*sentences, *(_otherwise(part) if in_full else ())])


def background(objection: Objection) -> tuple[Permit, ...]:
    """Rows that permit other data to this recipient, where the nearest row asks for consent instead."""
    row = objection.row
    return objection.context[:1] if isinstance(row, Permit) and row.consent else ()


def _premise(row: Permit, objection: Objection, about: str) -> str:
    return f"{words.clauses(row, objection.policy)} permits {about} {words.conditions(row)}".rstrip()


def _otherwise(part: Explained) -> list[str]:
    """The first other row that would do, when it is another way than the one explained."""
    for row, lacks in part.objection.alternatives:
        if row.consent:
            consent = next((lack for lack in lacks if lack.scope == row.consent), lacks[0])
            return [f"otherwise {_lack(consent, part)}"]
    return []


def _lack(missing: Missing, part: Explained) -> str:
    """What is missing, as a clause of its own."""
    return _LACKS[missing.reason](missing, part)


def _forbidden(_: Missing, part: Explained) -> str:
    objection, flow = part.objection, part.breaches[0].flow
    clause = objection.policy.shown(objection.missing[0].clause)
    return f"{clause} forbids handing {part.it} to {words.RECIPIENTS[flow.kind]}, whatever the purpose or consent"


def _no_row(_: Missing, part: Explained) -> str:
    recipient = words.RECIPIENTS[part.breaches[0].flow.kind]
    return f"no clause of {part.objection.policy.id} permits handing {part.it} to {recipient}"


def _no_joint_item(missing: Missing, part: Explained) -> str:
    clause = part.objection.policy.shown(missing.clause) if missing.clause else part.objection.policy.id
    return f"{clause} does not list {part.it} for joint use"


def _category(_: Missing, part: Explained) -> str:
    purpose = ", nor is the declared purpose allowed there" if part.objection.wrong_purpose else ""
    return f"{part.it} {part.verb('is', 'are')} not among them{purpose}"


def _no_purpose(_: Missing, __: Explained) -> str:
    return "no purpose is declared"


def _other_purpose(_: Missing, part: Explained) -> str:
    return f"{words.both(words.quoted(declared_purposes(part.breaches[0].flow)))} is not such a purpose"


def _unnamed_consent(missing: Missing, part: Explained) -> str:
    clause = part.objection.policy.shown(missing.clause)
    return f"{clause} needs a consent check that names what was consented to, and none is on this path"


def _no_consent(missing: Missing, part: Explained) -> str:
    lacking = "not every caller checks it" if part.breaches[0].flow.lapses else "none is checked on this path"
    return f"{_need(missing, part)}, and {lacking}"


def _other_scope(missing: Missing, part: Explained) -> str:
    return f"{_need(missing, part)}, and {words.check(missing.seen[0])} {_scope(missing.seen[0])}"


def _other_person(missing: Missing, part: Explained) -> str:
    return f"{_need(missing, part)}, and {words.check(missing.seen[0])} is about another person"


def _unknown_person(missing: Missing, part: Explained) -> str:
    return f"{_need(missing, part)}, and whether {words.check(missing.seen[0])} is about that person is not known"


def _transform(_: Missing, __: Explained) -> str:
    return "it is not"


def _no_role(_: Missing, part: Explained) -> str:
    breach = part.breaches[0]
    role = f'has the role "{breach.role}"' if breach.role else "is in no list of the configuration"
    return f"{vendor_name(breach.flow)} {role}"


def _need(missing: Missing, part: Explained) -> str:
    clause = part.objection.policy.shown(missing.clause)
    it = "they" if part.it == "them" else part.it
    return f'{it} {part.verb("needs", "need")} the prior consent of {part.whose} for "{missing.scope}" ({clause})'


def _scope(held: Held) -> str:
    if held.scope == "?":
        return "is for a scope that is not known"
    return f'is for "{held.scope}"' if held.scope else "names no scope"


_LACKS: dict[Reason, Callable[[Missing, Explained], str]] = {
    Reason.FORBIDDEN: _forbidden,
    Reason.NO_ROW: _no_row,
    Reason.NO_JOINT_ITEM: _no_joint_item,
    Reason.CATEGORY: _category,
    Reason.NO_PURPOSE: _no_purpose,
    Reason.OTHER_PURPOSE: _other_purpose,
    Reason.UNNAMED_CONSENT: _unnamed_consent,
    Reason.NO_CONSENT: _no_consent,
    Reason.OTHER_SCOPE: _other_scope,
    Reason.OTHER_PERSON: _other_person,
    Reason.UNKNOWN_PERSON: _unknown_person,
    Reason.TRANSFORM: _transform,
    Reason.NO_ROLE: _no_role,
}
