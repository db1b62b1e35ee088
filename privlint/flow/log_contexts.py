"""What logging libraries keep beside their loggers and send with every event: until it is unbound, or for a block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, shapes, values
from privlint.flow.facts import NO_FACTS
from privlint.flow.serialise import shown
from privlint.flow.values import BLANK, Value, deep_facts
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from privlint.flow.facts import Facts
    from privlint.flow.frame import Args, Frame
    from privlint.model.program import FunctionId

#: The stores that hold for a block, by the package that has them.
_STORES = ("loguru", "structlog")


def bind(frame: Frame, target: str, taken: Facts, args: Args) -> None:
    """Bind what a call takes to a store: ``context:NAME`` for whatever runs from here on, ``within:NAME`` for the block
    at hand."""
    kind, _, name = target.partition(":")
    if kind == "context":
        frame.knowledge.binds(frame.function, target)
        frame.knowledge.put(("context", name, ""), Value(facts=taken))
    here = f"@context:{name}"
    known = frame.now.env.get(here, BLANK)
    named = {values.item(label): Value(facts=shown(frame, value)) for label, value in args.keywords}
    apart = {key for value in named.values() for key in value.facts}
    rest = {key: fact for key, fact in taken.items() if key not in apart}
    frame.now.env[here] = Value(facts=facts.join(rest, known.facts), kids={**known.kids, **named})


def unbind(frame: Frame, target: str, args: Args) -> None:
    """Take the keys that the call names out of a store, or everything where it names none; a key that is not known may
    be any, so nothing is taken for it."""
    here = f"@context:{target.partition(':')[2]}"
    if not args.all():
        frame.now.env[here] = BLANK
    elif here in frame.now.env:
        known = frame.now.env[here]
        gone = {values.item(text) for value in args.positional if (text := shapes.constant_text(value.shape))}
        frame.now.env[here] = known.but(kids={label: kid for label, kid in known.kids.items() if label not in gone})


def held(frame: Frame, name: str) -> Facts:
    """What a store holds here: what this function bound, what its callers' blocks hold, what is bound for good."""
    local = frame.now.env.get(f"@context:{name}")
    above = _from_callers(frame, name)
    if local is not None:
        return facts.join(deep_facts(local), above)
    if frame.knowledge.is_binder(frame.function, f"context:{name}"):
        return above  # before it binds anything itself
    shared = frame.knowledge.read(("context", name, ""), frame.function)
    return facts.join(facts.transformed(shared.facts, Transform.RAW, lower=1), above)


def hand_down(frame: Frame, function: FunctionId) -> None:
    """A block's data hold in what is called inside it."""
    for name in _STORES:
        if name in frame.knowledge.packages:
            local = frame.now.env.get(f"@context:{name}")
            found = facts.join(deep_facts(local) if local is not None else NO_FACTS, _from_callers(frame, name))
            if found:
                frame.knowledge.put(("context", function.base, name), Value(facts=found))


def _from_callers(frame: Frame, name: str) -> Facts:
    if name not in frame.knowledge.packages:
        return NO_FACTS
    return frame.knowledge.read(("context", frame.function.base, name), frame.function).facts
