"""Branching on a condition: the state in which it came out true, and the one in which it came out false."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import limits
from privlint.flow.guards import UNTOLD
from privlint.flow.narrowing import feasible, narrow

if TYPE_CHECKING:
    from privlint.flow.frame import Frame
    from privlint.flow.state import State


def conditional(frame: Frame, cond: int, truth: bool) -> State | None:
    """The state in which the condition came out as ``truth``; None when it cannot."""
    if frame.state is None:
        return None
    value = frame.value(cond)
    if not feasible(value, truth):
        return None
    implied = (value.implies or UNTOLD).side(truth)
    if implied.everything:
        return None
    frame.fuel -= len(frame.state.heap) // limits.HEAP_PER_FUEL
    state = frame.state.copy()
    state.held = state.held.plus(implied)
    narrow(frame, state, cond, truth)
    return state
