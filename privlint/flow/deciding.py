"""What the body of a redactor decides by: the text it is given, the keys of a mapping, or neither.

A redactor that gives back unchanged what holds no address still redacts, as long as it looks: ``if "@" not in text:
return text``. One that only asks whether there is anything, or whether somebody wants it masked, does not look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privlint.model import ir
from privlint.model.walk import definitions, operands, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from privlint.model.ir import Instr, Reg
    from privlint.model.module import FunctionIR

#: Calls that ask of what kind a value is.
_KINDS = frozenset({"isinstance", "issubclass", "type", "hasattr", "callable"})

_COLLECTIONS = frozenset("dict list tuple set frozenset Mapping MutableMapping Sequence Iterable Collection".split())


class Decisions(NamedTuple):
    """``content``: it looks into the text, or works through it piece by piece; ``kind``: it asks whether it is a text;
    ``other_kind``: it asks whether it is anything else; ``key``: it asks for the key of a part.
    ``instead``: on some way it gives something that does not come from what it was given."""

    content: bool = False
    kind: bool = False
    other_kind: bool = False
    key: bool = False
    instead: bool = False


def decisions(function: FunctionIR, names: Collection[str]) -> Decisions:
    """What a body decides by, as far as that comes from the parameters ``names``."""
    made = definitions(function.body)
    derived, held = _derived(function, set(names))
    keys = _keys(function, made, derived)
    found = Decisions()
    for instr in walk(function.body):
        if isinstance(instr, ir.For | ir.While) and _rewrites(instr, derived):
            found = found._replace(content=True)
        for cond in _conditions(instr):
            for test, positive in _tests(made, cond, positive=True):
                found = _decided(found, made, test, positive, derived, keys)
    instead = any(_is_instead(made, reg, derived) for instr in walk(function.body) for reg in _given(instr))
    return found._replace(key=found.key or _drops(function, made, held), instead=instead)


def _decided(
    found: Decisions, made: Mapping[Reg, Instr], test: Reg, positive: bool, derived: set[Reg], keys: set[str]
) -> Decisions:
    instr = made.get(test)
    if isinstance(instr, ir.Load) or instr is None or _asks_whether_any(made, instr):
        return found
    if _about_key(made, test, keys):
        return found._replace(key=True)
    if test not in derived:
        return found
    if isinstance(instr, ir.IsInstance) or (isinstance(instr, ir.Call) and _name(made, instr.func) in _KINDS):
        text = positive and not _asks_for_collection(made, instr)
        return found._replace(kind=True) if text else found._replace(other_kind=True)
    return found._replace(content=True)


def _asks_for_collection(made: Mapping[Reg, Instr], instr: Instr) -> bool:
    cls = instr.cls if isinstance(instr, ir.IsInstance) else instr.args[-1][0] if isinstance(instr, ir.Call) else -1
    asked = made.get(cls)
    several = [reg for reg, _ in asked.items] if isinstance(asked, ir.Build) else [cls]
    return all(_name(made, reg) in _COLLECTIONS for reg in several)


def _conditions(instr: Instr) -> Iterator[Reg]:
    match instr:
        case ir.If():
            yield from (arm.cond for arm in instr.arms)
        case ir.Select():
            yield instr.cond
        case ir.While():
            yield instr.cond
        case _:
            return


def _tests(made: Mapping[Reg, Instr], cond: Reg, *, positive: bool) -> Iterator[tuple[Reg, bool]]:
    """The tests that a condition consists of, and whether each is asked for or against."""
    match made.get(cond):
        case ir.Unary(op="not", operand=operand):
            yield from _tests(made, operand, positive=not positive)
        case ir.Logic(operands=operands):
            for _, reg in operands:
                yield from _tests(made, reg, positive=positive)
        case _:
            yield cond, positive


def _asks_whether_any(made: Mapping[Reg, Instr], instr: Instr) -> bool:
    """``value is None``, ``value == ""``: whether there is anything to redact."""
    if not isinstance(instr, ir.Compare) or instr.op not in ("is", "is not", "==", "!="):
        return False
    sides = (made.get(instr.left), made.get(instr.right))
    return any(isinstance(side, ir.Const) and not side.value for side in sides)


def _given(instr: Instr) -> tuple[Reg, ...]:
    match instr:
        case ir.Return():
            return (instr.src,)
        case ir.Select():
            return (instr.then_value, instr.else_value)
        case _:
            return ()


def _is_instead(made: Mapping[Reg, Instr], reg: Reg, derived: set[Reg]) -> bool:
    instr = made.get(reg)
    return instr is not None and reg not in derived and not (isinstance(instr, ir.Const) and not instr.value)


def _derived(function: FunctionIR, names: set[str]) -> tuple[set[Reg], set[str]]:
    """The registers and variables whose values come from variables ``names``."""
    derived: set[Reg] = set()
    made = definitions(function.body)
    for _ in range(2):  # a loop may hand on what its end made
        for instr in walk(function.body):
            match instr:
                case ir.Store(name=name, src=src) if src in derived:
                    names.add(name)
                case ir.For(iterable=iterable, item=item) if iterable in derived:
                    derived.add(item)
                case ir.Unpack(src=src) if src in derived:
                    derived.update((*instr.before, instr.star, *instr.after))
                case ir.Accumulate(target=into, value=src) | ir.SetItem(obj=into, src=src) if src in derived:
                    derived.add(into)
                    names.add(_name(made, into))
                case ir.Load(name=name, dst=dst) if name and name in names:
                    derived.add(dst)
                case _ if not derived.isdisjoint(operands(instr)):
                    derived.add(getattr(instr, "dst", ir.NONE))
                    names.add(_filled(made, instr))
                case _:
                    pass
    return derived - {ir.NONE}, names - {""}


def _filled(made: Mapping[Reg, Instr], instr: Instr) -> str:
    """The variable whose collection takes in what it is given: ``found.append(part)``."""
    method = made.get(instr.func) if isinstance(instr, ir.Call) else None
    taking = isinstance(method, ir.GetAttr) and method.attr in ("append", "add", "extend", "insert")
    return _name(made, method.obj) if taking and isinstance(method, ir.GetAttr) else ""


def _rewrites(loop: ir.For | ir.While, derived: set[Reg]) -> bool:
    """Whether a loop makes the text anew in each round: ``for pattern in PATTERNS: text = pattern.sub("…", text)``."""
    made = definitions(loop.body)
    return any(
        isinstance(instr, ir.Store) and instr.src in derived and isinstance(made.get(instr.src), ir.Call)
        for instr in walk(loop.body)
    )


def _keys(function: FunctionIR, made: Mapping[Reg, Instr], derived: set[Reg]) -> set[str]:
    """The variables that stand for keys: those by which something is looked up, and the first of each of the items."""
    found: set[str] = set()
    stored = {instr.src: instr.name for instr in walk(function.body) if isinstance(instr, ir.Store)}
    for instr in walk(function.body):
        match instr:
            case ir.GetItem() | ir.SetItem() | ir.DelItem() | ir.Accumulate():
                found.add(_name(made, instr.key))
            case ir.Unpack(before=(first, _)) if instr.src in derived:
                found.add(stored.get(first, ""))
            case _:
                pass
    return found - {""}


def _about_key(made: Mapping[Reg, Instr], reg: Reg, keys: set[str], depth: int = 6) -> bool:
    instr = made.get(reg)
    if isinstance(instr, ir.Load):
        return instr.name in keys
    if instr is None or depth == 0 or isinstance(instr, ir.GetItem):
        return False
    return any(_about_key(made, part, keys, depth - 1) for part in operands(instr))


def _drops(function: FunctionIR, made: Mapping[Reg, Instr], held: set[str]) -> bool:
    """Whether it takes parts of what it is given, or of a copy, out or puts others there."""
    for instr in walk(function.body):
        if isinstance(instr, ir.Call):
            method = made.get(instr.func)
            taken = isinstance(method, ir.GetAttr) and method.attr in ("pop", "clear", "popitem", "update")
            if taken and isinstance(method, ir.GetAttr) and _name(made, method.obj) in held:
                return True
        if isinstance(instr, ir.DelItem | ir.SetAttr | ir.DelAttr) and _name(made, instr.obj) in held:
            return True
        if isinstance(instr, ir.SetItem) and isinstance(made.get(instr.src), ir.Const):
            return True
    return False


def _name(made: Mapping[Reg, Instr], reg: Reg) -> str:
    instr = made.get(reg)
    return instr.name if isinstance(instr, ir.Load) else ""
