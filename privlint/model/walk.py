"""Walking the IR: every instruction of a region, the regions inside an instruction, who writes a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from privlint.model.ir import Instr, Reg, Region

#: The instructions with regions inside them.
_NESTING = frozenset({ir.If, ir.While, ir.For, ir.Try, ir.With, ir.Logic, ir.Select})


def walk(region: Region) -> list[Instr]:
    """Every instruction of a region and of the regions inside it, in order."""
    found: list[Instr] = []
    _gather(region, found)
    return found


def _gather(region: Region, found: list[Instr]) -> None:
    for instr in region:
        found.append(instr)
        if type(instr) in _NESTING:
            for inner in inner_regions(instr):
                _gather(inner, found)


def inner_regions(instr: Instr) -> Iterator[Region]:
    """The regions nested in an instruction, in order of evaluation."""
    match instr:
        case ir.If():
            for arm in instr.arms:
                yield arm.header
                yield arm.body
            yield instr.orelse
        case ir.While():
            yield from (instr.header, instr.body, instr.orelse)
        case ir.For():
            yield from (instr.target, instr.body, instr.orelse)
        case ir.Try():
            yield instr.body
            for handler in instr.handlers:
                yield handler.header
                yield handler.body
            yield from (instr.orelse, instr.final)
        case ir.With():
            yield instr.body
        case ir.Logic():
            yield from (region for region, _ in instr.operands)
        case ir.Select():
            yield from (instr.then, instr.orelse)
        case _:
            return


def definitions(region: Region) -> Mapping[int, Instr]:
    """Which instruction writes each register."""
    return {instr.dst: instr for instr in walk(region) if hasattr(instr, "dst")}


def operands(instr: Instr) -> tuple[Reg, ...]:
    """The registers that what an instruction makes is made of; none for one that makes nothing of its own."""
    read = _OPERANDS.get(type(instr))
    return read(instr) if read is not None else ()


_OPERANDS: dict[type, Callable[..., tuple[int, ...]]] = {
    **dict.fromkeys((ir.GetAttr, ir.GetItem, ir.GetSlice, ir.IsInstance), lambda instr: (instr.obj,)),
    **dict.fromkeys((ir.Binary, ir.Compare), lambda instr: (instr.left, instr.right)),
    ir.Call: lambda instr: (instr.func, *(reg for reg, _ in instr.args)),
    ir.Unary: lambda instr: (instr.operand,),
    ir.Await: lambda instr: (instr.src,),
    ir.Format: lambda instr: tuple(reg for reg, _ in instr.parts),
    ir.Build: lambda instr: tuple(reg for reg, _ in instr.items),
    ir.BuildDict: lambda instr: tuple(reg for _, reg in instr.entries),
    ir.Logic: lambda instr: tuple(reg for _, reg in instr.operands),
    ir.Select: lambda instr: (instr.then_value, instr.else_value),
}
