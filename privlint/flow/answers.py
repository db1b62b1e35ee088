"""What a serializer answers with: ``Serializer(user).data`` is a dict of the fields it lists, read from its object.
Which serializer, and which object, a generic view names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import serializers, shapes, values
from privlint.flow.frame import Args
from privlint.flow.generic_views import is_generic
from privlint.flow.values import ANY_ITEM, Value
from privlint.model import ir
from privlint.model.program import ClassId

if TYPE_CHECKING:
    from privlint.flow.frame import Frame
    from privlint.flow.serializers import FieldCall

#: The attribute that holds what a serializer was made with.
INSTANCE = ".instance"
#: The attributes in which a form or serializer keeps what was filled in, by the names of its fields.
_FILLED_IN = frozenset({"cleaned_data", "validated_data"})
_DEEPEST = 3
#: What the maker of a schema chooses of it.
_OPTIONS = ("only", "exclude", "many")


def keep_instance(frame: Frame, made: Value, cls: ClassId, args: Args) -> None:
    """``Serializer(instance, many=…)`` keeps what it is to show."""
    if not args.all() or not serializers.is_serializer(frame.knowledge, cls):
        return
    for option in _OPTIONS:
        given = args.get(-1, option)
        if given is not None:
            frame.now.write(made, f"#{option}", given)
    instance = args.get(0, "instance")
    if instance is not None:
        many = args.get(-1, "many")
        several = many is not None and shapes.constants(many.shape) == [True]
        kept = frame.operations.iterate(frame, instance, frame.at) if several else instance
        frame.now.write(made, INSTANCE, Value(shapes.LIST, kids={ANY_ITEM: kept}) if several else kept)


def dumped(frame: Frame, schema: Value, cls: ClassId, name: str, args: Args) -> Value | None:
    """``Schema(only=…).dump(user)``: what a schema shows of an object it is given; None for any other method."""
    instance = args.get(0, "obj")
    if name not in ("dump", "dumps") or instance is None or not serializers.is_schema(frame.knowledge, cls):
        return None
    many = args.get(-1, "many") or frame.now.part(schema, "#many")
    if many is not None and shapes.constants(many.shape) == [True]:
        instance = Value(shapes.LIST, kids={ANY_ITEM: frame.operations.iterate(frame, instance, frame.at)})
    shown = answer(frame, schema, cls, instance)
    return shown if name == "dump" else Value(shapes.STR, frame.operations.everything(frame, shown))


def chosen(frame: Frame, view: ClassId, name: str, args: Args, at: int) -> Value | None:
    """``self.get_serializer(user)`` of a generic view makes the serializer that its class names, ``self.get_object()``
    gives an object of its model; None for anything else."""
    if name not in ("get_serializer", "get_object") or not is_generic(frame.knowledge, view):
        return None
    if name == "get_serializer":
        made = _named(frame, view, "serializer_class", "cls")
        return None if made is None else frame.call(made, args, at, "serializer_class")
    rows, model = _named(frame, view, "queryset", "query"), _named(frame, view, "model", "cls")
    found = [entry[1] for value in (rows, model) if value is not None for entry in shapes.ordered(value.shape)]
    if len(found) != 1 or not isinstance(found[0], ClassId):
        return None
    return Value(shapes.atom("inst", found[0]), vn=("call", at), locs=(("call", at),))


def saved(frame: Frame, maker: Value, cls: ClassId, name: str, at: int) -> Value | None:
    """``serializer.save()`` and ``form.save()`` give an object of the model, which the serializer then shows."""
    models = serializers.models_of(frame.knowledge, frame.program.classes[cls]) if name == "save" else []
    if not models:
        return None
    loc = ("call", at)
    made = Value(frozenset(("inst", model) for model in models), vn=loc, locs=(loc,))
    if serializers.is_serializer(frame.knowledge, cls):
        frame.now.write(maker, INSTANCE, made)
    return made


def _named(frame: Frame, view: ClassId, attribute: str, kind: str) -> Value | None:
    """What the class of a view names under an attribute, where it is of that kind."""
    for entry in frame.program.classes[view].mro:
        if isinstance(entry, ClassId):
            named = frame.knowledge.read(("class", entry, attribute), frame.function)
            if shapes.has(named.shape, kind):
                return named
    return None


def answer(frame: Frame, serializer: Value, cls: ClassId, instance: Value, depth: int = 0) -> Value:
    """The dict of what ``instance`` shows through the serializer; of several, a list of such dicts."""
    if instance.shape >= shapes.LIST:
        one = answer(frame, serializer, cls, frame.now.elements(instance), depth)
        return Value(shapes.LIST, kids={ANY_ITEM: one})
    models = serializers.models_of(frame.knowledge, frame.program.classes[cls])
    if not instance.shape and models:
        instance = instance.but(shape=frozenset(("inst", model) for model in models))
    kids: values.Kids = {}
    only, without = (_words(frame, serializer, option) if not depth else None for option in ("only", "exclude"))
    for name, source, inner in _fields(frame, cls, models):
        if (only is not None and name not in only) or name in (without or ()):
            continue
        method = frame.program.method(cls, serializers.filled_by(frame.knowledge, cls, name) or f"get_{name}")
        if method is not None:
            bound = Value(shapes.atom("method", method), kids={"#self": serializer})
            kids[values.item(name)] = frame.call(bound, Args((instance,)), frame.at, name)
            continue
        value = instance
        for part in source.split(".") if source != "*" else ():
            read = frame.operations.item if value.shape >= shapes.DICT else frame.operations.attribute
            value = read(frame, value, part, frame.at)
        kids[values.item(name)] = (
            value if inner is None or depth >= _DEEPEST else answer(frame, serializer, inner, value, depth + 1)
        )
    return frame.now.new(("answer", frame.at, depth), Value(kids=kids), shapes.DICT)


def is_filled_in(base: str, name: str) -> bool:
    """Whether an attribute of a class that derives from ``base`` holds what was filled in; forms of WTForms call it
    ``data``."""
    return name in _FILLED_IN or (name == "data" and base.startswith(("wtforms.", "flask_wtf.")))


def filled_in(frame: Frame, data: Value, cls: ClassId, at: int) -> Value:
    """What a form or serializer took in, with an item for each of its fields."""
    names = (
        name for name, _, _ in _fields(frame, cls, serializers.models_of(frame.knowledge, frame.program.classes[cls]))
    )
    items = {values.item(name): frame.operations.item(frame, data, name, at) for name in names}
    return data.but(shape=data.shape | shapes.DICT, kids=items)


def _words(frame: Frame, schema: Value, option: str) -> set[str] | None:
    """The names that a schema was told to show, or to leave out; None where it was not told."""
    given = frame.now.part(schema, f"#{option}")
    if given is None:
        return None
    found = {text for kid in frame.now.kids(given).values() for text in shapes.constants(kid.shape)}
    words = [text for text in found if isinstance(text, str)]
    if option == "only":
        return {word.partition(".")[0] for word in words} or None
    return {word for word in words if "." not in word}


def _fields(frame: Frame, cls: ClassId, models: list[ClassId]) -> list[tuple[str, str, ClassId | None]]:
    """The fields that are shown: name, what of the object they show, and the serializer inside, if it is one."""
    info = frame.program.classes[cls]
    listed, left_out = serializers.listed_names(frame.knowledge, info)
    calls: dict[str, FieldCall] = {}
    for entry in reversed(info.mro):
        if isinstance(entry, ClassId):
            calls.update(serializers.declared_fields(frame.knowledge, frame.program.classes[entry]))
    names: dict[str, None] = dict.fromkeys(sorted(listed - {"__all__"}))
    if "__all__" in listed or left_out:
        names.update((field.name, None) for model in models for _, field in frame.program.fields(model))
    names.update((name, None) for name in calls if not listed or "__all__" in listed)
    found: list[tuple[str, str, ClassId | None]] = []
    for name in names:
        call = calls.get(name)
        if name in left_out or (call is not None and (_is_written_only(call) or serializers.is_computed(call))):
            continue
        sources = serializers.sources_of(call) if call is not None else []
        inner = next(serializers.nested_in(frame.knowledge, info, call), None) if call is not None else None
        found.append((name, sources[0] if sources else name, inner))
    return found


def _is_written_only(call: FieldCall) -> bool:
    instr, made = call
    given = {label: reg for reg, label in instr.args} if isinstance(instr, ir.Call) else {}
    value = made.get(given.get("write_only", given.get("load_only", -1)))
    return isinstance(value, ir.Const) and value.value is True
