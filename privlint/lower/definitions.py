"""Functions, lambdas and classes: the value a definition makes, while its body waits its turn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from privlint.lower.annotations import UNKNOWN, annotation, decorator_name, metadata_of, type_of
from privlint.lower.strings import text_of
from privlint.model import ir
from privlint.model import module as module_ir

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from privlint.lower.builder import Builder, Table
    from privlint.lower.scopes import Frame

#: The line of a docstring that is a directive for a tool of Open edX.
_DIRECTIVE = re.compile(r"^[ \t]*\.\. (no_pii|pii)\b", re.MULTILINE)


def define_function(b: Builder, node: cst.FunctionDef) -> None:
    """``def``: decorators and defaults are evaluated here, in this order; then the function is made and bound."""
    decorators = _evaluate_decorators(b, node.decorators)
    defaults = _evaluate_defaults(b, node.params)
    frame = _open_type_parameters(b, node.type_parameters)
    names = tuple(decorator_name(decorator) for decorator in node.decorators)
    definition = b.define(node, node.name.value, "function", decorators=names)
    _close_type_parameters(b, frame)
    dst = b.register()
    b.out.append(ir.MakeFunction(b.at(node), dst, definition.index, defaults))
    b.store(b.at(node), node.name.value, _decorate(b, node.decorators, decorators, dst))


def define_class(b: Builder, node: cst.ClassDef) -> None:
    """``class``: decorators, bases and keywords are evaluated here; the body is a function of its own."""
    decorators = _evaluate_decorators(b, node.decorators)
    frame = _open_type_parameters(b, node.type_parameters)
    bases = tuple(b.value(arg.value) for arg in node.bases)
    keywords = tuple((arg.keyword.value if arg.keyword else arg.star, b.value(arg.value)) for arg in node.keywords)
    names = tuple(decorator_name(decorator) for decorator in node.decorators)
    class_index = len(b.draft.classes)
    definition = b.define(node, node.name.value, "class", decorators=names, class_index=class_index)
    _close_type_parameters(b, frame)
    at = b.at(node)
    b.draft.classes.append(
        module_ir.ClassIR(
            name=definition.name,
            qualname=definition.qualname,
            at=at,
            end=b.draft.ends[id(node)],
            body=definition.index,
            bases=tuple(UNKNOWN if arg.star else type_of(arg.value) for arg in node.bases),
            keywords=tuple((arg.keyword.value, metadata_of(arg.value)) for arg in node.keywords if arg.keyword),
            decorators=names,
            decorator_calls=tuple(metadata_of(decorator.decorator) for decorator in node.decorators),
            dialect=dialect_of(node.body.body),
        )
    )
    dst = b.register()
    b.out.append(ir.MakeClass(at, dst, class_index, bases, keywords))
    b.store(at, node.name.value, _decorate(b, node.decorators, decorators, dst))


def parameters(b: Builder, node: cst.Parameters) -> tuple[module_ir.Param, ...]:
    """The parameters in the order of the signature, bound in the scope of the function being lowered."""
    params = []
    for param, kind in _with_kinds(node):
        b.scope.bind(param.name.value)
        declared = annotation(param.annotation)
        params.append(module_ir.Param(param.name.value, kind, b.at(param), param.default is not None, declared))
    return tuple(params)


def dialect_of(body: Sequence[cst.CSTNode]) -> str:
    """The directives about personal data in the docstring of a body."""
    first = body[0] if body else None
    if type(first) is cst.SimpleStatementLine:
        first = first.body[0]
    if type(first) is not cst.Expr:
        return ""
    return " ".join(sorted(set(_DIRECTIVE.findall(text_of(first.value) or ""))))


def _lambda(b: Builder, node: cst.Lambda) -> ir.Reg:
    defaults = _evaluate_defaults(b, node.params)
    b.lambdas += 1
    definition = b.define(node, f"<lambda>{b.lambdas}", "lambda")
    dst = b.register()
    b.out.append(ir.MakeFunction(b.at(node), dst, definition.index, defaults))
    return dst


def _evaluate_decorators(b: Builder, decorators: Iterable[cst.Decorator]) -> list[ir.Reg]:
    return [b.value(decorator.decorator) for decorator in decorators]


def _decorate(b: Builder, nodes: Sequence[cst.Decorator], decorators: list[ir.Reg], target: ir.Reg) -> ir.Reg:
    for node, decorator in zip(reversed(nodes), reversed(decorators), strict=True):
        dst = b.register()
        b.out.append(ir.Decorate(b.at(node), dst, decorator, target))
        target = dst
    return target


def _evaluate_defaults(b: Builder, node: cst.Parameters) -> tuple[tuple[str, ir.Reg], ...]:
    return tuple(
        (param.name.value, b.value(param.default)) for param, _ in _with_kinds(node) if param.default is not None
    )


def _with_kinds(node: cst.Parameters) -> Iterator[tuple[cst.Param, str]]:
    for param in node.posonly_params:
        yield param, "positional-only"
    for param in node.params:
        yield param, "positional"
    if type(node.star_arg) is cst.Param:
        yield node.star_arg, "star"
    for param in node.kwonly_params:
        yield param, "keyword-only"
    if node.star_kwarg is not None:
        yield node.star_kwarg, "double-star"


def _open_type_parameters(b: Builder, node: cst.TypeParameters | None) -> Frame | None:
    """Bind ``[T]`` to something unknown, visible to bases and body only; bounds are never evaluated."""
    if node is None:
        return None
    at = b.at(node)
    frame = {item.param.name.value: f"{item.param.name.value}@{at}" for item in node.params}
    b.scope.frames.append(frame)
    b.scope.target = frame
    for name in frame:
        b.store(at, name, b.opaque(at, "unknown"))
    b.scope.target = None
    return frame


def _close_type_parameters(b: Builder, frame: Frame | None) -> None:
    if frame is not None:
        b.scope.frames.pop()


DEFINITIONS: Table = {cst.Lambda: _lambda}
