"""Sanitizers of the project: judged by their body first, by declaration and name second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts
from privlint.flow.declared import sanitized
from privlint.flow.recipients import to_declared
from privlint.model.scale import Transform, combine

if TYPE_CHECKING:
    from privlint.flow.declared import FunctionDeclarations
    from privlint.flow.facts import Facts
    from privlint.flow.frame import Args, Frame
    from privlint.flow.values import Value
    from privlint.model.program import FunctionId


def after_project_call(
    frame: Frame, function: FunctionId, declared: FunctionDeclarations, args: Args, result: Value, at: int
) -> Value:
    """The result of a project call, with what the function declares of itself or is named for."""
    if declared.recipient is not None and frame.state is not None:
        kind, vendor = declared.recipient
        to_declared(frame, f"{kind}:{vendor}", frame.program.function(function).name, args, at)
    if frame.state is None or not result.facts:
        return result
    name = frame.program.function(function).name
    if declared.sanitizes:
        return result.but(facts=_declared(frame, result.facts, declared, function))
    transform = frame.catalogue.names.transform(name)
    if transform is None:
        return result
    return result.but(facts=_named(result.facts, transform))


def _declared(frame: Frame, known: Facts, declared: FunctionDeclarations, function: FunctionId) -> Facts:
    changed: Facts = {}
    for fact in known.values():
        transform = sanitized(fact.category, declared.sanitizes) if fact.category else declared.sanitizes[0][1]
        if transform is not None:
            frame.knowledge.used.add(("sanitizes", frame.program.label(function), frame.site(frame.at)))
        after = fact if transform is None else fact.turned(transform=combine(fact.transform, transform))
        changed[after.key] = after
    return changed


def _named(known: Facts, transform: Transform) -> Facts:
    """A helper whose name says what it does, as far as its body did not leave the datum as it was.

    What the body only cut is masked if the name says so; what comes back unchanged stays raw, whatever the name.
    """
    changed: Facts = {}
    for fact in known.values():
        after = fact
        if fact.transform is Transform.TRUNCATED:
            after = fact.turned(transform=transform)
        changed[after.key] = after
    return facts.join(facts.NO_FACTS, changed)
