"""From references into the heap to a tree of their own: what a value holds, for whoever lies outside the function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, limits, values
from privlint.flow.state import GONE
from privlint.flow.urls import PREFIX
from privlint.flow.values import ANY_ITEM, Value

if TYPE_CHECKING:
    from privlint.flow.facts import Facts
    from privlint.flow.state import State
    from privlint.flow.values import Label, Location


def flatten(state: State, value: Value) -> Value:
    """The value without heap locations: a tree no deeper and no larger than the limits, objects in cycles cut."""
    if not value.locs and not value.kids:
        return value
    return _Flattening(state, limits.TREE, by_writes=False).tree(value, limits.DEPTH, ())


def outline(state: State, value: Value) -> Value:
    """The value as a call site is remembered: its first levels, and nothing of what lies deeper."""
    if not value.locs and not value.kids:
        return value
    return _Flattening(state, limits.SITE_TREE, by_writes=False, gathers=False).tree(value, limits.SITE_DEPTH, ())


def shared(state: State, value: Value) -> Value:
    """The value as a place keeps it that functions share: its first levels, what lies deeper as facts about them."""
    if not value.locs and not value.kids:
        return value
    return _Flattening(state, limits.TREE, by_writes=False).tree(value, limits.CELL_DEPTH, ())


def outgoing(state: State, value: Value, depth: int = limits.DEPTH, size: int = limits.TREE) -> Value:
    """The same for what leaves a function by its summary: of the caller's own objects only the reference, since what
    was written into them is in the summary's writes."""
    if not value.locs and not value.kids:
        return value
    return _Flattening(state, size, by_writes=True).tree(value, depth, ())


class _Flattening:
    """One flattening; ``left`` counts down the nodes that the tree may still have."""

    def __init__(self, state: State, size: int, *, by_writes: bool, gathers: bool = True) -> None:
        self.state = state
        self.left = size
        self.by_writes = by_writes
        self.gathers = gathers

    def tree(self, value: Value, depth: int, above: tuple[tuple[Location, ...], ...]) -> Value:
        """The tree of a value ``depth`` levels above the cut, inside the objects ``above``."""
        self.left -= 1
        if not value.locs and not value.kids:
            return value
        on = self.state.facts_on(value)
        if self.by_writes and value.locs and all(loc[0] == "par" for loc in value.locs) and value.facts:
            return Value(value.shape, value.facts, vn=value.vn, implies=value.implies)
        cyclic = bool(value.locs) and value.locs in above
        if depth == 0 or cyclic or self.left <= 0:
            return Value(value.shape, on if cyclic else self._around(value, on), vn=value.vn, implies=value.implies)
        inner = (*above, value.locs) if value.locs else above
        kids: values.Kids = {}
        for label in self.state.labels(value):
            if self.left <= 0:
                return Value(value.shape, self._around(value, on), kids, value.vn, value.implies)
            if label == PREFIX and label in value.kids:
                kids[label] = value.kids[label]  # a constant, whatever the string holds
                continue
            kids[label] = self.tree(self._part(value, label), depth - 1, inner)
        return Value(value.shape, on, values.narrowed(kids), value.vn, value.implies)

    def _part(self, value: Value, label: Label) -> Value:
        """A part by itself: what was put under unknown keys stays apart from what has keys of its own."""
        put = self.state.part(value, label) if label == ANY_ITEM else None
        return self.state.read(value, label) if put is None or put is GONE else self.state.placed(value, label, put)

    def _around(self, value: Value, on: Facts) -> Facts:
        """What the parts below the cut hold, as facts about the whole."""
        if not self.gathers:
            return on
        seen: set[tuple[Location, ...]] = set()
        level, found = [value], [on]
        for _ in range(limits.DEPTH):
            below: list[Value] = []
            for whole in level:
                if whole.locs in seen:
                    continue
                if whole.locs:
                    seen.add(whole.locs)
                below.extend(self.state.parts(whole))
            found.extend(self.state.facts_on(part) for part in below)
            level = [part for part in below if part.locs or part.kids]
        return facts.union(found)
