"""Operators: arithmetic, comparison, ``and``/``or``/``not`` and the conditional expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import libcst as cst

from privlint.model import ir

if TYPE_CHECKING:
    from privlint.lower.builder import Builder, Table

BINARY: dict[type[cst.BaseBinaryOp], str] = {
    cst.Add: "+",
    cst.Subtract: "-",
    cst.Multiply: "*",
    cst.Divide: "/",
    cst.FloorDivide: "//",
    cst.Modulo: "%",
    cst.Power: "**",
    cst.MatrixMultiply: "@",
    cst.LeftShift: "<<",
    cst.RightShift: ">>",
    cst.BitOr: "|",
    cst.BitAnd: "&",
    cst.BitXor: "^",
}
AUGMENTED: dict[type[cst.BaseAugOp], str] = {
    cst.AddAssign: "+=",
    cst.SubtractAssign: "-=",
    cst.MultiplyAssign: "*=",
    cst.DivideAssign: "/=",
    cst.FloorDivideAssign: "//=",
    cst.ModuloAssign: "%=",
    cst.PowerAssign: "**=",
    cst.MatrixMultiplyAssign: "@=",
    cst.LeftShiftAssign: "<<=",
    cst.RightShiftAssign: ">>=",
    cst.BitOrAssign: "|=",
    cst.BitAndAssign: "&=",
    cst.BitXorAssign: "^=",
}
UNARY: dict[type[cst.BaseUnaryOp], str] = {cst.Not: "not", cst.Minus: "-", cst.Plus: "+", cst.BitInvert: "~"}
COMPARISON: dict[type[cst.BaseCompOp], str] = {
    cst.Equal: "==",
    cst.NotEqual: "!=",
    cst.LessThan: "<",
    cst.LessThanEqual: "<=",
    cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=",
    cst.Is: "is",
    cst.IsNot: "is not",
    cst.In: "in",
    cst.NotIn: "not in",
}


def _binary(b: Builder, node: cst.BinaryOperation) -> ir.Reg:
    spine = [node]
    while type(node.left) is cst.BinaryOperation:
        node = node.left
        spine.append(node)
    result = b.value(node.left)
    for operation in reversed(spine):
        right = b.value(operation.right)
        dst = b.register()
        b.out.append(ir.Binary(b.at(operation), dst, BINARY[type(operation.operator)], result, right))
        result = dst
    return result


def _unary(b: Builder, node: cst.UnaryOperation) -> ir.Reg:
    spine = [node]
    while type(node.expression) is cst.UnaryOperation:
        node = node.expression
        spine.append(node)
    result = b.value(node.expression)
    for operation in reversed(spine):
        dst = b.register()
        b.out.append(ir.Unary(b.at(operation), dst, UNARY[type(operation.operator)], result))
        result = dst
    return result


def _boolean(b: Builder, node: cst.BooleanOperation) -> ir.Reg:
    """One ``Logic`` for a whole chain of the same operator."""
    at, kind = b.at(node), type(node.operator)
    terms = [node.right]
    left = node.left
    while type(left) is cst.BooleanOperation and type(left.operator) is kind:
        terms.append(left.right)
        left = left.left
    terms.append(left)
    operands = tuple(b.region_with(b.value, term) for term in reversed(terms))
    return logic(b, at, "and" if kind is cst.And else "or", operands)


def _comparison(b: Builder, node: cst.Comparison) -> ir.Reg:
    left = b.value(node.left)
    if len(node.comparisons) == 1:
        return _compare(b, node, left, node.comparisons[0])[0]
    operands = []
    for part in node.comparisons:
        region, (result, left) = b.region_with(_compare, b, node, left, part)
        operands.append((region, result))
    return logic(b, b.at(node), "and", tuple(operands))


def _compare(b: Builder, node: cst.Comparison, left: ir.Reg, part: cst.ComparisonTarget) -> tuple[ir.Reg, ir.Reg]:
    """The register of one comparison, and that of its right side, which the next one starts from."""
    right = b.value(part.comparator)
    dst = b.register()
    b.out.append(ir.Compare(b.at(node), dst, COMPARISON[type(part.operator)], left, right))
    return dst, right


def logic(b: Builder, at: int, op: Literal["and", "or"], operands: tuple[tuple[ir.Region, ir.Reg], ...]) -> ir.Reg:
    """The register of a ``Logic`` over operands that are lowered already."""
    dst = b.register()
    b.out.append(ir.Logic(at, dst, op, operands))
    return dst


def _conditional(b: Builder, node: cst.IfExp) -> ir.Reg:
    cond = b.value(node.test)
    then, then_value = b.region_with(b.value, node.body)
    orelse, else_value = b.region_with(b.value, node.orelse)
    dst = b.register()
    b.out.append(ir.Select(b.at(node), dst, cond, then, then_value, orelse, else_value))
    return dst


OPERATORS: Table = {
    cst.BinaryOperation: _binary,
    cst.UnaryOperation: _unary,
    cst.BooleanOperation: _boolean,
    cst.Comparison: _comparison,
    cst.IfExp: _conditional,
}
