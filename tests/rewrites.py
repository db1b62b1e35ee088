"""Rewritings of a fixture that change nothing about what leaks, and one that does."""

from __future__ import annotations

import ast
import builtins
from typing import TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

#: The identity that :func:`wrap_arguments` calls.
SAME = "def _same(value):\n    return value\n"


def reprinted(source: str) -> str:
    """The same program without comments, its statements where the other rewritings have them."""
    return ast.unparse(ast.parse(source))


def rename_locals(source: str) -> str:
    """Give every plain local variable of every top-level function and method another name."""
    tree = ast.parse(source)
    for function in _functions(tree):
        _Renamed(_plain_locals(function)).visit(function)
    return ast.unparse(tree)


def wrap_arguments(source: str) -> str:
    """Hand every positional argument of a call statement, constants aside, through a helper that returns it."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            node.value.args = [_wrapped(argument) for argument in node.value.args]
    at = 1 + max((index for index, node in enumerate(tree.body) if _is_heading(node)), default=-1)
    tree.body[at:at] = ast.parse(SAME).body
    return ast.unparse(ast.fix_missing_locations(tree))


def split_dict_literals(source: str) -> str:
    """Build every dictionary that is assigned to a local name key by key."""
    return ast.unparse(ast.fix_missing_locations(_SplitDicts().visit(ast.parse(source))))


def negate_guards(source: str) -> str:
    """Turn every ``if`` and conditional expression whose condition tells of consent the other way round."""
    return ast.unparse(ast.fix_missing_locations(_Negated().visit(ast.parse(source))))


def _functions(tree: ast.Module) -> list[Function]:
    found: list[Function] = []
    for node in tree.body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        found += [member for member in members if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef)]
    return found


def _plain_locals(function: Function) -> set[str]:
    """Names that are only ever written by assignment, ``for`` or ``with`` in this function: safe to rename."""
    stored, other = set(), set(dir(builtins))
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stored.add(node.id)
        elif isinstance(node, ast.arg):
            other.add(node.arg)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            other |= set(node.names)
        elif isinstance(node, ast.MatchAs | ast.MatchStar | ast.ExceptHandler | ast.FunctionDef | ast.ClassDef):
            other.add(node.name or "")
        elif isinstance(node, ast.MatchMapping):
            other.add(node.rest or "")
        elif isinstance(node, ast.alias):
            other.add((node.asname or node.name).partition(".")[0])
    return stored - other


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id in self.names:
            node.id = f"own_{node.id}"
        return node


def _wrapped(argument: ast.expr) -> ast.expr:
    if isinstance(argument, ast.Constant | ast.Starred | ast.GeneratorExp):
        return argument
    return ast.Call(ast.Name("_same", ast.Load()), [argument], [])


def _is_heading(node: ast.stmt) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or (isinstance(node, ast.ImportFrom) and node.module == "__future__")


class _SplitDicts(ast.NodeTransformer):
    def visit_Assign(self, node: ast.Assign) -> ast.Assign | list[ast.stmt]:
        target, value = node.targets[0], node.value
        if len(node.targets) > 1 or not isinstance(target, ast.Name) or not isinstance(value, ast.Dict):
            return node
        if None in value.keys or any(getattr(part, "id", "") == target.id for part in ast.walk(value)):
            return node
        statements: list[ast.stmt] = [ast.Assign([target], ast.Dict([], []))]
        for key, item in zip(value.keys, value.values, strict=True):
            assert key is not None
            place = ast.Subscript(ast.Name(target.id, ast.Load()), key, ast.Store())
            statements.append(ast.Assign([place], item))
        return statements


class _Negated(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.If:
        self.generic_visit(node)
        node.test = _turned(node.test)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.IfExp:
        self.generic_visit(node)
        node.test = _turned(node.test)
        return node


def _turned(test: ast.expr) -> ast.expr:
    words = ast.unparse(test).lower()
    if not any(word in words for word in ("consent", "allowed", "may_track")):
        return test
    return ast.UnaryOp(ast.Not(), test)
