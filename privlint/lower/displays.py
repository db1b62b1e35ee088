"""Lists, tuples, sets and dicts that are written out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import libcst as cst

from privlint.model import ir

if TYPE_CHECKING:
    from privlint.lower.builder import Builder, Table


def _list(b: Builder, node: cst.List) -> ir.Reg:
    return _build(b, node, "list")


def _tuple(b: Builder, node: cst.Tuple) -> ir.Reg:
    return _build(b, node, "tuple")


def _set(b: Builder, node: cst.Set) -> ir.Reg:
    return _build(b, node, "set")


def _build(b: Builder, node: cst.List | cst.Tuple | cst.Set, kind: Literal["list", "tuple", "set"]) -> ir.Reg:
    items = []
    for element in node.elements:
        items.append((b.value(element.value), type(element) is cst.StarredElement))
    dst = b.register()
    b.out.append(ir.Build(b.at(node), dst, kind, tuple(items)))
    return dst


def _dict(b: Builder, node: cst.Dict) -> ir.Reg:
    entries = []
    for element in node.elements:
        key = b.value(element.key) if isinstance(element, cst.DictElement) else ir.NONE
        entries.append((key, b.value(element.value)))
    dst = b.register()
    b.out.append(ir.BuildDict(b.at(node), dst, tuple(entries)))
    return dst


DISPLAYS: Table = {cst.List: _list, cst.Tuple: _tuple, cst.Set: _set, cst.Dict: _dict}
