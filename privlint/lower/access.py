"""Names, attributes, subscripts and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst as cst

from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from privlint.lower.builder import Builder, Table

_CONSTANTS = {"None": None, "True": True, "False": False}


def arguments(b: Builder, args: Iterable[cst.Arg]) -> tuple[tuple[ir.Reg, str], ...]:
    """The arguments of a call as (register, label) pairs, labelled as in ``ir.Call``."""
    return tuple([(b.value(arg.value), arg.star or (arg.keyword.value if arg.keyword else "")) for arg in args])


def key_of(b: Builder, node: cst.Subscript) -> ir.Reg:
    """The register of a subscript's key: a slice is opaque, several elements are a tuple."""
    elements = node.slice
    items = tuple(_element_of_key(b, element) for element in elements)
    if len(items) == 1 and not items[0][1] and type(elements[0].comma) is not cst.Comma:
        return items[0][0]
    dst = b.register()
    b.out.append(ir.Build(b.at(node), dst, "tuple", items))
    return dst


def _element_of_key(b: Builder, element: cst.SubscriptElement) -> tuple[ir.Reg, bool]:
    part = element.slice
    if type(part) is cst.Slice:
        bounds = [b.value(bound) for bound in (part.lower, part.upper, part.step) if bound is not None]
        return b.opaque(b.at(part), "slice", *bounds), False
    assert isinstance(part, cst.Index)
    return b.value(part.value), part.star is not None


def get_item(b: Builder, node: cst.Subscript, obj: ir.Reg) -> ir.Reg:
    """``obj[…]`` for an object that is lowered already."""
    part = node.slice[0].slice
    if type(part) is cst.Slice and len(node.slice) == 1 and type(node.slice[0].comma) is not cst.Comma:
        bounds = b.optional(part.lower), b.optional(part.upper), b.optional(part.step)
        dst = b.register()
        b.out.append(ir.GetSlice(b.at(node), dst, obj, *bounds))
        return dst
    key = key_of(b, node)
    dst = b.register()
    b.out.append(ir.GetItem(b.at(node), dst, obj, key))
    return dst


def get_attribute(b: Builder, node: cst.Attribute, obj: ir.Reg) -> ir.Reg:
    """``obj.attr`` for an object that is lowered already."""
    dst = b.register()
    b.out.append(ir.GetAttr(b.at(node), dst, obj, node.attr.value))
    return dst


def _call(b: Builder, node: cst.Call, func: ir.Reg) -> ir.Reg:
    args = arguments(b, node.args)
    dst = b.register()
    b.out.append(ir.Call(b.at(node), dst, func, args))
    return dst


def _name(b: Builder, node: cst.Name) -> ir.Reg:
    name = node.value
    if name in _CONSTANTS:
        return b.const(b.at(node), _CONSTANTS[name])
    return b.load(b.at(node), name)


def _chain(b: Builder, node: Any) -> ir.Reg:
    """A chain such as ``a.b(c)[d].e`` from its head on, without a Python call for each link."""
    links = []
    while (kind := type(node)) in _LINKS:
        links.append(node)
        node = node.func if kind is cst.Call else node.value
    register = b.value(node)
    for link in reversed(links):
        register = _LINKS[type(link)](b, link, register)
    return register


_LINKS: dict[type[cst.CSTNode], Callable[[Builder, Any, ir.Reg], ir.Reg]] = {
    cst.Attribute: get_attribute,
    cst.Subscript: get_item,
    cst.Call: _call,
}

ACCESS: Table = {cst.Name: _name, cst.Attribute: _chain, cst.Subscript: _chain, cst.Call: _chain}
