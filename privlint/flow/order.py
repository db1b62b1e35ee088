"""An order for the fixpoint: strongly connected components of the call graph, callees first (Tarjan 1972)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model import ir
from privlint.model.program import ClassId, FunctionId
from privlint.model.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.model.program import Program

#: Method names with more owners than this tell nothing about the order.
_FEW = 4


def bottom_up(program: Program) -> list[FunctionId]:
    """Every function: module and class bodies first, in order of import, then functions, callees before callers."""
    functions = [
        FunctionId(number, index)
        for number, module in enumerate(program.modules)
        for index in range(len(module.functions))
    ]
    bodies = [function for function in functions if program.function(function).kind in ("module", "class")]
    others = [function for function in functions if program.function(function).kind not in ("module", "class")]
    edges = {function: sorted(set(_callees(program, function))) for function in functions}
    imports = {function: sorted(set(_imported(program, function))) for function in bodies}
    return [*_components(bodies, imports), *_components(others, edges)]


def _imported(program: Program, function: FunctionId) -> Iterator[FunctionId]:
    for instr in walk(program.function(function).body):
        if isinstance(instr, ir.Import):
            name = program.modules[function.module].absolute(instr.module, instr.level)
            for dotted in (name, f"{name}.{instr.name}"):
                if dotted in program.by_name:
                    yield FunctionId(program.by_name[dotted], 0)
        elif isinstance(instr, ir.MakeClass):
            yield FunctionId(function.module, program.modules[function.module].classes[instr.index].body)


def _callees(program: Program, function: FunctionId) -> Iterator[FunctionId]:
    for instr in walk(program.function(function).body):
        if isinstance(instr, ir.Load) and instr.scope == "global":
            yield from _named(program, function.module, instr.name)
        elif isinstance(instr, ir.MakeFunction):
            yield FunctionId(function.module, instr.index)
        elif isinstance(instr, ir.GetAttr):
            owners = program.methods_named.get(instr.attr, ())
            if len(owners) <= _FEW:
                yield from (program.classes[owner].methods[instr.attr] for owner in owners)


def _named(program: Program, module: int, name: str) -> Iterator[FunctionId]:
    target = program.exports[module].get(name)
    if target is None:
        return
    if target.kind == "function":
        yield FunctionId(*target.ident)
    elif target.kind == "class":
        init = program.classes[ClassId(*target.ident)].methods.get("__init__")
        if init is not None:
            yield init


def _components(nodes: list[FunctionId], edges: dict[FunctionId, list[FunctionId]]) -> list[FunctionId]:
    """The nodes, each after those it leads to; members of a cycle stay together. Iterative, for deep graphs."""
    index: dict[FunctionId, int] = {}
    low: dict[FunctionId, int] = {}
    stack: list[FunctionId] = []
    on_stack: set[FunctionId] = set()
    result: list[FunctionId] = []
    wanted = set(nodes)
    for start in nodes:
        if start in index:
            continue
        work: list[tuple[FunctionId, Iterator[FunctionId]]] = [(start, iter(edges.get(start, [])))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, following = work[-1]
            for other in following:
                if other not in wanted:
                    continue
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(edges.get(other, []))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    _close(node, stack, on_stack, result)
    return result


def _close(node: FunctionId, stack: list[FunctionId], on_stack: set[FunctionId], result: list[FunctionId]) -> None:
    members: list[FunctionId] = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        members.append(member)
        if member == node:
            break
    result.extend(sorted(members))
