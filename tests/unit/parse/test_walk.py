"""The reading walk against LibCST's own visit: the same semantic nodes, in the same order, for far less."""

from __future__ import annotations

import inspect
import time

import libcst as cst
import pytest

from privlint.parse.walk import SEMANTIC_FIELDS, ReadVisitor
from tests.unit.parse.samples import EVERY_SYNTAX, NODES

SEMANTIC_TYPES = {getattr(cst, name) for name in SEMANTIC_FIELDS if hasattr(cst, name)}


def stock_order(module: cst.Module) -> list[cst.CSTNode]:
    class Collector(cst.CSTVisitor):
        def __init__(self) -> None:
            super().__init__()
            self.found: list[cst.CSTNode] = []

        def on_visit(self, node: cst.CSTNode) -> bool:
            if type(node) in SEMANTIC_TYPES:
                self.found.append(node)
            return True

    collector = Collector()
    module.visit(collector)
    return collector.found


SOURCES = [
    EVERY_SYNTAX,
    *((NODES / name).read_text(encoding="utf-8") for name in ("op.py", "internal.py", "module.py")),
]


@pytest.mark.parametrize("source", SOURCES, ids=["every syntax", "op", "internal", "module"])
def test_walk_meets_what_the_stock_visit_meets(source: str) -> None:
    module = cst.parse_module(source)
    visitor = ReadVisitor()
    module.visit(visitor)
    assert [id(node) for node in visitor.nodes] == [id(node) for node in stock_order(module)]


def test_the_sample_has_every_semantic_type() -> None:
    met = {type(node) for node in stock_order(cst.parse_module(EVERY_SYNTAX))}
    newer_than_the_sample = {"LazyImport", "LazyImportFrom", "StarredDictComp"}
    assert {kind.__name__ for kind in SEMANTIC_TYPES - met} <= newer_than_the_sample


def test_every_other_type_is_trivia() -> None:
    trivia = (
        cst.BaseParenthesizableWhitespace | cst.EmptyLine | cst.TrailingWhitespace | cst.Newline | cst.Comment,
        cst.BaseUnaryOp | cst.BaseBinaryOp | cst.BaseBooleanOp | cst.BaseCompOp | cst.BaseAugOp | cst.Asynchronous,
        cst.LeftParen | cst.RightParen | cst.LeftSquareBracket | cst.RightSquareBracket | cst.LeftCurlyBrace,
        cst.RightCurlyBrace | cst.Comma | cst.Colon | cst.Semicolon | cst.Dot | cst.AssignEqual,
    )
    kinds = {kind for kind in vars(cst).values() if isinstance(kind, type) and issubclass(kind, cst.CSTNode)}
    concrete = {kind for kind in kinds if not kind.__name__.startswith("Base") and not inspect.isabstract(kind)}
    unknown = {kind for kind in concrete - SEMANTIC_TYPES if not any(issubclass(kind, group) for group in trivia)}
    assert unknown == set()


def test_last_closes_each_node_around_its_descendants() -> None:
    module = cst.parse_module("f(a)(b)\nclass C:\n    x = 1\n")
    visitor = ReadVisitor()
    module.visit(visitor)
    for ordinal, node in enumerate(visitor.nodes):
        below = {id(child) for child in stock_order_below(node)}
        assert {id(each) for each in visitor.nodes[ordinal : visitor.last[ordinal] + 1]} == below


def stock_order_below(node: cst.CSTNode) -> list[cst.CSTNode]:
    found = [node] if type(node) in SEMANTIC_TYPES else []
    return found + [deeper for child in node.children for deeper in stock_order_below(child)]


def test_walk_costs_a_small_part_of_the_stock_visit() -> None:
    module = cst.parse_module((NODES / "whitespace.py").read_text(encoding="utf-8") * 3)
    stock = min(seconds_to_visit(module, cst.CSTVisitor()) for _ in range(2))
    ours = min(seconds_to_visit(module, ReadVisitor()) for _ in range(5))
    assert ours / stock <= 0.08


def seconds_to_visit(module: cst.Module, visitor: cst.CSTVisitor) -> float:
    begin = time.process_time()
    module.visit(visitor)
    return time.process_time() - begin
