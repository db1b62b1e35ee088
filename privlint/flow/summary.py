"""Summaries: all that a caller needs to know of a function, in terms of its parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from privlint.flow import limits, values
from privlint.flow.guards import NOTHING
from privlint.flow.values import BLANK

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from privlint.flow.facts import Fact, Path, Root
    from privlint.flow.guards import Guards
    from privlint.flow.shapes import Shape
    from privlint.flow.values import Value
    from privlint.model.place import Site
    from privlint.model.program import FunctionId
    from privlint.model.recipient import Role, SinkModel

K = TypeVar("K", bound="Hashable")


class Sink(NamedTuple):
    """One call that reaches a recipient: the catalogue's entry and where the call stands.

    ``nth`` counts equal calls in ``function``; ``options`` are its constant keyword arguments; ``host`` the address it
    goes to, by ``scheme``.
    """

    model: SinkModel
    api: str
    site: Site
    function: FunctionId
    nth: int
    options: tuple[tuple[str, str | bool | int], ...] = ()
    host: str = ""
    first_party: bool = False
    scheme: str = ""


class Hit(NamedTuple):
    """A fact that reaches an argument of a sink.

    ``role`` is how the sink reads a parameter that is still symbolic; ``guards`` are held at the sink and at every call
    on the way so far; ``report`` is where to report it: the sink, or the call by which the datum entered a wrapper.
    """

    fact: Fact
    sink: Sink
    argument: str
    role: Role
    guards: Guards
    report: Site

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What makes two hits the same: one call may hand the same datum to two vendors."""
        model = self.sink.model
        return (self.sink.site, self.sink.api, model.kind, model.vendor, self.argument, self.report, self.fact.key)


class ParameterCall(NamedTuple):
    """The function calls one of its parameters (or a captured variable): to be resolved by whoever knows what was
    passed."""

    root: Root
    path: Path
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    guards: Guards
    site: Site


@dataclass(slots=True)
class Summary:
    """What calling a function does.

    ``returns`` holds facts on parameters; ``writes`` maps (parameter, path) to what stands there on return; ``hits``
    are parameters that reach sinks; ``raises`` maps a class to the exception value; ``normal`` are the guards known to
    hold once it returned; ``calls`` are the parameters it calls. ``ends`` is false when it never returns.
    ``provisional`` until the body was interpreted. ``guessed`` holds what undeclared parameters were taken to be, by
    what all callers pass: it tells nothing of what comes back to one of them.
    """

    returns: Value = BLANK
    writes: dict[tuple[Root, Path], Value] = field(default_factory=dict)
    hits: dict[tuple[Hashable, ...], Hit] = field(default_factory=dict)
    raises: dict[str, Value] = field(default_factory=dict)
    calls: tuple[ParameterCall, ...] = ()
    normal: Guards = NOTHING
    ends: bool = True
    provisional: bool = False
    guessed: Mapping[Root, Shape] = field(default_factory=dict)

    def same(self, other: Summary) -> bool:
        """Whether callers would see no difference; traces are not compared."""
        return (
            self.provisional == other.provisional
            and self.ends == other.ends
            and self.normal == other.normal
            and self.guessed == other.guessed
            and values.same(self.returns, other.returns)
            and _same_values(self.writes, other.writes)
            and _same_values(self.raises, other.raises)
            and self.hits.keys() == other.hits.keys()
            and all(hit.guards == other.hits[key].guards for key, hit in self.hits.items())
            and [call[:2] for call in self.calls] == [call[:2] for call in other.calls]
            and all(_same_arguments(mine, theirs) for mine, theirs in zip(self.calls, other.calls, strict=True))
        )


def widened(old: Summary, new: Summary) -> Summary:
    """Both summaries in one, cut so that a chain of them must end."""
    hits = dict(old.hits)
    for key, hit in new.hits.items():
        known = hits.get(key)
        if known is not None:
            hits[key] = known._replace(guards=known.guards.shared(hit.guards))
        elif len(hits) < limits.HITS:
            hits[key] = hit
    calls = {(call.root, call.path, call.site): call for call in (*old.calls, *new.calls)}
    return Summary(
        returns=_joined(old.returns, new.returns),
        writes=_union(old.writes, new.writes),
        hits=hits,
        raises=_union(old.raises, new.raises),
        calls=tuple(calls[key] for key in sorted(calls, key=str)),
        normal=old.normal.shared(new.normal),
        ends=old.ends or new.ends,
        guessed=new.guessed,
    )


def _joined(first: Value, second: Value) -> Value:
    return values.cut(values.join(first, second), limits.WIDENED_DEPTH)


def _union(first: Mapping[K, Value], second: Mapping[K, Value]) -> dict[K, Value]:
    result = dict(first)
    for key, value in second.items():
        result[key] = _joined(result[key], value) if key in result else value
    return result


def _same_values(first: Mapping[K, Value], second: Mapping[K, Value]) -> bool:
    return first.keys() == second.keys() and all(values.same(value, second[key]) for key, value in first.items())


def _same_arguments(first: ParameterCall, second: ParameterCall) -> bool:
    return (
        len(first.args) == len(second.args)
        and all(values.same(one, two) for one, two in zip(first.args, second.args, strict=True))
        and [name for name, _ in first.keywords] == [name for name, _ in second.keywords]
    )


#: The summary of a function not interpreted yet: nothing is known to flow, the callee's own round will tell.
PROVISIONAL = Summary(provisional=True)
