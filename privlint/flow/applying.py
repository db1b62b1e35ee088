"""Applying a summary at a call: the callee's parameters become the caller's arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow import facts, limits, shapes, values
from privlint.flow.binding import bind
from privlint.flow.facts import NO_FACTS, Fact
from privlint.flow.flattening import outline
from privlint.flow.frame import Args
from privlint.flow.knowledge import CallSite
from privlint.flow.passing import CALLED, Passed
from privlint.flow.serialise import taken
from privlint.flow.state import CLEARED, GONE
from privlint.flow.urls import remembered
from privlint.flow.values import BLANK, Value
from privlint.model.scale import Transform, combine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlint.flow.facts import Facts, Path, Root
    from privlint.flow.frame import Frame
    from privlint.flow.guards import Guard
    from privlint.flow.summary import Hit, ParameterCall, Summary
    from privlint.model.program import FunctionId
    from privlint.model.recipient import Role


class Application(Passed):
    """One call of one project function: its summary seen with the caller's arguments."""

    def __init__(self, frame: Frame, callee: FunctionId, passed: dict[Root, Value], at: int, text: str) -> None:
        super().__init__(frame, passed, at)
        self.callee = callee
        self.name = frame.program.function(callee).name
        self.text = text or self.name
        self.guessed: Mapping[Root, shapes.Shape] = {}
        self.left = limits.TREE
        self._shown: dict[tuple[Root, Path, Path, Role | None], Facts] = {}

    def run(self, summary: Summary) -> Value:
        """Take over everything the call does; returns its result."""
        frame = self.frame
        if frame.notes_sites:
            flat: dict[Root, Value] = {root: outline(frame.now, value) for root, value in self.passed.items()}
            for name in frame.knowledge.captures_of(self.callee.base):
                if name in frame.now.env:
                    flat.setdefault(name, outline(frame.now, frame.now.env[name]))
            frame.knowledge.called(self.callee, CallSite(frame.function, self.at, flat, frame.held_at(self.at)))
        frame.fuel -= len(summary.writes) + 2 * len(summary.hits) + 4 * len(summary.calls) + summary.returns.size // 8
        self.guessed = summary.guessed
        for call in summary.calls if frame.fuel > 0 else ():
            self.answered(call.root, call.path, self._call(call))
            if frame.state is None:
                return BLANK
        for hit in summary.hits.values():
            self._reach(hit)
        self._raise(summary)
        result = self._value(summary.returns)
        written = [] if frame.fuel <= 0 else [(at, self._value(value)) for at, value in summary.writes.items()]
        for (root, path), value in written:  # all values are as they were before any was written
            self._write(root, path, value)
        if frame.state is None:
            return BLANK
        frame.state.held = frame.state.held.plus(self.guards(summary.normal))
        owned = self._owned(result)
        if not summary.ends and not summary.provisional:
            frame.state = None
        return owned

    def forget(self) -> None:
        """Look at everything anew: something was written."""
        super().forget()
        self._shown.clear()

    # -- values ----------------------------------------------------------------------------------------------------

    def _value(self, value: Value, depth: int = limits.DEPTH) -> Value:
        """A value of the callee as the caller has it, within the limits of depth and size."""
        if value.is_blank and value.implies is None:
            return value
        self.left -= 1
        if value.kids and (depth == 0 or self.left <= 0):
            value = Value(value.shape, values.deep_facts(value), values.NO_KIDS, value.vn, value.implies)
        plain: Facts = {}
        alias: list[Value] = []
        for fact in value.facts.values():
            if fact.origin is not None:
                if fact.via is None or not self._supplied(fact.via):
                    changed = self._returned(fact)
                    plain[changed.key] = changed
            elif fact.role is None and fact.transform is Transform.RAW:
                passed = self._argument(fact)
                self.left -= passed.size
                alias.append(passed if depth == limits.DEPTH else values.cut(passed, depth))
            else:
                plain = facts.join(plain, self._facts(fact))
        kids = {label: self._value(kid, depth - 1) for label, kid in value.kids.items()}
        own = Value(value.shape, plain, kids, self.number(value.vn), self.implication(value.implies))
        if not alias:
            return own
        merged = values.join_all(alias)
        own = own.but(shape=self._shape(value, merged.shape))
        if own.is_blank or not (plain or kids or own.shape is not merged.shape):
            return merged if value.implies is None else merged.telling(own.implies)
        if kids and merged.locs:  # what the callee made is another object than what was passed
            made = ("call", self.at, self.callee, self.left)
            self.frame.now.heap[made] = Value(kids=kids)
            own = own.but(kids=values.NO_KIDS, locs=(made,))
        return values.join(merged, own).but(vn=merged.vn)

    def _shape(self, value: Value, passed: shapes.Shape) -> shapes.Shape:
        """What comes back where the callee gives back what it was passed: that tells more than how the callee declares
        it, and what other callers pass tells nothing."""
        if passed and value.kids and not any(entry[0] != "lit" for entry in passed):
            return value.shape  # ``value or User(…)``: a constant is none of the objects that have parts
        if passed:
            return passed
        others = [self.guessed.get(fact.root) for fact in value.facts.values() if fact.origin is None and not fact.path]
        guessed = frozenset().union(*(shape for shape in others if shape))
        return value.shape - guessed if value.shape >= guessed else value.shape

    def _argument(self, fact: Fact) -> Value:
        """What the caller passed where the callee's fact points, as the callee copied it."""
        found = self.at_path(fact.root, fact.path)
        if fact.without:
            found = self._lacking(found, fact.without)
        if not found.facts:
            return found
        known = facts.guarded(found.facts, self.guards(fact.guards))
        return found.but(facts=known)

    def _lacking(self, value: Value, without: Path) -> Value:
        """A copy of a mapping in which other parts were put under some keys, or none."""
        parts = {**self.frame.now.kids(value), **dict.fromkeys(without, GONE)}
        known = {
            turned.key: turned
            for fact in self.frame.facts_on(value).values()
            for turned in (
                fact if fact.origin is not None else fact.turned(without=tuple(sorted({*fact.without, *without}))),
            )
        }
        return Value(value.shape, known or NO_FACTS, parts, value.vn)

    def _facts(self, fact: Fact, role: Role | None = None) -> Facts:
        """The facts a symbolic fact stands for, with what happened to them in the callee."""
        found = self._seen(fact, fact.role or role)
        if not found:
            return NO_FACTS
        guards = self.guards(fact.guards)
        call = self.frame.step(self.at, "call", f"passed to {self.name}()")
        result: Facts = {}
        for known in found.values():
            changed = known
            if fact.transform is not Transform.RAW:
                changed = known.turned(transform=combine(known.transform, fact.transform))
            changed = changed.but(
                conf=min(known.conf, fact.conf),
                guards=known.guards.plus(guards),
                trace=facts.into_call(known.trace, call, fact.trace),
            )
            result[changed.key] = changed
        return result

    def _seen(self, fact: Fact, role: Role | None) -> Facts:
        """What an argument shows where the fact points, looked at once for all the facts that point there."""
        asked = (fact.root, fact.path, fact.without, role)
        known = self._shown.get(asked)
        if known is None:
            argument = self.at_path(fact.root, fact.path)
            if fact.without:
                argument = self._lacking(argument, fact.without)
            known = self.frame.facts_on(argument) if role is None else taken(self.frame, argument, role)
            self._shown[asked] = known
        return known

    def _returned(self, fact: Fact) -> Fact:
        step = self.frame.step(self.at, "return", f"returned by {self.name}()")
        return fact.but(
            subject=self.number(fact.subject),
            guards=self.guards(fact.guards).plus(self.frame.held_at(self.at)),
            trace=facts.out_of_call(fact.trace, step),
            via=self._via(fact.via) if fact.via is not None else None,
        )

    def _supplied(self, via: tuple[Root, Path]) -> bool:
        """Whether the caller is known to have put something there, so that the callee's guess by name or field is
        void."""
        value = self.passed.get(via[0])
        for label in via[1]:
            if value is None or value.is_blank:
                return False
            part = self.frame.now.part(value, label)
            if part is None and label.startswith(".") and value.locs and value.locs[0][0] == "new":
                return True  # made here, and this attribute was never set on it
            value = part
        return value is not None and not value.is_blank

    def _via(self, via: tuple[Root, Path]) -> tuple[Root, Path] | None:
        """The caller's own parameter behind the callee's, if that is what was passed."""
        argument = self.root(via[0])
        for fact in argument.facts.values():
            if fact.origin is None and fact.role is None:
                return fact.root, (*fact.path, *via[1])[: limits.DEPTH]
        return None

    def _owned(self, value: Value) -> Value:
        """The result as an object of the caller, so that what is written into it later is kept."""
        value = values.bounded(value)
        vn = value.vn or ("call", self.at)
        if value.locs or shapes.constants(value.shape) or value.shape == shapes.STR:
            return value if value.vn is not None or not value.facts else value.but(vn=vn)
        loc = ("call", self.at, len(self.frame.now.heap) and self.callee)
        if value.kids and not any(label.startswith("#") for label in value.kids):
            self.frame.now.heap[loc] = Value(kids=value.kids)
            return value.but(kids=values.NO_KIDS, locs=(loc,), vn=vn)
        return value.but(locs=(loc,) if not value.kids else (), vn=vn)

    # -- effects ---------------------------------------------------------------------------------------------------

    def _write(self, root: Root, path: Path, value: Value) -> None:
        self.forget()
        if not path and isinstance(root, str):
            known = self.frame.now.env.get(root)
            if known is not None:
                self.frame.now.env[root] = values.join(known, value)  # ``nonlocal``
            return
        if path and path[-1] == CLEARED:
            self.frame.now.clear(self.at_path(root, path[:-1]))
            return
        if not path:
            target = self.root(root)
            self.frame.now.absorb(target, value.facts)
            for label, kid in self.frame.now.kids(value).items():
                key = values.key_of(label)  # ``self.__dict__.update(fields)``
                if isinstance(key, str):
                    self.frame.now.write(target, f".{key}", kid)
            return
        target = self.at_path(root, path[:-1])
        self.frame.now.write(target, path[-1], value)
        for cls in shapes.instances(target.shape):
            if path[-1].startswith("."):
                kept = remembered(self.frame.shared(value))
                self.frame.knowledge.put_field(cls, path[-1][1:], kept, self.frame.function, self.at)

    def _reach(self, hit: Hit) -> None:
        """A parameter of the callee reaches a sink: so does what was passed."""
        fact = hit.fact
        guards = self.guards(hit.guards).plus(self.frame.held_at(self.at))
        for found in self._facts(fact, hit.role).values():
            if found.trace is not None and found.trace.calls > limits.CALLS_IN_TRACE:
                self.frame.knowledge.trouble(
                    self.frame.module.path, self.at, "a flow through too many calls was dropped"
                )
                continue
            # what an inner function captured did not enter it by this call
            entered = found.origin is not None and isinstance(fact.root, int)
            report = self.frame.site(self.at) if entered else hit.report
            self.frame.hit(hit._replace(fact=found, guards=guards, report=report))

    def _raise(self, summary: Summary) -> None:
        if not summary.raises:
            return
        for name, value in sorted(summary.raises.items()):
            thrown = self._value(value)
            if self.frame.in_try or values.deep_facts(thrown):
                self.frame.exits[-1].throw(
                    thrown.but(shape=thrown.shape or shapes.atom("exc", name)), self.frame.now.copy()
                )

    def _call(self, call: ParameterCall) -> Value:
        """The callee calls something it was given."""
        target = self.at_path(call.root, call.path)
        if not target.shape:
            return BLANK
        if self.frame.nesting >= limits.CALLBACKS:
            self.frame.knowledge.trouble(
                self.frame.module.path, self.at, "functions passed to functions nest too deeply"
            )
            return BLANK
        args = Args(
            tuple(self._value(value) for value in call.args[: len(call.args) - 2]),
            tuple((name, self._value(value)) for name, value in call.keywords),
            _optional(self._value(call.args[-2])),
            _optional(self._value(call.args[-1])),
        )
        frame = self.frame
        before, noted = frame.now.held, frame.notes_sites
        frame.now.held = before.plus(self.guards(call.guards))
        frame.notes_sites = False
        frame.nesting += 1
        result = frame.call(target, args, self.at, self.text)
        frame.nesting -= 1
        frame.notes_sites = noted
        if frame.state is not None:
            frame.state.held = before
        self.note(call, target)
        return result

    def note(self, call: ParameterCall, target: Value) -> None:
        """The call site of what was passed is in the callee, in the callee's own terms."""
        frame = self.frame
        receiver = target.kids.get("#self")
        for function in [*shapes.functions(target.shape), *shapes.methods(target.shape)]:
            own = () if receiver is None else (BLANK,)
            args = Args((*own, *call.args[:-2]), call.keywords, _optional(call.args[-2]), _optional(call.args[-1]))
            passed = bind(frame, frame.program.function(function), args, call.site.node)
            held = call.guards.mapped(self._captured_scope)
            frame.knowledge.called(function, CallSite(self.callee, call.site.node, passed, held))

    def result_of(self, call: ParameterCall, target: Value) -> Value:
        """What the passed function gives back when the callee calls it with arguments of its own."""
        frame = self.frame
        before, noted, hits = frame.now.copy(), frame.notes_sites, dict(frame.hits)
        frame.notes_sites = False
        result = frame.call(target, Args(call.args[:-2], call.keywords), self.at, self.text)
        frame.notes_sites, frame.hits, frame.state = noted, hits, before
        return result

    def hits_of_results(self, summary: Summary) -> list[Hit]:
        """Sinks in the callee that what the passed function gives back reaches, whoever calls the callee."""
        found: list[Hit] = []
        for hit in summary.hits.values():
            if CALLED in hit.fact.path:
                for fact in self._facts(hit.fact, hit.role).values():
                    found.append(hit._replace(fact=fact, report=hit.sink.site))
        return [hit for hit in found if hit.fact.origin is not None]

    def _captured_scope(self, guard: Guard) -> Guard:
        """A scope that the callee captured (``requires("analytics")``) is known here; its parameters are not."""
        name = guard.scope[1:-1]
        captured = guard.scope.startswith("<") and not name.isdigit()
        return guard._replace(scope=self.scope(name)) if captured else guard


def _optional(value: Value) -> Value | None:
    return None if value.is_blank else value


def closure(frame: Frame, value: Value, callee: FunctionId, passed: dict[Root, Value]) -> None:
    """Add what the function captured: from this frame while it is the one that made it, else as captured then."""
    if frame.program.function(callee).parent == frame.function.number and callee.module == frame.function.module:
        return  # captured names are read from this frame's variables as they stand now
    kids: Mapping[str, Value] = value.kids
    for label, kid in kids.items():
        if label.startswith("#cell:"):
            passed.setdefault(label.removeprefix("#cell:"), kid)
