"""The dispatch table over expressions, and the few that belong to no other family."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from privlint.lower.access import ACCESS
from privlint.lower.comprehensions import COMPREHENSIONS
from privlint.lower.definitions import DEFINITIONS
from privlint.lower.displays import DISPLAYS
from privlint.lower.literals import LITERALS
from privlint.lower.operators import OPERATORS
from privlint.model import ir

if TYPE_CHECKING:
    from privlint.lower.builder import Builder, Table


def _await(b: Builder, node: cst.Await) -> ir.Reg:
    src = b.value(node.expression)
    dst = b.register()
    b.out.append(ir.Await(b.at(node), dst, src))
    return dst


def _yield(b: Builder, node: cst.Yield) -> ir.Reg:
    b.is_generator = True
    delegate = isinstance(node.value, cst.From)
    src = b.optional(node.value.item if isinstance(node.value, cst.From) else node.value)
    dst = b.register()
    b.out.append(ir.Yield(b.at(node), dst, src, delegate))
    return dst


def _named(b: Builder, node: cst.NamedExpr) -> ir.Reg:
    src = b.value(node.value)
    assert isinstance(node.target, cst.Name)
    name, scope = b.scope.bind_here(node.target.value)
    b.out.append(ir.Store(b.at(node), name, scope, src))
    return src


def _starred(b: Builder, node: cst.StarredElement) -> ir.Reg:
    """``*x`` where no display takes it: its iterable stands for it."""
    return b.value(node.value)


EXPRESSIONS: Table = {
    **ACCESS,
    **COMPREHENSIONS,
    **DEFINITIONS,
    **DISPLAYS,
    **LITERALS,
    **OPERATORS,
    cst.Await: _await,
    cst.Yield: _yield,
    cst.NamedExpr: _named,
    cst.StarredElement: _starred,
}
