"""One finding for what belongs together: all that one call hands one recipient of one person, or one place collects."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from privlint.judge.consent import missing_consent
from privlint.judge.evidence import Disclosure, Gathering, Handover
from privlint.model.flow import Flow, Origin
from privlint.model.scale import Confidence, Transform

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from privlint.judge.context import Context
    from privlint.judge.evidence import Breach, Missing
    from privlint.judge.policies import PolicyView
    from privlint.model.flow import Capture, Collection

T = TypeVar("T")


def disclosures(breaches: Iterable[Breach]) -> tuple[Disclosure, ...]:
    """Breaches grouped by rule, sink call, recipient and person."""
    groups = _grouped(breaches, lambda breach: (breach.code, *_call(breach.flow)))
    return tuple(Disclosure(group[0].code, tuple(sorted(group, key=_gravity))) for group in groups)


def handovers(flows: Iterable[Flow]) -> tuple[Handover, ...]:
    """Flows grouped by sink call, recipient and person."""
    return tuple(Handover(tuple(group)) for group in _grouped(flows, _call))


def capture_flows(captures: Iterable[Capture]) -> tuple[Flow, ...]:
    """Automatic captures as the flows they cause, one for each category."""
    return tuple(_captured(capture, category) for capture in captures for category in capture.categories)


def gatherings(collections: Iterable[Collection], context: Context) -> tuple[Gathering, ...]:
    """Collections without the consent that has to come first, grouped by place, person and what is missing.

    Declarations of fields and parameters collect nothing by themselves.
    """
    found = []
    for collection in collections:
        lacks = _uncollectable(collection, context) if collection.how == "read" else ()
        if lacks:
            found.append(Gathering(lacks, (collection,)))
    groups = _grouped(found, _place)
    return tuple(Gathering(group[0].lacks, tuple(one.collections[0] for one in group)) for group in groups)


def _grouped(items: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.values())


def _call(flow: Flow) -> tuple[Hashable, ...]:
    return (flow.call_site, flow.report_site, flow.subject, flow.kind, flow.vendor)


def _gravity(breach: Breach) -> tuple[object, ...]:
    flow = breach.flow
    return (-breach.confidence, breach.objections[0].reason, flow.category, flow.transform, flow.origin, flow.argument)


def _captured(capture: Capture, category: str) -> Flow:
    return Flow(
        category=category,
        transform=Transform.RAW,
        confidence=Confidence.HIGH,
        origin=Origin(module="", function=capture.function, kind="capture", text=capture.what),
        subject="",
        kind=capture.kind,
        vendor=capture.vendor,
        api=capture.api,
        argument="",
        call_site=capture.site,
        report_site=capture.site,
        sink_function=capture.function,
        sink_nth=0,
        steps=(),
        held=capture.held,
    )


def _uncollectable(collection: Collection, context: Context) -> tuple[tuple[PolicyView, Missing], ...]:
    """What each policy misses; where every policy is only unsure of the person, that is what is missing."""
    lenient = _lacks(collection, context, certain=False)
    return lenient or _lacks(collection, context, certain=True)


def _lacks(collection: Collection, context: Context, *, certain: bool) -> tuple[tuple[PolicyView, Missing], ...]:
    return tuple(
        (policy, lack)
        for policy in context.policies
        for row in policy.before_collection(collection.category)
        if (lack := missing_consent(row, collection.held, policy, certain=certain))
    )


def _place(gathering: Gathering) -> tuple[Hashable, ...]:
    first = gathering.collections[0]
    return (first.site.path, first.function, first.subject, tuple((view.id, lack) for view, lack in gathering.lacks))
