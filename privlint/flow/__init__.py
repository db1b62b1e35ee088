"""The data-flow engine: summaries over a fixpoint, guards as a must-analysis, flows as plain values."""

from privlint.flow.analyse import analyse, observe

__all__ = ["analyse", "observe"]
