"""What logging libraries keep beside their loggers and send with every event: until it is unbound, or for a block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts
from privlint.flow.facts import NO_FACTS
from privlint.flow.values import BLANK, Value
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from privlint.flow.facts import Facts
    from privlint.flow.frame import Frame
    from privlint.model.program import FunctionId

#: The stores that hold for a block, by the package that has them.
_STORES = ("loguru", "structlog")


def bind(frame: Frame, target: str, taken: Facts) -> None:
    """Bind data to a store: ``context:NAME`` for whatever runs from here on, ``within:NAME`` for the block at hand."""
    kind, _, name = target.partition(":")
    if kind == "context":
        frame.knowledge.binds(frame.function, target)
        frame.knowledge.put(("context", name, ""), Value(facts=taken))
    here = f"@context:{name}"
    frame.now.env[here] = Value(facts=facts.join(taken, frame.now.env.get(here, BLANK).facts))


def held(frame: Frame, name: str) -> Facts:
    """What a store holds here: what this function bound, what its callers' blocks hold, what is bound for good."""
    local = frame.now.env.get(f"@context:{name}")
    above = _from_callers(frame, name)
    if local is not None:
        return facts.join(local.facts, above)
    if frame.knowledge.is_binder(frame.function, f"context:{name}"):
        return above  # before it binds anything itself
    shared = frame.knowledge.read(("context", name, ""), frame.function)
    return facts.join(facts.transformed(shared.facts, Transform.RAW, lower=1), above)


def hand_down(frame: Frame, function: FunctionId) -> None:
    """A block's data hold in what is called inside it."""
    for name in _STORES:
        if name in frame.knowledge.packages:
            local = frame.now.env.get(f"@context:{name}")
            found = facts.join(local.facts if local is not None else NO_FACTS, _from_callers(frame, name))
            if found:
                frame.knowledge.put(("context", function.base, name), Value(facts=found))


def _from_callers(frame: Frame, name: str) -> Facts:
    if name not in frame.knowledge.packages:
        return NO_FACTS
    return frame.knowledge.read(("context", frame.function.base, name), frame.function).facts
