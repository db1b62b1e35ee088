"""The frame: one function under interpretation, with its state, registers and what has been gathered for its
summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from privlint.flow import facts, limits, shapes, values
from privlint.flow.flattening import flatten, shared
from privlint.flow.guards import NOTHING, Evidence, single
from privlint.flow.state import State
from privlint.flow.values import BLANK, Value
from privlint.model.flow import Origin, Step
from privlint.model.place import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from privlint.flow.bodies import Received
    from privlint.flow.facts import Facts
    from privlint.flow.guards import Guard, Guards
    from privlint.flow.knowledge import Knowledge
    from privlint.flow.serialise import Opened
    from privlint.flow.sources import Intake, Read
    from privlint.flow.summary import Hit, ParameterCall
    from privlint.flow.text import Texts
    from privlint.model import ir
    from privlint.model.flow import Capture
    from privlint.model.ir import Reg
    from privlint.model.module import FunctionIR
    from privlint.model.program import ClassId, FunctionId
    from privlint.model.recipient import SinkModel


class Args(NamedTuple):
    """The arguments of a call: positional ones in order, keywords, and what ``*`` and ``**`` spread."""

    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    star: Value | None = None
    double_star: Value | None = None

    def all(self) -> list[Value]:
        """Every argument value."""
        spread = [value for value in (self.star, self.double_star) if value is not None]
        return [*self.positional, *(value for _, value in self.keywords), *spread]

    def get(self, position: int, name: str = "") -> Value | None:
        """The argument at a position or under a name."""
        if 0 <= position < len(self.positional):
            return self.positional[position]
        return next((value for label, value in self.keywords if label == name), None) if name else None


class Operations(Protocol):
    """What a frame asks of the interpreter: the knot that ties calls to the models that call back.

    ``transfer`` gives what runs an instruction without control flow, by the instruction's type.
    """

    transfer: Mapping[type, Callable[..., None]]

    def run(self, frame: Frame, region: ir.Region) -> None:
        """Interpret a region in the frame's current state."""

    def call(self, frame: Frame, callee: Value, args: Args, at: int, text: str) -> Value:
        """Call a value."""

    def attribute(self, frame: Frame, value: Value, name: str, at: int) -> Value:
        """Read an attribute by a name that the code does not write as one."""

    def item(self, frame: Frame, value: Value, key: str | int, at: int) -> Value:
        """Read an item under a key that the code does not write as one."""

    def method(self, frame: Frame, value: Value, name: str, args: Args, at: int) -> Value:
        """Call a method by a name that the code does not write as one."""

    def set_attribute(self, frame: Frame, value: Value, name: str, new: Value, at: int) -> None:
        """Write an attribute by a name that the code does not write as one."""

    def instance_attribute(self, frame: Frame, value: Value, cls: ClassId, read: Read) -> Value | None:
        """Read an attribute of an instance of a project class."""

    def named(self, frame: Frame, read: Read) -> Facts:
        """The datum a read gives by its name."""

    def everything(self, frame: Frame, value: Value) -> Facts:
        """All data inside a value, as a serializer would find it."""

    def copied(self, frame: Frame, value: Value, args: Args) -> Value:
        """A copy of a record with the fields that the keywords name replaced."""

    def as_dict(self, frame: Frame, value: Value, *, whole: bool = False) -> Value:
        """An object's fields as a dict."""

    def iterate(self, frame: Frame, value: Value, at: int) -> Value:
        """Any element of a value."""

    def unrolled(self, frame: Frame, value: Value) -> list[Value] | None:
        """The items of a short container whose items are all known."""

    def update(self, frame: Frame, target: Value, source: Value, at: int) -> None:
        """Merge one mapping into another."""

    def enter(self, frame: Frame, manager: Value, instr: ir.With) -> tuple[Value, Guards]:
        """Enter a context manager."""

    def leave(self, frame: Frame, manager: Value, instr: ir.With) -> bool:
        """Leave a context manager; true when it swallows exceptions."""

    def exception(self, frame: Frame, value: Value, instr: ir.Raise) -> Value:
        """The exception object that is thrown."""

    def matches(self, frame: Frame, thrown: Value, types: list[Value]) -> tuple[bool, bool]:
        """Whether a handler certainly, and possibly, catches."""

    def address(
        self, frame: Frame, model: SinkModel, args: Args, receiver: Value | None
    ) -> tuple[str, bool, SinkModel]:
        """Where a request goes."""

    def declare(self, frame: Frame, value: Value, category: str, name: str, at: int) -> Value:
        """The value with a category that the code declares for it."""

    def mark(self, frame: Frame, decorator: Value, target: Value, instr: ir.Decorate) -> None:
        """What a decorator from outside the project says of a function."""

    def marker(self, frame: Frame, value: Value) -> str:
        """The annotation key that a value of the markers module stands for; empty for anything else."""


class Exits:
    """The states that leave a construct otherwise than by its end."""

    __slots__ = ("breaks", "continues", "raises", "returns")

    def __init__(self) -> None:
        self.returns: tuple[Value, State] | None = None
        self.breaks: State | None = None
        self.continues: State | None = None
        self.raises: list[tuple[Value, State]] = []

    def give_back(self, value: Value, state: State) -> None:
        """A ``return``."""
        if self.returns is None:
            self.returns = (value, state)
        else:
            known, before = self.returns
            self.returns = (values.join(known, value, (before.held, state.held)), before.join(state))

    def throw(self, exception: Value, state: State) -> None:
        """A ``raise``, or a call that may raise."""
        for index, (known, before) in enumerate(self.raises):
            if known.shape == exception.shape:
                self.raises[index] = (values.join(known, exception), before.join(state))
                return
        self.raises.append((exception, state))

    def absorb(self, other: Exits) -> None:
        """Everything that leaves an inner construct leaves this one as well."""
        if other.returns is not None:
            self.give_back(*other.returns)
        for exception, state in other.raises:
            self.throw(exception, state)
        self.breaks = meet(self.breaks, other.breaks)
        self.continues = meet(self.continues, other.continues)


def meet(first: State | None, second: State | None) -> State | None:
    """The state where two ways meet, either of which may not be reachable."""
    if first is None or second is None:
        return first if second is None else second
    return first.join(second)


class Frame:
    """One function being interpreted. ``state`` is None where no way leads."""

    def __init__(self, function: FunctionId, knowledge: Knowledge, operations: Operations, texts: Texts) -> None:
        self.function = function
        self.knowledge = knowledge
        self.operations = operations
        self.transfer = operations.transfer
        self.program = knowledge.program
        self.catalogue = knowledge.catalogue
        self.ir: FunctionIR = knowledge.program.function(function)
        self.module = knowledge.program.modules[function.module]
        self.texts = texts
        self.state: State | None = State()
        self.regs: list[Value] = [BLANK] * (self.ir.registers + 1)
        self.exits: list[Exits] = [Exits()]
        self.in_try = 0
        self.in_loop = 0
        self.hits: dict[tuple[Hashable, ...], Hit] = {}
        self.calls: dict[tuple[Hashable, ...], ParameterCall] = {}
        self.collections: dict[int, Intake] = {}
        self.received: dict[int, Received] = {}
        self.captures: dict[tuple[int, str], Capture] = {}
        self.pending: dict[FunctionId, list[Hit]] = {}
        self.escaped: set[FunctionId] = set()
        self.yielded: Value | None = None
        self.fuel = limits.FUEL
        self.at = self.ir.at
        self.notes_sites = True
        self.nesting = 0
        self.texting = 0
        self.opened: Opened | None = None
        self.crowd: dict[tuple[Site, str], int] = {}
        self.narrowed: set[int] = set()
        self.label = knowledge.program.label(function)

    @property
    def now(self) -> State:
        """The current state; where no way leads (a callee never returned), one that nobody will look at."""
        return self.state if self.state is not None else State()

    @property
    def held(self) -> Guards:
        """What is held here."""
        return self.state.held if self.state is not None else NOTHING

    def value(self, reg: Reg) -> Value:
        """What a register holds; on the way behind a class test, only what passed it."""
        if self.narrowed and self.state is not None and reg in self.narrowed:
            return self.state.env.get(f"@{reg}", self.regs[reg])
        return self.regs[reg]

    def site(self, at: int) -> Site:
        """The site of a node of this module."""
        return Site(self.module.path, at)

    def step(self, at: int, kind: str, text: str, depth: int = 0) -> Step:
        """A step of a trace in this function."""
        return Step(self.site(at), kind, text, depth)

    def origin(self, kind: str, text: str, at: int) -> Origin:
        """The origin of a datum read here."""
        module, _, function = self.label.partition(":")
        return Origin(module, function, kind, text, self.texts.nth(text, at))

    def facts_on(self, value: Value) -> Facts:
        """The facts about a value as a whole."""
        return self.now.facts_on(value)

    def call(self, callee: Value, args: Args, at: int, text: str = "") -> Value:
        """Call a value."""
        return self.operations.call(self, callee, args, at, text)

    def held_at(self, at: int) -> Guards:
        """What is held at a node: checks on the way there, and what comments declare for it."""
        return self.held.plus(self.knowledge.declared.at(self.module.path, at))

    def hold(self, guard: Guard, text: str, at: int) -> None:
        """From here on ``guard`` holds."""
        if self.state is not None:
            self.state.held = self.state.held.plus(single(guard, Evidence(text, self.site(at))))

    def hit(self, hit: Hit) -> None:
        """A fact reaches a sink; of equal hits the one with fewer guards stands."""
        known = self.hits.get(hit.key)
        if known is not None:
            hit = known._replace(guards=known.guards.shared(hit.guards), fact=facts.merge(known.fact, hit.fact))
        elif len(self.hits) >= limits.HITS or self._is_crowded(hit):
            self.knowledge.trouble(self.module.path, self.ir.at, "too many flows through one function")
            return
        self.hits[hit.key] = hit

    def _is_crowded(self, hit: Hit) -> bool:
        """Whether enough parts of parameters are known to reach this argument of this sink already."""
        if hit.fact.origin is not None:
            return False
        where = (hit.sink.site, hit.argument)
        self.crowd[where] = self.crowd.get(where, 0) + 1
        return self.crowd[where] > limits.SINK_PATHS

    def stored(self, value: Value, at: int, where: str) -> Value:
        """A value as it is put into an object: facts remember what was held and where they were put."""
        if not value.facts:
            return value
        known = facts.guarded(value.facts, self.held)
        if any(fact.origin is not None for fact in known.values()):
            known = facts.with_step(known, self.step(at, "store", f"stored in {where}"))
        return value.but(facts=known)

    def escape(self, value: Value, to: Value) -> None:
        """A function handed to something outside the project may be called by anyone at any time."""
        handed = value.shape and (shapes.functions(value.shape) or shapes.methods(value.shape))
        if handed and (not to.shape or (shapes.has(to.shape, "ext") and not self._calls(to))):
            self.escaped.update(shapes.functions(value.shape))
            self.escaped.update(shapes.methods(value.shape))

    def _calls(self, outside: Value) -> bool:
        """Whether it is known how something outside calls the function it is given: that is a call site then."""
        models = [self.catalogue.flow(path) for path in shapes.paths(outside.shape)]
        return bool(models) and all(model is not None and model.calls for model in models)

    def receiver_class(self, fallback: ClassId) -> ClassId:
        """The class of ``self`` in this method, for ``super()``: the receiver's own where it is known."""
        first = self.ir.params[0].name if self.ir.params else ""
        known = shapes.instances(self.now.env.get(first, BLANK).shape)
        below = [cls for cls in known if fallback in self.program.classes[cls].mro]
        return below[0] if below else fallback

    def flat(self, value: Value) -> Value:
        """The value without heap locations: everything in it as a tree, cut at the limits."""
        return flatten(self.now, value)

    def shared(self, value: Value) -> Value:
        """The value as a place keeps it that functions share."""
        return shared(self.now, value)
