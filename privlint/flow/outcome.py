"""From the fixpoint to what the judge sees: flows with traces and everything held, in stable order."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from privlint.flow import numbers
from privlint.flow.callers import Callers
from privlint.flow.evidence import held_of, subject_text
from privlint.flow.facts import steps_of
from privlint.flow.values import deep_facts
from privlint.model.flow import Analysis, Collection, Declaration, Flow, Step
from privlint.model.place import Site
from privlint.model.recipient import Role
from privlint.model.scale import Confidence, Transform

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.flow.facts import Fact, Root
    from privlint.flow.guards import Guards
    from privlint.flow.knowledge import Knowledge
    from privlint.flow.summary import Hit
    from privlint.model.program import FunctionId

K = TypeVar("K")
T = TypeVar("T")


def outcome(knowledge: Knowledge) -> Analysis:
    """Everything found, in stable order."""
    callers = Callers(knowledge)
    flows: dict[tuple[object, ...], Flow] = {}
    for function, hit in _hits(knowledge, callers):
        flow = _flow(knowledge, callers, function, hit)
        where = (flow.origin, flow.call_site, flow.report_site, flow.argument, flow.api)
        key = (flow.category, flow.transform, *where)
        known = flows.get(key)
        flows[key] = flow if known is None or len(flow.held) < len(known.held) else known
    ordered = sorted(
        flows.values(), key=lambda flow: (flow.report_site, flow.call_site, flow.category, str(flow.origin))
    )
    return Analysis(
        flows=tuple(ordered),
        collections=tuple(
            _with_callers(entry, callers.held(function), knowledge)
            for function in sorted(knowledge.collections)
            for entry in _in_order(knowledge.collections[function])
        ),
        captures=tuple(
            entry for function in sorted(knowledge.captures) for entry in _in_order(knowledge.captures[function])
        ),
        declarations=_declarations(knowledge, ordered),
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


def _with_callers(entry: Collection, held: Guards, knowledge: Knowledge) -> Collection:
    """A collection with what every caller holds as well."""
    if not held:
        return entry
    added = held_of(held, numbers.REQUEST if entry.subject == "request" else None, knowledge.catalogue)
    return msgspec.structs.replace(entry, held=tuple(sorted({*entry.held, *added})))


def _in_order(entries: Mapping[K, T]) -> list[T]:
    return [entries[key] for key in sorted(entries, key=str)]


def _flow(knowledge: Knowledge, callers: Callers, function: FunctionId, hit: Hit) -> Flow:
    fact, sink = hit.fact, hit.sink
    if fact.origin is None:
        raise AssertionError("a symbolic fact is no flow")
    guards = hit.guards.plus(fact.guards).plus(callers.held(function))
    held = held_of(guards, fact.subject, knowledge.catalogue)
    return Flow(
        category=fact.category,
        transform=fact.transform,
        confidence=fact.conf,
        origin=fact.origin,
        subject=subject_text(fact.subject, fact.origin.text),
        kind=sink.model.kind,
        vendor=sink.model.vendor,
        api=sink.api,
        argument=hit.argument,
        call_site=sink.site,
        report_site=hit.report,
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


def _declarations(knowledge: Knowledge, flows: list[Flow]) -> tuple[Declaration, ...]:
    """Purposes and the like that were declared, with whether any flow passed through their scope."""
    used = {(held.kind, held.scope, held.site) for flow in flows for held in flow.held if held.site is not None}
    found: list[Declaration] = []
    for path, pragmas in sorted(knowledge.declared.pragmas.items()):
        for pragma in pragmas:
            for entry in pragma.entries:
                site = Site(path, pragma.first)
                words = [word.strip() for word in entry.value.split("|")] if entry.key == "purpose" else [entry.value]
                for word in words:
                    used_here = (entry.key, word, site) in used
                    declared = Declaration("comment", entry.key, word, site, pragma.reason, used_here)
                    found.append(msgspec.structs.replace(declared, place=pragma.place))
    for function, rows in sorted(knowledge.declared.marked.items()):
        path = knowledge.program.modules[function.module].path
        label = knowledge.program.label(function)
        for key, value, reason, node in rows:
            used_there = _marker_used(key, value, path, flows)
            found.append(Declaration("marker", key, value, Site(path, node), reason, used_there, "", label))
    found.extend(_hollow_sanitizers(knowledge))
    return tuple(found)


def _hollow_sanitizers(knowledge: Knowledge) -> Iterator[Declaration]:
    """Functions named like a sanitizer that give back what they were given, as it was."""
    for function, summary in sorted(knowledge.summaries.items(), key=lambda entry: entry[0]):
        ir = knowledge.program.function(function)
        if function.variant or ir.kind != "function" or knowledge.catalogue.names.transform(ir.name) is None:
            continue
        own = 0 if ir.owner >= 0 and "staticmethod" not in ir.decorators else -1
        roots = [fact.root for fact in summary.returns.facts.values() if _gives_back(fact, own)]
        if any(_is_personal(knowledge, function, root) for root in roots):
            path = knowledge.program.modules[function.module].path
            label = knowledge.program.label(function)
            problem = "returns its input"
            yield Declaration("name", "sanitizes", ir.name, Site(path, ir.at), "", False, problem, label)


def _gives_back(fact: Fact, own: int) -> bool:
    is_input = fact.origin is None and isinstance(fact.root, int) and fact.root != own and not fact.path
    return is_input and fact.transform is Transform.RAW and fact.role in (None, Role.STRINGIFY) and not fact.without


def _is_personal(knowledge: Knowledge, function: FunctionId, root: Root) -> bool:
    """Whether a parameter is personal by its name or by what some caller passes; what may as well be the number of a
    thing (``get_basket_hash(basket_id)``) is not."""
    param = knowledge.program.function(function).params[root] if isinstance(root, int) else None
    datum = knowledge.catalogue.names.classify(param.name, place="param") if param is not None else None
    if datum is not None and datum.confidence > Confidence.LOW:
        return True
    sites = knowledge.sites.get(function, {}).values()
    passed = [site.passed[root] for site in sites if root in site.passed]
    known = (fact for value in passed for fact in deep_facts(value).values() if fact.origin is not None)
    return any(fact.conf > Confidence.LOW for fact in known)


def _marker_used(key: str, value: str, path: str, flows: list[Flow]) -> bool:
    return any(
        held.kind == key and held.scope == value and held.site is not None and held.site.path == path
        for flow in flows
        for held in flow.held
    )
