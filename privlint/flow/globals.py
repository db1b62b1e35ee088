"""Names of modules: globals as shared cells, imports and definitions, builtins, captured variables."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from privlint.flow import facts, shapes, values
from privlint.flow.state import GONE, parameter_fact, parameter_location
from privlint.flow.values import BLANK, Value
from privlint.model.program import ClassId, FunctionId
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from privlint.flow.frame import Frame
    from privlint.flow.knowledge import Cell
    from privlint.flow.values import Location
    from privlint.model.target import Target

_BUILTINS = frozenset(dir(builtins))


def load_global(frame: Frame, name: str) -> Value:
    """What a global, builtin or captured name holds, as far as any function of the project tells."""
    module = frame.function.module
    captured = _captured(frame, name)
    if captured is not None:
        return captured
    target = frame.program.exports[module].get(name)
    if target is None:
        return values.of(shapes.external(f"builtins.{name}")) if name in _BUILTINS else BLANK
    value = frame.knowledge.read(("global", module, name), frame.function)
    if value.is_blank or (not value.shape and target.kind != "variable"):
        value = values.join(target_value(frame, target), value)
    if target.kind == "external":
        value = _outside(frame, target.name, value)
    elif target.kind == "variable" and not shapes.constants(value.shape):
        # doubtful: another function put it there, in an order nobody tells
        value = value.but(
            facts=facts.transformed(value.facts, Transform.RAW, lower=1), locs=(("global", module, name),)
        )
    return value if value.vn is not None else value.but(vn=("global", module, name))


def _outside(frame: Frame, path: str, value: Value) -> Value:
    """An object of a library that functions share, such as ``flask.g``: with what any of them put into it."""
    known = frame.knowledge.read(("outside", path, ""), frame.function)
    return value.but(kids=values.join_kids(value.kids, known.kids), locs=(("outside", path, ""),))


def publish_shared(frame: Frame, heap: dict[Location, Value]) -> None:
    """What a function put into objects that other functions see."""
    for loc, content in sorted(heap.items(), key=lambda entry: str(entry[0])):
        if loc[0] not in ("global", "outside", "class") or not isinstance(loc[1], int | str | ClassId):
            continue
        kids = {label: frame.shared(kid) for label, kid in content.kids.items() if kid is not GONE}
        inner = Value(facts=content.facts, kids=kids)
        for label in reversed(loc[3:]):
            inner = Value(kids={str(label): inner})
        frame.knowledge.put((str(loc[0]), loc[1], str(loc[2])), inner)


def publish_filled(frame: Frame) -> None:
    """What a module put into its own objects after it had named them (``HANDLERS["x"] = handle``)."""
    if frame.ir.kind != "module":
        return
    for name, value in sorted(frame.now.env.items()):
        if value.locs and "@" not in name and frame.program.exports[frame.function.module].get(name) is not None:
            frame.knowledge.put(("global", frame.function.module, name), frame.shared(value))


def _captured(frame: Frame, name: str) -> Value | None:
    """A variable of an enclosing function or class body, seen from inside."""
    parent = frame.ir.parent
    while parent > 0:
        owner = FunctionId(frame.function.module, parent)
        function = frame.program.function(owner)
        if name in function.locals and function.kind != "class":
            known = frame.knowledge.read(("free", owner, name), frame.function)
            return Value(
                known.shape,
                facts.one(parameter_fact(name)),
                known.kids,
                vn=("par", name),
                locs=(parameter_location(name),),
            )
        parent = function.parent
    return None


def store_global(frame: Frame, name: str, scope: str, value: Value) -> None:
    """Publish an assignment that other functions can see."""
    flat = frame.shared(value)
    if frame.ir.kind == "class" and scope == "local":
        info = frame.knowledge.class_of_body(frame.function)
        if info is not None:
            frame.knowledge.put(("class", info, name), flat)
    elif frame.ir.kind == "module" or scope == "global":
        frame.knowledge.put(("global", frame.function.module, name), flat)
    elif scope == "free":
        publish_captured(frame, name, flat)


def publish_captured(frame: Frame, name: str, value: Value) -> None:
    """An inner function assigned a variable of an enclosing one (``nonlocal``)."""
    parent = frame.ir.parent
    while parent > 0:
        owner = FunctionId(frame.function.module, parent)
        if name in frame.program.function(owner).locals:
            frame.knowledge.put(("free", owner, name), value)
            return
        parent = frame.program.function(owner).parent


def target_value(frame: Frame, target: Target) -> Value:
    """The value of what a name resolved to across modules."""
    match target.kind:
        case "function":
            function = FunctionId(*target.ident)
            cell: Cell = ("global", target.module, target.name)
            known = frame.knowledge.read(cell, frame.function)
            return known if known.shape else Value(shapes.atom("fn", function), vn=("fn", function))
        case "class":
            known = frame.knowledge.read(("global", target.module, target.name), frame.function)
            return known if known.shape else values.of(frozenset((("cls", frame.program.class_id(target)),)))
        case "module":
            return values.of(shapes.atom("module", target.name))
        case "variable":
            known = frame.knowledge.read(("global", target.module, target.name), frame.function)
            return known.but(vn=("global", target.module, target.name))
        case "external":
            return values.of(shapes.external(frame.catalogue.canonical(target.name)))
