"""What a condition's outcome tells about its variables: types, None, constants, membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import shapes, tested, values
from privlint.flow.facts import NO_FACTS
from privlint.flow.guards import ALWAYS, NEVER, Implication
from privlint.flow.values import Value
from privlint.model import ir
from privlint.model.program import ClassId

if TYPE_CHECKING:
    from privlint.flow.frame import Frame
    from privlint.flow.shapes import Atom, Shape
    from privlint.flow.state import State


def constant_truth(value: Value) -> bool | None:
    """Whether the value is always true or always false, judged by constants alone; None when it depends."""
    found = {_atom_truth(entry) for entry in value.shape}
    return found.pop() if len(found) == 1 else None


def _atom_truth(entry: Atom) -> bool | None:
    if entry[0] == "lit":
        return bool(entry[2])
    return True if entry[0] in ("fn", "cls", "module", "method") else None


def feasible(value: Value, truth: bool) -> bool:
    """Whether the value can come out as ``truth``."""
    constant = constant_truth(value) if value.shape else None
    return constant is None or constant is truth


def truth_of(value: Value, truth: bool) -> Implication | None:
    """What an operand implies that is known to have come out as ``truth``: the other side cannot be reached."""
    if value.implies is None:
        return ALWAYS if truth else NEVER
    held = value.implies.side(truth)
    return Implication(held, ALWAYS.false) if truth else Implication(NEVER.true, held)


def narrow(frame: Frame, state: State, cond: int, truth: bool) -> None:
    """Sharpen the variables a condition is about, in the state of one of its branches."""
    instr = frame.texts.made.get(cond)
    match instr:
        case ir.Unary(op="not"):
            narrow(frame, state, instr.operand, not truth)
        case ir.Load(scope="local") if truth:
            _without_none(state, instr.name)
        case ir.Load(scope="local"):
            _emptied(state, instr.name)
        case ir.Logic() if (instr.op == "and") is truth:
            for _, reg in instr.operands:
                narrow(frame, state, reg, truth)
        case ir.IsInstance() if truth:
            _tested(frame, state, instr)
        case ir.Compare():
            _compare(frame, state, instr, truth)
        case ir.Call() if truth:
            _instance(frame, state, instr)
        case _:
            pass
    if not truth and isinstance(instr, ir.Load | ir.GetAttr | ir.GetItem | ir.Call):
        _noted(frame, state, cond, None)  # ``payload.get("email")`` too


def _noted(frame: Frame, state: State, reg: int, shape: Shape | None) -> None:
    """What a test told of a value that may be read again, here or under another name."""
    value = frame.value(reg)
    if value.facts or value.kids:
        state.tested = tested.noted(state.tested, value, shape)


def _variable(frame: Frame, reg: int) -> str | None:
    made = frame.texts.made.get(reg)
    return made.name if isinstance(made, ir.Load) and made.scope == "local" else None


def _reshape(state: State, name: str, shape: Shape) -> None:
    value = state.env.get(name)
    if value is not None:
        state.env[name] = value.but(shape=shape)


def _without_none(state: State, name: str) -> None:
    value = state.env.get(name)
    if value is not None and value.shape:
        kept = frozenset(entry for entry in value.shape if entry[:2] != ("lit", "NoneType"))
        if kept and kept != value.shape:
            state.env[name] = value.but(shape=kept)


def _emptied(state: State, name: str) -> None:
    """A value that is false, or equals a constant, holds no datum; what is put into it from now on counts."""
    value = state.env.get(name)
    if value is not None and (value.facts or value.kids):
        state.env[name] = value.but(facts=NO_FACTS, kids=values.NO_KIDS)


def _compare(frame: Frame, state: State, instr: ir.Compare, truth: bool) -> None:
    name, right = _variable(frame, instr.left), frame.value(instr.right)
    equal = (instr.op in ("is", "==")) is truth
    decided = instr.op in ("is", "==", "is not", "!=")
    if decided and equal and len(right.shape) == 1 and shapes.constants(right.shape):
        _noted(frame, state, instr.left, None)
    if name is None:
        return
    if decided:
        constants = shapes.constants(right.shape)
        if constants == [None] and not equal:
            _without_none(state, name)
        if len(constants) == 1 and len(right.shape) == 1 and equal:
            _emptied(state, name)
        if len(constants) == 1 and equal and not state.env.get(name, Value()).locs:
            _reshape(state, name, right.shape)
    elif instr.op in ("in", "not in"):
        _member(state, name, members(frame, right), (instr.op == "in") is truth)


def members(frame: Frame, value: Value) -> list[str | int | float | bool | None] | None:
    """The constants a collection consists of; None unless it consists of nothing else."""
    if shapes.has(value.shape, "lit") and len(value.shape) == 1:
        constants = shapes.constants(value.shape)
        text = constants[0] if constants else None
        return list(text) if isinstance(text, str) and len(text) <= 1 else None
    kids = frame.now.kids(value)
    if value.shape >= shapes.DICT:
        keys = [values.key_of(label) for label in kids if label.startswith("[")]
        return None if None in keys or frame.facts_on(value) else list(keys)
    items = [kid for label, kid in kids.items() if label.startswith("[")]
    found = [constant for kid in items for constant in shapes.constants(kid.shape)]
    complete = all(shapes.constants(kid.shape) for kid in items) and not frame.facts_on(value)
    return found if items and complete else None


def _member(state: State, name: str, known: list[str | int | float | bool | None] | None, inside: bool) -> None:
    value = state.env.get(name)
    if value is None or known is None:
        return
    constants = shapes.constants(value.shape)
    if not constants:
        return
    kept = [constant for constant in constants if (constant in known) is inside]
    if kept and len(kept) < len(constants):
        _reshape(state, name, frozenset(entry for constant in kept for entry in shapes.literal(constant)))


def _tested(frame: Frame, state: State, instr: ir.IsInstance) -> None:
    """The subject of a class pattern: only what is of the class goes on."""
    value, cls = frame.value(instr.obj), frame.value(instr.cls)
    wanted = {entry[1] for entry in cls.shape if entry[0] == "cls"}
    if not wanted:
        return
    kept = frozenset(
        entry
        for entry in value.shape
        if entry[0] == "inst" and isinstance(entry[1], ClassId) and wanted & set(frame.program.classes[entry[1]].mro)
    ) or frozenset(("inst", entry) for entry in wanted)
    frame.narrowed.add(instr.obj)
    state.env[f"@{instr.obj}"] = _of_class(frame, value, kept)


def _of_class(frame: Frame, value: Value, shape: Shape) -> Value:
    """The value as one of the classes; objects made as another class are not among what it denotes."""
    locs = tuple(loc for loc in value.locs if frame.knowledge.made_as(frame.function, loc) in (None, shape))
    return Value(shape, value.facts, value.kids, value.vn, value.implies, locs or value.locs)


def _instance(frame: Frame, state: State, instr: ir.Call) -> None:
    """``isinstance(x, C)``: only what is of the class goes on."""
    if frame.texts.of(instr.func) != "isinstance" or len(instr.args) != 2:
        return
    name = _variable(frame, instr.args[0][0])
    found = _asked_for(frame, instr)
    if found and name is None and _no_text(frame, found):
        _noted(frame, state, instr.args[0][0], found)
    value = state.env.get(name) if name is not None else None
    if not found or value is None or name is None:
        return
    if _no_text(frame, found):
        value = value.but(facts={key: fact for key, fact in value.facts.items() if fact.origin is None})
    state.env[name] = value if value.shape and value.shape <= found else value.but(shape=found)


def _asked_for(frame: Frame, instr: ir.Call) -> Shape:
    """The shape of what passes the test."""
    cls = frame.value(instr.args[1][0])
    kids = [kid for label, kid in frame.now.kids(cls).items() if label.startswith("[")]
    found: Shape = shapes.UNKNOWN
    for candidate in [cls, *kids]:
        for entry in candidate.shape:
            if entry[0] == "cls":
                found = shapes.join(found, frozenset((("inst", entry[1]),)))
            elif entry[0] == "ext" and not str(entry[1]).startswith("builtins."):
                found = shapes.join(found, shapes.external(f"{entry[1]}()"))
            elif entry[0] == "ext":
                found = shapes.join(found, builtin_instance(str(entry[1])))
    return found


def _no_text(frame: Frame, shape: Shape) -> bool:
    """Whether only objects of the project's classes are left: an address that came by that name is not among them."""
    return all(
        entry[0] == "inst" and isinstance(entry[1], ClassId) and not _is_text(frame, entry[1]) for entry in shape
    )


def _is_text(frame: Frame, cls: ClassId) -> bool:
    return not {"builtins.str", "builtins.bytes"}.isdisjoint(frame.program.external_bases(cls))


_BUILTIN_SHAPES = {
    "str": shapes.STR,
    "bytes": shapes.BYTES,
    "dict": shapes.DICT,
    "list": shapes.LIST,
    "tuple": shapes.TUPLE,
    "set": shapes.SET,
    "frozenset": shapes.SET,
    "bool": shapes.BOOL,
    "int": shapes.NUMBER,
    "float": shapes.NUMBER,
}


def builtin_instance(path: str) -> Shape:
    """The shape of an instance of a builtin class, by its path ``builtins.X``; not known for others."""
    return _BUILTIN_SHAPES.get(path.removeprefix("builtins."), shapes.UNKNOWN)
