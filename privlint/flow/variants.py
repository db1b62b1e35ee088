"""Variants: a function interpreted once more for arguments whose kind decides what its body does.

Four things are worth it: a receiver of a subclass that overrides what the method uses, an argument of one class where
callers pass several, a dict with known keys that the function walks through, and constants that choose among the parts
of others, one or a few of them. Facts stay symbolic, so a variant serves every call like it.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from privlint.flow import facts, shapes, values
from privlint.flow.state import GONE, parameter_fact
from privlint.flow.values import ANY_ITEM, Value
from privlint.model import ir
from privlint.model.program import ClassId, FunctionId
from privlint.model.walk import walk

if TYPE_CHECKING:
    from privlint.flow.facts import Root
    from privlint.flow.frame import Frame
    from privlint.model.module import FunctionIR
    from privlint.model.program import Program

#: Variants of one function; calls beyond them use the function as such.
_MOST = 8
#: The same for a function of few instructions that is given names: many projects read all their input by one of these.
_MOST_NAMES = 200
_FEW_INSTRUCTIONS = 40
#: A dict with more keys than this is not told apart key by key.
_KEYS = 24
#: A longer text is no name of a part and no value of an option.
_WORD = 40

#: What is done to a parameter that only known keys make precise.
_WALKS = frozenset({"items", "keys", "values", "copy", "pop", "update"})


#: What reads or writes a part of something by a name it is given.
_BY_NAME = frozenset({"getattr", "setattr"})
#: What makes a list of the keys of a mapping, or another mapping of it.
_COPYING = frozenset({"list", "tuple", "sorted", "dict"})
_BY_KEY = frozenset({"get", "pop", "setdefault"})


class Usage(NamedTuple):
    """How a function uses a parameter: the attributes it reads of it, whether it walks through its keys, whether its
    constant decides what is read (``getattr(obj, name)``, ``row[key]``) or asked for (``upload(purpose=kind)``), and
    whether its items choose among others' (``{key: row[key] for key in keys}``, ``if key in keys: continue``)."""

    attributes: frozenset[str] = frozenset()
    walked: bool = False
    deciding: bool = False
    choosing: bool = False


def usages(function: FunctionIR, switches: frozenset[str]) -> dict[int, Usage]:
    """How the body uses each of its parameters; ``switches`` are the keywords whose constants change a call."""
    body = walk(function.body)
    names = {param.name: index for index, param in enumerate(function.params)}
    loads = {
        instr.dst: names[instr.name]
        for instr in body
        if isinstance(instr, ir.Load) and instr.scope == "local" and instr.name in names
    }
    read: dict[int, set[str]] = {}
    walked: set[int] = set()
    deciding: set[int] = set()
    readers = {
        instr.dst
        for instr in body
        if (isinstance(instr, ir.Load) and instr.name in _BY_NAME)
        or (isinstance(instr, ir.GetAttr) and instr.attr in _BY_KEY)
    }
    copying = {instr.dst for instr in body if isinstance(instr, ir.Load) and instr.name in _COPYING}
    for instr in body:
        if isinstance(instr, ir.GetAttr) and instr.obj in loads:
            read.setdefault(loads[instr.obj], set()).add(instr.attr)
        telling = [*_names(instr, readers), *_switching(instr, switches)]
        deciding.update(loads[reg] for reg in telling if reg in loads)
        walked.update(loads[reg] for reg in _walked(instr, copying) if reg in loads)
    choosing = _choosing(function, loads, readers)
    if any(isinstance(instr, ir.Load) and instr.name == "super" for instr in body):
        read.setdefault(0, set()).add("super()")
    return {
        index: Usage(
            frozenset(read.get(index, ())),
            index in walked or bool(read.get(index, set()) & _WALKS),
            index in deciding,
            index in choosing,
        )
        for index in names.values()
    }


def handed_on(program: Program, function: FunctionId) -> dict[int, tuple[FunctionId, int]]:
    """The parameters that are handed on as they are to a function of the project, with the one it takes them as."""
    ir_ = program.function(function)
    body = walk(ir_.body)
    names = {param.name: index for index, param in enumerate(ir_.params)}
    loads = {instr.dst: instr for instr in body if isinstance(instr, ir.Load)}
    found: dict[int, tuple[FunctionId, int]] = {}
    for call in body if names else ():
        made = loads.get(call.func) if isinstance(call, ir.Call) else None
        if not isinstance(call, ir.Call) or made is None or made.scope != "global":
            continue
        target = program.exports[function.module].get(made.name)
        if target is None or target.kind != "function":
            continue
        callee = FunctionId(*target.ident)
        places = {param.name: index for index, param in enumerate(program.function(callee).params)}
        for position, (reg, label) in enumerate(call.args):
            load, at = loads.get(reg), places.get(label) if label else position
            if load is not None and load.scope == "local" and load.name in names and at is not None:
                found[names[load.name]] = (callee, at)
    return found


def _choosing(function: FunctionIR, loads: dict[int, int], readers: set[int]) -> set[int]:
    """The parameters whose items name parts of others, or that are asked for what a loop is at."""
    items: dict[str, int | None] = {
        store.name: loads.get(loop.iterable)
        for loop in walk(function.body)
        if isinstance(loop, ir.For)
        for store in walk(loop.target)
        if isinstance(store, ir.Store)
    }
    at = {instr.dst: instr.name for instr in walk(function.body) if isinstance(instr, ir.Load) and instr.name in items}
    found: set[int | None] = set()
    for instr in walk(function.body) if at else ():
        found.update(items[at[reg]] for reg in _names(instr, readers) if reg in at)
        if isinstance(instr, ir.Compare) and instr.op in ("in", "not in") and instr.left in at:
            found.add(loads.get(instr.right))
    return {index for index in found if index is not None}


def _names(instr: ir.Instr, readers: set[int]) -> list[int]:
    """The registers whose values may name a part of another value."""
    match instr:
        case ir.GetItem() | ir.SetItem():
            return [instr.key]
        case ir.Call() if instr.func in readers:
            return [reg for reg, _ in instr.args[:2]]
        case _:
            return []


def _switching(instr: ir.Instr, switches: frozenset[str]) -> list[int]:
    """The registers whose constants may change what a call means."""
    return [reg for reg, label in instr.args if label in switches] if isinstance(instr, ir.Call) else []


def _walked(instr: ir.Instr, copying: set[int]) -> list[int]:
    """The registers that an instruction walks through as mappings."""
    match instr:
        case ir.For():
            return [instr.iterable]
        case ir.BuildDict():
            return [value for key, value in instr.entries if key == ir.NONE]
        case ir.Call() if instr.func in copying:
            return [reg for reg, _ in instr.args[:1]]
        case ir.Call():
            return [reg for reg, label in instr.args if label == "**"]
        case _:
            return []


def specialised(frame: Frame, function: FunctionId, passed: dict[Root, Value]) -> FunctionId:
    """The variant of the function that fits the arguments, or the function as such."""
    found: list[tuple[int, str]] = []
    for index, usage in frame.knowledge.usages(function).items():
        value = passed.get(index)
        if value is None:
            continue
        kind = _class_kind(frame, function, index, usage, value) if usage.attributes else ""
        if not kind and usage.deciding:
            kind = _constant_kind(value)
        if not kind and usage.walked:
            kind = _keys_kind(frame, value)
        if not kind and usage.choosing:
            kind = _items_kind(frame, value)
        if kind:
            found.append((index, kind))
    if not found:
        return function
    chosen = frame.knowledge.variant(function, tuple(found), _MOST)
    if chosen.variant or not _only_reads_names(frame.program.function(function), found):
        return chosen
    return frame.knowledge.variant(function, tuple(found), _MOST_NAMES)


def _only_reads_names(function: FunctionIR, found: list[tuple[int, str]]) -> bool:
    """Whether it is a short function, such as ``get_optional(params, key)``, which constants alone tell apart."""
    if not all(kind.startswith("constant ") for _, kind in found):
        return False
    return sum(1 for _ in islice(walk(function.body), _FEW_INSTRUCTIONS + 1)) <= _FEW_INSTRUCTIONS


def _class_kind(frame: Frame, function: FunctionId, index: int, usage: Usage, value: Value) -> str:
    classes = shapes.instances(value.shape)
    if len(classes) != 1 or len(value.shape) != 1:
        return ""
    cls = classes[0]
    owner = frame.program.function(function).owner
    if index == 0 and owner >= 0:
        own = ClassId(function.module, owner)
        return f"class {cls.module} {cls.number}" if cls != own and _differs(frame.program, cls, own, usage) else ""
    known = shapes.instances(frame.knowledge.shapes.get((function, index), shapes.UNKNOWN))
    return f"class {cls.module} {cls.number}" if len(known) > 1 and cls in known else ""


def _differs(program: Program, cls: ClassId, own: ClassId, usage: Usage) -> bool:
    """Whether the subclass answers differently to something the method asks ``self`` for (or hands on to ``super``)."""
    if own not in program.classes[cls].mro:
        return False
    for name in usage.attributes:
        if program.method(cls, name) != program.method(own, name):
            return True
    overridden = {
        name
        for entry in program.classes[cls].mro
        if isinstance(entry, ClassId) and entry != own
        for name in program.classes[entry].attributes
    }
    between = any(
        isinstance(entry, ClassId) and entry not in program.classes[own].mro for entry in program.classes[cls].mro[1:]
    )
    return bool(overridden & usage.attributes) or between


def _constant_kind(value: Value) -> str:
    known = shapes.constants(value.shape)
    if len(known) == 1 and isinstance(known[0], bool):
        return f"flag {known[0]}"
    return f"constant {known[0]}" if len(known) == 1 and isinstance(known[0], str) and _is_word(known[0]) else ""


def _is_word(text: str) -> bool:
    """Whether the text is a name or the value of an option, and no data."""
    return len(text) <= _WORD and text.replace("-", "_").isidentifier()


def _keys_kind(frame: Frame, value: Value) -> str:
    if not value.shape >= shapes.DICT or frame.facts_on(value):
        return ""
    labels = [label for label in frame.now.labels(value) if label.startswith("[")]
    if not 0 < len(labels) <= _KEYS or ANY_ITEM in labels or "#of" in value.kids:
        return ""
    present = [label for label in labels if frame.now.part(value, label) is not GONE]
    return "keys " + "\n".join(sorted(present))


def _items_kind(frame: Frame, value: Value) -> str:
    if not value.shape & (shapes.TUPLE | shapes.LIST | shapes.SET):
        return ""
    items = [shapes.constant_text(item.shape) for item in frame.operations.unrolled(frame, value) or ()]
    texts = [text for text in items if text is not None and text.isidentifier()]
    return "items " + "\n".join(texts) if len(texts) == len(items) and texts else ""


def template(function: FunctionId, index: int) -> Value | None:
    """What the parameter holds in this variant; None where the variant says nothing of it."""
    kind = next((kind for root, kind in function.variant if root == index), "")
    what, _, detail = kind.partition(" ")
    if what == "class":
        module, number = detail.split(" ")
        return values.of(frozenset((("inst", ClassId(int(module), int(number))),)))
    if what == "constant":
        return values.of(shapes.literal(detail))
    if what == "flag":
        return values.of(shapes.literal(detail == "True"))
    if what == "items":
        texts = enumerate(detail.split("\n"))
        return Value(shapes.TUPLE, kids={values.item(at): values.of(shapes.literal(text)) for at, text in texts})
    if what == "keys":
        kids = {
            label: Value(facts=facts.one(parameter_fact(index, (label,))), locs=(("par", index, label),))
            for label in detail.split("\n")
            if label
        }
        return Value(shapes.DICT, kids=kids)
    return None
