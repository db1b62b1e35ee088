"""Everything that can stand on the left of ``=``: binding, unpacking, augmenting, deleting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from privlint.lower.access import get_attribute, key_of
from privlint.lower.operators import AUGMENTED
from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlint.lower.builder import Builder
    from privlint.model.types import TypeExpr


def assign(b: Builder, target: cst.BaseExpression, src: ir.Reg, declared: TypeExpr | None = None) -> None:
    """``target = src``; names and attributes keep the type that was declared with them."""
    at = b.at(target)
    if isinstance(target, cst.Name):
        b.store(at, target.value, src, declared)
    elif isinstance(target, cst.Attribute):
        b.out.append(ir.SetAttr(at, b.value(target.value), target.attr.value, src, declared))
    elif isinstance(target, cst.Subscript):
        obj = b.value(target.value)
        b.out.append(ir.SetItem(at, obj, key_of(b, target), src))
    elif isinstance(target, cst.Tuple | cst.List):
        _unpack(b, at, target.elements, src)


def declare(b: Builder, target: cst.BaseExpression, declared: TypeExpr) -> None:
    """``target: type`` without a value."""
    if isinstance(target, cst.Name):
        name, scope = b.scope.bind(target.value)
        b.out.append(ir.Declare(b.at(target), name, scope, declared))
    elif isinstance(target, cst.Attribute):
        b.out.append(ir.SetAttr(b.at(target), b.value(target.value), target.attr.value, ir.NONE, declared))


def augment(b: Builder, node: cst.AugAssign) -> None:
    """``target op= value``: the target's object and key are evaluated once."""
    target = node.target
    at = b.at(target)
    if isinstance(target, cst.Name):
        result = _operate(b, node, b.load(at, target.value))
        b.store(at, target.value, result)
    elif isinstance(target, cst.Attribute):
        obj = b.value(target.value)
        result = _operate(b, node, get_attribute(b, target, obj))
        b.out.append(ir.SetAttr(at, obj, target.attr.value, result))
    elif isinstance(target, cst.Subscript):
        obj = b.value(target.value)
        key = key_of(b, target)
        old = b.register()
        b.out.append(ir.GetItem(at, old, obj, key))
        b.out.append(ir.SetItem(at, obj, key, _operate(b, node, old)))


def delete(b: Builder, target: cst.BaseExpression) -> None:
    """``del target``."""
    at = b.at(target)
    if isinstance(target, cst.Name):
        name, scope = b.scope.bind(target.value)
        b.out.append(ir.Delete(at, name, scope))
    elif isinstance(target, cst.Attribute):
        b.out.append(ir.DelAttr(at, b.value(target.value), target.attr.value))
    elif isinstance(target, cst.Subscript):
        obj = b.value(target.value)
        b.out.append(ir.DelItem(at, obj, key_of(b, target)))
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            delete(b, element.value)


def _unpack(b: Builder, at: int, elements: Sequence[cst.BaseElement], src: ir.Reg) -> None:
    registers = [b.register() for _ in elements]
    star = next((i for i, element in enumerate(elements) if isinstance(element, cst.StarredElement)), None)
    if star is None:
        b.out.append(ir.Unpack(at, src, tuple(registers), ir.NONE, ()))
    else:
        b.out.append(ir.Unpack(at, src, tuple(registers[:star]), registers[star], tuple(registers[star + 1 :])))
    for element, register in zip(elements, registers, strict=True):
        assign(b, element.value, register)


def _operate(b: Builder, node: cst.AugAssign, left: ir.Reg) -> ir.Reg:
    right = b.value(node.value)
    dst = b.register()
    b.out.append(ir.Binary(b.at(node), dst, AUGMENTED[type(node.operator)], left, right))
    return dst
