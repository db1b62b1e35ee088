"""Names, attributes, subscripts and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst as cst

from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from privlint.lower.builder import Builder, Table

_CONSTANTS = {"None": None, "True": True, "False": False}


def lone_slice(node: cst.Subscript) -> cst.Slice | None:
    """The slice of ``obj[lower:upper]``; None where there is no slice, or other elements beside it."""
    element = node.slice[0]
    if type(element.slice) is cst.Slice and len(node.slice) == 1 and type(element.comma) is not cst.Comma:
        return element.slice
    return None


def get_slice(b: Builder, node: cst.Subscript, part: cst.Slice, obj: ir.Reg) -> tuple[ir.Reg, list[ir.Reg]]:
    """``obj[lower:upper:step]`` for an object that is lowered already: the value, and the bounds, NONE if absent."""
    bounds = _bounds(b, part)
    dst = b.register()
    b.out.append(ir.GetSlice(b.at(node), dst, obj, *bounds))
    return dst, bounds


def key_of(b: Builder, node: cst.Subscript) -> ir.Reg:
    """The register of a subscript's key: a slice is opaque, several elements are a tuple."""
    items = []
    for element in node.slice:
        part = element.slice
        if isinstance(part, cst.Slice):
            items.append((slice_key(b, part, _bounds(b, part)), False))
        else:
            assert isinstance(part, cst.Index)
            items.append((b.value(part.value), part.star is not None))
    if len(items) == 1 and not items[0][1] and type(node.slice[0].comma) is not cst.Comma:
        return items[0][0]
    dst = b.register()
    b.out.append(ir.Build(b.at(node), dst, "tuple", tuple(items)))
    return dst


def slice_key(b: Builder, part: cst.Slice, bounds: Iterable[ir.Reg]) -> ir.Reg:
    """A slice as a key, of bounds that are lowered already."""
    return b.opaque(b.at(part), "slice", *(bound for bound in bounds if bound != ir.NONE))


def get_attribute(b: Builder, node: cst.Attribute, obj: ir.Reg) -> ir.Reg:
    """``obj.attr`` for an object that is lowered already."""
    dst = b.register()
    b.out.append(ir.GetAttr(b.at(node), dst, obj, node.attr.value))
    return dst


def _get_item(b: Builder, node: cst.Subscript, obj: ir.Reg) -> ir.Reg:
    part = lone_slice(node)
    if part is not None:
        return get_slice(b, node, part, obj)[0]
    key = key_of(b, node)
    dst = b.register()
    b.out.append(ir.GetItem(b.at(node), dst, obj, key))
    return dst


def _bounds(b: Builder, part: cst.Slice) -> list[ir.Reg]:
    return [b.optional(part.lower), b.optional(part.upper), b.optional(part.step)]


def _call(b: Builder, node: cst.Call, func: ir.Reg) -> ir.Reg:
    args = []
    for arg in node.args:
        label = arg.star or (arg.keyword.value if arg.keyword else "")
        args.append((b.value(arg.value), label))
    dst = b.register()
    b.out.append(ir.Call(b.at(node), dst, func, tuple(args)))
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
    cst.Subscript: _get_item,
    cst.Call: _call,
}

ACCESS: Table = {cst.Name: _name, cst.Attribute: _chain, cst.Subscript: _chain, cst.Call: _chain}
