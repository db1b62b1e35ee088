"""Control flow: regions are interpreted over the structured IR, states fork at branches and meet again behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, limits, numbers, shapes, values
from privlint.flow.flattening import outgoing
from privlint.flow.frame import Exits, meet
from privlint.flow.guards import UNTOLD, Implication
from privlint.flow.narrowing import feasible, narrow, truth_of
from privlint.flow.state import GONE
from privlint.flow.values import BLANK, Value
from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.flow.facts import Subject
    from privlint.flow.frame import Frame
    from privlint.flow.guards import Guard, Guards
    from privlint.flow.state import State
    from privlint.model.ir import Region


def run(frame: Frame, region: Region) -> None:
    """Interpret a region; afterwards ``frame.state`` is None if its end cannot be reached."""
    for instr in region:
        if frame.state is None:
            return
        frame.fuel -= 1
        control = _CONTROL.get(type(instr))
        if control is not None:
            control(frame, instr)
        else:
            frame.transfer[type(instr)](frame, instr)


def branch(frame: Frame, cond: int, truth: bool) -> State | None:
    """The state in which the condition came out as ``truth``; None when it cannot."""
    if frame.state is None:
        return None
    value = frame.value(cond)
    if not feasible(value, truth):
        return None
    implied = (value.implies or UNTOLD).side(truth)
    if implied.everything:
        return None
    state = frame.state.copy()
    state.held = state.held.plus(implied)
    narrow(frame, state, cond, truth)
    return state


def _if(frame: Frame, instr: ir.If) -> None:
    after: State | None = None
    for arm in instr.arms:
        run(frame, arm.header)
        otherwise = branch(frame, arm.cond, False)
        frame.state = branch(frame, arm.cond, True)
        if frame.state is not None:
            run(frame, arm.body)
        after = meet(after, frame.state)
        frame.state = otherwise
        if otherwise is None:
            break
    if frame.state is not None:
        run(frame, instr.orelse)
    frame.state = meet(after, frame.state)


def _logic(frame: Frame, instr: ir.Logic) -> None:
    """``and`` / ``or``: each operand is reached only where those before it did not decide."""
    decides = instr.op == "or"
    result: Value | None = None
    left: State | None = None
    for position, (region, reg) in enumerate(instr.operands):
        run(frame, region)
        if frame.state is None:
            break
        value = frame.value(reg)
        if position == len(instr.operands) - 1:
            result = value if result is None else values.join(result, value, _sides(left, frame.state))
            left = meet(left, frame.state)
            break
        leaving = branch(frame, reg, decides)
        if leaving is not None:
            kept = _decided(value, decides)
            result = kept if result is None else values.join(result, kept, _sides(left, leaving))
            left = meet(left, leaving)
        frame.state = branch(frame, reg, not decides)
        if frame.state is None:
            break
    frame.regs[instr.dst] = result if result is not None else BLANK
    frame.state = left


def _decided(value: Value, truth: bool) -> Value:
    """An operand that decided: it is known to be true (``or``) or false (``and``)."""
    from_truth = truth_of(value, truth)
    return value if from_truth is None else value.telling(from_truth)


def _sides(left: State | None, right: State) -> tuple[Guards, Guards]:
    return (left.held if left is not None else right.held, right.held)


def _select(frame: Frame, instr: ir.Select) -> None:
    otherwise = branch(frame, instr.cond, False)
    frame.state = branch(frame, instr.cond, True)
    then: Value | None = None
    if frame.state is not None:
        run(frame, instr.then)
        then = frame.value(instr.then_value)
    after = frame.state
    frame.state = otherwise
    if otherwise is None:
        frame.state = after
        frame.regs[instr.dst] = then if then is not None else BLANK
        return
    run(frame, instr.orelse)
    other = frame.value(instr.else_value)
    if after is None or then is None or frame.state is None:
        frame.regs[instr.dst] = other if after is None or then is None else then
    else:
        frame.regs[instr.dst] = values.join(
            _copied(then, after), _copied(other, frame.state), (after.held, frame.state.held)
        )
    frame.state = meet(after, frame.state)


def _copied(value: Value, state: State) -> Value:
    """A value as it comes out of a branch: what it holds was taken while that branch's guards held."""
    if not value.facts or not state.held:
        return value
    return value.but(facts=facts.guarded(value.facts, state.held))


def _while(frame: Frame, instr: ir.While) -> None:
    def once() -> State | None:
        run(frame, instr.header)
        leaving = branch(frame, instr.cond, False)
        frame.state = branch(frame, instr.cond, True)
        if frame.state is not None:
            run(frame, instr.body)
        return leaving

    _loop(frame, instr.at, once, instr.orelse)


def _for(frame: Frame, instr: ir.For) -> None:
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
        run(frame, instr.target)
        run(frame, instr.body)
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
            state.env = {name: _aged(value, of_earlier, earlier) for name, value in state.env.items()}


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
    for value in items:
        if frame.state is None:
            break
        frame.exits.append(Exits())
        frame.regs[instr.item] = value
        run(frame, instr.target)
        run(frame, instr.body)
        exits = frame.exits.pop()
        frame.state = meet(frame.state, exits.continues)
        broken = meet(broken, exits.breaks)
        exits.breaks = exits.continues = None
        frame.exits[-1].absorb(exits)
    if frame.state is not None:
        run(frame, instr.orelse)
    frame.state = meet(frame.state, broken)


def _loop(frame: Frame, at: int, once: Callable[[], State | None], orelse: Region) -> None:
    """Iterate to a fixpoint; from the third pass on, deep values are cut so that it must end."""
    entry = frame.now
    leaving: State | None = None
    broken: State | None = None
    frame.in_loop += 1
    for number in range(limits.LOOP_PASSES):
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
        run(frame, orelse)
    frame.state = meet(frame.state, broken)


def _widened(state: State) -> State:
    state.env = {name: values.cut(value, limits.DEPTH - 1) for name, value in state.env.items()}
    state.heap = {loc: values.cut(value, limits.DEPTH - 1) for loc, value in state.heap.items()}
    return state


def _try(frame: Frame, instr: ir.Try) -> None:
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
    run(frame, instr.body)
    frame.in_try -= 1
    inner = frame.exits.pop()
    raised, inner.raises = inner.raises, []
    frame.exits[-1].absorb(inner)
    normal = frame.state
    caught: dict[int, State] = {}
    for exception, state in raised:
        for position, handler in enumerate(instr.handlers):
            frame.state = state.copy()
            run(frame, handler.header)
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
        run(frame, instr.orelse)
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
    run(frame, handler.body)
    if frame.state is not None:
        frame.state.exc = None
        if handler.name:
            frame.state.env[handler.name] = GONE


def _finally(frame: Frame, exits: Exits, final: Region) -> None:
    """Run ``finally`` once for each kind of way that leads through it; the ways stay apart."""
    normal = frame.state
    if normal is not None:
        run(frame, final)
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
    run(frame, final)
    return frame.state


def _with(frame: Frame, instr: ir.With) -> None:
    manager = frame.value(instr.manager)
    before = frame.held
    bound = {name: value for name, value in frame.now.env.items() if name.startswith("@context")}
    frame.regs[instr.entered], scope = frame.operations.enter(frame, manager, instr)
    frame.now.held = before.plus(scope)
    frame.exits.append(Exits())
    run(frame, instr.body)
    inner = frame.exits.pop()
    suppressed = frame.operations.leave(frame, manager, instr)
    if suppressed:
        for _, state in inner.raises:
            frame.state = meet(frame.state, state)
        inner.raises = []
    frame.exits[-1].absorb(inner)
    if frame.state is not None:
        _unbind(frame, frame.state, instr, bound)
    if frame.state is not None and scope:
        frame.state.held = frame.state.held.mapped(
            lambda guard: guard if guard in before or guard not in scope else None
        )


def _unbind(frame: Frame, state: State, instr: ir.With, before: dict[str, Value]) -> None:
    """What ``with`` bound to a context-local store is bound no longer; what its body bound stays."""
    made = frame.texts.made.get(instr.manager)
    if isinstance(made, ir.Call) and ("context" in frame.texts.of(made.func) or "bound" in frame.texts.of(made.func)):
        for name in [name for name in state.env if name.startswith("@context")]:
            state.env[name] = before.get(name, BLANK)


def _return(frame: Frame, instr: ir.Return) -> None:
    value = frame.value(instr.src) if instr.src != ir.NONE else values.of(shapes.literal(None))
    flat = outgoing(frame.now, value)
    frame.exits[-1].give_back(flat.but(facts=facts.guarded(flat.facts, frame.held)), frame.now)
    frame.state = None


def _raise(frame: Frame, instr: ir.Raise) -> None:
    state = frame.now
    exception = frame.value(instr.exc) if instr.exc != ir.NONE else state.exc or BLANK
    exception = frame.operations.exception(frame, exception, instr)
    frame.exits[-1].throw(exception, state)
    frame.state = None


def _break(frame: Frame, _: ir.Break) -> None:
    frame.exits[-1].breaks = meet(frame.exits[-1].breaks, frame.state)
    frame.state = None


def _continue(frame: Frame, _: ir.Continue) -> None:
    frame.exits[-1].continues = meet(frame.exits[-1].continues, frame.state)
    frame.state = None


_CONTROL: dict[type, Callable[..., None]] = {
    ir.If: _if,
    ir.Logic: _logic,
    ir.Select: _select,
    ir.While: _while,
    ir.For: _for,
    ir.Try: _try,
    ir.With: _with,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Break: _break,
    ir.Continue: _continue,
}
