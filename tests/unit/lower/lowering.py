"""Source text to IR, through the real parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst
import msgspec

from privlint.lower import lower
from privlint.model import ir
from privlint.model import module as module_ir
from privlint.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator


def lowered(source: str | bytes) -> module_ir.ModuleIR:
    """The IR of a module named ``sample``."""
    data = source.encode() if isinstance(source, str) else source
    parsed = parse(data, "sample.py")
    return lower(
        module=parsed.module,
        ordinals=parsed.ordinals,
        ends=parsed.ends,
        pragmas=parsed.pragmas,
        path="sample.py",
        name="sample",
        is_package=False,
        lines=parsed.lines,
        nodes=parsed.nodes,
    )


def lowered_expression(node: cst.BaseExpression) -> module_ir.ModuleIR:
    """The IR of a module that holds one expression, built as a tree where parsing it would take too long."""
    return lowered_tree(cst.Module([cst.SimpleStatementLine([cst.Expr(node)])]))


def lowered_tree(module: cst.Module) -> module_ir.ModuleIR:
    """The IR of a tree all of whose nodes have ordinal 0."""
    ordinals = dict.fromkeys(map(id, _nodes(module)), 0)
    return lower(
        module=module,
        ordinals=ordinals,
        ends=ordinals,
        pragmas=(),
        path="sample.py",
        name="sample",
        is_package=False,
        lines=0,
        nodes=1,
    )


def instructions(region: ir.Region) -> Iterator[ir.Instr]:
    """Every instruction of a region in the order of execution, those of nested regions before the one around them."""
    for instruction in region:
        yield from _nested(instruction)
        assert isinstance(instruction, ir.Node)
        yield instruction


def _nested(value: object) -> Iterator[ir.Instr]:
    """The instructions inside a field, tuple or struct, however deep."""
    if isinstance(value, ir.Node | ir.Arm | ir.Handler):
        for field in value.__struct_fields__:
            yield from _within(getattr(value, field))


def _within(value: object) -> Iterator[ir.Instr]:
    if isinstance(value, tuple):
        for item in value:
            yield from _within(item)
    elif isinstance(value, ir.Node):
        yield from instructions((value,))  # type: ignore[arg-type]
    elif isinstance(value, msgspec.Struct):
        yield from _nested(value)


def _nodes(root: cst.CSTNode) -> Iterator[cst.CSTNode]:
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(node.children)
