"""Containers: what iterating gives, what ``update`` merges, which loops are short enough to be run item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, limits, numbers, shapes, values
from privlint.flow.frame import Args
from privlint.flow.sources import via_of
from privlint.flow.state import AS_ATTRIBUTES, GONE
from privlint.flow.values import ANY_ITEM, KEYS, Value
from privlint.model.program import ClassId

if TYPE_CHECKING:
    from privlint.flow.frame import Frame

#: Loops over at most this many known items are run once for each.
_UNROLLED = 16
#: Objects may give others to iterate over, and in the end themselves: so many are asked.
_ITERATORS = 3


def iterate(frame: Frame, value: Value, at: int, steps: int = _ITERATORS) -> Value:
    """Any element that a loop over the value gives."""
    if value.shape >= shapes.DICT:
        return _keys(frame, value)
    for entry in shapes.ordered(value.shape):
        if entry[0] == "query" and isinstance(entry[1], ClassId):
            return _row(frame, value, entry[1], at)
        if entry[0] == "inst" and isinstance(entry[1], ClassId):
            given = _protocol(frame, value, entry[1], at, steps)
            if given is not None:
                return given
        if entry[0] == "ext":
            grown = frame.catalogue.canonical(f"{entry[1]}[]")
            if frame.catalogue.knows(grown):
                return frame.now.elements(value).but(shape=shapes.external(grown))
    items = frame.now.elements(value)
    if not items.facts and via_of(value) is not None:
        items = values.join(items, frame.now.read(value, ANY_ITEM))
    return items if items.vn is not None else items.but(vn=numbers.item(at, value.vn))


def _protocol(frame: Frame, value: Value, cls: ClassId, at: int, steps: int) -> Value | None:
    """What the object's own ``__next__`` returns, or an element of what its ``__iter__`` does; None without either."""
    for name in ("__next__", "__iter__"):
        method = frame.program.method(cls, name)
        if method is not None and steps:
            given = frame.call(Value(shapes.atom("fn", method)), Args((value,)), at, name)
            return given if name == "__next__" else iterate(frame, given, at, steps - 1)
    return None


def _keys(frame: Frame, value: Value) -> Value:
    put = frame.now.part(value, KEYS)
    known = [values.key_of(label) for label in frame.now.labels(value)]
    shape = shapes.UNKNOWN
    if known and all(key is not None for key in known) and not frame.facts_on(value) and len(known) <= limits.POSITIONS:
        shape = frozenset(entry for key in known for entry in shapes.literal(key))
    symbolic = frame.now.read(value, KEYS) if put is None else put
    return Value(shape or shapes.STR, symbolic.facts if put is not None else _parameters(symbolic))


def _parameters(value: Value) -> facts.Facts:
    return {key: fact for key, fact in value.facts.items() if fact.origin is None}


def _row(frame: Frame, query: Value, cls: ClassId, at: int) -> Value:
    """One object of a query; of ``values(…)`` one dict or tuple of its columns."""
    columns = query.kids.get("#row")
    if columns is not None:
        return columns.but(vn=numbers.item(at, query.vn))
    return Value(shapes.atom("inst", cls), vn=numbers.item(at, query.vn), locs=(("row", at),))


def update(frame: Frame, target: Value, source: Value, at: int) -> None:
    """``target.update(source)``: known keys are replaced, the rest comes in as a whole."""
    behind = target.kids.get("#of")
    if behind is not None:
        _into_attributes(frame, behind, source, at)
        return
    state = frame.now
    for label, kid in state.kids(source).items():
        if label.startswith("["):
            state.write(target, label, kid, strong=label != ANY_ITEM)
        elif label == KEYS:
            state.write(target, KEYS, kid)
    carried = frame.facts_on(source)
    if carried:
        known = tuple(sorted(state.labels(source)))
        turned = [fact.turned(without=known) if fact.origin is None else fact for fact in carried.values()]
        state.absorb(target, {fact.key: fact for fact in turned})
    if any(frame.program.classes[cls].kind == "typeddict" for cls in shapes.instances(source.shape)):
        state.absorb(target, frame.operations.everything(frame, source))


def _into_attributes(frame: Frame, target: Value, source: Value, at: int) -> None:
    """``vars(target).update(source)``."""
    for label, kid in frame.now.kids(source).items():
        key = values.key_of(label)
        if isinstance(key, str):
            frame.operations.set_attribute(frame, target, key, kid, at)
    if frame.facts_on(source):
        _spread_into(frame, target, source)


def _spread_into(frame: Frame, target: Value, source: Value) -> None:
    """Keys not known here become attributes of unknown name."""
    carried = frame.facts_on(source)
    symbolic = [fact for fact in carried.values() if fact.origin is None and fact.role is None]
    marked = [fact.turned(path=(*fact.path, AS_ATTRIBUTES)) for fact in symbolic]
    frame.now.absorb(target, {fact.key: fact for fact in marked})


def unrolled(frame: Frame, value: Value) -> list[Value] | None:
    """The items of a short container whose items are all known, in order; None where the loop must be generic."""
    if frame.facts_on(value) or value.is_blank:
        return None
    pairs = value.kids.get("#pairs")
    if pairs is not None:
        return unrolled_pairs(frame, pairs)
    if not value.shape & (shapes.TUPLE | shapes.LIST | shapes.SET | shapes.DICT):
        return None
    kids = frame.now.kids(value)
    labels = values.labels_of(kids)
    if not 0 < len(labels) <= _UNROLLED or ANY_ITEM in labels:
        return None
    if value.shape >= shapes.DICT:
        return [values.of(shapes.literal(values.key_of(label))) for label in labels if kids[label] is not GONE]
    constant = all(shapes.constants(kids[label].shape) for label in labels)
    return [kids[label] for label in labels] if constant else None


def unrolled_pairs(frame: Frame, mapping: Value) -> list[Value] | None:
    """The (key, value) pairs of a dict with known keys."""
    if frame.facts_on(mapping):
        return None
    kids = frame.now.kids(mapping)
    labels = values.labels_of(kids)
    if not 0 < len(labels) <= _UNROLLED or ANY_ITEM in labels:
        return None
    return [
        Value(shapes.TUPLE, kids={"[0]": values.of(shapes.literal(values.key_of(label))), "[1]": kids[label]})
        for label in labels
        if kids[label] is not GONE
    ]


def items_of(frame: Frame, mapping: Value, at: int) -> Value:
    """``mapping.items()``: pairs; a loop over them can still find the mapping behind."""
    content = frame.now.elements(mapping)
    if content.vn is None:
        content = content.but(vn=numbers.item(at, mapping.vn))
    key = _keys(frame, mapping)
    pair = Value(shapes.TUPLE, kids={"[0]": key, "[1]": content}, implies=content.implies)
    return Value(shapes.LIST, kids={ANY_ITEM: pair, "#pairs": mapping})


def values_of(frame: Frame, mapping: Value) -> Value:
    """``mapping.values()``."""
    content = frame.now.elements(mapping)
    return Value(shapes.LIST, kids={ANY_ITEM: content}) if not content.is_blank else Value(shapes.LIST)
