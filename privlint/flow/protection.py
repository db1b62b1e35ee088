"""``try``, ``with`` and ``raise``: the ways that lead out of a block other than by its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import values
from privlint.flow.frame import Exits, meet
from privlint.flow.state import GONE
from privlint.flow.values import BLANK, Value
from privlint.model import ir

if TYPE_CHECKING:
    from privlint.flow.frame import Frame
    from privlint.flow.state import State
    from privlint.model.ir import Region


def run_try(frame: Frame, instr: ir.Try) -> None:
    frame.exits.append(Exits())
    if instr.final:
        frame.exits.append(Exits())
    caught = _protected(frame, instr)
    after = frame.state
    for handler, entered in caught:
        frame.state = entered
        _handle(frame, handler)
        after = meet(after, frame.state)
    frame.state = after
    if instr.final:
        _finally(frame, frame.exits.pop(), instr.final)
    outer = frame.exits.pop()
    frame.exits[-1].absorb(outer)


def _protected(frame: Frame, instr: ir.Try) -> list[tuple[ir.Handler, State]]:
    """Run the body and ``else``; give each handler that can be reached the state it starts from."""
    frame.exits.append(Exits())
    frame.in_try += 1
    frame.operations.run(frame, instr.body)
    frame.in_try -= 1
    inner = frame.exits.pop()
    raised, inner.raises = inner.raises, []
    frame.exits[-1].absorb(inner)
    normal = frame.state
    caught: dict[int, State] = {}
    for exception, state in raised:
        for position, handler in enumerate(instr.handlers):
            frame.state = state.copy()
            frame.operations.run(frame, handler.header)
            certain, possible = catches(frame, handler, exception)
            if possible:
                entered = state.copy()
                entered.exc = exception if entered.exc is None else values.join(exception, entered.exc)
                known = caught.get(position)
                caught[position] = entered if known is None else known.join(entered)
            if certain:
                break
        else:
            frame.exits[-1].throw(exception, state)
    frame.state = normal
    if normal is not None:
        frame.operations.run(frame, instr.orelse)
    return [(instr.handlers[position], state) for position, state in sorted(caught.items())]


def catches(frame: Frame, handler: ir.Handler, exception: Value) -> tuple[bool, bool]:
    """Whether a handler certainly catches an exception, and whether it possibly does."""
    if not handler.types:
        return True, True
    wanted = values.join_all(frame.value(reg) for reg in handler.types)
    kids = [kid for label, kid in frame.now.kids(wanted).items() if label.startswith("[")]
    types = [wanted, *kids]
    return frame.operations.matches(frame, exception, types)


def _handle(frame: Frame, handler: ir.Handler) -> None:
    if frame.state is None:
        return
    outer = frame.state.exc
    if handler.name and outer is not None:
        frame.state.env[handler.name] = outer
    frame.operations.run(frame, handler.body)
    if frame.state is not None:
        frame.state.exc = None
        if handler.name:
            frame.state.env[handler.name] = GONE


def _finally(frame: Frame, exits: Exits, final: Region) -> None:
    """Run ``finally`` once for each kind of way that leads through it; the ways stay apart."""
    normal = frame.state
    if normal is not None:
        frame.operations.run(frame, final)
    normal = frame.state
    if exits.returns is not None:
        value, state = exits.returns
        passed = _through(frame, state, final)
        if passed is not None:
            frame.exits[-1].give_back(value, passed)
    for exception, state in exits.raises:
        passed = _through(frame, state, final)
        if passed is not None:
            frame.exits[-1].throw(exception, passed)
    frame.exits[-1].breaks = meet(frame.exits[-1].breaks, _through(frame, exits.breaks, final))
    frame.exits[-1].continues = meet(frame.exits[-1].continues, _through(frame, exits.continues, final))
    frame.state = normal


def _through(frame: Frame, state: State | None, final: Region) -> State | None:
    if state is None:
        return None
    frame.state = state.copy()
    frame.operations.run(frame, final)
    return frame.state


def run_with(frame: Frame, instr: ir.With) -> None:
    manager = frame.value(instr.manager)
    before = frame.held
    frame.regs[instr.entered], scope = frame.operations.enter(frame, manager, instr)
    frame.now.held = before.plus(scope)
    frame.exits.append(Exits())
    frame.operations.run(frame, instr.body)
    inner = frame.exits.pop()
    suppressed = frame.operations.leave(frame, manager, instr)
    if suppressed:
        for _, state in inner.raises:
            frame.state = meet(frame.state, state)
        inner.raises = []
    frame.exits[-1].absorb(inner)
    if frame.state is not None:
        _unbind(frame, frame.state, instr)
    if frame.state is not None and scope:
        frame.state.held = frame.state.held.mapped(
            lambda guard: guard if guard in before or guard not in scope else None
        )


def _unbind(frame: Frame, state: State, instr: ir.With) -> None:
    """What ``with`` bound to a context-local store is bound no longer; what its body bound stays."""
    made = frame.texts.made.get(instr.manager)
    if isinstance(made, ir.Call) and ("context" in frame.texts.of(made.func) or "bound" in frame.texts.of(made.func)):
        for name in [name for name in state.env if name.startswith("@context")]:
            state.env[name] = BLANK


def run_raise(frame: Frame, instr: ir.Raise) -> None:
    state = frame.now
    exception = frame.value(instr.exc) if instr.exc != ir.NONE else state.exc or BLANK
    exception = frame.operations.exception(frame, exception, instr)
    frame.exits[-1].throw(exception, state)
    frame.state = None
