"""Exceptions: what is raised carries its arguments, and which handlers catch it."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from privlint.flow import facts, shapes, values
from privlint.flow.frame import Args
from privlint.flow.values import BLANK, Value
from privlint.model.program import ClassId
from privlint.model.scale import Transform

if TYPE_CHECKING:
    from privlint.flow.frame import Frame
    from privlint.model import ir


def exception(frame: Frame, value: Value, instr: ir.Raise) -> Value:
    """The exception object that ``raise`` throws: a class is called first, a cause keeps its message."""
    if shapes.has(value.shape, "cls"):
        value = frame.call(value, Args(), instr.at, "")
    for path in shapes.paths(value.shape):
        if path.startswith("builtins."):
            value = Value(shapes.atom("exc", path.removeprefix("builtins.")), value.facts, value.kids)
    cause = frame.value(instr.cause) if instr.cause >= 0 else None
    chained = cause if cause is not None else frame.now.exc
    if chained is None or chained.is_blank:
        return value
    return value.but(kids={**value.kids, "#cause": frame.flat(chained)})


def matches(frame: Frame, thrown: Value, types: list[Value]) -> tuple[bool, bool]:
    """Whether handlers for ``types`` certainly catch what is thrown, and whether they possibly do."""
    wanted = {name for value in types for name in _names(frame, value)}
    if wanted & {"Exception", "BaseException"}:
        return True, True
    known = [name for entry in thrown.shape for name in _ancestors(frame, entry)]
    if not known:
        return False, True
    caught = bool(wanted & set(known))
    return caught, caught


def _names(frame: Frame, value: Value) -> list[str]:
    found: list[str] = []
    for entry in value.shape:
        if entry[0] == "cls" and isinstance(entry[1], ClassId):
            found.append(frame.program.classes[entry[1]].ir.qualname)
        elif entry[0] == "ext":
            found.append(str(entry[1]).rpartition(".")[2])
    return found


def _ancestors(frame: Frame, entry: shapes.Atom) -> list[str]:
    if entry[0] == "inst" and isinstance(entry[1], ClassId):
        found: list[str] = []
        for base in frame.program.classes[entry[1]].mro:
            if isinstance(base, ClassId):
                found.append(frame.program.classes[base].ir.qualname)
            else:
                found.extend(_builtin(base.rpartition(".")[2]))
        return found
    if entry[0] == "exc":
        return _builtin(str(entry[1]))
    return _builtin(str(entry[1]).removesuffix("()").rpartition(".")[2]) if entry[0] == "ext" else []


def _builtin(name: str) -> list[str]:
    cls = getattr(builtins, name, None)
    if isinstance(cls, type) and issubclass(cls, BaseException):
        return [base.__name__ for base in cls.__mro__[:-1]]
    return [name]


def summary_key(thrown: Value) -> str:
    """The name under which a summary keeps what a function raises."""
    names = [str(entry[1]) for entry in shapes.ordered(thrown.shape)]
    return names[0] if len(names) == 1 else "*"


def nothing_known(value: Value) -> bool:
    """Whether an exception value says nothing (any call may raise it)."""
    return value is BLANK or (not value.shape and not values.deep_facts(value))


#: Functions whose exceptions show the argument that they do not take, and the class of those.
_SHOWING = {
    **dict.fromkeys(("builtins.int", "builtins.float", "builtins.complex"), "ValueError"),
    **dict.fromkeys((f"datetime.{name}.fromisoformat" for name in ("date", "datetime", "time")), "ValueError"),
    **dict.fromkeys(("datetime.datetime.strptime", "<enum>"), "ValueError"),
    **dict.fromkeys(("ipaddress.ip_address", "ipaddress.ip_network", "ipaddress.ip_interface"), "ValueError"),
}


def may_refuse(frame: Frame, path: str, args: Args) -> None:
    """Inside ``try``, a call that may raise an exception which shows its argument: ``int("twelve")``."""
    name = _SHOWING.get(path) if frame.in_try else None
    if name is not None and args.positional:
        _refuse(frame, name, args.positional[0])


_KEYED = shapes.DICT | shapes.SET


def may_lack(frame: Frame, obj: Value, key: Value) -> None:
    """Inside ``try``, a mapping is asked for a key that it may not have; the exception shows the key."""
    if frame.in_try and (not obj.shape or obj.shape & _KEYED) and not shapes.constants(key.shape):
        _refuse(frame, "KeyError", key)


def _refuse(frame: Frame, name: str, shown: Value) -> None:
    known = facts.transformed(frame.facts_on(shown), Transform.RAW, lower=1)
    if known and frame.state is not None:
        message = Value(shapes.TUPLE, kids={"[0]": Value(facts=known)})
        frame.exits[-1].throw(Value(shapes.atom("exc", name), kids={"#msg": message}), frame.state.copy())
