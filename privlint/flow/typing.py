"""From type annotations to values: what a declaration tells about the shape of what it declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import limits, shapes, values
from privlint.flow.narrowing import builtin_instance
from privlint.flow.values import ANY_ITEM, BLANK, Value

if TYPE_CHECKING:
    from privlint.catalogue.catalogue import Catalogue
    from privlint.flow.frame import Frame
    from privlint.model.program import ClassId, Program
    from privlint.model.types import TypeExpr

_ELEMENTWISE = {
    "list": shapes.LIST, "List": shapes.LIST, "Sequence": shapes.LIST, "Iterable": shapes.LIST,
    "Iterator": shapes.LIST,
    "Collection": shapes.LIST, "Generator": shapes.LIST, "AsyncIterator": shapes.LIST, "AsyncGenerator": shapes.LIST,
    "AsyncIterable": shapes.LIST,
    "set": shapes.SET, "Set": shapes.SET, "frozenset": shapes.SET, "FrozenSet": shapes.SET,
    "deque": shapes.LIST,
}  # fmt: skip
_MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"})
_TRANSPARENT = frozenset(
    {"Annotated", "Mapped", "Required", "NotRequired", "ReadOnly", "Final", "ClassVar", "Awaitable", "Coroutine"}
    | {"Depends"}
)  # fmt: skip
_CONTAINERS = frozenset({shapes.DICT, shapes.LIST, shapes.SET})
_ALTERNATIVES = frozenset({"|", "Union", "Optional"})


def annotated(frame: Frame, value: Value, type_: TypeExpr) -> Value:
    """The value with what its annotation tells, as far as nothing better is known."""
    if value.shape and (value.shape not in _CONTAINERS or frame.now.kids(value)):
        return value
    declared = value_of(frame.program, frame.catalogue, frame.function.module, type_)
    if value.shape:  # an empty container says nothing of what will be in it
        return value.but(kids=declared.kids) if declared.shape == value.shape else value
    if not declared.shape:
        return value
    kids = values.join_kids(value.kids, declared.kids)
    return value.but(shape=declared.shape, kids=kids)


def value_of(program: Program, catalogue: Catalogue, module: int, type_: TypeExpr | None, depth: int = 0) -> Value:
    """A value of that type; BLANK where the type tells nothing."""
    if type_ is None or depth > 4:
        return BLANK
    name = type_.name.rpartition(".")[2]
    args = [value_of(program, catalogue, module, arg, depth + 1) for arg in type_.args] if type_.args else []
    if name in _ALTERNATIVES:
        return values.join_all(arg for arg in args if arg.shape)
    if name in _TRANSPARENT:
        return (args[-1] if name == "Coroutine" else args[0]) if args else BLANK
    if name in _ELEMENTWISE:
        return Value(_ELEMENTWISE[name], kids={ANY_ITEM: args[0]} if args else values.NO_KIDS)
    if name in _MAPPINGS:
        return Value(shapes.DICT, kids={ANY_ITEM: args[1]} if len(args) > 1 else values.NO_KIDS)
    if name in ("tuple", "Tuple"):
        return Value(shapes.TUPLE, kids={values.item(position): arg for position, arg in enumerate(args)})
    if name in ("None", "NoneType"):
        return values.of(shapes.literal(None))
    if name in ("type", "Type") and args:
        return values.of(frozenset(("cls", entry[1]) for entry in args[0].shape if entry[0] == "inst"))
    return _named(program, catalogue, module, type_)


def _named(program: Program, catalogue: Catalogue, module: int, type_: TypeExpr) -> Value:
    target = program.dotted(module, type_.name)
    if target is None:
        return values.of(builtin_instance(f"builtins.{type_.name}"))
    if target.kind == "class":
        return values.of(_class(program, program.class_id(target)))
    if target.kind == "external":
        last = target.name.rpartition(".")[2]
        if last in ("QuerySet", "Manager", "BaseManager", "RelatedManager") and type_.args:
            inner = _named(program, catalogue, module, type_.args[0])
            return values.of(frozenset(("query", entry[1]) for entry in inner.shape if entry[0] == "inst"))
        if target.name.startswith("typing.") or last in ("Any", "Callable", "Self"):
            return BLANK
        return values.of(shapes.external(catalogue.canonical(f"{target.name}()")))
    return BLANK


def _class(program: Program, cls: ClassId) -> shapes.Shape:
    """A declared class stands for itself and for the subclasses the project has; a protocol for whatever fits it."""
    info = program.classes[cls]
    fitting = [below for below in info.subclasses if _overrides(program, below, cls)]
    if any(base.name.rpartition(".")[2] == "Protocol" for base in info.ir.bases):
        wanted = [name for name in info.methods if not name.startswith("__")]
        if wanted:
            fitting += [
                owner
                for owner in program.methods_named.get(wanted[0], ())
                if owner != cls and all(name in program.classes[owner].methods for name in wanted)
            ]
    return frozenset(("inst", entry) for entry in [cls, *sorted(set(fitting))][: limits.SHAPES])


def _overrides(program: Program, below: ClassId, cls: ClassId) -> bool:
    """Whether a subclass answers a method of the class in its own way."""
    return any(program.method(cls, name) is not None for name in program.classes[below].methods)
