"""Guards: what is known to hold on a path (a consent that was checked, a purpose that was declared), as a
must-analysis.

A set of guards is joined by intersection. Every value may also carry an implication: the guards known to hold if it
turns out true, and if it turns out false. ``if`` then adds one side to what is held, which is dominance without a
dominator tree, and makes flags, helpers, ``and``/``or``/``not`` and early returns one mechanism.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from privlint.flow.facts import Subject
    from privlint.model.place import Site
    from privlint.model.program import FunctionId


class Guard(NamedTuple):
    """One thing that holds. ``kind`` as in ``Held``; ``ambient`` guards are about the person at hand, whoever that is.

    ``scope`` may be symbolic: ``<n>`` stands for the constant passed as parameter n, ``<name>`` for a captured
    variable.
    """

    kind: str
    scope: str
    subject: Subject
    ambient: bool = False
    trusted: bool = False


class Evidence(NamedTuple):
    """How a guard is written and where; not part of what makes two guards equal."""

    text: str
    site: Site
    reason: str = ""


class Guards:
    """An immutable set of guards with their evidence. ``everything`` is the top: a way that cannot be reached."""

    __slots__ = ("_items", "everything")

    def __init__(self, items: dict[Guard, Evidence], *, everything: bool = False) -> None:
        self._items = items
        self.everything = everything

    def __bool__(self) -> bool:
        return bool(self._items) or self.everything

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[tuple[Guard, Evidence]]:
        return iter(self._items.items())

    def __contains__(self, guard: Guard) -> bool:
        return self.everything or guard in self._items

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Guards):
            return NotImplemented
        return self is other or (self.everything == other.everything and self._items.keys() == other._items.keys())

    def __hash__(self) -> int:
        return hash((self.everything, frozenset(self._items)))

    def plus(self, other: Guards) -> Guards:
        """What holds when both sets hold."""
        if self.everything or (not other._items and not other.everything):
            return self
        if other.everything or not self._items:
            return other
        if other._items.keys() <= self._items.keys():
            return self
        return Guards({**other._items, **self._items})

    def shared(self, other: Guards) -> Guards:
        """What holds when one of the two sets holds."""
        if self.everything or self is other:
            return other
        if other.everything or self._items.keys() == other._items.keys():
            return self
        kept = {guard: evidence for guard, evidence in self._items.items() if guard in other._items}
        return Guards(kept) if kept else NOTHING

    def mapped(self, change: Callable[[Guard], Guard | None]) -> Guards:
        """Every guard seen from elsewhere; those that mean nothing there are dropped."""
        if self.everything or not self._items:
            return self
        seen = ((change(guard), evidence) for guard, evidence in self._items.items())
        kept = {guard: evidence for guard, evidence in seen if guard is not None}
        return Guards(kept) if kept else NOTHING


#: The kind of guards that a function's callers have to provide.
REQUIRED = "required"

NOTHING = Guards({})
EVERYTHING = Guards({}, everything=True)


class Implication(NamedTuple):
    """What holds if a value is true, and if it is false."""

    true: Guards
    false: Guards

    def side(self, truth: bool) -> Guards:
        """The guards of one side."""
        return self.true if truth else self.false

    def negated(self) -> Implication:
        """``not`` of the value."""
        return Implication(self.false, self.true)


#: A value whose truth tells nothing.
UNTOLD = Implication(NOTHING, NOTHING)
#: A value that is always true / always false: the other side cannot be reached.
ALWAYS = Implication(NOTHING, EVERYTHING)
NEVER = Implication(EVERYTHING, NOTHING)


def required(scope: str, function: FunctionId) -> Guard:
    """A consent that a function asks of its callers: it holds inside, and each known caller has to answer for it."""
    return Guard(REQUIRED, scope, (REQUIRED, function.module, function.number), ambient=True, trusted=True)


def single(guard: Guard, evidence: Evidence) -> Guards:
    """A set of one guard."""
    return Guards({guard: evidence})


def both(first: Implication, second: Implication) -> Implication:
    """``first and second``."""
    return Implication(first.true.plus(second.true), first.false.shared(second.false.plus(first.true)))


def either(first: Implication, second: Implication) -> Implication:
    """``first or second``."""
    return Implication(first.true.shared(second.true.plus(first.false)), first.false.plus(second.false))


def chosen(cond: Implication, then: Implication, other: Implication) -> Implication:
    """``then if cond else other``, or any two values that meet after a branch on ``cond``."""
    return Implication(
        then.true.plus(cond.true).shared(other.true.plus(cond.false)),
        then.false.plus(cond.true).shared(other.false.plus(cond.false)),
    )
