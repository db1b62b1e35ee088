"""Comparisons and class tests: no data comes out of them, but what they tell about guards does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import shapes
from privlint.flow.consent import membership_guard
from privlint.flow.guards import ALWAYS, NEVER, NOTHING
from privlint.flow.narrowing import members
from privlint.flow.values import TRUTH, Value

if TYPE_CHECKING:
    from privlint.flow.frame import Frame
    from privlint.flow.guards import Implication
    from privlint.model import ir

#: What stored answers and cookies say for yes.
_AFFIRMED = frozenset("yes y true t on 1 granted given accepted agreed allowed allow opt_in opted_in".split())


def transfer_compare(frame: Frame, instr: ir.Compare) -> None:
    """``left op right``: constant where both sides are, an implication where one side is a checked value."""
    left, right = frame.value(instr.left), frame.value(instr.right)
    constant = _constant(frame, instr.op, left, right)
    if constant is not None:
        frame.regs[instr.dst] = Value(shapes.literal(constant), implies=ALWAYS if constant else NEVER)
        return
    implies = _implication(instr.op, left, right)
    if implies is None and instr.op in ("in", "not in"):
        implies = membership_guard(frame, left, right, instr.at, frame.texts.of(instr.right))
        if implies is not None and instr.op == "not in":
            implies = implies.negated()
    frame.regs[instr.dst] = TRUTH if implies is None else TRUTH.telling(implies)


def _constant(frame: Frame, op: str, left: Value, right: Value) -> bool | None:
    one = shapes.constants(left.shape)
    if len(one) != 1:
        return None
    if op in ("in", "not in"):
        known = members(frame, right)
        return None if known is None else (one[0] in known) is (op == "in")
    two = shapes.constants(right.shape)
    if len(two) != 1:
        return None
    equal = type(one[0]) is type(two[0]) and one[0] == two[0]
    if op in ("==", "is"):
        return equal
    return not equal if op in ("!=", "is not") else None


def _implication(op: str, left: Value, right: Value) -> Implication | None:
    """``check(u) is True`` tells what the check tells; ``is False`` the opposite; ``is None`` that it is not true; ``==
    "yes"`` that it is."""
    if left.implies is None:
        return None
    constants = shapes.constants(right.shape)
    if len(constants) != 1:
        return None
    constant = constants[0]
    if op in ("==", "is") and constant is True:
        return left.implies
    if op in ("!=", "is not") and constant is True:
        return left.implies.negated()
    if op in ("==", "is") and (constant is False or constant is None):
        return type(left.implies)(left.implies.false, left.implies.true)
    if op in ("!=", "is not") and constant is False:
        return left.implies
    if op == "==" and str(constant).lower() in _AFFIRMED:
        return type(left.implies)(left.implies.true, NOTHING)
    if op == "!=" and str(constant).lower() in _AFFIRMED:
        return type(left.implies)(NOTHING, left.implies.true)
    return None


def transfer_isinstance(frame: Frame, instr: ir.IsInstance) -> None:
    """The test of a class pattern: its outcome is not known."""
    frame.regs[instr.dst] = TRUTH
