"""Consent idioms: which calls, attributes and membership tests tell that a person consented, and to what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.flow import numbers, shapes
from privlint.flow.guards import NOTHING, Evidence, Guard, Guards, Implication, single

if TYPE_CHECKING:
    from privlint.catalogue.names import ConsentWord
    from privlint.flow.facts import Subject
    from privlint.flow.frame import Args, Frame
    from privlint.flow.values import Value
    from privlint.model.recipient import ConsentModel

#: Keyword names under which a check is told what for.
_SCOPE_WORDS = frozenset(
    {"scope", "purpose", "purposes", "kind", "category", "consent_type", "type", "feature", "name"}
)

#: Names of parameters that say what a consent is for.
_SCOPES = _SCOPE_WORDS - {"name", "type", "category"}
#: What answers, asked of the consents of a person, whether one of them is among them.
_ANSWERS = frozenset(
    {
        "allows",
        "allowed",
        "accepted",
        "contains",
        "filter",
        "given",
        "granted",
        "has",
        "includes",
        "is_granted",
        "permits",
    }
)
#: Whether a query that asked for a consent found one.
_PRESENCE = frozenset({"exists", "first", "count", "aexists", "afirst", "acount"})
#: What holds those of a person's consents that were given: ``user.consents.granted``.
_GIVEN = frozenset({"granted", "given", "accepted", "active", "scopes", "purposes"})
#: Words for a consent that does not stand.
_DENIED = re.compile(r"revok|withdr|deni|deny|refus|reject|declin|expire|opt_?out", re.IGNORECASE)


def attribute_guard(frame: Frame, name: str, obj: Value, at: int, text: str) -> Implication | None:
    """What the truth of ``obj.name`` (or ``obj["name"]``) tells."""
    names = frame.catalogue.names
    flag = names.opt_out_flag(name)
    if flag is not None:
        told = _opted_out(frame, flag.scope, obj.vn, at, text)
        return told if flag.negated else told.negated()
    holder = _consents_of(frame, obj.vn)
    if holder is not None:
        return _told(frame, Guard("consent", name, holder[0], holder[0] is None), at, text, negated=False)
    word = names.consent(name)
    if word is None or not word.noun or word.grants:
        return None
    if not word.scope and name.endswith("s"):
        return None  # the collection of consents itself, not one of them
    return _told(frame, _about(word.scope, numbers.person(obj.vn)), at, text, negated=word.negated)


def membership_guard(frame: Frame, left: Value, right: Value, at: int, text: str) -> Implication | None:
    """``"analytics" in user.consents``, or ``scope in user.consents`` of a scope that the caller names."""
    scope = scope_of(left)
    holder = _consents_of(frame, right.vn)
    if scope == "?" or holder is None:
        return None
    return _told(frame, _about(scope, holder[0]), at, text, negated=False)


def call_guard(
    frame: Frame, name: str, receiver: Value | None, args: Args, at: int, text: str
) -> tuple[Implication | None, Guards]:
    """What the truth of a call tells by its name, and what its mere return does (``require_consent(user)``)."""
    told = None if receiver is None else _told_by_consents(frame, name, receiver, args, at, text)
    if told is not None:
        return told, NOTHING
    word = frame.catalogue.names.consent(name)
    if word is None or word.grants:
        return None, NOTHING
    if name in ("get", "filter", "exists") or (
        not args.all() and receiver is None and not word.noun and not word.raises
    ):
        return None, NOTHING
    scope = _scope(frame, word, receiver, args)
    guard = _about(scope, _subject(frame, receiver, args))
    if word.raises:
        return None, single(guard, Evidence(text, frame.site(at)))
    return _told(frame, guard, at, text, negated=word.negated), NOTHING


def _told_by_consents(frame: Frame, name: str, receiver: Value, args: Args, at: int, text: str) -> Implication | None:
    """``user.consents.allows("analytics")``, ``user.consents.filter(scope="analytics", granted=True).exists()``."""
    if name in _PRESENCE and not args.all():
        return receiver.implies
    holder = _consents_of(frame, receiver.vn) if name in _ANSWERS else None
    if holder is None:
        return None
    scopes = [scope_of(value) for label, value in args.keywords if label in _SCOPE_WORDS]
    if not scopes and name != "filter":
        scopes = [scope_of(value) for value in args.positional[:1]]
    given = all(_is_of_given(label, value) for label, value in args.keywords if label not in _SCOPE_WORDS)
    if len(scopes) != 1 or scopes[0] == "?" or not given:
        return None
    return _told(frame, _about(scopes[0], holder[0]), at, text, negated=False)


def _is_of_given(label: str, value: Value) -> bool:
    """Whether a condition of a query may hold for a consent that was given and still stands: ``granted=True``,
    ``revoked_at__isnull=True``."""
    (constant,) = shapes.constants(value.shape) or ("?",)
    turned = _DENIED.search(label) is not None and not label.endswith("isnull")
    return constant in (False, None) if turned else constant is not False and not _DENIED.search(str(constant))


def model_guard(frame: Frame, model: ConsentModel, args: Args, at: int, text: str) -> tuple[Implication | None, Guards]:
    """A consent check that the catalogue knows."""
    scope = model.scope
    if model.scope_arg:
        position = int(model.scope_arg) if model.scope_arg.isdigit() else -1
        value = args.get(position, model.scope_arg)
        scope = scope_of(value) if value is not None else ""
    subject_arg = args.get(int(model.subject_arg) if model.subject_arg.isdigit() else -1, model.subject_arg)
    guard = _about(scope, numbers.person(subject_arg.vn) if model.subject_arg and subject_arg is not None else None)
    if model.raises:
        return None, single(guard, Evidence(text, frame.site(at)))
    return _told(frame, guard, at, text, negated=model.negated), NOTHING


def declared_check(frame: Frame, scopes: tuple[str, ...], args: Args, at: int, text: str) -> Implication:
    """A call of a function declared to check consent for each of ``scopes``; its first argument is the person."""
    evidence, person = Evidence(text, frame.site(at)), _subject(frame, None, args)
    return Implication(Guards({_about(scope, person): evidence for scope in scopes}), NOTHING)


def _told(frame: Frame, guard: Guard, at: int, text: str, *, negated: bool) -> Implication:
    held = single(guard, Evidence(text, frame.site(at)))
    return Implication(NOTHING, held) if negated else Implication(held, NOTHING)


def _opted_out(frame: Frame, scope: str, number: Subject, at: int, text: str) -> Implication:
    person = numbers.person(number)
    evidence = Evidence(text, frame.site(at))
    tested = Guard("opt-out", scope, person, person is None)
    return Implication(single(tested, evidence), Guards({tested: evidence, _about(scope, person): evidence}))


def _about(scope: str, person: Subject) -> Guard:
    return Guard("consent", scope, person, person is None)


def _consents_of(frame: Frame, number: Subject) -> tuple[Subject] | None:
    """The person whose consents a value is (``user.consents``, ``request.consent``)."""
    if number is None or number[0] != "attr":
        return None
    name, base = str(number[2]), number[1]
    if name in _GIVEN and isinstance(base, tuple):
        return _consents_of(frame, base)
    word = frame.catalogue.names.consent(name)
    if word is None or not word.noun or word.scope or word.negated:
        return None
    return (numbers.person(base if isinstance(base, tuple) else None),)


def _scope(frame: Frame, word: ConsentWord, receiver: Value | None, args: Args) -> str:
    for label, value in args.keywords:
        if label in _SCOPE_WORDS:
            return scope_of(value)
    for value in args.positional:
        text = shapes.constant_text(value.shape)
        if text is not None:
            return text.rpartition(".")[2].lower() if "." in text else text
    if word.scope:
        return word.scope
    for position, value in enumerate(args.positional):
        if position > 0 or receiver is not None:
            symbolic = scope_of(value)
            if symbolic != "?":
                return symbolic
    return "" if len(args.positional) + (receiver is not None) < 2 else "?"


def scope_of(value: Value) -> str:
    """The scope a value names: a constant, ``<n>`` for what the caller passes, ``?`` otherwise."""
    text = shapes.constant_text(value.shape)
    if text is not None:
        return text.rpartition(".")[2].lower() if "." in text else text
    for fact in value.facts.values():
        if fact.origin is None and fact.role is None and not fact.path:
            return f"<{fact.root}>"
    return "?"


def _names_scope(frame: Frame, value: Value) -> bool:
    """Whether a value is what the caller passes as ``scope``."""
    if value.vn is None or value.vn[0] != "par" or len(value.vn) != 2:
        return False
    root = value.vn[1]
    return (frame.ir.params[root].name if isinstance(root, int) and root < len(frame.ir.params) else root) in _SCOPES


def _subject(frame: Frame, receiver: Value | None, args: Args) -> Subject:
    """The person a check is about: the first argument that is no constant, else the receiver if it is a person."""
    candidates = [*args.positional, *(value for label, value in args.keywords if label not in _SCOPE_WORDS)]
    for value in candidates:
        if shapes.constants(value.shape) or _names_scope(frame, value):
            continue
        for fact in value.facts.values():
            if fact.origin is not None and fact.subject is not None:
                return numbers.person(fact.subject)  # an e-mail address or id stands for its person
        return numbers.person(value.vn)
    if receiver is None or receiver.vn is None or receiver.vn[0] in ("global", "call", "module"):
        return None
    person = numbers.person(receiver.vn)
    if person is not None and person[0] == "attr" and frame.catalogue.names.consent(str(person[2])) is not None:
        base = person[1]
        return numbers.person(base if isinstance(base, tuple) else None)
    return person
