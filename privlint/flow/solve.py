"""The fixpoint over functions: callees before callers, whoever read something that changed again, until nothing
changes."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from privlint.flow import limits
from privlint.flow.interpret import interpret
from privlint.flow.operations import Interpreter
from privlint.flow.order import bottom_up
from privlint.flow.summary import widened
from privlint.flow.text import Texts

if TYPE_CHECKING:
    from privlint.flow.knowledge import Knowledge
    from privlint.model.program import FunctionId


def solve(knowledge: Knowledge) -> None:
    """Interpret every function until its summary, and everything it read, no longer changes.

    A pass goes through the functions once, callees first. What becomes stale behind the pass waits for the next one, so
    that a reader of something that many functions write is interpreted once for all of them.
    """
    order = bottom_up(knowledge.program)
    rank = {function: position for position, function in enumerate((*order.at_import, *order.others))}
    queue = [(1, rank[function], function) for function in order.at_import]
    queue += [(2, rank[function], function) for function in order.others]
    queued = set(rank)
    rounds: dict[FunctionId, int] = {}
    texts: dict[FunctionId, Texts] = {}
    operations = Interpreter()
    unsettled: set[FunctionId] = set()
    while queue:
        number, position, function = heapq.heappop(queue)
        queued.discard(function)
        rounds[function] = rounds.get(function, 0) + 1
        if rounds[function] > limits.ROUNDS or knowledge.worked.get(function, 0) > limits.WORK:
            unsettled.add(function.base)
            continue
        if function.base not in texts:
            texts[function.base] = Texts(knowledge.program.function(function))
        knowledge.stale.clear()
        knowledge.interpreted += 1
        summary = interpret(knowledge, function, operations, texts[function.base])
        if rounds[function] > limits.SETTLE:
            summary = widened(knowledge.summaries[function], summary)
        knowledge.publish(function, summary)
        for other in knowledge.stale - queued:
            queued.add(other)
            ahead = rank[other.base] > position or (rank[other.base] == position and other != function)
            heapq.heappush(queue, (number if ahead else number + 1, rank[other.base], other))
    _tell_unsettled(knowledge, unsettled)


def _tell_unsettled(knowledge: Knowledge, functions: set[FunctionId]) -> None:
    """One note for each file that has functions whose summaries were still growing when they were frozen."""
    by_module: dict[int, list[FunctionId]] = {}
    for function in sorted(functions):
        by_module.setdefault(function.module, []).append(function)
    for module, found in by_module.items():
        names = ", ".join(knowledge.program.function(function).qualname for function in found[:3])
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        node = knowledge.program.function(found[0]).at
        path = knowledge.program.modules[module].path
        knowledge.trouble(path, node, f"{names}{more} did not settle", "some flows through them may be missing")
