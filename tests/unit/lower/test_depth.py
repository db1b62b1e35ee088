"""Length is not depth: what the grammar nests only because it is long is lowered without recursion."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import libcst as cst
import pytest

from privlint.model import ir
from privlint.model import module as module_ir
from privlint.model.types import TypeExpr
from tests.unit.lower.lowering import lowered, lowered_expression, lowered_tree

if TYPE_CHECKING:
    from collections.abc import Callable

LINKS = 5_000


def _call(node: cst.BaseExpression) -> cst.BaseExpression:
    return cst.Call(cst.Attribute(node, cst.Name("b")))


def _item(node: cst.BaseExpression) -> cst.BaseExpression:
    return cst.Subscript(node, [cst.SubscriptElement(cst.Index(cst.Name("b")))])


def _sum(node: cst.BaseExpression) -> cst.BaseExpression:
    return cst.BinaryOperation(node, cst.Add(), cst.Name("b"))


def _both(node: cst.BaseExpression) -> cst.BaseExpression:
    return cst.BooleanOperation(node, cst.And(), cst.Name("b"))


def _not(node: cst.BaseExpression) -> cst.BaseExpression:
    return cst.UnaryOperation(cst.Not(), node)


@pytest.mark.parametrize(
    ("link", "instructions"),
    [(_call, 2 * LINKS + 2), (_item, 2 * LINKS + 2), (_sum, 2 * LINKS + 2), (_both, 2), (_not, LINKS + 2)],
)
def test_long_chain(link: Callable[[cst.BaseExpression], cst.BaseExpression], instructions: int) -> None:
    node: cst.BaseExpression = cst.Name("a")
    for _ in range(LINKS):
        node = link(node)
    assert sys.getrecursionlimit() < LINKS
    assert len(_body(lowered_expression(node))) == instructions


def test_long_concatenation() -> None:
    node: cst.SimpleString | cst.ConcatenatedString = cst.SimpleString("'b'")
    for _ in range(LINKS):
        node = cst.ConcatenatedString(cst.SimpleString("'a'"), node)
    const, _ = _body(lowered_expression(cst.NamedExpr(cst.Name("x"), node)))[:2]
    assert getattr(const, "value", None) == "a" * LINKS + "b"


def test_long_elif_chain() -> None:
    body = cst.IndentedBlock([])
    node: cst.If | None = None
    for _ in range(LINKS):
        node = cst.If(cst.Name("a"), body, orelse=node)
    assert node is not None
    (branch,) = _body(lowered_tree(cst.Module([node])))
    assert len(getattr(branch, "arms", ())) == LINKS


@pytest.mark.parametrize("brackets", ["[]", "()", "{}"])
def test_brackets_as_deep_as_python_allows(brackets: str) -> None:
    opening = {"[": "[", "(": "f(", "{": "{"}[brackets[0]]
    assert _body(lowered(opening * 190 + "a" + brackets[1] * 190 + "\n"))


def test_blocks_as_deep_as_python_allows() -> None:
    lines = [" " * depth + "if a:" for depth in range(99)]
    assert _body(lowered("\n".join([*lines, " " * 99 + "b()"]) + "\n"))


@pytest.mark.parametrize("text", ["[" * 5_000, "(" * 150 + "a" + ")" * 150, "a." * 3_000 + "b()", "a|" * 400 + "["])
def test_hostile_forward_reference(text: str) -> None:
    (declaration,) = _body(lowered(f"x: '{text}'\n"))
    assert declaration == ir.Declare(getattr(declaration, "at", 0), "x", "global", TypeExpr("?"))


def test_long_union() -> None:
    (declaration,) = _body(lowered("x: " + " | ".join(["a"] * 900) + "\n"))
    assert declaration == ir.Declare(
        getattr(declaration, "at", 0), "x", "global", TypeExpr("|", (TypeExpr("a"),) * 900)
    )


def _body(module: module_ir.ModuleIR) -> ir.Region:
    return module.functions[0].body
