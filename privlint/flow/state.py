"""The abstract state at one point of a function: variables, heap objects, what is held, and the exception in flight.

Objects that can change are heap locations. A location is a base (a parameter, an allocation, a call's result) and a
path of labels below it; the heap holds only what was written there, so that an untouched parameter costs nothing.
Reading what was not written gives what the reference itself says: of a parameter, "whatever the caller has there".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, limits, shapes, tested, values
from privlint.flow.facts import NO_FACTS, Fact
from privlint.flow.guards import NOTHING
from privlint.flow.tested import UNTESTED
from privlint.flow.values import ANY_ITEM, BLANK, KEYS, NO_KIDS, Value
from privlint.model.scale import Confidence, Transform

if TYPE_CHECKING:
    from privlint.flow.facts import Facts, Root
    from privlint.flow.guards import Guards
    from privlint.flow.tested import Tested
    from privlint.flow.values import Label, Location

#: What a deleted key or a killed value leaves behind: present, and certainly nothing personal.
GONE = Value(shapes.literal(None))

#: A mapping whose items became attributes of unknown name (``self.__dict__.update(fields)``).
AS_ATTRIBUTES: Label = "#attributes"
#: The label that tells a caller that the object was emptied.
CLEARED: Label = "#cleared"


#: The root of the fact that a part of what a call gave may still be what it was then.
BEFORE: Root = "#before"


def parameter_location(root: Root) -> Location:
    """The location of the object that a parameter denotes."""
    return ("par", root)


def parameter_fact(root: Root, path: tuple[Label, ...] = ()) -> Fact:
    """The fact that stands for what the caller passes in ``root`` at ``path``."""
    return Fact("", None, root, path, None, Transform.RAW, Confidence.HIGH, None, NOTHING, None)


class State:
    """Variables, heap, guards held and exception in flight. States are copied at branches and joined after them."""

    __slots__ = ("env", "exc", "heap", "held", "tested")

    def __init__(
        self,
        env: dict[str, Value] | None = None,
        heap: dict[Location, Value] | None = None,
        held: Guards = NOTHING,
        exc: Value | None = None,
        tested: Tested = UNTESTED,
    ) -> None:
        self.env = {} if env is None else env
        self.heap = {} if heap is None else heap
        self.held = held
        self.exc = exc
        self.tested = tested

    def copy(self) -> State:
        """An independent copy; values are shared, since they never change."""
        return State(dict(self.env), dict(self.heap), self.held, self.exc, self.tested)

    # -- reading ---------------------------------------------------------------------------------------------------

    def part(self, value: Value, label: Label) -> Value | None:
        """The part that was put under ``label``; None when nothing was, and the reference itself must answer."""
        found: Value | None = None
        contents = self._contents(value)
        if contents and self._untouched(value):
            return None
        for content in contents:
            kid = _kid(content, label)
            if kid is None:
                return None
            found = kid if found is None else values.join(found, kid)
        return found

    def read(self, value: Value, label: Label) -> Value:
        """What stands under ``label``: what was put there, else what the reference's facts say of it."""
        if label == ANY_ITEM:
            return self.elements(value)
        if label == AS_ATTRIBUTES:
            return value
        contents = self._contents(value)
        if not contents:
            return self._below(value, label)
        missing = False
        found: list[Value] = []
        for content in contents:
            kid = _kid(content, label)
            missing = missing or kid is None
            if kid is not None:
                found.append(self.placed(value, label, kid))
            if content.facts and (above := extended(content.facts, label)):
                found.append(Value(facts=above))
        untouched = () if missing else self._untouched(value)
        if missing or untouched:
            found.append(self._below(value.but(locs=untouched) if untouched else value, label))
        return values.join_all(found)

    def elements(self, value: Value) -> Value:
        """Any element of a container (values of a dict, items of a list), whatever its key."""
        known, contents = self.facts_on(value), self._contents(value)
        found = [Value(facts=extended(known, ANY_ITEM))] if known else []
        for content in contents:
            found.extend(kid for label, kid in content.kids.items() if label.startswith("["))
        untouched = self._untouched(value) if contents else value.locs
        if untouched:
            found.append(self._below(value.but(locs=untouched), ANY_ITEM))
        return values.join_all(found)

    def facts_on(self, value: Value) -> Facts:
        """The facts about the value as a whole."""
        found = value.facts
        for loc in value.locs:
            content = self.heap.get(loc)
            if content is not None:
                found = facts.join(found, content.facts)
        return found

    def labels(self, value: Value) -> list[Label]:
        """Every label that something was put under, in order of writing."""
        return list(dict.fromkeys(label for content in self._contents(value) for label in content.kids))

    def kids(self, value: Value) -> dict[Label, Value]:
        """Every part that was put into the value."""
        contents = self._contents(value)
        if len(contents) == 1 and len(value.locs) <= 1:
            return self._only(value, contents[0])
        return {label: self.read(value, label) for label in self.labels(value)}

    def parts(self, value: Value) -> list[Value]:
        """Every part that was put into any object that the value may be, as it was put."""
        return [kid for content in self._contents(value) for kid in content.kids.values()]

    def _only(self, value: Value, content: Value) -> dict[Label, Value]:
        """The parts of a value that is certainly one object, whose content this is: what ``read`` gives for each."""
        if not content.kids:
            return NO_KIDS
        found: dict[Label, Value] = {}
        for label, kid in content.kids.items():
            if label == ANY_ITEM:
                found[label] = self.elements(value)
                continue
            part = self.placed(value, label, _kid(content, label) or kid)
            above = extended(content.facts, label) if content.facts else NO_FACTS
            found[label] = values.join(part, Value(facts=above)) if above else part
        return found

    def placed(self, value: Value, label: Label, kid: Value) -> Value:
        """A part that came in as a tree, such as a dict that a callee made, can be written into from here on."""
        if kid.locs or len(value.locs) != 1 or not kid.shape or not _changes(kid.shape):
            return kid
        loc = (*value.locs[0], label)
        return kid.but(locs=(loc,)) if len(loc) <= limits.DEPTH + 2 else kid

    def _untouched(self, value: Value) -> tuple[Location, ...]:
        """The objects of unknown content among those the value may denote, where others were written into here
        (``user or User()``)."""
        if len(value.locs) < 2:
            return ()
        rest = tuple(loc for loc in value.locs if loc not in self.heap and loc[0] != "new")
        return rest if len(rest) < len(value.locs) else ()

    def _contents(self, value: Value) -> list[Value]:
        found = [value] if value.kids else []
        for loc in value.locs:
            content = self.heap.get(loc)
            if content is not None:
                found.append(content)
        return found

    def _below(self, value: Value, label: Label) -> Value:
        if not value.locs and not value.facts:
            return BLANK
        locs = tuple((*loc, label) for loc in value.locs if len(loc) <= limits.DEPTH + 1)
        return Value(facts=extended(value.facts, label), locs=locs)

    def left(self, value: Value, label: Label, put: Value) -> Guards | None:
        """What is held on the ways on which nothing was put under ``label`` of an object from elsewhere, where ``put``
        is what was; None where there is no such way."""
        found: Guards | None = None
        for fact in put.facts.values():
            if fact.origin is None and fact.role is None and fact.transform is Transform.RAW:
                here = fact.path[-1:] == (label,) and ("par", fact.root, *fact.path[:-1]) in value.locs
                if here or fact.root == BEFORE:
                    found = fact.guards if found is None else found.shared(fact.guards)
        return found

    # -- writing ---------------------------------------------------------------------------------------------------

    def new(self, base: Location, content: Value, shape: shapes.Shape) -> Value:
        """Allocate an object: ``content`` holds its parts and facts. Returns the reference."""
        self.heap[base] = content
        return Value(shape, vn=base, locs=(base,))

    def write(self, value: Value, label: Label, new: Value, *, strong: bool = True) -> None:
        """Put ``new`` under ``label``: replacing what is there when the object is certainly one, else beside it."""
        if self.tested:
            self.rewritten(value)
        certain = strong and len(value.locs) == 1 and label != ANY_ITEM and ANY_ITEM not in value.locs[0]
        for loc in value.locs:
            content = self.heap.get(loc, BLANK)
            old = content.kids.get(label)
            if certain:
                entry = new
            elif old is None:
                entry = new if label == ANY_ITEM else values.join(self._below(value, label), new)
            else:
                entry = values.join(old, new)
            kept = _replaced(content.facts, label) if certain and content.facts else content.facts
            self.heap[loc] = values.bounded(
                content.but(facts=kept, kids=values.narrowed({**content.kids, label: entry}))
            )
            self._attach(loc)

    def _attach(self, loc: Location) -> None:
        """A part that came to be by being written into (``groups["a"].append(x)``) is known to its whole."""
        parent, label = loc[:-1], loc[-1]
        if loc[0] == "par" or len(parent) < 2 or not isinstance(label, str) or label[:1] not in (".", "["):
            return
        content = self.heap.get(parent, BLANK)
        if label not in content.kids:
            self.heap[parent] = content.but(kids={**content.kids, label: Value(locs=(loc,))})
            self._attach(parent)

    def absorb(self, value: Value, added: Facts) -> None:
        """Facts that enter the object as a whole (an unknown key, an unknown call that stores)."""
        if not added:
            return
        for loc in value.locs:
            content = self.heap.get(loc, BLANK)
            self.heap[loc] = content.but(facts=facts.join(content.facts, added))

    def clear(self, value: Value) -> None:
        """Empty the object."""
        self.rewritten(value)
        for loc in value.locs:
            content = self.heap.get(loc, BLANK)
            kids = dict.fromkeys(content.kids, GONE)
            self.heap[loc] = Value(content.shape, NO_FACTS, {CLEARED: GONE, **kids, ANY_ITEM: GONE, KEYS: GONE})

    def rewritten(self, value: Value) -> None:
        """Something may have been written into the object: what tests told of its parts is no longer known."""
        if self.tested and value.vn is not None:
            self.tested = tested.rewritten(self.tested, value.vn)

    # -- joining ---------------------------------------------------------------------------------------------------

    def join(self, other: State) -> State:
        """The state after two paths meet."""
        if self is other:
            return self
        sides = (self.held, other.held)
        env = dict(self.env)
        for name, value in other.env.items():
            known = env.get(name)
            if known is value:
                continue
            env[name] = value if known is None else values.join(known, value, sides)
        heap = dict(self.heap)
        for loc, content in other.heap.items():
            known = heap.get(loc)
            if known is content:
                continue
            heap[loc] = _join_contents(loc, known, content, sides)
        for loc in self.heap:
            if loc not in other.heap:
                heap[loc] = _join_contents(loc, self.heap[loc], None, sides)
        exc = self.exc if other.exc is None else other.exc if self.exc is None else values.join(self.exc, other.exc)
        return State(env, heap, self.held.shared(other.held), exc, tested.shared(self.tested, other.tested))

    def same(self, other: State) -> bool:
        """Whether two states say the same, traces apart."""
        if self.tested != other.tested:
            return False
        if self.held != other.held or self.env.keys() != other.env.keys() or self.heap.keys() != other.heap.keys():
            return False
        return all(values.same(value, other.env[name]) for name, value in self.env.items()) and all(
            values.same(value, other.heap[loc]) for loc, value in self.heap.items()
        )


def without_mark(value: Value) -> Value:
    """The value without the mark that it may be what was there before."""
    if all(fact.root != BEFORE for fact in value.facts.values()):
        return value
    return value.but(facts={key: fact for key, fact in value.facts.items() if fact.root != BEFORE})


def _changes(shape: shapes.Shape) -> bool:
    """Whether it is an object that can be written into."""
    return any(entry[0] == "inst" or entry in _CHANGING for entry in shape)


_CHANGING = shapes.DICT | shapes.LIST | shapes.SET


def extended(known: Facts, label: Label) -> Facts:
    """What facts about a whole say of its part: a parameter's path grows, a datum stays what it is."""
    if not known:
        return known
    found: Facts = {}
    for fact in known.values():
        if label in fact.without:
            continue  # another part was put there
        grown = fact
        if fact.origin is None and fact.role is None and len(fact.path) < limits.DEPTH:
            grown = _grown(fact, label)
        elif label == KEYS and fact.origin is not None:
            continue  # a text has no keys, and those of a mapping are kept apart
        elif fact.origin is not None and label.startswith("['") and facts.is_untouched(fact):
            grown = fact.but(conf=fact.conf.lowered(2))  # a text has no such item: it is no text, whatever its name
        found[grown.key] = grown
    return found


def _replaced(known: Facts, label: Label) -> Facts:
    """What a copy of a caller's mapping still has of it, once the part under ``label`` is another."""
    if not label.startswith("['") or all(fact.origin is not None or label in fact.without for fact in known.values()):
        return known
    turned = (
        fact if fact.origin is not None else fact.turned(without=tuple(sorted({*fact.without, label})))
        for fact in known.values()
    )
    return {fact.key: fact for fact in turned}


def _grown(fact: Fact, label: Label) -> Fact:
    """The fact about a part; those of untouched parameters are made once."""
    plain = fact.trace is None and fact.guards is NOTHING and fact.conf is Confidence.HIGH
    known = _GROWN.get((fact.key, label)) if plain else None
    if known is not None:
        return known
    path = fact.path
    if path and path[-1] == AS_ATTRIBUTES and label.startswith("."):
        grown = fact.turned(path=(*path[:-1], values.item(label[1:])))
    else:
        grown = fact.turned(path=(*path, label), without=())
    if plain:
        _GROWN[(fact.key, label)] = grown
    return grown


_GROWN: dict[tuple[int, Label], Fact] = {}


def _kid(content: Value, label: Label) -> Value | None:
    """The child under a label; an item may also be among those written under unknown keys."""
    kid = content.kids.get(label)
    if not label.startswith("[") or label == ANY_ITEM:
        return kid
    any_item = content.kids.get(ANY_ITEM)
    if kid is None:
        return any_item
    return kid if any_item is None or any_item is GONE else values.join(kid, any_item)


def _join_contents(loc: Location, first: Value | None, second: Value | None, held: tuple[Guards, Guards]) -> Value:
    """One object after two paths; where only one path wrote a part of a parameter, or of what a call gave, the other
    still has what was there, while what is held on that path holds."""
    one, two = first or BLANK, second or BLANK
    if loc[0] not in ("par", "call"):
        return values.join(one, two)
    kids: dict[Label, Value] = {}
    for label in {**one.kids, **two.kids}:
        here, there = one.kids.get(label), two.kids.get(label)
        kids[label] = values.join(
            here if here is not None else _untouched(loc, label, held[0]),
            there if there is not None else _untouched(loc, label, held[1]),
        )
    shape, known = shapes.join(one.shape, two.shape), facts.join(one.facts, two.facts)
    if shape is one.shape and known is one.facts and all(kids[label] is one.kids.get(label) for label in kids):
        return one
    return Value(shape, known, kids)


def _untouched(loc: Location, label: Label, held: Guards) -> Value:
    known = _UNTOUCHED.get((loc, label))
    if known is None:
        root, path = loc[1], (*(str(part) for part in loc[2:]), label)
        if loc[0] == "call":
            root, path = BEFORE, ()
        known = Value(facts=facts.one(parameter_fact(root, path))) if isinstance(root, int | str) else BLANK
        _UNTOUCHED[(loc, label)] = known
    return known.but(facts=facts.guarded(known.facts, held)) if held else known


_UNTOUCHED: dict[tuple[Location, Label], Value] = {}
