"""Sanitizers of the project: judged by their body first, by declaration and name second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts
from privlint.flow.consent import declared_check
from privlint.flow.declared import sanitized
from privlint.flow.guards import Guard
from privlint.flow.recipients import to_declared
from privlint.model import ir
from privlint.model.scale import Transform, combine
from privlint.model.walk import walk

if TYPE_CHECKING:
    from privlint.flow.declared import FunctionDeclarations
    from privlint.flow.facts import Facts
    from privlint.flow.frame import Args, Frame
    from privlint.flow.values import Value
    from privlint.model.module import FunctionIR
    from privlint.model.program import FunctionId


def after_project_call(frame: Frame, function: FunctionId, args: Args, result: Value, at: int, text: str) -> Value:
    """The result of a project call, with what the function declares of itself or is named for."""
    if frame.state is None:
        return result
    declared = frame.knowledge.declared.function(function)
    name = frame.program.function(function).name
    result = after_declared_call(frame, declared, name, args, result, at, text)
    if declared.sanitizes or not result.facts:
        return result
    transform = frame.catalogue.names.transform(name)
    if transform is None:
        return result
    cut = {Transform.TRUNCATED, Transform.RAW} if replaces(frame.program.function(function)) else {Transform.TRUNCATED}
    return result.but(facts=_named(result.facts, transform, cut))


def replaces(function: FunctionIR) -> bool:
    """Whether the body replaces by a pattern: what is left of a text cannot be known, so that the name decides."""
    return any(isinstance(instr, ir.GetAttr) and instr.attr in ("sub", "subn") for instr in walk(function.body))


def calls_itself(function: FunctionIR) -> bool:
    """Whether a function works on parts of what it is given, and gives back as it is what has none."""
    return any(isinstance(instr, ir.Load) and instr.name == function.name for instr in walk(function.body))


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


def _named(known: Facts, transform: Transform, cut: set[Transform]) -> Facts:
    """A helper whose name says what it does, as far as its body did not leave the datum as it was.

    What the body cut, or replaced by a pattern, is masked if the name says so; what comes back unchanged stays raw,
    whatever the name.
    """
    changed: Facts = {}
    for fact in known.values():
        after = fact
        if fact.transform in cut:
            after = fact.turned(transform=transform)
        changed[after.key] = after
    return facts.join(facts.NO_FACTS, changed)
