"""What an endpoint of FastAPI or its like lets through: the fields of the model that it declares for its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model import ir
from privlint.model.walk import definitions, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.flow.endpoints import Endpoint
    from privlint.flow.knowledge import Knowledge
    from privlint.model.ir import Instr
    from privlint.model.program import ClassId
    from privlint.model.types import TypeExpr

#: Frameworks that cut an answer down to what is declared for it.
_CUTTING = frozenset({"fastapi", "ninja"})
_OPTIONS = frozenset({"response_model", "response"})
_RECORDS = frozenset({"pydantic", "dataclass", "msgspec", "typeddict"})


def answered(knowledge: Knowledge, endpoint: Endpoint) -> set[str] | None:
    """The names of the fields that an endpoint's answers can have, those of records in records included; None where
    nothing is declared that says so."""
    if endpoint.framework not in _CUTTING:
        return None
    program, module = knowledge.program, endpoint.function.module
    function = program.function(endpoint.function)
    parent = program.modules[module].functions[max(function.parent, 0)].body
    made = definitions(parent)
    options = [
        reg
        for instr in walk(parent)
        if isinstance(instr, ir.Call) and function.at <= instr.at <= function.end
        for reg, label in instr.args
        if label in _OPTIONS
    ]
    if options:
        words = [word for reg in options for word in _words(made, reg)]
    else:
        words = list(_names(function.returns)) if endpoint.framework == "fastapi" else []
    targets = [program.dotted(module, word) for word in words]
    classes = [program.class_id(one) for one in targets if one is not None and one.kind == "class"]
    classes = [cls for cls in classes if program.classes[cls].kind in _RECORDS]
    return set().union(*(_fields(knowledge, cls, ()) for cls in classes)) if classes else None


def _fields(knowledge: Knowledge, cls: ClassId, above: tuple[ClassId, ...]) -> set[str]:
    """The names of a record's fields, and of those of the records that they hold."""
    found: set[str] = set()
    for owner, field in knowledge.program.fields(cls):
        found.add(field.name)
        for word in _names(field.type):
            target = knowledge.program.dotted(owner.module, word)
            inner = knowledge.program.class_id(target) if target is not None and target.kind == "class" else None
            if inner is not None and inner not in (*above, cls):
                found |= _fields(knowledge, inner, (*above, cls))
    return found


def _names(type_: TypeExpr | None) -> Iterator[str]:
    """Every name in an annotation: ``list[UserOut] | None`` has ``list``, ``UserOut`` and ``None``."""
    if type_ is not None:
        yield type_.name
        for arg in type_.args:
            yield from _names(arg)


def _words(made: Mapping[int, Instr], reg: int) -> Iterator[str]:
    """Every name in an expression that stands for a type: ``List[UserOut]``, ``UserOut | None``."""
    instr = made.get(reg)
    if isinstance(instr, ir.Load):
        yield instr.name
    elif isinstance(instr, ir.GetItem):
        yield from _words(made, instr.key)
    elif isinstance(instr, ir.Binary):
        yield from (*_words(made, instr.left), *_words(made, instr.right))
    elif isinstance(instr, ir.Build):
        for item, _ in instr.items:
            yield from _words(made, item)
