"""How a body handles a parameter: what it takes apart by key, or tells to act, is no single datum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model import ir
from privlint.model.walk import walk

if TYPE_CHECKING:
    from privlint.flow.frame import Frame
    from privlint.flow.text import Texts
    from privlint.model.module import FunctionIR

#: Methods that only mappings have, and those that read one key.
_OF_MAPPINGS = frozenset({"items", "keys", "values", "setdefault", "popitem"})
_BY_KEY = frozenset({"get", "pop", "setdefault"})
#: What messages, records and clients do, and no text, number or date does.
_ACTS = frozenset("send attach add append set save delete remove update write close put post open render".split())


def is_taken_apart(frame: Frame, name: str, category: str) -> bool:
    """Whether the body treats its parameter as a mapping or an object with parts, none of which is the datum that the
    parameter is named after: ``email["subject"]``, ``email.attach(…)``."""
    parts = _parts(frame.ir, frame.texts, name)
    if parts is None:
        return False
    for part in parts:
        for words in (part, f"{name}_{part}"):
            datum = frame.catalogue.names.classify(words, owner=name, place="key")
            if datum is not None and datum.category == category:
                return False
    return True


def _parts(function: FunctionIR, texts: Texts, name: str) -> set[str] | None:
    """The parts that the body reads, writes or asks of the parameter; None where it never shows that there are any, or
    where the name may stand for something else."""
    found: set[str] = set()
    apart = False
    for instr in walk(function.body):
        if _is_doubted(texts, instr, name):
            return None
        if isinstance(instr, ir.GetAttr) and _is_load(texts, instr.obj, name):
            found.add(instr.attr)
            apart = apart or instr.attr in _OF_MAPPINGS
        elif part := _part(texts, instr, name):
            found.add(part)
            apart = True
    return found if apart else None


def _is_doubted(texts: Texts, instr: ir.Instr, name: str) -> bool:
    """Whether the name is bound again, or the body asks what it holds."""
    match instr:
        case ir.Store():
            return instr.name == name
        case ir.IsInstance():
            return _is_load(texts, instr.obj, name)
        case ir.Call():
            called = texts.made.get(instr.func)
            asked = isinstance(called, ir.Load) and called.name in ("isinstance", "type", "hasattr")
            return asked and bool(instr.args) and _is_load(texts, instr.args[0][0], name)
        case _:
            return False


def _part(texts: Texts, instr: ir.Instr, name: str) -> str:
    """The part that an instruction shows the parameter to have; empty where it shows none."""
    match instr:
        case ir.SetAttr() if _is_load(texts, instr.obj, name):
            return instr.attr
        case ir.GetItem() | ir.SetItem() | ir.DelItem() if _is_load(texts, instr.obj, name):
            return _text(texts, instr.key)
        case ir.Call():
            method = texts.made.get(instr.func)
            if isinstance(method, ir.GetAttr) and _is_load(texts, method.obj, name):
                return _asked(texts, instr, method.attr)
        case _:
            pass
    return ""


def _asked(texts: Texts, call: ir.Call, method: str) -> str:
    """What a method call on the parameter asks it for: the key of ``get``, or an act."""
    if method in _BY_KEY:
        return _text(texts, call.args[0][0]) if call.args else ""
    return method if method.partition("_")[0] in _ACTS else ""


def _text(texts: Texts, reg: int) -> str:
    made = texts.made.get(reg)
    return made.value if isinstance(made, ir.Const) and isinstance(made.value, str) else ""


def _is_load(texts: Texts, reg: int, name: str) -> bool:
    made = texts.made.get(reg)
    return isinstance(made, ir.Load) and made.name == name
