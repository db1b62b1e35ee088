"""Classes that modules load by names in strings: ``get_class("customer.forms", "ProfileForm")``,
``load_func(settings.USER_SERIALIZER)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model import ir
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.flow.knowledge import Knowledge
    from privlint.model.ir import Instr
    from privlint.model.program import ClassId


def class_named(knowledge: Knowledge, module: int, name: str) -> ClassId | None:
    """The class of the project that a name of a module stands for, be it loaded by a string; None for anything else."""
    target = knowledge.program.dotted(module, name)
    if target is None or target.kind not in ("class", "variable"):
        return None
    return (
        knowledge.program.class_id(target) if target.kind == "class" else _loaded(knowledge, target.module, target.name)
    )


def _loaded(knowledge: Knowledge, module: int, name: str) -> ClassId | None:
    """The class that a call at the top of a module loads into a variable."""
    body = knowledge.program.modules[module].functions[0].body
    made = definitions(body)
    unpacked = {reg: instr.src for instr in walk(body) if isinstance(instr, ir.Unpack) for reg in instr.before}
    for instr in walk(body):
        if isinstance(instr, ir.Store) and instr.name == name:
            call = made.get(unpacked.get(instr.src, instr.src))
            words = list(_words(knowledge, made, call)) if isinstance(call, ir.Call) else []
            if instr.src in unpacked:
                words = [*words[:1], name] if name in words else []
            return _of_path(knowledge, ".".join(words)) if words else None
    return None


def _words(knowledge: Knowledge, made: Mapping[int, Instr], instr: Instr | None) -> Iterator[str]:
    """The strings that a call is given, alone, in a list or by the name of a setting."""
    regs = (
        [reg for reg, label in instr.args if not label]
        if isinstance(instr, ir.Call)
        else [reg for reg, _ in instr.items] if isinstance(instr, ir.Build) else []
    )
    for inner in map(made.get, regs):
        if isinstance(inner, ir.Const) and isinstance(inner.value, str):
            yield inner.value
        elif isinstance(inner, ir.GetAttr):
            owner = made.get(inner.obj)
            if isinstance(owner, ir.Load) and owner.name == "settings":
                yield from _setting(knowledge, inner.attr)
        elif isinstance(inner, ir.Build):
            yield from _words(knowledge, made, inner)


def _setting(knowledge: Knowledge, name: str) -> Iterator[str]:
    """The string that a settings module of the project gives a setting."""
    for module in knowledge.program.modules:
        if "settings" in module.module.split("."):
            body = module.functions[0].body
            made = definitions(body)
            for instr in walk(body):
                value = made.get(instr.src) if isinstance(instr, ir.Store) and instr.name == name else None
                if isinstance(value, ir.Const) and isinstance(value.value, str):
                    yield value.value
                    return


def _of_path(knowledge: Knowledge, path: str) -> ClassId | None:
    """The one class whose dotted name is or ends in ``path``."""
    modules = knowledge.program.modules
    found = [
        ident
        for ident, info in knowledge.program.classes.items()
        if path.rpartition(".")[2] == info.ir.name
        and f".{modules[info.module].module}.{info.ir.qualname}".endswith(f".{path}")
    ]
    return found[0] if len(found) == 1 else None
