"""Items: constant and unknown keys of dicts, lists, requests, frames and results."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlint.flow import facts, numbers, shapes, values
from privlint.flow.consent import attribute_guard
from privlint.flow.facts import NO_FACTS
from privlint.flow.frame import Args
from privlint.flow.recipients import disclose_put
from privlint.flow.sources import Read, by_name, known, via_of
from privlint.flow.state import GONE, without_mark
from privlint.flow.typing import value_of
from privlint.flow.values import ANY_ITEM, BLANK, KEYS, Value
from privlint.model.program import ClassId, FunctionId
from privlint.model.scale import Confidence, Transform

if TYPE_CHECKING:
    from privlint.flow.facts import Facts
    from privlint.flow.frame import Frame
    from privlint.model import ir

_SEQUENCES = frozenset({("kind", "list"), ("kind", "tuple"), ("kind", "set")})


def keys_of(key: Value) -> list[str | int]:
    """The constant keys a key may be (at most 8); empty when it is not constant."""
    return [constant for constant in shapes.constants(key.shape) if isinstance(constant, str | int)]


def read_item(frame: Frame, obj: Value, key: Value, at: int, owner: str, text: str) -> Value:
    """``obj[key]``."""
    value = _read(frame, obj, key, at, owner, text)
    paths = [f"{path}[]" for path in shapes.paths(obj.shape)]
    known = frozenset(("ext", frame.catalogue.canonical(path)) for path in paths if frame.catalogue.knows(path))
    return value if value.shape or not known else value.but(shape=known)


def _read(frame: Frame, obj: Value, key: Value, at: int, owner: str, text: str) -> Value:
    keys = keys_of(key)
    if not keys:
        columns = _several(frame, obj, key, at, owner)
        return _element(frame, obj) if columns is None else columns
    return values.join_all(constant_item(frame, obj, entry, at, owner, text) for entry in keys)


def _several(frame: Frame, obj: Value, key: Value, at: int, owner: str) -> Value | None:
    """``frame[["a", "b"]]``: a frame of those columns, ``frame.loc[rows, "a"]``: a column; None where the key is no
    list of names."""
    names = [word for kid in frame.now.kids(key).values() for word in shapes.constants(kid.shape)]
    last = names[-1] if names else None
    if key.shape >= shapes.TUPLE and isinstance(last, str) and not obj.shape & shapes.DICT:
        return constant_item(frame, obj, last, at, owner, f'{owner}["{last}"]')
    if not key.shape >= shapes.LIST or not names:
        return None
    words = [name for name in names if isinstance(name, str)]
    kids = {values.item(name): constant_item(frame, obj, name, at, owner, f'{owner}["{name}"]') for name in words}
    return frame.now.new(("new", at), Value(kids=kids), obj.shape)


def constant_item(frame: Frame, obj: Value, key: str | int, at: int, owner: str, text: str) -> Value:
    """The item under a constant key: what was put there, or a datum by the key's name where nothing is known."""
    if obj.vn != numbers.REQUEST and any(numbers.of_request(path) for path in shapes.paths(obj.shape)):
        obj = obj.but(vn=numbers.REQUEST)
    special = _special(frame, obj, key, at)
    if special is not None:
        return special
    label = values.item(key)
    read = Read(str(key), "key", "key", text, at, owner=owner, subject=obj.vn, via=_below(via_of(obj), label))
    requested = _requested(frame, obj, read)
    if requested is not None:
        return requested
    put = frame.now.part(obj, label)
    value = frame.now.read(obj, label)
    if not isinstance(key, str):
        if obj.shape == shapes.STR:
            value = value.but(facts=facts.transformed(value.facts, Transform.TRUNCATED))  # one letter of it
        return value if value.vn is not None else value.but(vn=numbers.attribute(obj.vn, str(key)))
    if put is None or (put.is_blank and not _is_own(frame, obj)):
        value = value.but(facts=facts.join(_named(frame, obj, read), value.facts))
        value = value if value.shape else _declared(frame, obj, key, value)
        told = attribute_guard(frame, key, obj, at, text)
        value = value if told is None else value.telling(told)
    elif (left := frame.now.left(obj, label, put)) is not None:  # on some ways it is what it was
        value = without_mark(value.but(facts=facts.join(facts.guarded(_named(frame, obj, read), left), value.facts)))
    return value if value.vn is not None else value.but(vn=numbers.attribute(obj.vn, key))


def _declared(frame: Frame, obj: Value, key: str, value: Value) -> Value:
    """An item of a ``TypedDict``, which says of what type it is."""
    for ident in shapes.instances(obj.shape):
        field = frame.program.field(ident, key) if frame.program.classes[ident].kind == "typeddict" else None
        if field is not None:
            said = value_of(frame.program, frame.catalogue, frame.program.classes[field[0]].module, field[1].type)
            return value.but(shape=said.shape, kids={**said.kids, **value.kids})
    return value


def _special(frame: Frame, obj: Value, key: str | int, at: int) -> Value | None:
    """Items that are something else: of ``obj.__dict__``, of ``globals()``, of a class with ``__getitem__``."""
    behind = obj.kids.get("#of")
    if behind is not None:
        return frame.operations.attribute(frame, behind, str(key), at)
    for entry in shapes.ordered(obj.shape):
        if entry[0] == "module":
            return frame.operations.attribute(frame, obj, str(key), at)
        if entry[0] == "inst" and isinstance(entry[1], ClassId):
            info = frame.program.classes[entry[1]]
            if info.kind == "namedtuple" and isinstance(key, int):
                names = [field.name for _, field in frame.program.fields(entry[1])]
                name = names[key] if -len(names) <= key < len(names) else None
                return None if name is None else frame.operations.attribute(frame, obj, name, at)
            method = frame.program.method(entry[1], "__getitem__")
            if method is not None:
                return frame.call(method_of(obj, method), Args((values.of(shapes.literal(key)),)), at, "__getitem__")
    return None


def method_of(obj: Value, method: FunctionId) -> Value:
    """A method bound to its receiver."""
    return Value(shapes.atom("method", method), kids={"#self": obj})


def _below(via: tuple[facts.Root, facts.Path] | None, label: str) -> tuple[facts.Root, facts.Path] | None:
    return None if via is None else (via[0], (*via[1], label))


def _is_own(frame: Frame, obj: Value) -> bool:
    """Whether the dict was built in this function from known keys only."""
    return any(loc[0] == "new" for loc in obj.locs) and not frame.facts_on(obj)


def _named(frame: Frame, obj: Value, read: Read) -> Facts:
    if _is_own(frame, obj) or any(
        fact.origin is not None and not facts.is_untouched(fact) for fact in frame.facts_on(obj).values()
    ):
        return NO_FACTS
    if obj.shape & _SEQUENCES or shapes.is_harmless(obj.shape):
        return NO_FACTS
    for ident in shapes.instances(obj.shape):
        read = read._replace(owner_class=frame.program.classes[ident].ir.name)
        field = frame.program.field(ident, read.name)
        if field is not None:
            declared = frame.knowledge.declared.field(frame.program.classes[field[0]], field[1])
            if declared:
                return known(frame, read, declared, Confidence.HIGH)
            read = read._replace(declared=field[1].declared)
    if any("(" not in path for path in shapes.paths(obj.shape)):
        return NO_FACTS  # an item of a module or class, such as os.environ["X"]
    return by_name(frame, read) or _of_named(frame, obj, read)


def _of_named(frame: Frame, obj: Value, read: Read) -> Facts:
    """``email["address"]``: part of a mapping that is named after the datum."""
    named = re.search(r"(\w+)\W*$", read.owner)
    if named is None or not by_name(frame, read._replace(name=named[1])):
        return NO_FACTS
    data = by_name(frame, read._replace(name=f"{named[1]}_{read.name}"))
    categories = {fact.category for fact in data.values()}
    whole = {key: fact for key, fact in frame.facts_on(obj).items() if fact.category in categories}
    return whole or data


def _requested(frame: Frame, obj: Value, read: Read) -> Value | None:
    """An item of something the catalogue lists as taken in from outside: a form, headers, cookies, a profile."""
    for path in shapes.paths(obj.shape):
        model = frame.catalogue.source(path)
        if model is None:
            continue
        owner = "" if frame.catalogue.names.is_thing(read.owner) else read.owner  # ``request.query_params``
        read = read._replace(kind="request", subject=numbers.REQUEST, via=None, api=path, owner=owner)
        category = model.table.get(read.name.lower(), "")
        if category:
            data = known(frame, read, category, model.confidence)
        elif model.keyed and (data := by_name(frame, read)):
            pass
        elif model.category and not (model.keyed and frame.catalogue.names.is_thing(read.name)):
            data = known(frame, read, model.category, model.confidence)  # but no cookie called ``theme`` is an id
        else:
            data = NO_FACTS
        below = frame.now.read(obj, values.item(read.name))
        inner = frame.catalogue.canonical(f"{path}.{read.name}")
        shape = shapes.external(inner) if frame.catalogue.source(inner) is not None else shapes.UNKNOWN
        return Value(shape, facts.join(data, below.facts), vn=numbers.REQUEST, locs=below.locs)
    return None


def _element(frame: Frame, obj: Value) -> Value:
    """An item under a key that is not constant: any of them; of a mapping made here that has none yet
    (``groups[user.plan].append(…)``), the place for one."""
    found = frame.now.elements(obj)
    if found.is_blank and len(obj.locs) == 1 and obj.locs[0][0] == "new" and obj.shape >= shapes.DICT:
        return Value(locs=((*obj.locs[0], ANY_ITEM),))
    return found


def write_item(frame: Frame, obj: Value, key: Value, value: Value, at: int) -> None:
    """``obj[key] = value``; the key itself is among the keys."""
    keys = keys_of(key)
    behind = obj.kids.get("#of")
    if behind is not None and len(keys) == 1:
        frame.operations.set_attribute(frame, behind, str(keys[0]), value, at)
        return
    kept = frame.stored(value, at, f"[{keys[0]!r}]" if len(keys) == 1 and isinstance(keys[0], str) else "[…]")
    _disclose(frame, obj, kept, at)
    if not keys:
        frame.now.write(obj, ANY_ITEM, _beside(frame, obj, ANY_ITEM, _new_to(frame, obj, kept)), strong=False)
        _write_key(frame, obj, key)
        return
    for entry in keys:
        frame.now.write(obj, values.item(entry), kept, strong=len(keys) == 1)


def _disclose(frame: Frame, obj: Value, value: Value, at: int) -> None:
    """What is put into a session or a shelf outside the project is kept there."""
    for path in shapes.paths(obj.shape):
        disclose_put(frame, frame.catalogue.canonical(path), value, at)


def _new_to(frame: Frame, obj: Value, value: Value) -> Value:
    """Without what items of the object hold already: ``fields[key] = clean(fields[key])`` moves no item to another."""
    if not value.facts:
        return value
    held = frame.now.elements(obj).facts
    return value.but(facts={key: fact for key, fact in value.facts.items() if key not in held}) if held else value


def _beside(frame: Frame, obj: Value, label: str, value: Value) -> Value:
    put = frame.now.part(obj, label)
    return value if put is None else values.join(put, value)


def _write_key(frame: Frame, obj: Value, key: Value) -> None:
    on = frame.facts_on(key)
    if on:
        put = frame.now.part(obj, KEYS) or BLANK
        frame.now.write(obj, KEYS, put.but(facts=facts.join(put.facts, on)))


def delete_item(frame: Frame, obj: Value, key: Value) -> None:
    """``del obj[key]``."""
    keys = keys_of(key)
    if len(keys) == 1:
        frame.now.write(obj, values.item(keys[0]), GONE)


def read_slice(frame: Frame, instr: ir.GetSlice) -> Value:
    """``obj[a:b]``: part of a string is truncated, part of a list is a list."""
    obj = frame.value(instr.obj)
    on = frame.facts_on(obj)
    whole = instr.lower == instr.upper == -1
    if obj.kids or obj.shape & _SEQUENCES or any(loc in frame.now.heap for loc in obj.locs):
        kids = _sliced(frame, obj, instr)
        return frame.now.new(("new", instr.at), Value(facts=on, kids=kids), shapes.LIST)
    kept = on if whole else facts.transformed(on, Transform.TRUNCATED, lower=1)
    return Value(shapes.UNKNOWN if not obj.shape >= shapes.STR else shapes.STR, kept)


def _sliced(frame: Frame, obj: Value, instr: ir.GetSlice) -> values.Kids:
    """The items of a slice: positions stay apart where the bounds are constant and the items known."""
    kids = frame.now.kids(obj)
    upper = shapes.constants(frame.value(instr.upper).shape) if instr.upper != -1 else []
    if instr.lower == -1 and len(upper) == 1 and isinstance(upper[0], int) and upper[0] > 0:
        first = {values.item(index): kids.get(values.item(index)) for index in range(upper[0])}
        known = {label: kid for label, kid in first.items() if kid is not None}
        if len(known) == upper[0]:
            return known
    return kids if instr.lower == -1 and instr.upper == -1 else {ANY_ITEM: frame.now.elements(obj)}
