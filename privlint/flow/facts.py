"""Facts: what a value holds. A source fact is a personal datum; a parameter fact stands for whatever the caller
passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from privlint.flow import limits
from privlint.model.flow import Step
from privlint.model.scale import Confidence, Transform, combine

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from privlint.flow.guards import Guards
    from privlint.model.flow import Origin
    from privlint.model.recipient import Role

#: Whose datum it is: a value number of the object it was read from (see ``numbers``), None when not known.
Subject = tuple["Hashable", ...] | None

#: A parameter by position, or a captured variable by name.
Root = int | str

#: Labels from an object to a part of it: ``.attr``, ``[key]``, ``[*]`` …
Path = tuple[str, ...]


class Trace(NamedTuple):
    """The steps of a datum so far, last one first: an immutable list that facts share.

    ``inside`` are the steps that happened in the callee of a ``call`` step, taken over as they are and told apart only
    when a trace is read; ``calls`` counts the calls.
    """

    step: Step
    earlier: Trace | None
    length: int
    calls: int
    inside: Trace | None = None


#: Every key a fact had so far, as a number: keys are compared far more often than they are made.
_KEYS: dict[tuple[object, ...], int] = {}
_UNCHANGED: Any = object()


class Fact:
    """One fact; those with the same ``key`` are the same fact, seen on different ways.

    A source fact has ``category`` and ``origin``. A parameter fact has an empty category, the ``root`` and ``path`` of
    what the caller passes, and in ``role`` how it was read on the way (None: it *is* that object; a role: only what
    that role shows of it). ``via`` names the parameter a source was read from, so that what callers really pass can
    overrule the guess by name. ``without`` lists the parts of a parameter that were replaced before it was read as a
    whole. Guards, confidence, subject and trace are not part of the key.
    """

    __slots__ = (
        "category", "conf", "guards", "key", "origin", "path", "role", "root", "subject", "trace", "transform", "via",
        "without",
    )  # fmt: skip

    def __init__(
        self,
        category: str,
        origin: Origin | None,
        root: Root,
        path: Path,
        role: Role | None,
        transform: Transform,
        conf: Confidence,
        subject: Subject,
        guards: Guards,
        trace: Trace | None,
        via: tuple[Root, Path] | None = None,
        without: Path = (),
    ) -> None:
        self.category = category
        self.origin = origin
        self.root = root
        self.path = path
        self.role = role
        self.transform = transform
        self.conf = conf
        self.subject = subject
        self.guards = guards
        self.trace = trace
        self.via = via
        self.without = without
        identity = (category, origin, root, path, role, transform, without)
        self.key: int = _KEYS.setdefault(identity, len(_KEYS))

    def but(
        self,
        *,
        conf: Confidence = _UNCHANGED,
        subject: Subject = _UNCHANGED,
        guards: Guards = _UNCHANGED,
        trace: Trace | None = _UNCHANGED,
        via: tuple[Root, Path] | None = _UNCHANGED,
    ) -> Fact:
        """The same fact, seen otherwise."""
        copy = Fact.__new__(Fact)
        copy.category, copy.origin, copy.root, copy.path = self.category, self.origin, self.root, self.path
        copy.role, copy.transform, copy.without, copy.key = self.role, self.transform, self.without, self.key
        copy.conf = self.conf if conf is _UNCHANGED else conf
        copy.subject = self.subject if subject is _UNCHANGED else subject
        copy.guards = self.guards if guards is _UNCHANGED else guards
        copy.trace = self.trace if trace is _UNCHANGED else trace
        copy.via = self.via if via is _UNCHANGED else via
        return copy

    def turned(
        self,
        *,
        path: Path = _UNCHANGED,
        role: Role | None = _UNCHANGED,
        transform: Transform = _UNCHANGED,
        without: Path = _UNCHANGED,
    ) -> Fact:
        """Another fact made of this one."""
        return Fact(
            self.category,
            self.origin,
            self.root,
            self.path if path is _UNCHANGED else path,
            self.role if role is _UNCHANGED else role,
            self.transform if transform is _UNCHANGED else transform,
            self.conf,
            self.subject,
            self.guards,
            self.trace,
            self.via,
            self.without if without is _UNCHANGED else without,
        )


#: Facts by key; treated as immutable.
Facts = dict[int, Fact]
NO_FACTS: Facts = {}


def one(fact: Fact) -> Facts:
    """A set of one fact."""
    return {fact.key: fact}


def merge(first: Fact, second: Fact) -> Fact:
    """The same fact on two ways: only guards held on both count, the surer reading and the shorter trace stand."""
    if first is second:
        return first
    guards = first.guards if first.guards == second.guards else first.guards.shared(second.guards)
    subject = first.subject if first.subject == second.subject else None
    conf = max(first.conf, second.conf)
    if guards is first.guards and subject == first.subject and conf == first.conf:
        return first
    return first.but(guards=guards, subject=subject, conf=conf)


def join(first: Facts, second: Facts) -> Facts:
    """The union; returns ``first`` itself when nothing changes, so that ``is`` tells a fixpoint."""
    if first is second or not second:
        return first
    if not first:
        return second
    result: Facts | None = None
    for key, fact in second.items():
        known = first.get(key)
        if known is fact:
            continue
        merged = fact if known is None else merge(known, fact)
        if merged is not known:
            result = dict(first) if result is None else result
            result[key] = merged
    return first if result is None else _within(result, first)


def _within(result: Facts, first: Facts) -> Facts:
    """The facts within their limit; ``first`` itself where what was added to it fell away."""
    if len(result) <= limits.FACTS:
        return result
    kept = _bounded(result)
    return first if kept.keys() == first.keys() and all(kept[key] is first[key] for key in kept) else kept


def _bounded(facts: Facts) -> Facts:
    """Keep few witnesses of each category: the surest, then the shortest paths, then by origin; never by how they came
    here, so that taking ever more together can only settle."""
    groups: dict[tuple[str, Transform], list[Fact]] = {}
    for fact in facts.values():
        groups.setdefault((fact.category, fact.transform), []).append(fact)
    kept: Facts = {}
    for (category, _), group in groups.items():
        limit = limits.ORIGINS if category else limits.PARAMETER_FACTS
        chosen = group if len(group) <= limit else sorted(group, key=_rank)[:limit]
        kept.update((fact.key, fact) for fact in chosen)
    return facts if len(kept) == len(facts) else kept


def _rank(fact: Fact) -> tuple[object, ...]:
    known = _RANKS.get(fact.key)
    if known is None:
        named = (len(fact.path), str(fact.root), fact.path, str(fact.role), fact.without, str(fact.origin))
        known = _RANKS[fact.key] = named
    return (-fact.conf, known)


#: Where a fact stands among those as sure as it, by key: worked out once, since texts are slow to make.
_RANKS: dict[int, tuple[object, ...]] = {}


def with_step(facts: Facts, step: Step) -> Facts:
    """The same facts, one step further on their way."""
    return {key: fact.but(trace=extend(fact.trace, step)) for key, fact in facts.items()}


def extend(trace: Trace | None, step: Step) -> Trace:
    """A trace with one more step; a step that repeats the last one is left out."""
    if trace is None:
        return Trace(step, None, 1, int(step.kind == "call"))
    if trace.step == step:
        return trace
    return Trace(step, trace, trace.length + 1, trace.calls + (step.kind == "call"))


def into_call(trace: Trace | None, step: Step, inside: Trace | None) -> Trace:
    """A trace that goes on inside a callee: ``step`` is the call, ``inside`` what happened there."""
    length, calls = (trace.length, trace.calls) if trace is not None else (0, 0)
    more, deeper = (inside.length, inside.calls) if inside is not None else (0, 0)
    return Trace(step, trace, length + 1 + more, calls + 1 + deeper, inside)


def out_of_call(inside: Trace | None, step: Step) -> Trace:
    """The trace of what a callee gives back: what happened there, then the return ``step``."""
    more, deeper = (inside.length, inside.calls) if inside is not None else (0, 0)
    return Trace(step, None, more + 1, deeper, inside)


def steps_of(trace: Trace | None, depth: int = 0) -> tuple[Step, ...]:
    """The steps from the source on."""
    found: list[tuple[Step, ...]] = []
    while trace is not None:
        own = (_deeper(trace.step, depth),)
        inside = steps_of(trace.inside, depth + 1)
        found.append((*inside, *own) if trace.step.kind == "return" else (*own, *inside))
        trace = trace.earlier
    return tuple(step for group in reversed(found) for step in group)


def _deeper(step: Step, depth: int) -> Step:
    return Step(step.site, step.kind, step.text, step.depth + depth) if depth else step


def is_untouched(fact: Fact) -> bool:
    """Whether a datum is still the very value that was read: at most it was given another name, or given back."""
    return _untouched(fact.trace)


def _untouched(trace: Trace | None) -> bool:
    while trace is not None:
        if trace.step.kind not in ("source", "assign", "return") or not _untouched(trace.inside):
            return False
        trace = trace.earlier
    return True


def transformed(facts: Facts, transform: Transform, *, lower: int = 0) -> Facts:
    """The facts after a transform, ``lower`` steps less sure."""
    if transform is Transform.RAW and not lower:
        return facts
    changed = (
        fact.turned(transform=combine(fact.transform, transform)).but(conf=fact.conf.lowered(lower))
        for fact in facts.values()
    )
    return {fact.key: fact for fact in changed}


def doubtful(carried: Facts) -> Facts:
    """Data that an object as a whole was made from need not be in each of its attributes."""
    return {key: fact if fact.origin is None else fact.but(conf=fact.conf.lowered(2)) for key, fact in carried.items()}


def guarded(facts: Facts, held: Guards) -> Facts:
    """The facts as they are when created or copied while ``held`` holds."""
    if not held or not facts:
        return facts
    result: Facts | None = None
    for key, fact in facts.items():
        guards = fact.guards.plus(held)
        if guards is not fact.guards:
            result = dict(facts) if result is None else result
            result[key] = fact.but(guards=guards)
    return facts if result is None else result


def union(parts: Iterable[Facts]) -> Facts:
    """The union of several sets; the first itself when the others add nothing."""
    filled = [part for part in parts if part]
    if not filled:
        return NO_FACTS
    first = filled[0]
    result: Facts | None = None
    for part in filled[1:]:
        for key, fact in part.items() if part is not first else ():
            known = (first if result is None else result).get(key)
            if known is fact:
                continue
            merged = fact if known is None else merge(known, fact)
            if merged is not known:
                result = dict(first) if result is None else result
                result[key] = merged
    return first if result is None else _within(result, first)


def sources(facts: Mapping[int, Fact]) -> list[Fact]:
    """The source facts among them."""
    return [fact for fact in facts.values() if fact.origin is not None]
