"""Attributes: of objects whose class is known, of classes, modules and API values, and of whatever else."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from privlint.flow import bodies, facts, numbers, shapes, values
from privlint.flow.answers import INSTANCE, answer, filled_in, is_filled_in
from privlint.flow.consent import attribute_guard
from privlint.flow.facts import NO_FACTS
from privlint.flow.frame import Args
from privlint.flow.globals import target_value
from privlint.flow.guards import NOTHING, Guards
from privlint.flow.recipients import disclose_assigned
from privlint.flow.sources import Read, by_name, known, via_of
from privlint.flow.state import GONE, without_mark
from privlint.flow.stdlib_types import secret
from privlint.flow.typing import value_of
from privlint.flow.urls import remembered
from privlint.flow.values import BLANK, Value
from privlint.model.category import covers
from privlint.model.program import ClassId, FunctionId
from privlint.model.scale import Confidence, Transform

if TYPE_CHECKING:
    from privlint.flow.facts import Fact, Facts
    from privlint.flow.frame import Frame
    from privlint.model.program import Field

#: Attributes of a class that any code may put something into.
_FILLED = shapes.LIST | shapes.DICT | shapes.SET
_OF_EXCEPTIONS = {"args": "#msg", "message": "#msg", "__cause__": "#cause", "__context__": "#cause"}
#: What web frameworks call the objects on which they keep the request at hand.
_SERVING = frozenset("self cls view info context ctx form serializer handler middleware controller resource".split())
#: What picks rows of a frame or column: ``frame.loc[rows, "email"]`` is a part of ``frame["email"]``.
_INDEXERS = frozenset({"loc", "iloc", "iat"})
_PROPERTIES = frozenset({"property", "cached_property", "functools.cached_property", "hybrid_property"})


def read_attribute(frame: Frame, obj: Value, name: str, at: int, owner: str, text: str) -> Value:
    """``obj.name``, written in the code as ``text`` with ``owner`` before the dot."""
    label = f".{name}"
    if name in _INDEXERS and not shapes.instances(obj.shape):
        return obj
    if name == "__dict__":
        return Value(shapes.DICT, kids={"#of": obj})
    if obj.vn != numbers.REQUEST and any(numbers.of_request(path) for path in shapes.paths(obj.shape)):
        obj = obj.but(vn=numbers.REQUEST)
    put = frame.now.part(obj, label)
    put = put if put is not None and (put.facts or put.shape) else None
    left = frame.now.left(obj, label, put) if put is not None else NOTHING
    given = _given(put) if put is not None and left is None else None
    if put is not None and left is None and given is None:
        return _consenting(frame, frame.now.placed(obj, label, put), obj, name, at, text)
    via = given or _below(via_of(obj), label)
    read = Read(name, "attr", "attr", text, at, owner=owner, subject=obj.vn, via=via)
    found = [value for entry in shapes.ordered(obj.shape) if (value := _of_atom(frame, obj, entry, read)) is not None]
    value = values.join_all(found) if found else _unresolved(frame, obj, read)
    if put is not None:  # on some ways; on others it is what it was
        was = value.but(facts=facts.guarded(value.facts, left or NOTHING))
        value = without_mark(values.join(frame.now.placed(obj, label, put), was))
    if value.vn is None:
        value = value.but(vn=numbers.attribute(obj.vn, name))
    return _consenting(frame, value, obj, name, at, text)


def _given(put: Value) -> tuple[facts.Root, facts.Path] | None:
    """The parameter that was put there as it came, of which nothing is known: the name of the field tells what it is,
    unless a caller does; None for anything else."""
    known = put.kids or put.shape not in (shapes.UNKNOWN, shapes.STR)
    fact = next(iter(put.facts.values())) if len(put.facts) == 1 and not known else None
    if fact is None or fact.origin is not None or fact.role is not None or fact.transform is not Transform.RAW:
        return None
    return fact.root, fact.path


def _below(via: tuple[facts.Root, facts.Path] | None, label: str) -> tuple[facts.Root, facts.Path] | None:
    return None if via is None else (via[0], (*via[1], label))


def _consenting(frame: Frame, value: Value, obj: Value, name: str, at: int, text: str) -> Value:
    """An attribute that records a consent or an opt-out tells by its truth."""
    if value.implies is not None or shapes.has(value.shape, "method"):
        return value
    implies = attribute_guard(frame, name, obj, at, text)
    return value if implies is None else value.telling(implies)


def _of_atom(frame: Frame, obj: Value, entry: shapes.Atom, read: Read) -> Value | None:
    """The attribute of one thing the object may be; None where that thing does not say."""
    kind, detail = entry[0], entry[1]
    if kind == "inst" and isinstance(detail, ClassId):
        return of_instance(frame, obj, detail, read)
    if kind == "cls" and isinstance(detail, ClassId):
        return _of_class(frame, obj, detail, read)
    if kind == "module":
        target = frame.program.from_module(str(detail), read.name)
        return target_value(frame, target) if target is not None else None
    if kind == "ext":
        return _of_external(frame, obj, str(detail), read)
    if kind == "super" and isinstance(detail, ClassId):
        start = frame.receiver_class(detail)
        method = frame.program.method(start, read.name, after=detail)
        return bound(obj, method) if method is not None else None
    if kind == "lit" and detail == "NoneType":
        return None
    return None


def of_instance(frame: Frame, obj: Value, cls: ClassId, read: Read) -> Value | None:
    """An attribute of an instance: a method, a property, a field by its declaration, what any code stored in that
    field."""
    program = frame.program
    info = program.classes[cls]
    method = program.method(cls, read.name)
    if method is not None:
        return _method(frame, obj, method, read)
    kept = _kept(frame, obj, cls, read)
    if kept is not None:
        return kept
    declared = program.field(cls, read.name)
    cell = _cells(frame, cls, read.name)
    read = read._replace(owner_class=info.ir.name)
    if declared is not None:
        frame.knowledge.fields_read.setdefault((frame.module.path, read.at), set()).add((cls, read.name))
        return _field(frame, obj, declared[0], declared[1], read, cell)
    if not cell.is_blank:
        for described in shapes.instances(cell.shape):
            getter = program.method(described, "__get__")
            if getter is not None:
                return frame.call(bound(cell, getter), Args((obj, BLANK)), read.at, read.text)
        own = NO_FACTS if shapes.is_harmless(cell.shape) else by_name(frame, read)
        below = _below_whole(frame, obj, read)
        return below.but(
            shape=cell.shape, facts=facts.join(_from_cell(cell, read, own), below.facts), kids=_parts(cell.kids, read)
        )
    link = frame.knowledge.linked(cls, read.name)
    if link:
        below = _below_whole(frame, obj, read)
        return Value(shapes.join(below.shape, link), below.facts, locs=below.locs)
    fallback = program.method(cls, "__getattr__")
    if fallback is not None:
        return frame.call(bound(obj, fallback), Args((values.of(shapes.literal(read.name)),)), read.at, read.text)
    inherited = [base for base in program.external_bases(cls) if not base.startswith(("builtins.", "?"))]
    if inherited and info.kind != "typeddict" and not (own := by_name(frame, read)):
        taken = values.of(shapes.external(frame.catalogue.canonical(f"{inherited[0]}().{read.name}")))
        taken = taken.but(facts=_below_whole(frame, obj, read).facts)
        return filled_in(frame, taken, cls, read.at) if is_filled_in(inherited[0], read.name) else taken
    below = _below_whole(frame, obj, read)
    return below.but(facts=facts.join(by_name(frame, read), below.facts))


def _kept(frame: Frame, obj: Value, cls: ClassId, read: Read) -> Value | None:
    """What an exception keeps of its arguments, and what a serializer answers with; None for anything else."""
    if frame.program.classes[cls].kind == "exception" and read.name in _OF_EXCEPTIONS:
        return frame.now.read(obj, _OF_EXCEPTIONS[read.name])
    instance = frame.now.part(obj, INSTANCE) if read.name == "data" else None
    return answer(frame, obj, cls, instance) if instance is not None else None


def _from_cell(cell: Value, read: Read, named: Facts) -> Facts:
    """What some code put into the field of some instance; where it is known what this instance holds, that counts.

    Where any code put there what the field's name says (``named``), the read gives that datum of this instance: who
    put it there says nothing more of it, and is left out; other data that are put there are in few instances."""
    if not cell.facts:
        return named
    stored = {key: fact.but(conf=fact.conf.lowered(), via=read.via) for key, fact in cell.facts.items()}
    for own in named.values():
        same = [fact for fact in stored.values() if fact.origin is not None and _is_same(fact, own)]
        if same:
            guards = reduce(Guards.shared, (fact.guards for fact in same)).plus(own.guards)
            for fact in same:
                del stored[fact.key]
            stored = facts.doubtful(stored)  # whatever else was put there is the exception
            stored[own.key] = own.but(conf=max(own.conf, *(fact.conf for fact in same)), guards=guards)
    return stored


def _parts(kids: values.Kids, read: Read) -> values.Kids:
    """The parts of what some code put into the field of some instance: no surer than the whole."""
    return {
        label: kid.but(
            facts={key: fact.but(conf=fact.conf.lowered(), via=read.via) for key, fact in kid.facts.items()},
            kids=_parts(kid.kids, read),
        )
        for label, kid in kids.items()
    }


def _is_same(put: Fact, named: Fact) -> bool:
    """Whether a datum that was put into a field is what the field's name says, or a kind of it, as it was."""
    kin = covers(put.category, named.category) or covers(named.category, put.category)
    return kin and put.transform.counted is Transform.RAW


def _cells(frame: Frame, cls: ClassId, name: str) -> Value:
    """What any function put into that field of any instance, or the class's own attribute."""
    found = []
    for entry in frame.program.classes[cls].mro:
        if isinstance(entry, ClassId):
            put = frame.knowledge.read(("field", entry, name), frame.function)
            found.append(_doubted(put) if frame.knowledge.is_exceptional(("field", entry, name)) else put)
            found.append(frame.knowledge.read(("class", entry, name), frame.function))
    return values.join_all(value for value in found if not value.is_blank)


def _doubted(put: Value) -> Value:
    """What few of many writers put into a field is hardly in an object that came from elsewhere."""
    kids = {label: _doubted(kid) for label, kid in put.kids.items()}
    return put.but(facts=facts.doubtful(put.facts), kids=kids)


def _field(frame: Frame, obj: Value, owner: ClassId, field: Field, read: Read, cell: Value) -> Value:
    info = frame.program.classes[owner]
    category = frame.knowledge.declared.field(info, field)
    below = _below_whole(frame, obj, read)
    shape = value_of(frame.program, frame.catalogue, info.module, field.type)
    if field.declared in ("SecretStr", "SecretBytes"):
        return secret(Value(facts=facts.join(by_name(frame, read._replace(owner_class=info.ir.name)), below.facts)))
    if category:
        data = known(frame, read, category, Confidence.HIGH)
    else:
        told = read._replace(owner_class=info.ir.name, declared=field.declared, beside=tuple(info.fields))
        closed = field.constant or frame.knowledge.declared.is_complete(info)
        data = _from_cell(cell, read, NO_FACTS if closed else by_name(frame, told))
    bodies.note(frame, obj, info, read, data)
    kids = values.join_kids(shape.kids, _parts(cell.kids, read))
    parameter = NO_FACTS if data and category else below.facts
    shaped = shape.shape or frame.knowledge.linked(owner, read.name)
    return Value(shapes.join(shaped, cell.shape), facts.join(data, parameter), kids, locs=below.locs)


def _method(frame: Frame, obj: Value, method: FunctionId, read: Read) -> Value:
    decorators = frame.program.function(method).decorators
    if any(decorator in _PROPERTIES for decorator in decorators):
        callee = Value(shapes.atom("fn", method), vn=("fn", method))
        before = frame.now
        result = frame.call(callee, Args((obj,)), read.at, read.text)
        if frame.state is None:
            frame.state = before  # an abstract property only raises; the object will be of a class that does not
        return result
    if "staticmethod" in decorators:
        return Value(shapes.atom("fn", method), vn=("fn", method))
    return bound(obj, method)


def bound(obj: Value, method: FunctionId) -> Value:
    """A method bound to its receiver."""
    return Value(shapes.atom("method", method), kids={"#self": obj})


def _of_class(frame: Frame, obj: Value, cls: ClassId, read: Read) -> Value | None:
    method = frame.program.method(cls, read.name)
    if method is not None:
        if "classmethod" in frame.program.function(method).decorators:
            return bound(obj, method)
        return Value(shapes.atom("fn", method), vn=("fn", method))
    info = frame.program.classes[cls]
    if read.name in ("objects", "_default_manager", "_base_manager", "query", "all_objects"):
        return values.of(frozenset((("query", cls),)))
    if info.kind == "sqlalchemy" and frame.program.field(cls, read.name) is not None:
        return values.of(frozenset((("column", cls, read.name),)))
    cell = _cells(frame, cls, read.name)
    if not cell.is_blank:
        return cell.but(locs=(("class", cls, read.name),)) if cell.shape & _FILLED else cell
    if info.kind == "enum":
        return values.of(shapes.literal(f"{info.ir.name}.{read.name}"))
    if read.name == "__match_args__":
        names = [field.name for _, field in frame.program.fields(cls) if field.in_init]
        kids = {values.item(index): values.of(shapes.literal(name)) for index, name in enumerate(names)}
        return Value(shapes.TUPLE, kids=kids)
    if read.name in info.fields:
        return values.of(shapes.literal(f"{info.ir.name}.{read.name}"))  # a column, not a datum
    bases = frame.program.external_bases(cls)
    if bases:
        return values.of(shapes.external(frame.catalogue.canonical(f"{bases[0]}.{read.name}")))
    return None


def _of_external(frame: Frame, obj: Value, path: str, read: Read) -> Value:
    own = frame.knowledge.standing.class_of(path, read.name)
    if own is not None and (value := of_instance(frame, obj, own, read)) is not None:
        return value
    fluent = path.endswith(f".{read.name}()")  # ``query.filter(a).filter(b)`` is ``query.filter(…)`` again
    grown = path[:-2] if fluent else frame.catalogue.canonical(f"{path}.{read.name}") if path.count(".") < 12 else path
    value = values.of(shapes.external(grown))
    if read.name == "user" and numbers.of_request(path):
        user = frame.knowledge.user_model()
        value = value if user is None else values.of(frozenset((("inst", user),)))
    below = frame.now.read(obj, f".{read.name}")
    if path.endswith("DataFrame()"):
        read = read._replace(place="column", kind="column", owner="")
    model = frame.catalogue.source(grown)
    if model is not None and model.category and not model.keyed:
        subject = numbers.REQUEST if model.subject == "request" else obj.vn
        data = known(frame, read._replace(kind="request", subject=subject, api=grown), model.category, model.confidence)
    elif model is not None and model.table:
        data = NO_FACTS
    else:
        data = _table(frame, path, read) or (by_name(frame, read) if _may_hold_data(frame, path, grown) else NO_FACTS)
    person = model is not None and model.subject == "request"
    return Value(
        value.shape,
        facts.join(data, facts.doubtful(below.facts)),
        locs=below.locs,
        vn=numbers.REQUEST if person else None,
    )


def _table(frame: Frame, path: str, read: Read) -> Facts:
    """An attribute that the catalogue lists for the object (``request.client.host``)."""
    model = frame.catalogue.source(path)
    category = model.table.get(read.name.lower(), "") if model is not None else ""
    if model is None or not category:
        return NO_FACTS
    read = read._replace(kind="request", subject=numbers.REQUEST, api=path)
    return known(frame, read, category, model.confidence)


def _may_hold_data(frame: Frame, path: str, grown: str) -> bool:
    """Whether an attribute of an API value can be a datum by name: objects may, modules, classes and clients may
    not; a column of a frame may."""
    if path.endswith("DataFrame()"):
        return True
    return "()" in path and not frame.catalogue.sinks(grown) and not frame.catalogue.knows(grown)


def _below_whole(frame: Frame, obj: Value, read: Read) -> Value:
    """What the object as a whole lends to an attribute that nothing was stored in."""
    below = frame.now.read(obj, f".{read.name}")
    return below.but(facts=facts.doubtful(below.facts))


def _unresolved(frame: Frame, obj: Value, read: Read) -> Value:
    """Nothing is known of the object: its attribute is judged by its name, and carries what the object carries."""
    below = _below_whole(frame, obj, read)
    data = NO_FACTS if shapes.is_harmless(obj.shape) else by_name(frame, read)
    if read.name == "request" and not below.shape and _serves(obj, read):
        below = below.but(shape=frame.knowledge.request_shape(frame.function), vn=numbers.REQUEST)
    if shapes.has(obj.shape, "exc") or obj.kids.get("#msg") is not None:
        message = frame.now.read(obj, _OF_EXCEPTIONS[read.name]) if read.name in _OF_EXCEPTIONS else BLANK
        return below.but(facts=facts.union([data, message.facts, values.deep_facts(message)]))
    return below.but(facts=facts.join(data, below.facts))


def _serves(obj: Value, read: Read) -> bool:
    """Whether an object is one that web frameworks give the request at hand; a response, a browser's route or an error
    of a client has a ``request`` too, which the program made itself."""
    owner = read.text.rpartition(".")[0].rpartition(".")[2].lower()
    return bool(shapes.instances(obj.shape)) or owner in _SERVING


def write_attribute(frame: Frame, obj: Value, name: str, value: Value, at: int) -> None:
    """``obj.name = value``."""
    kept = frame.stored(value, at, f".{name}")
    for cls in shapes.instances(obj.shape):
        setter = frame.program.method(cls, f"{name}.setter")
        if setter is not None:
            frame.call(bound(obj, setter), Args((kept,)), at, name)
            return
        described = frame.knowledge.read(("class", cls, name), frame.function)
        for descriptor in shapes.instances(described.shape):
            store = frame.program.method(descriptor, "__set__")
            if store is not None:
                frame.call(bound(described, store), Args((obj, kept)), at, name)
                return
        frame.knowledge.put_field(cls, name, remembered(frame.shared(kept)), frame.function, at)
    for entry in obj.shape:
        if entry[0] == "cls" and isinstance(entry[1], ClassId):
            frame.knowledge.put(("class", entry[1], name), frame.shared(kept))
    for path in shapes.paths(obj.shape):
        disclose_assigned(frame, frame.catalogue.canonical(f"{path}.{name}"), kept, at)
    frame.now.write(obj, f".{name}", kept)


def delete_attribute(frame: Frame, obj: Value, name: str) -> None:
    """``del obj.name``."""
    frame.now.write(obj, f".{name}", GONE)
