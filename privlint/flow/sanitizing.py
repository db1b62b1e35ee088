"""Sanitizers of the project: judged by their body first, by declaration and name second."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.flow import facts, shapes
from privlint.flow.consent import declared_check
from privlint.flow.deciding import decisions
from privlint.flow.declared import sanitized
from privlint.flow.guards import Guard
from privlint.flow.recipients import to_declared
from privlint.model.scale import Transform, combine

if TYPE_CHECKING:
    from privlint.flow.declared import FunctionDeclarations
    from privlint.flow.facts import Facts
    from privlint.flow.frame import Args, Frame
    from privlint.flow.values import Value
    from privlint.model.module import FunctionIR
    from privlint.model.program import FunctionId
    from privlint.model.recipient import FlowModel


def after_project_call(frame: Frame, function: FunctionId, args: Args, result: Value, at: int, text: str) -> Value:
    """The result of a project call, with what the function declares of itself or is named for."""
    if frame.state is None:
        return result
    declared = frame.knowledge.declared.function(function)
    name = frame.program.function(function).name
    result = after_declared_call(frame, declared, name, args, result, at, text)
    if declared.sanitizes or result.is_blank:
        return result
    transform = frame.catalogue.names.transform(name)
    if transform is None:
        return result
    _name_parts(frame, result, transform)
    cut = {Transform.TRUNCATED, Transform.REPLACED}
    if is_partial(frame.program.function(function), frame.knowledge.summary(function, frame.function).returns):
        cut.add(Transform.RAW)
    return result.but(facts=_named(result.facts, transform, cut))


def is_partial(function: FunctionIR, returned: Value) -> bool:
    """Whether what a redactor gives back unchanged is what it looked at and found nothing in: it also gives back
    something else, and what it is given decides which."""
    raw = [fact for fact in returned.facts.values() if fact.transform is Transform.RAW]
    names = {function.params[fact.root].name for fact in raw if fact.origin is None and isinstance(fact.root, int)}
    if not names:
        return False
    found, masks = decisions(function, names), len(raw) < len(returned.facts)
    looks = found.content or found.kind
    return ((masks or found.instead) and looks) or (masks and found.other_kind)


def tidies(model: FlowModel, path: str, args: Args) -> bool:
    """Whether a pattern replaces white space and punctuation alone, which leaves a datum what it is."""
    if model.transform is not Transform.REPLACED or "()" in path or not args.positional:
        return False
    pattern = shapes.constant_text(args.positional[0].shape)
    return pattern is not None and "[^" not in pattern and _TIDYING.fullmatch(pattern) is not None


_TIDYING = re.compile(r"(?:\\[sntrfv]|[\s\[\]()+*?^$|,;/_-]|\\[-.,;()/+]|\{\d*,?\d*\})+")


def after_declared_call(
    frame: Frame, declared: FunctionDeclarations, name: str, args: Args, result: Value, at: int, text: str
) -> Value:
    """The result of a call of a function that is declared to be a recipient, a check or a sanitizer."""
    if declared.recipient is not None:
        kind, vendor = declared.recipient
        to_declared(frame, f"{kind}:{vendor}", name, args, at)
    if declared.identity_check:
        frame.hold(Guard("identity", "", None, ambient=True), text, at)
    if declared.consent_check:
        result = result.telling(declared_check(frame, declared.consent_check, args, at, text))
    return result.but(facts=_declared(result.facts, declared)) if declared.sanitizes and result.facts else result


def _declared(known: Facts, declared: FunctionDeclarations) -> Facts:
    changed: Facts = {}
    for fact in known.values():
        transform = sanitized(fact.category, declared.sanitizes) if fact.category else declared.sanitizes[0][1]
        after = fact if transform is None else fact.turned(transform=combine(fact.transform, transform))
        changed[after.key] = after
    return changed


def _name_parts(frame: Frame, result: Value, transform: Transform) -> None:
    """What a helper made of the parts of a collection is what its name says, as far as it made something of them."""
    for loc in result.locs:
        content = frame.now.heap.get(loc) if loc[0] == "call" else None
        if content is not None:
            frame.now.heap[loc] = _deep(content, transform)


def _deep(value: Value, transform: Transform) -> Value:
    kids = {label: _deep(kid, transform) for label, kid in value.kids.items()} if value.kids else value.kids
    known = _named(value.facts, transform, {Transform.TRUNCATED, Transform.REPLACED}) if value.facts else value.facts
    return value.but(facts=known, kids=kids)


def _named(known: Facts, transform: Transform, cut: set[Transform]) -> Facts:
    """A helper whose name says what it does, as far as its body did not leave the datum as it was.

    What the body cut, or replaced something in, is masked if the name says so; what comes back unchanged stays raw,
    whatever the name.
    """
    changed: Facts = {}
    for fact in known.values():
        after = fact
        if fact.transform in cut:
            after = fact.turned(transform=transform)
        changed[after.key] = after
    return facts.join(facts.NO_FACTS, changed)
