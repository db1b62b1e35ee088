"""The fixpoint over functions: callees before callers, whoever read something that changed again, until nothing
changes."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from privlint.flow import limits
from privlint.flow.interpret import interpret
from privlint.flow.operations import Interpreter
from privlint.flow.order import bottom_up
from privlint.flow.text import Texts

if TYPE_CHECKING:
    from privlint.flow.knowledge import Knowledge
    from privlint.model.program import FunctionId


def solve(knowledge: Knowledge) -> None:
    """Interpret every function until its summary, and everything it read, no longer changes."""
    order = bottom_up(knowledge.program)
    rank = {function: position for position, function in enumerate(order)}
    queue = [(position, function) for function, position in rank.items()]
    queued = set(order)
    rounds: dict[FunctionId, int] = {}
    texts: dict[FunctionId, Texts] = {}
    operations = Interpreter()
    while queue:
        _, function = heapq.heappop(queue)
        queued.discard(function)
        rounds[function] = rounds.get(function, 0) + 1
        if rounds[function] > limits.ROUNDS:
            _unsettled(knowledge, function)
            continue
        if function.base not in texts:
            texts[function.base] = Texts(knowledge.program.function(function))
        knowledge.stale.clear()
        knowledge.interpreted += 1
        knowledge.publish(function, interpret(knowledge, function, operations, texts[function.base]))
        for other in knowledge.stale - queued:
            queued.add(other)
            heapq.heappush(queue, (rank[other.base], other))


def _unsettled(knowledge: Knowledge, function: FunctionId) -> None:
    ir = knowledge.program.function(function)
    path = knowledge.program.modules[function.module].path
    knowledge.trouble(path, ir.at, f"{ir.qualname} did not settle", "some flows through it may be missing")
