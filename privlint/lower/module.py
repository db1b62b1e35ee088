"""A module at a time: definitions are lowered one after another, outer ones before inner ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privlint.lower.annotations import annotation
from privlint.lower.builder import Builder, Definition, Draft
from privlint.lower.definitions import dialect_of, parameters
from privlint.lower.expressions import EXPRESSIONS
from privlint.lower.scopes import Scope
from privlint.lower.statements import StatementVisitor
from privlint.model import ir
from privlint.model import module as module_ir

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import libcst as cst

    from privlint.lower.scopes import Kind
    from privlint.model.pragma import Pragma


def lower(
    *,
    module: cst.Module,
    ordinals: Mapping[int, int],
    ends: Mapping[int, int],
    pragmas: tuple[Pragma, ...],
    path: str,
    name: str,
    is_package: bool,
    lines: int,
    nodes: int,
) -> module_ir.ModuleIR:
    """Lower a syntax tree to IR.

    ``ordinals`` gives every semantic node, by ``id``, its pre-order ordinal, ``ends`` the last ordinal inside it;
    ``nodes`` is how many there are. ``name`` is the module's dotted name; the rest goes into the ``ModuleIR`` as is.
    """
    draft = Draft(ordinals, ends, EXPRESSIONS)
    draft.definitions.append(Definition(0, "module", module, "<module>", "<module>", Scope("module")))
    # The list grows while it is read: a definition appends those inside it.
    functions = tuple([_lower_definition(draft, definition) for definition in draft.definitions])
    return module_ir.ModuleIR(path, name, is_package, lines, nodes, functions, tuple(draft.classes), pragmas)


def _lower_definition(draft: Draft, definition: Definition) -> module_ir.FunctionIR:
    b = Builder(draft, definition)
    node = definition.node
    details = _WRITE[definition.kind](b, node)
    b.scope.close()
    return module_ir.FunctionIR(
        name=definition.name,
        qualname=definition.qualname,
        kind=definition.kind,
        at=b.at(node),
        end=draft.ends[id(node)],
        body=tuple(b.out),
        registers=b.registers,
        parent=definition.parent,
        owner=definition.owner,
        is_generator=b.is_generator,
        decorators=definition.decorators,
        locals=tuple(b.scope.bound),
        **details,
    )


def _write_module(b: Builder, node: cst.Module) -> dict[str, Any]:
    node.visit(StatementVisitor(b))
    return {"dialect": dialect_of(node.body)}


def _write_class(b: Builder, node: cst.ClassDef) -> dict[str, Any]:
    StatementVisitor(b).on_visit(node.body)
    return {"dialect": dialect_of(node.body.body)}


def _write_function(b: Builder, node: cst.FunctionDef) -> dict[str, Any]:
    params = parameters(b, node.params)
    StatementVisitor(b).on_visit(node.body)
    return {
        "params": params,
        "returns": annotation(node.returns),
        "is_async": node.asynchronous is not None,
        "dialect": dialect_of(node.body.body),
    }


def _write_lambda(b: Builder, node: cst.Lambda) -> dict[str, Any]:
    params = parameters(b, node.params)
    b.out.append(ir.Return(b.at(node.body), b.value(node.body)))
    return {"params": params}


#: Writes the body of a definition; gives the fields of ``FunctionIR`` that only its kind has.
_WRITE: dict[Kind, Callable[[Builder, Any], dict[str, Any]]] = {
    "module": _write_module,
    "class": _write_class,
    "function": _write_function,
    "lambda": _write_lambda,
}
