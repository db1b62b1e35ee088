"""Type annotations, base classes and decorators as ``TypeExpr``: names and constants, nothing evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst as cst

from privlint.lower.strings import text_of
from privlint.model.types import TypeExpr

if TYPE_CHECKING:
    from collections.abc import Callable

UNKNOWN = TypeExpr("?")

#: A string annotation is parsed by itself, without the checks a file gets before it: keep it far from any limit.
_LONGEST_FORWARD_REFERENCE = 1000
_MOST_BRACKETS = 100


def annotation(node: cst.Annotation | None) -> TypeExpr | None:
    """The type of an annotation, None where there is none."""
    return None if node is None else type_of(node.annotation)


def type_of(node: cst.BaseExpression) -> TypeExpr:
    """The type that an expression denotes where a type is expected: a string is a forward reference."""
    read = _TYPES.get(type(node))
    return UNKNOWN if read is None else read(node)


def metadata_of(node: cst.BaseExpression) -> TypeExpr:
    """A value beside a type, such as metadata of ``Annotated``: a string is itself, a call has its arguments.

    A dict literal is named ``{}``, with its entries of constant string keys as keywords.
    """
    text = text_of(node)
    if text is not None:
        return TypeExpr("'", constant=text)
    if type(node) is cst.Call:
        callee = dotted(node.func)
        plain = [arg for arg in node.args if not arg.star]
        return TypeExpr(
            f"{callee}()" if callee else "?",
            tuple(metadata_of(arg.value) for arg in plain if arg.keyword is None),
            keywords=tuple((arg.keyword.value, metadata_of(arg.value)) for arg in plain if arg.keyword is not None),
        )
    if type(node) is cst.Dict:
        return TypeExpr("{}", keywords=tuple(_entries(node)))
    return type_of(node)


def dotted(node: cst.CSTNode) -> str:
    """The dotted name that an expression spells, empty when it is anything else."""
    parts = []
    while type(node) is cst.Attribute:
        parts.append(node.attr.value)
        node = node.value
    if type(node) is not cst.Name:
        return ""
    if not parts:
        return node.value
    parts.append(node.value)
    return ".".join(reversed(parts))


def decorator_name(node: cst.Decorator) -> str:
    """A decorator's dotted name, with ``()`` where it is called and ``?`` where it is computed."""
    expression = node.decorator
    if type(expression) is cst.Call:
        callee = dotted(expression.func)
        return f"{callee}()" if callee else "?"
    return dotted(expression) or "?"


def _named(node: cst.Name | cst.Attribute) -> TypeExpr:
    return TypeExpr(dotted(node) or "?")


def _bracketed(node: cst.List | cst.Tuple) -> TypeExpr:
    return TypeExpr("()", tuple([type_of(element.value) for element in node.elements]))


def _ellipsis(node: cst.Ellipsis) -> TypeExpr:
    return TypeExpr("...")


def _subscripted(node: cst.Subscript) -> TypeExpr:
    name = dotted(node.value)
    if not name:
        return UNKNOWN
    kind = name.rpartition(".")[2]
    first = metadata_of if kind == "Literal" else type_of
    others = metadata_of if kind in ("Literal", "Annotated") else type_of
    args: list[TypeExpr] = []
    for element in node.slice:
        read = others if args else first
        args.append(read(element.slice.value) if type(element.slice) is cst.Index else UNKNOWN)
    return TypeExpr(name, tuple(args))


def _operation(node: cst.BinaryOperation) -> TypeExpr:
    """``A | B | C`` is one union."""
    members = []
    left: cst.BaseExpression = node
    while type(left) is cst.BinaryOperation and type(left.operator) is cst.BitOr:
        members.append(type_of(left.right))
        left = left.left
    if not members:
        return UNKNOWN  # another operator: no type
    members.append(type_of(left))
    return TypeExpr("|", tuple(reversed(members)))


def _first(node: cst.BooleanOperation) -> TypeExpr:
    """A base class ``Client or object``: what stands first, if it was imported."""
    return type_of(node.left) if type(node.operator) is cst.Or else UNKNOWN


def _forward_reference(node: cst.SimpleString | cst.ConcatenatedString) -> TypeExpr:
    text = (text_of(node) or "").strip()
    if text.replace(".", "").isidentifier():
        return TypeExpr(text)
    if len(text) > _LONGEST_FORWARD_REFERENCE or sum(text.count(bracket) for bracket in "([{") > _MOST_BRACKETS:
        return UNKNOWN
    try:
        expression = cst.parse_expression(text)
    except cst.ParserSyntaxError:
        return UNKNOWN
    return type_of(expression)


def _entries(node: cst.Dict) -> list[tuple[str, TypeExpr]]:
    entries = []
    for element in node.elements:
        if type(element) is cst.DictElement:
            key = text_of(element.key)
            if key is not None:
                entries.append((key, metadata_of(element.value)))
    return entries


_TYPES: dict[type[cst.CSTNode], Callable[[Any], TypeExpr]] = {
    cst.Name: _named,
    cst.BooleanOperation: _first,
    cst.Attribute: _named,
    cst.Subscript: _subscripted,
    cst.BinaryOperation: _operation,
    cst.SimpleString: _forward_reference,
    cst.ConcatenatedString: _forward_reference,
    cst.Call: metadata_of,
    cst.List: _bracketed,
    cst.Tuple: _bracketed,
    cst.Ellipsis: _ellipsis,
}
