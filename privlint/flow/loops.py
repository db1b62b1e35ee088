"""Loops: to a fixpoint, or item by item where the items are few and known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, limits, numbers, tested, values
from privlint.flow.conditions import conditional
from privlint.flow.frame import Exits, meet
from privlint.flow.guards import Implication
from privlint.flow.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.flow.facts import Subject
    from privlint.flow.frame import Frame
    from privlint.flow.guards import Guard
    from privlint.flow.state import State
    from privlint.model import ir
    from privlint.model.ir import Region


def run_while(frame: Frame, instr: ir.While) -> None:
    def once() -> State | None:
        frame.operations.run(frame, instr.header)
        leaving = conditional(frame, instr.cond, False)
        frame.state = conditional(frame, instr.cond, True)
        if frame.state is not None:
            frame.operations.run(frame, instr.body)
        return leaving

    _loop(frame, instr.at, once, instr.orelse)


def run_for(frame: Frame, instr: ir.For) -> None:
    known = frame.operations.unrolled(frame, frame.value(instr.iterable))
    if known is not None:
        _each(frame, instr, known)
        return
    items = frame.operations.iterate(frame, frame.value(instr.iterable), instr.at)

    def once() -> State | None:
        leaving = frame.now.copy()
        frame.regs[instr.item] = items
        if items.implies is not None and items.implies.true == items.implies.false:
            frame.now.held = frame.now.held.plus(items.implies.true)
        frame.operations.run(frame, instr.target)
        frame.operations.run(frame, instr.body)
        _next_round(frame, instr.at)
        return leaving

    _loop(frame, instr.at, once, instr.orelse)


def _next_round(frame: Frame, at: int) -> None:
    """Another round of the loop is about another element: what was learnt about the last one is not about the next."""

    def earlier(number: Subject) -> Subject:
        return ("earlier", at) if numbers.is_of_loop(number, at) else number

    def of_earlier(guard: Guard) -> Guard:
        return guard._replace(subject=numbers.replaced(guard.subject, earlier))

    for state in (frame.state, frame.exits[-1].continues):
        if state is not None:
            state.held = state.held.mapped(of_earlier)
            state.env = {
                name: _aged(value, of_earlier, earlier) if _is_of(value, at) else value
                for name, value in state.env.items()
            }


def _is_of(value: Value, at: int) -> bool:
    """Whether the value, or what is known of it, is about the element that the loop is at."""
    return (
        value.implies is not None
        or numbers.is_of_loop(value.vn, at)
        or any(numbers.is_of_loop(fact.subject, at) for fact in value.facts.values())
    )


def _aged(value: Value, of_earlier: Callable[[Guard], Guard], earlier: Callable[[Subject], Subject]) -> Value:
    implies = value.implies
    if implies is not None:
        implies = Implication(implies.true.mapped(of_earlier), implies.false.mapped(of_earlier))
    number = numbers.replaced(value.vn, earlier)
    known = {key: fact.but(subject=numbers.replaced(fact.subject, earlier)) for key, fact in value.facts.items()}
    return Value(value.shape, known or facts.NO_FACTS, value.kids, number, implies, value.locs)


def _each(frame: Frame, instr: ir.For, items: list[Value]) -> None:
    """A loop over few known items, run once for each, so that what depends on the item stays apart."""
    broken: State | None = None
    before = frame.now.tested
    for value in items:
        if frame.state is None:
            break
        frame.state.tested = tested.shared(before, frame.state.tested)
        frame.exits.append(Exits())
        frame.regs[instr.item] = value
        frame.operations.run(frame, instr.target)
        frame.operations.run(frame, instr.body)
        exits = frame.exits.pop()
        frame.state = meet(frame.state, exits.continues)
        broken = meet(broken, exits.breaks)
        exits.breaks = exits.continues = None
        frame.exits[-1].absorb(exits)
    if frame.state is not None:
        frame.operations.run(frame, instr.orelse)
    frame.state = meet(frame.state, broken)


def _loop(frame: Frame, at: int, once: Callable[[], State | None], orelse: Region) -> None:
    """Iterate to a fixpoint; from the third pass on, deep values are cut so that it must end."""
    entry = frame.now
    leaving: State | None = None
    broken: State | None = None
    frame.in_loop += 1
    for number in range(limits.LOOP_PASSES):
        frame.fuel -= (len(entry.heap) + len(entry.env)) // limits.HEAP_PER_FUEL
        frame.state = entry.copy()
        frame.exits.append(Exits())
        leaving = once()
        exits = frame.exits.pop()
        again = meet(frame.state, exits.continues)
        broken = meet(broken, exits.breaks)
        exits.breaks = exits.continues = None
        frame.exits[-1].absorb(exits)
        if again is None:
            break
        if frame.fuel <= 0:
            leaving = meet(leaving, again)
            break
        merged = entry.join(again)
        if merged.same(entry):
            break
        entry = _widened(merged) if number >= 1 else merged
    else:
        frame.knowledge.trouble(frame.module.path, at, "a loop did not settle", "its values were cut short")
    frame.in_loop -= 1
    frame.state = leaving
    if leaving is not None:
        frame.operations.run(frame, orelse)
    frame.state = meet(frame.state, broken)


def _widened(state: State) -> State:
    state.env = {name: values.cut(value, limits.DEPTH - 1) for name, value in state.env.items()}
    state.heap = {loc: values.cut(value, limits.DEPTH - 1) for loc, value in state.heap.items()}
    return state


def run_break(frame: Frame, _: ir.Break) -> None:
    frame.exits[-1].breaks = meet(frame.exits[-1].breaks, frame.state)
    frame.state = None


def run_continue(frame: Frame, _: ir.Continue) -> None:
    frame.exits[-1].continues = meet(frame.exits[-1].continues, frame.state)
    frame.state = None
