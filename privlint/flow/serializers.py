"""Serializers: classes that list the fields of a model which they show, with the serializers nested in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow.asking import dotted
from privlint.flow.loaded_classes import class_named
from privlint.flow.subjects import meta
from privlint.model import ir
from privlint.model.program import ClassId, FunctionId
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.flow.knowledge import Knowledge
    from privlint.model.ir import Instr
    from privlint.model.program import ClassInfo

#: A field of a class.
FieldKey = tuple[ClassId, str]
#: The call that declares a field of a serializer, with what writes the registers around it.
FieldCall = tuple["Instr", "Mapping[int, Instr]"]

_PACKAGES = ("rest_framework.serializers", "marshmallow", "flask_marshmallow", "ninja")
_SCHEMAS = ("marshmallow", "flask_marshmallow")
_SUFFIXES = ("Serializer", "Schema")
#: Options of a serializer's field that name what of the object it shows.
_SOURCES = frozenset({"source", "attribute"})
#: Kinds of classes that are serializers too, and say so by their annotations.
_RECORDS = frozenset({"pydantic", "msgspec"})


def is_serializer(knowledge: Knowledge, cls: ClassId) -> bool:
    """Whether objects of the class turn objects of models into what is answered."""
    info = knowledge.program.classes[cls]
    if info.kind in _RECORDS:
        return False
    if any(base.startswith(_PACKAGES) for base in knowledge.program.external_bases(cls)):
        return True
    ours = (knowledge.program.classes[entry] for entry in info.mro if isinstance(entry, ClassId))
    return any(base.name.endswith(_SUFFIXES) for one in ours for base in one.ir.bases)


def is_schema(knowledge: Knowledge, cls: ClassId) -> bool:
    """Whether the class is a schema of marshmallow, whose ``dump`` is given what it is to show."""
    return any(base.startswith(_SCHEMAS) for base in knowledge.program.external_bases(cls))


def shows(knowledge: Knowledge, cls: ClassId, method: str) -> bool:
    """Whether a method of a class answers with the fields that the class lists: ``dump`` of a serializer,
    ``model_validate`` of a record."""
    if knowledge.program.classes[cls].kind in _RECORDS:
        return method in ("model_validate", "from_orm")
    return is_serializer(knowledge, cls)


def serialized(knowledge: Knowledge, cls: ClassId, above: tuple[ClassId, ...] = ()) -> set[FieldKey]:
    """The fields of models that a serializer shows: those its ``Meta`` lists, and what serializers inside it show."""
    info = knowledge.program.classes[cls]
    if cls in above or not is_serializer(knowledge, cls):
        return set()
    listed, left_out = listed_names(knowledge, info)
    found: set[FieldKey] = set()
    sources = {word for name, call in declared_fields(knowledge, info) if name in listed for word in sources_of(call)}
    for ident in models_of(knowledge, info):
        names = {field.name for _, field in knowledge.program.fields(ident)}
        shown = names - left_out if left_out or "__all__" in listed else {*listed, *info.fields, *sources}
        found |= {(ident, name) for name in shown}
    for inner in _nested(knowledge, info, listed):
        found |= serialized(knowledge, inner, (*above, cls))
    return found


def shown_of(knowledge: Knowledge, cls: ClassId, models: list[ClassId]) -> set[FieldKey]:
    """What a serializer or record shows of objects of these models, by the names of its own fields."""
    info = knowledge.program.classes[cls]
    names = {field.name for _, field in knowledge.program.fields(cls)} | listed_names(knowledge, info)[0]
    names |= {word for _, call in declared_fields(knowledge, info) for word in sources_of(call)}
    return {
        (model, field.name) for model in models for _, field in knowledge.program.fields(model) if field.name in names
    }


def functions_behind(knowledge: Knowledge, cls: ClassId, above: tuple[ClassId, ...] = ()) -> set[FunctionId]:
    """The functions that run when a serializer shows an object: its methods, the lambdas of its fields, and those of
    the serializers inside it."""
    info = knowledge.program.classes[cls]
    if cls in above:
        return set()
    functions = knowledge.program.modules[info.module].functions
    found = {FunctionId(info.module, number) for number, one in enumerate(functions) if one.parent == info.ir.body}
    found = {one for one in found if knowledge.program.function(one).kind != "class"} | set(info.methods.values())
    for inner in _nested(knowledge, info, listed_names(knowledge, info)[0]):
        found |= functions_behind(knowledge, inner, (*above, cls))
    return found


def listed_names(knowledge: Knowledge, info: ClassInfo) -> tuple[set[str], set[str]]:
    """The names that ``Meta`` lists to be shown, and those it leaves out."""
    inner = _options(knowledge, info)
    if inner is None:
        return set(), set()
    return set(_constant(knowledge, inner, "fields")), set(_constant(knowledge, inner, "exclude"))


def models_of(knowledge: Knowledge, info: ClassInfo) -> list[ClassId]:
    inner = _options(knowledge, info)
    named = _constant(knowledge, inner, "model") if inner is not None else []
    if not named or inner is None:
        return []
    known = class_named(knowledge, inner.module, named[0])
    if known is not None:
        return [known]
    return [ident for ident, other in knowledge.program.classes.items() if other.ir.name == named[0]]


def declared_fields(knowledge: Knowledge, info: ClassInfo) -> Iterator[tuple[str, FieldCall]]:
    """The fields that the body of a class declares by a call, each with the call."""
    body = knowledge.program.modules[info.module].functions[info.ir.body].body
    made = definitions(body)
    for instr in walk(body):
        call = made.get(instr.src) if isinstance(instr, ir.Store) else None
        if isinstance(instr, ir.Store) and isinstance(call, ir.Call):
            yield instr.name, (call, made)


def sources_of(call: FieldCall) -> list[str]:
    """The attribute that a field names as its source: ``fields.String(attribute="email")``."""
    instr, made = call
    args = instr.args if isinstance(instr, ir.Call) else ()
    named = [made.get(reg) for reg, label in args if label in _SOURCES]
    return [str(one.value) for one in named if isinstance(one, ir.Const)]


def is_computed(call: FieldCall) -> bool:
    """Whether a function fills a field: ``fields.Function(lambda user: …)``; what it gives is not read off the
    object."""
    instr, made = call
    return isinstance(instr, ir.Call) and dotted(made, instr.func).rpartition(".")[2] == "Function"


def filled_by(knowledge: Knowledge, cls: ClassId, name: str) -> str:
    """The method that fills a field: ``fields.Method("list_orders")``; empty for any other field."""
    for field, (instr, made) in declared_fields(knowledge, knowledge.program.classes[cls]):
        if field == name and isinstance(instr, ir.Call) and dotted(made, instr.func).endswith("fields.Method"):
            given = made.get(instr.args[0][0]) if instr.args else None
            return str(given.value) if isinstance(given, ir.Const) else ""
    return ""


def _nested(knowledge: Knowledge, info: ClassInfo, listed: set[str]) -> Iterator[ClassId]:
    """The serializers that fields of a serializer name, where it shows these fields."""
    for name, (call, made) in declared_fields(knowledge, info):
        if listed and name not in listed and "__all__" not in listed:
            continue
        yield from nested_in(knowledge, info, (call, made))


def nested_in(knowledge: Knowledge, info: ClassInfo, call: FieldCall) -> Iterator[ClassId]:
    """The serializers that one field of a serializer names."""
    for word in _names(*call):
        inner = class_named(knowledge, info.module, word)
        if inner is not None and is_serializer(knowledge, inner):
            yield inner


def _names(instr: Instr | None, made: Mapping[int, Instr]) -> Iterator[str]:
    """Every name and string in an expression: ``List(Nested(OrderSchema))``, ``Nested("OrderSchema")``."""
    if isinstance(instr, ir.Call):
        for reg in (instr.func, *(reg for reg, _ in instr.args)):
            yield from _names(made.get(reg), made)
    elif isinstance(instr, ir.Load):
        yield instr.name
    elif isinstance(instr, ir.Const) and isinstance(instr.value, str):
        yield instr.value


def _options(knowledge: Knowledge, info: ClassInfo) -> ClassInfo | None:
    """The class ``Meta`` of a serializer: its own, or that of the nearest class above it."""
    above = (knowledge.program.classes[entry] for entry in info.mro if isinstance(entry, ClassId))
    return next((inner for one in above if (inner := meta(knowledge, one)) is not None), None)


def _constant(knowledge: Knowledge, info: ClassInfo, name: str, above: tuple[ClassId, ...] = ()) -> list[str]:
    """The words of a class attribute, be it inherited: strings, the name of a class, those of the same attribute of
    another class (``Base.Meta.fields + ("email",)``)."""
    if info.ident in above:
        return []
    body = knowledge.program.modules[info.module].functions[info.ir.body].body
    made = definitions(body)
    for instr in walk(body):
        if isinstance(instr, ir.Store) and instr.name == name:
            found = []
            for word, owner in _words(made.get(instr.src), made):
                other = _class_at(knowledge, info.module, owner) if word == name and owner else None
                found += [word] if other is None else _constant(knowledge, other, name, (*above, info.ident))
            return found
    bases = (_class_at(knowledge, info.module, base.name) for base in info.ir.bases)
    inherited = (_constant(knowledge, base, name, (*above, info.ident)) for base in bases if base is not None)
    return next(filter(None, inherited), [])


def _class_at(knowledge: Knowledge, module: int, path: str) -> ClassInfo | None:
    """The class that ``Base.Meta`` names, read in a module."""
    outer, _, inner = path.rpartition(".")
    ident = class_named(knowledge, module, outer or path)
    if ident is None:
        return None
    info = knowledge.program.classes[ident]
    return _options(knowledge, info) if outer and inner == "Meta" else info


def _words(instr: Instr | None, made: Mapping[int, Instr]) -> Iterator[tuple[str, str]]:
    """Every word of an expression, with what it is an attribute of."""
    if isinstance(instr, ir.Const):
        yield str(instr.value), ""
    elif isinstance(instr, ir.Load):
        yield instr.name, ""
    elif isinstance(instr, ir.GetAttr):
        yield instr.attr, dotted(made, instr.obj)
    elif isinstance(instr, ir.Build):
        for reg, _ in instr.items:
            yield from _words(made.get(reg), made)
    elif isinstance(instr, ir.Binary):
        yield from _words(made.get(instr.left), made)
        yield from _words(made.get(instr.right), made)
