"""The budgets of the engine. Hitting one is reported (PRV905), never silent; work is bounded by steps, not by time.

The starting values are those other engines found to work (Pysa: depth 4, width 25), tuned on real applications.
"""

from __future__ import annotations

DEPTH = 4  # labels in an access path
SERIALISED = 8  # labels of a value that is handed over whole: requests nest deeper than what functions exchange
POSITIONS = 16  # positions of a sequence that are kept apart
WIDTH = 64  # children of one value before the surplus merges into "any element"
SIZE = 400  # nodes of one value inside a function
TREE = 150  # nodes of one value as other functions see it
WRITE_PATH = 2  # labels from a parameter to a part of it whose writing callers see
WRITES = 32  # parts of parameters whose writing callers see
WRITE_DEPTH = 2  # labels below a part of a parameter that a function wrote
WRITE_TREE = 30  # nodes of what a function wrote into one part of a parameter
WIDENED_DEPTH = 2  # labels in what a function that does not settle gives back or writes
CELL_DEPTH = 2  # labels below a place that functions share
SETTLE = 3  # interpretations of one function before its summaries are taken together
FEW = 4  # a field holds data by exception where more than so many times as many places write it
SITE_DEPTH = 2  # labels of an argument that a call site remembers
SITE_TREE = 30  # nodes of an argument that a call site remembers
SINK_PATHS = 10  # parameters' parts that one argument of one sink is traced back to
SHAPES = 8  # atoms in a shape
ORIGINS = 3  # witnesses kept for one category and transform
FACTS = 16  # facts in one value before the witnesses are counted
PARAMETER_FACTS = 8  # symbolic facts in one value
LOCATIONS = 4  # objects one variable may denote
TARGETS = 12  # functions one call may reach
OPENED = 1_000  # parts of one value that is read as a whole
TEXTS = 3  # texts of objects that are made of texts of objects
CALLBACKS = 3  # functions that call functions they were given, one inside the other
CALLS_IN_TRACE = 12  # nesting of calls a flow is followed through
LOOP_PASSES = 6  # abstract iterations of one loop
ROUNDS = 7  # interpretations of one function before its summary is frozen
FUEL = 12_000  # instructions interpreted for one function in one round
WORK = 24_000  # instructions interpreted for one function in all rounds, before its summary is frozen
HEAP_PER_FUEL = 4  # objects in a state whose copying costs as much as an instruction
HITS = 200  # sink hits one summary may carry
