"""Comprehensions and generator expressions: a new collection, and the loops that fill it, in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import libcst as cst

from privlint.lower.targets import assign
from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from privlint.lower.builder import Builder, Table
    from privlint.lower.scopes import Frame

Comprehension: TypeAlias = cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.DictComp | cst.StarredDictComp


def _list(b: Builder, node: cst.ListComp | cst.GeneratorExp) -> ir.Reg:
    collection = b.register()
    b.out.append(ir.Build(b.at(node), collection, "list", ()))
    return _Loops(b, node, collection).write()


def _set(b: Builder, node: cst.SetComp) -> ir.Reg:
    collection = b.register()
    b.out.append(ir.Build(b.at(node), collection, "set", ()))
    return _Loops(b, node, collection).write()


def _dict(b: Builder, node: cst.DictComp | cst.StarredDictComp) -> ir.Reg:
    collection = b.register()
    b.out.append(ir.BuildDict(b.at(node), collection, ()))
    return _Loops(b, node, collection).write()


class _Loops:
    """The clauses of one comprehension; its targets live in a frame of their own, as ``name@ordinal``."""

    def __init__(self, b: Builder, node: Comprehension, collection: ir.Reg) -> None:
        self.b = b
        self.node = node
        self.at = b.at(node)
        self.collection = collection
        self.frame: Frame = {}

    def write(self) -> ir.Reg:
        """Write all loops; only the first iterable is evaluated outside the comprehension's scope."""
        first = self.node.for_in
        iterable = self.b.value(first.iter)
        self.b.scope.frames.append(self.frame)
        self.loop(first, iterable)
        self.b.scope.frames.pop()
        return self.collection

    def loop(self, clause: cst.CompFor, iterable: ir.Reg) -> None:
        """``for target in iterable`` with its conditions, and what is inside."""
        b = self.b
        item = b.register()
        self.frame.update((name, f"{name}@{self.at}") for name in _names_in(clause.target))
        b.scope.target = self.frame
        target = b.region(assign, b, clause.target, item)
        b.scope.target = None
        body = b.region(self.inside, clause, clause.ifs)
        is_async = clause.asynchronous is not None
        b.out.append(ir.For(b.at(clause), iterable, item, target, body, (), is_async, comprehension=True))

    def inside(self, clause: cst.CompFor, conditions: Sequence[cst.CompIf]) -> None:
        """The conditions one within another, then the next clause or the element."""
        b = self.b
        if conditions:
            first, *rest = conditions
            header, cond = b.region_with(b.value, first.test)
            body = b.region(self.inside, clause, rest)
            b.out.append(ir.If(b.at(first), (ir.Arm(header, cond, body),)))
        elif clause.inner_for_in is not None:
            self.loop(clause.inner_for_in, b.value(clause.inner_for_in.iter))
        else:
            self.element()

    def element(self) -> None:
        """What each round adds; ``*element`` is one more loop, ``**element`` an entry without a key."""
        b, node, key = self.b, self.node, ir.NONE
        if isinstance(node, cst.DictComp):
            key = b.value(node.key)
            value = b.value(node.value)
        elif isinstance(node, cst.StarredDictComp):
            value = b.value(node.value)
        else:
            value = b.value(node.elt)
        if isinstance(node, cst.ListComp | cst.SetComp | cst.GeneratorExp) and type(node.elt) is cst.StarredElement:
            item = b.register()
            body = (ir.Accumulate(self.at, self.collection, ir.NONE, item),)
            b.out.append(ir.For(self.at, value, item, (), body, comprehension=True))
        else:
            b.out.append(ir.Accumulate(self.at, self.collection, key, value))


def _names_in(target: cst.BaseExpression) -> Iterator[str]:
    if isinstance(target, cst.Name):
        yield target.value
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from _names_in(element.value)


COMPREHENSIONS: Table = {
    cst.ListComp: _list,
    cst.GeneratorExp: _list,
    cst.SetComp: _set,
    cst.DictComp: _dict,
    cst.StarredDictComp: _dict,
}
