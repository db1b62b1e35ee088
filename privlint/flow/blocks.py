"""Control flow: regions are interpreted over the structured IR, states fork at branches and meet again behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, shapes, values
from privlint.flow.conditions import conditional
from privlint.flow.flattening import outgoing
from privlint.flow.frame import meet
from privlint.flow.loops import run_break, run_continue, run_for, run_while
from privlint.flow.narrowing import truth_of
from privlint.flow.protection import run_raise, run_try, run_with
from privlint.flow.values import BLANK, Value
from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.flow.frame import Frame
    from privlint.flow.guards import Guards
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


def _if(frame: Frame, instr: ir.If) -> None:
    after: State | None = None
    for arm in instr.arms:
        run(frame, arm.header)
        otherwise = conditional(frame, arm.cond, False)
        frame.state = conditional(frame, arm.cond, True)
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
        leaving = conditional(frame, reg, decides)
        if leaving is not None:
            kept = _decided(value, decides)
            result = kept if result is None else values.join(result, kept, _sides(left, leaving))
            left = meet(left, leaving)
        frame.state = conditional(frame, reg, not decides)
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
    otherwise = conditional(frame, instr.cond, False)
    frame.state = conditional(frame, instr.cond, True)
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


def _return(frame: Frame, instr: ir.Return) -> None:
    value = frame.value(instr.src) if instr.src != ir.NONE else values.of(shapes.literal(None))
    flat = outgoing(frame.now, value)
    frame.exits[-1].give_back(flat.but(facts=facts.guarded(flat.facts, frame.held)), frame.now)
    frame.state = None


_CONTROL: dict[type, Callable[..., None]] = {
    ir.If: _if,
    ir.Logic: _logic,
    ir.Select: _select,
    ir.While: run_while,
    ir.For: run_for,
    ir.Try: run_try,
    ir.With: run_with,
    ir.Return: _return,
    ir.Raise: run_raise,
    ir.Break: run_break,
    ir.Continue: run_continue,
}
