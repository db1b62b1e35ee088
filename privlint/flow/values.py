"""Values: shape, facts and parts of whatever a variable may hold, in one immutable tree.

Shape and facts are separate fields, so that losing one never loses the other. The parts of an object that can change
live in the state's heap; a value then only names the locations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, limits, shapes
from privlint.flow.facts import NO_FACTS
from privlint.flow.guards import NOTHING, Guards, Implication

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from privlint.flow.facts import Facts, Subject
    from privlint.flow.shapes import Shape

#: A part of a value: ``.name``, ``['key']``, ``[0]``, ``[*]`` (any element), ``#keys``, ``#bound``, ``#msg``,
#: ``#self``, ``#cell:x``.
Label = str
Kids = dict[Label, "Value"]
Location = tuple["Hashable", ...]

ANY_ITEM: Label = "[*]"
KEYS: Label = "#keys"

NO_KIDS: Kids = {}


class Value:
    """What a register, variable or part of an object may hold.

    ``vn`` is the value number: two values with the same number are the same object. ``implies`` is what its truth
    tells. ``locs`` are the heap objects it may denote; its ``facts`` and ``kids`` are then those of the value apart
    from the heap.
    """

    __slots__ = ("facts", "implies", "kids", "locs", "shape", "size", "vn")

    def __init__(
        self,
        shape: Shape = shapes.UNKNOWN,
        facts: Facts = NO_FACTS,
        kids: Kids = NO_KIDS,
        vn: Subject = None,
        implies: Implication | None = None,
        locs: tuple[Location, ...] = (),
    ) -> None:
        self.shape = shape
        self.facts = facts
        self.kids = kids
        self.vn = vn
        self.implies = implies
        self.locs = locs
        self.size: int = 1 + sum([kid.size for kid in kids.values()]) if kids else 1

    def but(
        self,
        *,
        shape: Shape | None = None,
        facts: Facts | None = None,
        kids: Kids | None = None,
        vn: Subject = None,
        locs: tuple[Location, ...] | None = None,
    ) -> Value:
        """This value with some fields replaced; ``vn`` replaces only when given."""
        return Value(
            self.shape if shape is None else shape,
            self.facts if facts is None else facts,
            self.kids if kids is None else kids,
            self.vn if vn is None else vn,
            self.implies,
            self.locs if locs is None else locs,
        )

    def telling(self, implies: Implication | None) -> Value:
        """This value with another implication."""
        return Value(self.shape, self.facts, self.kids, self.vn, implies, self.locs)

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all is known of it."""
        return not (self.shape or self.facts or self.kids or self.locs)


BLANK = Value()
TRUTH = Value(shapes.BOOL)
TEXT = Value(shapes.STR)


def of(shape: Shape) -> Value:
    """A value known only by its shape."""
    return Value(shape)


def item(key: str | int | bool | float | None) -> Label:
    """The label of a constant key: the first positions are kept apart, later ones are any element."""
    if isinstance(key, bool) or not isinstance(key, int):
        return f"[{key!r}]"
    return f"[{key}]" if -2 <= key < limits.POSITIONS else ANY_ITEM


def key_of(label: Label) -> str | int | None:
    """The constant behind a label, None for ``[*]`` and labels that are no item."""
    if not label.startswith("[") or label == ANY_ITEM:
        return None
    body = label[1:-1]
    if body[:1] in "'\"":
        return body[1:-1]
    return int(body) if body.lstrip("-").isdigit() else None


def join(first: Value, second: Value, paths: tuple[Guards, Guards] = (NOTHING, NOTHING)) -> Value:
    """Either value. ``paths`` are the guards held where each comes from: they sharpen what the result implies."""
    if first is second:
        return first
    shape = shapes.join(first.shape, second.shape)
    joined = facts.join(first.facts, second.facts)
    kids = join_kids(first.kids, second.kids)
    vn = first.vn if first.vn == second.vn else None
    implies = _meet(first.implies, second.implies, paths)
    locs = _locations(first.locs, second.locs)
    same = shape is first.shape and joined is first.facts and kids is first.kids and locs is first.locs
    if same and vn == first.vn and implies == first.implies:
        return first
    return bounded(Value(shape, joined, kids, vn, implies, locs))


def bounded(value: Value) -> Value:
    """The value itself while it is of a size that can be handled; beyond it, its first levels."""
    return value if value.size <= limits.SIZE else cut(value, 1)


def join_kids(first: Kids, second: Kids) -> Kids:
    """The union of the parts; ``first`` itself when nothing changes."""
    if first is second or not second:
        return first
    if not first:
        return second
    result: Kids | None = None
    for label, value in second.items():
        known = first.get(label)
        merged = value if known is None else join(known, value)
        if merged is not known:
            result = dict(first) if result is None else result
            result[label] = merged
    return first if result is None else narrowed(result)


def join_all(values: Iterable[Value]) -> Value:
    """Any of the values; BLANK for none."""
    result: Value | None = None
    for value in values:
        result = value if result is None else join(result, value)
    return BLANK if result is None else result


def narrowed(kids: Kids) -> Kids:
    """Children within the width limit: surplus keys, last in order, merge into ``[*]``."""
    items = [label for label in kids if label.startswith("[")]
    if len(items) <= limits.WIDTH:
        return kids
    surplus = sorted(items)[limits.WIDTH :]
    result = {label: value for label, value in kids.items() if label not in surplus}
    result[ANY_ITEM] = join_all([*(kids[label] for label in surplus), *([kids[ANY_ITEM]] if ANY_ITEM in kids else [])])
    return result


def deep_facts(value: Value, depth: int = limits.DEPTH + 2) -> Facts:
    """All facts of a value without heap objects, at any depth."""
    if not value.kids or depth == 0:
        return value.facts
    return facts.union([value.facts, *(deep_facts(kid, depth - 1) for kid in value.kids.values())])


def cut(value: Value, depth: int) -> Value:
    """The tree no deeper than ``depth``: what lies below is collapsed into its node."""
    if not value.kids:
        return value
    if depth == 0:
        return Value(value.shape, deep_facts(value), NO_KIDS, value.vn, value.implies, value.locs)
    kids = {label: cut(kid, depth - 1) for label, kid in value.kids.items()}
    if all(kids[label] is kid for label, kid in value.kids.items()):
        return value
    return value.but(kids=kids)


def same(first: Value, second: Value) -> bool:
    """Whether two values say the same; traces are not compared."""
    if first is second:
        return True
    if first.shape != second.shape or first.locs != second.locs or first.implies != second.implies:
        return False
    if first.facts.keys() != second.facts.keys() or first.kids.keys() != second.kids.keys():
        return False
    return _same_facts(first.facts, second.facts) and all(
        same(kid, second.kids[label]) for label, kid in first.kids.items()
    )


def _same_facts(first: Facts, second: Facts) -> bool:
    return all(
        fact.conf == second[key].conf and fact.guards == second[key].guards and fact.subject == second[key].subject
        for key, fact in first.items()
    )


def _meet(first: Implication | None, second: Implication | None, paths: tuple[Guards, Guards]) -> Implication | None:
    if first is None and second is None and not paths[0] and not paths[1]:
        return None
    one = first or Implication(NOTHING, NOTHING)
    two = second or Implication(NOTHING, NOTHING)
    true = one.true.plus(paths[0]).shared(two.true.plus(paths[1]))
    false = one.false.plus(paths[0]).shared(two.false.plus(paths[1]))
    return Implication(true, false) if true or false else None


def _locations(first: tuple[Location, ...], second: tuple[Location, ...]) -> tuple[Location, ...]:
    if first == second or not second:
        return first
    merged = tuple(sorted({*first, *second}, key=str))
    return first if merged == first else merged[: limits.LOCATIONS]


def labels_of(kids: Mapping[Label, Value]) -> list[Label]:
    """The item labels among the children, in order."""
    return [label for label in kids if label.startswith("[")]
