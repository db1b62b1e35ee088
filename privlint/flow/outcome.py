"""From the fixpoint to what the judge sees: flows with traces and everything held, in stable order."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from privlint.flow.bodies import received
from privlint.flow.callers import Callers
from privlint.flow.declarations import declarations
from privlint.flow.evidence import held_of, subject_text
from privlint.flow.facts import steps_of
from privlint.model.flow import Analysis, Flow, Step
from privlint.model.place import Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.flow.guards import Guards
    from privlint.flow.knowledge import CallSite, Knowledge
    from privlint.flow.sources import Intake
    from privlint.flow.summary import Hit
    from privlint.model.flow import Collection
    from privlint.model.program import FunctionId

K = TypeVar("K")
T = TypeVar("T")


def outcome(knowledge: Knowledge) -> Analysis:
    """Everything found, in stable order."""
    callers = Callers(knowledge)
    flows: dict[tuple[object, ...], Flow] = {}
    reached: set[FunctionId] = set()
    for function, hit in _hits(knowledge, callers):
        reached.add(function)
        for guards, required in callers.ways(function, hit.guards.plus(hit.fact.guards)):
            flow = _flow(knowledge, hit, guards, required)
            if required is None:
                lapses = tuple(_site(knowledge, site) for site in callers.lapses(function))
                flow = msgspec.structs.replace(flow, lapses=lapses)
            where = (flow.origin, flow.call_site, flow.report_site, flow.argument, flow.api, flow.kind, flow.vendor)
            key = (flow.category, flow.transform, *where)
            known = flows.get(key)
            flows[key] = flow if known is None or len(flow.held) < len(known.held) else known
    ordered = sorted(
        flows.values(), key=lambda flow: (flow.report_site, flow.call_site, flow.category, str(flow.origin))
    )
    return Analysis(
        flows=tuple(ordered),
        collections=tuple(
            _collection(knowledge, intake, guards, required)
            for function, intake in (*_intakes(knowledge), *received(knowledge))
            for guards, required in callers.ways(function, intake.guards)
        ),
        captures=tuple(
            entry for function in sorted(knowledge.captures) for entry in _in_order(knowledge.captures[function])
        ),
        declarations=declarations(knowledge, ordered, reached),
        troubles=tuple(sorted(knowledge.troubles, key=str)),
        statistics={
            "functions": sum(len(module.functions) for module in knowledge.program.modules),
            "interpretations": knowledge.interpreted,
            "flows": len(ordered),
        },
    )


def _hits(knowledge: Knowledge, callers: Callers) -> Iterator[tuple[FunctionId, Hit]]:
    """Every datum that reaches a sink, with the function it was last seen in."""
    for function in sorted(knowledge.born):
        if callers.only_variants(function):
            continue
        for _, hit in sorted(knowledge.born[function].items(), key=lambda entry: str(entry[0])):
            if hit.fact.via is None or not callers.supplied(function, hit.fact.via):
                yield function, hit
    for function in sorted(knowledge.pending):
        for wrapper, hits in sorted(knowledge.pending[function].items()):
            if callers.is_entry(wrapper):
                yield from ((wrapper, hit) for hit in hits)


def _intakes(knowledge: Knowledge) -> Iterator[tuple[FunctionId, Intake]]:
    for function in sorted(knowledge.collections):
        yield from ((function, intake) for intake in _in_order(knowledge.collections[function]))


def _collection(knowledge: Knowledge, intake: Intake, guards: Guards, required: CallSite | None) -> Collection:
    """A collection, told where it is read or at the call that does not provide what is required there."""
    held = held_of(guards, intake.subject, knowledge.catalogue)
    site = intake.collection.site if required is None else _site(knowledge, required)
    return msgspec.structs.replace(intake.collection, held=held, site=site)


def _site(knowledge: Knowledge, call: CallSite) -> Site:
    return Site(knowledge.program.modules[call.caller.module].path, call.at)


def _in_order(entries: Mapping[K, T]) -> list[T]:
    return [entries[key] for key in sorted(entries, key=str)]


def _flow(knowledge: Knowledge, hit: Hit, guards: Guards, required: CallSite | None) -> Flow:
    """A flow; where a function on the way requires a consent, at the call that has to provide it."""
    fact, sink = hit.fact, hit.sink
    if fact.origin is None:
        raise AssertionError("a symbolic fact is no flow")
    held = held_of(guards, fact.subject, knowledge.catalogue)
    return Flow(
        category=fact.category,
        transform=fact.transform.counted,
        confidence=fact.conf,
        origin=fact.origin,
        subject=subject_text(fact.subject, fact.origin.text),
        kind=sink.model.kind,
        vendor=sink.model.vendor,
        api=sink.api,
        argument=hit.argument,
        call_site=sink.site,
        report_site=hit.report if required is None else _site(knowledge, required),
        sink_function=knowledge.program.label(sink.function),
        sink_nth=sink.nth,
        steps=(
            *steps_of(fact.trace),
            Step(sink.site, "sink", f"reaches {sink.model.vendor} ({sink.api})", _depth(hit)),
        ),
        held=held,
        options=sink.options,
        host=sink.host,
        first_party=sink.first_party,
        scheme=sink.scheme,
    )


def _depth(hit: Hit) -> int:
    return hit.fact.trace.step.depth if hit.fact.trace is not None and hit.report != hit.sink.site else 0
