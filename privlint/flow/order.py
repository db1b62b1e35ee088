"""An order for the fixpoint: strongly connected components of the call graph, callees first (Tarjan 1972)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from privlint.model import ir
from privlint.model.program import ClassId, FunctionId
from privlint.model.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.model.program import Program

#: Method names with more owners than this tell nothing about the order.
_FEW = 4


class Order(NamedTuple):
    """Every function, callees before callers. ``at_import`` are those that run while the program is imported: the
    bodies of modules and classes in order of import, then the functions that these call; ``others`` are the rest."""

    at_import: list[FunctionId]
    others: list[FunctionId]


def bottom_up(program: Program) -> Order:
    """The order of a program's functions."""
    functions = [
        FunctionId(number, index)
        for number, module in enumerate(program.modules)
        for index in range(len(module.functions))
    ]
    bodies = [function for function in functions if program.function(function).kind in ("module", "class")]
    others = [function for function in functions if program.function(function).kind not in ("module", "class")]
    edges = {function: sorted(set(_callees(program, function))) for function in functions}
    imports = {function: sorted(set(_imported(program, function))) for function in bodies}
    called = _reached(program, bodies, edges)
    ordered = _components(others, edges)
    return Order(
        [*_components(bodies, imports), *(function for function in ordered if function in called)],
        [function for function in ordered if function not in called],
    )


def _reached(program: Program, bodies: list[FunctionId], edges: dict[FunctionId, list[FunctionId]]) -> set[FunctionId]:
    """The functions that bodies call, directly or through others, as far as names tell."""
    waiting = [callee for body in bodies for callee in _called(program, body)]
    found: set[FunctionId] = set()
    while waiting:
        function = waiting.pop()
        if function not in found:
            found.add(function)
            waiting.extend(edges[function])
    return found


def _called(program: Program, body: FunctionId) -> Iterator[FunctionId]:
    """The functions of the project that a body calls by their names, or decorates with."""
    instrs = walk(program.function(body).body)
    names = {instr.dst: instr.name for instr in instrs if isinstance(instr, ir.Load)}
    for instr in instrs:
        if isinstance(instr, ir.Call) and instr.func in names:
            yield from _named(program, body.module, names[instr.func])


def _imported(program: Program, function: FunctionId) -> Iterator[FunctionId]:
    """The bodies of modules that give a body the names it uses: those it imports, and for a class its own module."""
    if function.number:
        yield FunctionId(function.module, 0)
    for instr in walk(program.function(function).body):
        if isinstance(instr, ir.Import):
            name = program.modules[function.module].absolute(instr.module, instr.level)
            for dotted in (name, f"{name}.{instr.name}"):
                if dotted in program.by_name:
                    yield FunctionId(program.by_name[dotted], 0)


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
    """The nodes, each after those it leads to; members of a cycle stay together, those first that were left first in
    going through them. Iterative, for deep graphs."""
    index: dict[FunctionId, int] = {}
    low: dict[FunctionId, int] = {}
    left: dict[FunctionId, int] = {}
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
                left[node] = len(left)
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    result.extend(sorted(_closed(node, stack, on_stack), key=left.__getitem__))
    return result


def _closed(node: FunctionId, stack: list[FunctionId], on_stack: set[FunctionId]) -> list[FunctionId]:
    """The members of the component that ends with a node, taken off the stack."""
    members: list[FunctionId] = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        members.append(member)
        if member == node:
            return members
