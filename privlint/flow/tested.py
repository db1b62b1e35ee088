"""What tests told of values that are read anew each time: attributes, keys, and names for the same value.

``if not user.email: log.info(user.email)`` logs nothing. What was learnt is kept by value number, so that it holds
under every name of the value, until something may have been written into an object that leads to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import numbers
from privlint.flow.facts import NO_FACTS
from privlint.flow.values import NO_KIDS, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlint.flow.facts import Subject
    from privlint.flow.shapes import Shape

    #: What a value is known to be, by its number; None: false, or equal to a constant, so that it holds no datum.
    Tested = Mapping[Subject, Shape | None]

#: Nothing was tested.
UNTESTED: Tested = {}


def noted(tested: Tested, value: Value, shape: Shape | None) -> Tested:
    """With what a test told of a value; all that a request holds has one number."""
    return {**tested, value.vn: shape} if value.vn is not None and value.vn != numbers.REQUEST else tested


def shared(first: Tested, second: Tested) -> Tested:
    """What both ways know."""
    if first is second or not first or not second:
        return first if first is second else UNTESTED
    both = {number: shape for number, shape in first.items() if number in second and second[number] == shape}
    return both or UNTESTED


def rewritten(tested: Tested, number: Subject) -> Tested:
    """Without what is known of the parts of an object that was written into."""
    return {part: shape for part, shape in tested.items() if not _is_part(part, number)} or UNTESTED


def sharpened(tested: Tested, value: Value) -> Value:
    """A value as the tests left it."""
    if value.vn not in tested:
        return value
    shape = tested[value.vn]
    if shape is None:
        return value.but(facts=NO_FACTS, kids=NO_KIDS) if value.facts or value.kids else value
    known = {key: fact for key, fact in value.facts.items() if fact.origin is None}
    return value.but(shape=shape, facts=known)


def _is_part(part: Subject, whole: Subject) -> bool:
    while part is not None and part[0] == "attr":
        base = part[1]
        part = base if isinstance(base, tuple) else None
        if part == whole:
            return True
    return False
