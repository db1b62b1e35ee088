"""Consent idioms: which calls, attributes and membership tests tell that a person consented, and to what."""

from __future__ import annotations

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
    name = str(number[2])
    word = frame.catalogue.names.consent(name)
    if word is None or not word.noun or word.scope or word.negated:
        return None
    base = number[1]
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


def _subject(frame: Frame, receiver: Value | None, args: Args) -> Subject:
    """The person a check is about: the first argument that is no constant, else the receiver if it is a person."""
    candidates = [*args.positional, *(value for label, value in args.keywords if label not in _SCOPE_WORDS)]
    for value in candidates:
        if shapes.constants(value.shape):
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
