"""The straight-line instructions: loads, stores, containers, definitions, imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, numbers, shapes, strings, values
from privlint.flow.attributes import delete_attribute, read_attribute, write_attribute
from privlint.flow.calling import transfer_call, transfer_decorate
from privlint.flow.declared import declared_part, declared_value
from privlint.flow.globals import load_global, store_global, target_value
from privlint.flow.guards import ALWAYS, NEVER, UNTOLD, Implication
from privlint.flow.items import delete_item, read_item, read_slice, write_item
from privlint.flow.logic import transfer_compare, transfer_isinstance
from privlint.flow.raising import may_lack
from privlint.flow.state import GONE, State
from privlint.flow.tested import sharpened
from privlint.flow.typing import annotated
from privlint.flow.values import ANY_ITEM, BLANK, Value
from privlint.model import ir
from privlint.model.program import ClassId, FunctionId

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.flow.frame import Frame
    from privlint.flow.values import Kids


def _const(frame: Frame, instr: ir.Const) -> None:
    implies = ALWAYS if instr.value else NEVER
    frame.regs[instr.dst] = Value(shapes.literal(instr.value), implies=implies)


def _opaque(frame: Frame, instr: ir.Opaque) -> None:
    carried = facts.union(frame.facts_on(frame.value(reg)) for reg in instr.sources)
    shape = {"bytes": shapes.BYTES, "number": shapes.NUMBER}.get(instr.kind, shapes.UNKNOWN)
    frame.regs[instr.dst] = Value(shape, carried)


def _load(frame: Frame, instr: ir.Load) -> None:
    state = frame.now
    value = state.env.get(instr.name)
    if value is None or (instr.scope == "global" and frame.ir.kind != "module"):
        value = BLANK if instr.scope == "local" else load_global(frame, instr.name)
        if instr.scope != "local" and numbers.is_current(instr.name):
            value = value.but(vn=numbers.CURRENT)
    frame.regs[instr.dst] = sharpened(state.tested, value) if state.tested else value


def _store(frame: Frame, instr: ir.Store) -> None:
    value = frame.value(instr.src)
    if instr.declared is not None:
        value = annotated(frame, value, instr.declared)
    value = declared_value(frame, value, instr.name, instr.at)
    value = _named(frame, value, instr)
    frame.now.env[instr.name] = value
    if instr.scope == "local" and instr.name in frame.knowledge.captured(frame.function.base):
        frame.knowledge.put(("free", frame.function.base, instr.name), frame.shared(value))
    if instr.scope != "local" or frame.ir.kind in ("module", "class"):
        store_global(frame, instr.name, instr.scope, value)


def _named(frame: Frame, value: Value, instr: ir.Store) -> Value:
    """The value as the variable holds it: facts remember what was held, and that they passed through this name."""
    if not value.facts:
        return value if value.vn is not None else value.but(vn=("def", instr.at))
    known = facts.guarded(value.facts, frame.held)
    if any(fact.origin is not None for fact in known.values()) and "@" not in instr.name:
        known = facts.with_step(known, frame.step(instr.at, "assign", f"assigned to {instr.name}"))
    return value.but(facts=known, vn=value.vn or ("def", instr.at))


def _declare(frame: Frame, instr: ir.Declare) -> None:
    if frame.ir.kind == "function":
        frame.now.env.setdefault(instr.name, annotated(frame, BLANK, instr.declared))


def _delete(frame: Frame, instr: ir.Delete) -> None:
    frame.now.env[instr.name] = GONE


def _build(frame: Frame, instr: ir.Build) -> None:
    kids: Kids = {}
    carried = facts.NO_FACTS
    position: int | None = 0
    for reg, starred in instr.items:
        value = _unlooped(frame, declared_part(frame, reg), instr.at)
        if not starred:
            label = values.item(position) if position is not None else ANY_ITEM
            kids[label] = values.join(kids[label], value) if label in kids else value
            position = None if position is None else position + 1
            continue
        spread = frame.operations.iterate(frame, value, instr.at)
        carried = facts.join(carried, frame.facts_on(value))
        kids[ANY_ITEM] = values.join(kids[ANY_ITEM], spread) if ANY_ITEM in kids else spread
        position = None
    shape = {"list": shapes.LIST, "tuple": shapes.TUPLE, "set": shapes.SET}[instr.kind]
    if instr.kind == "tuple":
        frame.regs[instr.dst] = Value(shape, carried, kids)
    else:
        frame.regs[instr.dst] = frame.now.new(("new", instr.at), Value(facts=carried, kids=kids), shape)


def _build_dict(frame: Frame, instr: ir.BuildDict) -> None:
    entries = [(key, _unlooped(frame, declared_part(frame, reg), instr.at)) for key, reg in instr.entries]
    made = frame.now.new(("new", instr.at), BLANK, shapes.DICT)
    for key, value in entries:
        if key == ir.NONE:
            frame.operations.update(frame, made, value, instr.at)
        else:
            write_item(frame, made, frame.value(key), value, instr.at)
    frame.regs[instr.dst] = made


def _unlooped(frame: Frame, value: Value, at: int) -> Value:
    """In a loop, the object that this very place made a round ago is another one now: it goes in as the tree it was."""
    loc = ("new", at)
    return frame.flat(value) if frame.in_loop and loc in frame.now.heap and _reaches(frame, value, loc) else value


def _reaches(frame: Frame, value: Value, loc: values.Location, depth: int = 3) -> bool:
    if loc in value.locs:
        return True
    return depth > 0 and any(_reaches(frame, kid, loc, depth - 1) for kid in frame.now.kids(value).values())


def _accumulate(frame: Frame, instr: ir.Accumulate) -> None:
    target, value = frame.value(instr.target), frame.value(instr.value)
    value = _checked(frame, value.but(facts=facts.guarded(value.facts, frame.held)))
    if instr.key == ir.NONE and target.shape >= shapes.DICT:
        frame.operations.update(frame, target, value, instr.at)
    elif instr.key == ir.NONE:
        frame.now.write(target, ANY_ITEM, _beside(frame.now, target, value), strong=False)
    else:
        write_item(frame, target, frame.value(instr.key), value, instr.at)


def _checked(frame: Frame, value: Value) -> Value:
    """An element that was let in because of a check about itself tells so to whoever takes it out again."""
    about = frame.held.mapped(lambda guard: guard if guard.subject == numbers.person(value.vn) else None)
    return value.telling(Implication(about, about)) if about and value.vn is not None else value


def _beside(state: State, target: Value, value: Value) -> Value:
    known = state.part(target, ANY_ITEM)
    return value if known is None else values.join(known, value)


def _format(frame: Frame, instr: ir.Format) -> None:
    parts = [(frame.value(reg), conversion) for reg, conversion in instr.parts]
    frame.regs[instr.dst] = strings.formatted(frame, parts, instr.at)


def _binary(frame: Frame, instr: ir.Binary) -> None:
    frame.regs[instr.dst] = strings.binary(frame, instr)


_UNARY = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}


def _unary(frame: Frame, instr: ir.Unary) -> None:
    operand = frame.value(instr.operand)
    if instr.op != "not":
        own = strings.call_special(frame, operand, _UNARY[instr.op], (), instr.at)
        if own is not None:
            frame.regs[instr.dst] = own
            return
        frame.regs[instr.dst] = Value(shapes.NUMBER, frame.facts_on(operand))
        return
    frame.regs[instr.dst] = Value(shapes.BOOL, implies=(operand.implies or UNTOLD).negated())


def _await(frame: Frame, instr: ir.Await) -> None:
    frame.regs[instr.dst] = frame.value(instr.src)


def _yield(frame: Frame, instr: ir.Yield) -> None:
    value = frame.value(instr.src) if instr.src != ir.NONE else BLANK
    frame.regs[instr.dst] = (frame.now.part(value, "#return") if instr.delegate else None) or BLANK
    if instr.delegate:
        value = frame.operations.iterate(frame, value, instr.at)
    flat = frame.flat(value)
    flat = flat.but(facts=facts.guarded(flat.facts, frame.held))
    frame.yielded = flat if frame.yielded is None else values.join(frame.yielded, flat)


def _unpack(frame: Frame, instr: ir.Unpack) -> None:
    source = frame.value(instr.src)
    size = len(instr.before)
    known = _positions(frame, source)
    if known is not None and len(known) >= size + len(instr.after):
        _exactly(frame, instr, known)
        return
    for position, reg in enumerate(instr.before):
        frame.regs[reg] = _position(frame, source, position, instr)
    if instr.star != ir.NONE:
        rest = frame.operations.iterate(frame, source, instr.at)
        frame.regs[instr.star] = frame.now.new(("new", instr.at), Value(kids={ANY_ITEM: rest}), shapes.LIST)
    for position, reg in enumerate(instr.after):
        frame.regs[reg] = _position(frame, source, size + position if instr.star == ir.NONE else -1, instr)


def _positions(frame: Frame, source: Value) -> list[Value] | None:
    """The items of a sequence whose items are all known by position."""
    for cls in shapes.instances(source.shape):
        info = frame.program.classes[cls]
        if info.kind == "namedtuple" and len(source.shape) == 1:
            names = [field.name for _, field in frame.program.fields(cls)]
            return [frame.operations.attribute(frame, source, name, frame.at) for name in names]
    if not source.shape & (shapes.LIST | shapes.TUPLE) or frame.facts_on(source):
        return None
    kids = frame.now.kids(source)
    labels = values.labels_of(kids)
    if labels != [values.item(index) for index in range(len(labels))] or not labels:
        return None
    return [kids[label] for label in labels]


def _exactly(frame: Frame, instr: ir.Unpack, known: list[Value]) -> None:
    size, behind = len(instr.before), len(known) - len(instr.after)
    for reg, value in zip(instr.before, known, strict=False):
        frame.regs[reg] = value
    for reg, value in zip(instr.after, known[behind:], strict=False):
        frame.regs[reg] = value
    if instr.star != ir.NONE:
        middle = {values.item(index): value for index, value in enumerate(known[size:behind])}
        frame.regs[instr.star] = frame.now.new(("new", instr.at), Value(kids=middle), shapes.LIST)


def _position(frame: Frame, source: Value, position: int, instr: ir.Unpack) -> Value:
    label = values.item(position)
    if position >= 0 and (frame.now.part(source, label) is not None or frame.facts_on(source)):
        return frame.now.read(source, label)
    return frame.operations.iterate(frame, source, instr.at)


def _dict_rest(frame: Frame, instr: ir.DictRest) -> None:
    source = frame.value(instr.src)
    rest = frame.now.new(("new", instr.at), BLANK, shapes.DICT)
    frame.operations.update(frame, rest, source, instr.at)
    for key in instr.keys:
        frame.now.write(rest, values.item(key), GONE)
    frame.regs[instr.dst] = rest


def _discard(frame: Frame, instr: ir.Discard) -> None:
    """An expression statement needs nothing more: what a call establishes by returning was noted at the call."""


def _make_function(frame: Frame, instr: ir.MakeFunction) -> None:
    function = FunctionId(frame.function.module, instr.index)
    kids = {f"#default:{name}": frame.flat(frame.value(reg)) for name, reg in instr.defaults}
    for name in frame.knowledge.captures_of(function):
        if name in frame.now.env:
            kids[f"#cell:{name}"] = frame.flat(frame.now.env[name])
        elif name in frame.knowledge.captures_of(frame.function.base):
            kids[f"#cell:{name}"] = load_global(frame, name)
    for name, kid in kids.items():
        if name.startswith("#default:") and kid.kids.get("#dependency") is not None:
            frame.knowledge.inject(function, name.removeprefix("#default:"), kid.kids["#dependency"])
    frame.regs[instr.dst] = Value(shapes.atom("fn", function), kids=kids, vn=("fn", function))


def _make_class(frame: Frame, instr: ir.MakeClass) -> None:
    frame.regs[instr.dst] = Value(shapes.atom("cls", ClassId(frame.function.module, instr.index)))


def _import(frame: Frame, instr: ir.Import) -> None:
    if frame.in_try:
        frame.exits[-1].throw(BLANK, frame.now.copy())  # what ``except ImportError`` is for
    target = frame.program.imported(frame.function.module, instr)
    frame.regs[instr.dst] = target_value(frame, target) if target is not None else BLANK


def _import_star(frame: Frame, instr: ir.ImportStar) -> None:
    """Star imports are resolved when modules are linked."""


def _get_slice(frame: Frame, instr: ir.GetSlice) -> None:
    own = strings.call_special(frame, frame.value(instr.obj), "__getitem__", (BLANK,), instr.at)
    frame.regs[instr.dst] = read_slice(frame, instr) if own is None else own


def _get_attr(frame: Frame, instr: ir.GetAttr) -> None:
    value = read_attribute(
        frame, frame.value(instr.obj), instr.attr, instr.at, frame.texts.of(instr.obj), frame.texts.of(instr.dst)
    )
    frame.regs[instr.dst] = sharpened(frame.state.tested, value) if frame.state and frame.state.tested else value


def _set_attr(frame: Frame, instr: ir.SetAttr) -> None:
    value = frame.value(instr.src) if instr.src != ir.NONE else BLANK
    if instr.declared is not None:
        value = annotated(frame, value, instr.declared)
    write_attribute(frame, frame.value(instr.obj), instr.attr, value, instr.at)


def _del_attr(frame: Frame, instr: ir.DelAttr) -> None:
    delete_attribute(frame, frame.value(instr.obj), instr.attr)


def _get_item(frame: Frame, instr: ir.GetItem) -> None:
    if frame.in_try:
        may_lack(frame, frame.value(instr.obj), frame.value(instr.key))
    value = read_item(
        frame,
        frame.value(instr.obj),
        frame.value(instr.key),
        instr.at,
        frame.texts.of(instr.obj),
        frame.texts.of(instr.dst),
    )
    frame.regs[instr.dst] = sharpened(frame.state.tested, value) if frame.state and frame.state.tested else value


def _set_item(frame: Frame, instr: ir.SetItem) -> None:
    write_item(frame, frame.value(instr.obj), frame.value(instr.key), frame.value(instr.src), instr.at)


def _del_item(frame: Frame, instr: ir.DelItem) -> None:
    delete_item(frame, frame.value(instr.obj), frame.value(instr.key))


TRANSFER: dict[type, Callable[..., None]] = {
    ir.Const: _const,
    ir.Opaque: _opaque,
    ir.Load: _load,
    ir.Store: _store,
    ir.Declare: _declare,
    ir.Delete: _delete,
    ir.GetAttr: _get_attr,
    ir.SetAttr: _set_attr,
    ir.DelAttr: _del_attr,
    ir.GetItem: _get_item,
    ir.GetSlice: _get_slice,
    ir.SetItem: _set_item,
    ir.DelItem: _del_item,
    ir.Build: _build,
    ir.BuildDict: _build_dict,
    ir.Accumulate: _accumulate,
    ir.Format: _format,
    ir.Binary: _binary,
    ir.Unary: _unary,
    ir.Compare: transfer_compare,
    ir.IsInstance: transfer_isinstance,
    ir.Call: transfer_call,
    ir.Await: _await,
    ir.Yield: _yield,
    ir.Unpack: _unpack,
    ir.DictRest: _dict_rest,
    ir.Discard: _discard,
    ir.MakeFunction: _make_function,
    ir.MakeClass: _make_class,
    ir.Decorate: transfer_decorate,
    ir.Import: _import,
    ir.ImportStar: _import_star,
}
