"""Lists, tuples, sets, dicts, and the comprehensions that build them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import libcst as cst

from privlint.lower.targets import assign
from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from privlint.lower.builder import Builder, Table
    from privlint.lower.scopes import Frame

Comprehension: TypeAlias = cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.DictComp | cst.StarredDictComp


def _list(b: Builder, node: cst.List) -> ir.Reg:
    return _build(b, node, "list", node.elements)


def _tuple(b: Builder, node: cst.Tuple) -> ir.Reg:
    return _build(b, node, "tuple", node.elements)


def _set(b: Builder, node: cst.Set) -> ir.Reg:
    return _build(b, node, "set", node.elements)


def _build(
    b: Builder, node: cst.CSTNode, kind: Literal["list", "tuple", "set"], elements: Iterable[cst.BaseElement]
) -> ir.Reg:
    items = tuple((b.value(element.value), type(element) is cst.StarredElement) for element in elements)
    dst = b.register()
    b.out.append(ir.Build(b.at(node), dst, kind, items))
    return dst


def _dict(b: Builder, node: cst.Dict) -> ir.Reg:
    entries = tuple(
        (b.value(element.key) if type(element) is cst.DictElement else ir.NONE, b.value(element.value))
        for element in node.elements
    )
    dst = b.register()
    b.out.append(ir.BuildDict(b.at(node), dst, entries))
    return dst


def _list_comprehension(b: Builder, node: cst.ListComp | cst.GeneratorExp) -> ir.Reg:
    at, dst = b.at(node), b.register()
    b.out.append(ir.Build(at, dst, "list", ()))
    return _comprehension(b, node, dst)


def _set_comprehension(b: Builder, node: cst.SetComp) -> ir.Reg:
    at, dst = b.at(node), b.register()
    b.out.append(ir.Build(at, dst, "set", ()))
    return _comprehension(b, node, dst)


def _dict_comprehension(b: Builder, node: cst.DictComp | cst.StarredDictComp) -> ir.Reg:
    at, dst = b.at(node), b.register()
    b.out.append(ir.BuildDict(at, dst, ()))
    return _comprehension(b, node, dst)


def _comprehension(b: Builder, node: Comprehension, collection: ir.Reg) -> ir.Reg:
    """Loops around an ``Accumulate``; only the first iterable is evaluated outside the comprehension's own scope."""
    iterable = b.value(node.for_in.iter)
    frame: Frame = {}
    b.scope.frames.append(frame)
    _loop(b, node, node.for_in, iterable, frame, collection)
    b.scope.frames.pop()
    return collection


def _loop(
    b: Builder, node: Comprehension, clause: cst.CompFor, iterable: ir.Reg, frame: Frame, collection: ir.Reg
) -> None:
    item = b.register()
    suffix = f"@{b.at(node)}"
    frame.update((name, name + suffix) for name in _names_in(clause.target))
    b.scope.target = frame
    target = b.region(assign, b, clause.target, item)
    b.scope.target = None

    def innermost() -> None:
        inner = clause.inner_for_in
        if inner is None:
            _accumulate(b, node, collection)
        else:
            _loop(b, node, inner, b.value(inner.iter), frame, collection)

    body = b.region(_filtered, b, clause.ifs, innermost)
    is_async = clause.asynchronous is not None
    b.out.append(ir.For(b.at(clause), iterable, item, target, body, (), is_async, comprehension=True))


def _filtered(b: Builder, ifs: Iterable[cst.CompIf], innermost: Callable[[], None]) -> None:
    conditions = list(ifs)
    if not conditions:
        innermost()
        return
    first, rest = conditions[0], conditions[1:]
    header, cond = b.region_with(b.value, first.test)
    body = b.region(_filtered, b, rest, innermost)
    b.out.append(ir.If(b.at(first), (ir.Arm(header, cond, body),)))


def _accumulate(b: Builder, node: Comprehension, collection: ir.Reg) -> None:
    at, key = b.at(node), ir.NONE
    if isinstance(node, cst.DictComp):
        key = b.value(node.key)
        value = b.value(node.value)
    elif isinstance(node, cst.StarredDictComp):
        value = b.value(node.value)
    elif isinstance(node.elt, cst.StarredElement):
        _accumulate_all(b, at, b.value(node.elt.value), collection)
        return
    else:
        value = b.value(node.elt)
    b.out.append(ir.Accumulate(at, collection, key, value))


def _accumulate_all(b: Builder, at: int, iterable: ir.Reg, collection: ir.Reg) -> None:
    """``*iterable`` as the element of a comprehension: one more loop."""
    item = b.register()
    body = (ir.Accumulate(at, collection, ir.NONE, item),)
    b.out.append(ir.For(at, iterable, item, (), body, comprehension=True))


def _names_in(target: cst.BaseExpression) -> Iterable[str]:
    if isinstance(target, cst.Name):
        yield target.value
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from _names_in(element.value)


DISPLAYS: Table = {
    cst.List: _list,
    cst.Tuple: _tuple,
    cst.Set: _set,
    cst.Dict: _dict,
    cst.ListComp: _list_comprehension,
    cst.GeneratorExp: _list_comprehension,
    cst.SetComp: _set_comprehension,
    cst.DictComp: _dict_comprehension,
    cst.StarredDictComp: _dict_comprehension,
}
