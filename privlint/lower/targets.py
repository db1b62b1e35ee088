"""Everything that can stand on the left of ``=``: binding, unpacking, augmenting, deleting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst as cst

from privlint.lower.access import get_attribute, get_slice, key_of, lone_slice, slice_key
from privlint.lower.operators import AUGMENTED
from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Callable

    from privlint.lower.builder import Builder
    from privlint.model.types import TypeExpr


def assign(b: Builder, target: cst.CSTNode, src: ir.Reg, declared: TypeExpr | None = None) -> None:
    """``target = src``; names and attributes keep the type that was declared with them."""
    ASSIGN[type(target)](b, target, src, declared)


def declare(b: Builder, target: cst.CSTNode, declared: TypeExpr) -> None:
    """``target: type`` without a value; nothing can be declared of an item."""
    if isinstance(target, cst.Name):
        name, scope = b.scope.bind(target.value)
        b.out.append(ir.Declare(b.at(target), name, scope, declared))
    elif isinstance(target, cst.Attribute):
        _assign_attribute(b, target, ir.NONE, declared)


def augment(b: Builder, node: cst.AugAssign) -> None:
    """``target op= value``: the target's object and key are evaluated once."""
    AUGMENT[type(node.target)](b, node.target, node)


def delete(b: Builder, target: cst.CSTNode) -> None:
    """``del target``."""
    DELETE[type(target)](b, target)


def _assign_name(b: Builder, target: cst.Name, src: ir.Reg, declared: TypeExpr | None) -> None:
    b.store(b.at(target), target.value, src, declared)


def _assign_attribute(b: Builder, target: cst.Attribute, src: ir.Reg, declared: TypeExpr | None) -> None:
    b.out.append(ir.SetAttr(b.at(target), b.value(target.value), target.attr.value, src, declared))


def _assign_item(b: Builder, target: cst.Subscript, src: ir.Reg, declared: TypeExpr | None) -> None:
    obj = b.value(target.value)
    b.out.append(ir.SetItem(b.at(target), obj, key_of(b, target), src))


def _unpack(b: Builder, target: cst.Tuple | cst.List, src: ir.Reg, declared: TypeExpr | None) -> None:
    elements = target.elements
    registers = [b.register() for _ in elements]
    star = next((i for i, element in enumerate(elements) if type(element) is cst.StarredElement), len(elements))
    starred = registers[star] if star < len(elements) else ir.NONE
    b.out.append(ir.Unpack(b.at(target), src, tuple(registers[:star]), starred, tuple(registers[star + 1 :])))
    for element, register in zip(elements, registers, strict=True):
        assign(b, element.value, register)


def _augment_name(b: Builder, target: cst.Name, node: cst.AugAssign) -> None:
    at = b.at(target)
    result = _operate(b, node, b.load(at, target.value))
    b.store(at, target.value, result)


def _augment_attribute(b: Builder, target: cst.Attribute, node: cst.AugAssign) -> None:
    obj = b.value(target.value)
    result = _operate(b, node, get_attribute(b, target, obj))
    b.out.append(ir.SetAttr(b.at(target), obj, target.attr.value, result))


def _augment_item(b: Builder, target: cst.Subscript, node: cst.AugAssign) -> None:
    at = b.at(target)
    obj = b.value(target.value)
    part = lone_slice(target)
    if part is not None:
        old, bounds = get_slice(b, target, part, obj)
        key = slice_key(b, part, bounds)
    else:
        key, old = key_of(b, target), b.register()
        b.out.append(ir.GetItem(at, old, obj, key))
    b.out.append(ir.SetItem(at, obj, key, _operate(b, node, old)))


def _operate(b: Builder, node: cst.AugAssign, left: ir.Reg) -> ir.Reg:
    right = b.value(node.value)
    dst = b.register()
    b.out.append(ir.Binary(b.at(node), dst, AUGMENTED[type(node.operator)], left, right))
    return dst


def _delete_name(b: Builder, target: cst.Name) -> None:
    name, scope = b.scope.bind(target.value)
    b.out.append(ir.Delete(b.at(target), name, scope))


def _delete_attribute(b: Builder, target: cst.Attribute) -> None:
    b.out.append(ir.DelAttr(b.at(target), b.value(target.value), target.attr.value))


def _delete_item(b: Builder, target: cst.Subscript) -> None:
    obj = b.value(target.value)
    b.out.append(ir.DelItem(b.at(target), obj, key_of(b, target)))


def _delete_all(b: Builder, target: cst.Tuple | cst.List) -> None:
    for element in target.elements:
        delete(b, element.value)


ASSIGN: dict[type[cst.CSTNode], Callable[[Builder, Any, ir.Reg, TypeExpr | None], None]] = {
    cst.Name: _assign_name,
    cst.Attribute: _assign_attribute,
    cst.Subscript: _assign_item,
    cst.Tuple: _unpack,
    cst.List: _unpack,
}
AUGMENT: dict[type[cst.CSTNode], Callable[[Builder, Any, cst.AugAssign], None]] = {
    cst.Name: _augment_name,
    cst.Attribute: _augment_attribute,
    cst.Subscript: _augment_item,
}
DELETE: dict[type[cst.CSTNode], Callable[[Builder, Any], None]] = {
    cst.Name: _delete_name,
    cst.Attribute: _delete_attribute,
    cst.Subscript: _delete_item,
    cst.Tuple: _delete_all,
    cst.List: _delete_all,
}
