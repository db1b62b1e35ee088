"""Findings put together: identity and fingerprints, clauses, trace and related places."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from privlint.judge import mending, wording, words
from privlint.judge.evidence import Reason
from privlint.model.finding import ClauseRef, Finding, Mark
from privlint.model.place import Place, Site
from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlint.judge.check import Check
    from privlint.judge.context import Context
    from privlint.judge.evidence import Disclosure, Flaw, Gathering, Handover, Objection
    from privlint.judge.policies import PolicyView
    from privlint.model.flow import Flow, Held
    from privlint.model.scale import Severity
    from privlint.model.trouble import Trouble

_NOT_OF_USE = {
    Reason.OTHER_SCOPE: "for another scope",
    Reason.OTHER_PERSON: "about another person",
    Reason.UNKNOWN_PERSON: "about a person who may be another",
}
#: What is said of a call beside others that ask first.
_LAPSE = "called here, where no consent is checked, though other callers check one"


def disclosure_finding(
    check: Check,
    disclosure: Disclosure,
    context: Context,
    *,
    severity: Severity | None = None,
    mend: tuple[str, ...] = (),
) -> Finding:
    """The finding for what one call hands over of one person; ``mend`` are ways that go before the general ones."""
    breach = disclosure.breaches[0]
    flow = breach.flow
    return Finding(
        code=check.code,
        name=check.name,
        severity=severity or check.severity,
        confidence=max(one.confidence for one in disclosure.breaches),
        message=wording.message(disclosure, context),
        site=flow.report_site,
        missing=wording.missing(disclosure, context),
        mend=(*mend, *mending.mends(disclosure, context))[:4],
        clauses=_clauses(disclosure),
        categories=disclosure.categories,
        subject=flow.subject,
        kind=flow.kind,
        vendor=flow.vendor,
        api=flow.api,
        purposes=wording.declared_purposes(flow),
        trace=trace(flow),
        related=(*wrapped_sink(flow), *_checks_seen(disclosure)),
        identity=_flow_identity(check, flow, disclosure.categories, loose=False),
        loose_identity=_flow_identity(check, flow, disclosure.categories, loose=True),
    )


def plain_finding(
    check: Check,
    message: str,
    site: Site,
    identity: tuple[str, ...],
    *,
    confidence: Confidence = Confidence.HIGH,
    place: Place | None = None,
    missing: str = "",
    mend: tuple[str, ...] = (),
    clauses: tuple[ClauseRef, ...] = (),
    categories: tuple[str, ...] = (),
    related: tuple[Mark, ...] = (),
) -> Finding:
    """A finding about a place rather than a flow; ``identity`` are words without lines and paths."""
    return Finding(
        code=check.code,
        name=check.name,
        severity=check.severity,
        confidence=confidence,
        message=message,
        site=site,
        place=place,
        missing=missing,
        mend=mend,
        clauses=clauses,
        categories=categories,
        related=related,
        identity=(check.code, *identity),
        loose_identity=(check.code, *identity),
    )


def handover_finding(
    check: Check,
    handover: Handover,
    context: Context,
    *,
    missing: str,
    mend: tuple[str, ...],
    related: tuple[Mark, ...] = (),
) -> Finding:
    """The finding about a call as such, whether or not the policy permits what it hands over."""
    flow = handover.flows[0]
    what = words.described(handover.flows, context)
    whose = f" of {words.person(flow.subject)}" if flow.subject else ""
    return Finding(
        code=check.code,
        name=check.name,
        severity=check.severity,
        confidence=max(one.confidence for one in handover.flows),
        message=f"{what}{whose} reaches {words.recipient(flow)}, and {missing}{stands_on(check, context)}",
        site=flow.report_site,
        missing=missing,
        mend=mend,
        clauses=cited(check.code, context),
        categories=tuple(sorted({one.category for one in handover.flows})),
        subject=flow.subject,
        kind=flow.kind,
        vendor=flow.vendor,
        api=flow.api,
        purposes=wording.declared_purposes(flow),
        trace=trace(flow),
        related=(*wrapped_sink(flow), *related),
        identity=_flow_identity(check, flow, loose=False),
        loose_identity=_flow_identity(check, flow, loose=True),
    )


def gathering_finding(check: Check, gathering: Gathering, context: Context, lack: str) -> Finding:
    """The finding for data collected too early; ``lack`` is what is missing, as a clause of its own."""
    first = gathering.collections[0]
    policy, missing = gathering.lacks[0]
    categories = tuple(sorted({one.category for one in gathering.collections}))
    what = words.both(list(dict.fromkeys(context.label(category) for category in categories)))
    whose = f" of {words.person(first.subject)}" if first.subject else ""
    unsure = missing.reason is Reason.UNKNOWN_PERSON
    asked = f'{policy.shown(missing.clause)} asks for consent to "{missing.scope}"'
    identity = (context.module(first.site.path), first.text)
    return Finding(
        code=check.code,
        name=check.name,
        severity=check.severity,
        confidence=Confidence.LOW if unsure else max(one.confidence for one in gathering.collections),
        message=f"{what}{whose} is collected here: {asked} first, and {lack}",
        site=first.site,
        missing=lack,
        mend=(
            f'check before reading it: if has_consent({first.subject or "user"}, "{missing.scope}"): …',
            f"if it was obtained elsewhere, say where: # privlint: consent={missing.scope} -- where it was obtained",
        ),
        clauses=tuple(dict.fromkeys(view.reference(one.clause) for view, one in gathering.lacks)),
        categories=categories,
        subject=first.subject,
        related=tuple(_check(held, _NOT_OF_USE[missing.reason]) for held in missing.seen if held.site),
        identity=(check.code, *categories, *identity, first.function),
        loose_identity=(check.code, *categories, *identity),
    )


def flaw_finding(check: Check, flaw: Flaw, context: Context) -> Finding:
    """The finding for an annotation that cannot stand."""
    about = f" in # privlint: {flaw.text}" if flaw.text else " in a # privlint: comment"
    identity = (context.module(flaw.site.path), flaw.text, flaw.problem)
    return plain_finding(
        check,
        f"{flaw.problem}{about}",
        flaw.site,
        identity,
        place=flaw.place,
        missing=flaw.problem,
        mend=flaw.mend,
        clauses=(*cited(check.code, context), *_named(flaw, context)),
    )


def trouble_finding(check: Check, trouble: Trouble, context: Context) -> Finding:
    """The finding for what could not be analysed."""
    line = max(trouble.line, 1)
    return plain_finding(
        check,
        trouble.reason,
        trouble.site or Site(trouble.path, -1),
        (context.module(trouble.path), trouble.reason),
        place=None if trouble.site else Place(trouble.path, line, 1, line, 1),
        missing=trouble.reason,
        mend=(trouble.detail,) if trouble.detail else (),
    )


def cited(rule: str, context: Context, topic: str = "") -> tuple[ClauseRef, ...]:
    """The clauses that each policy gives for a rule."""
    return tuple(policy.reference(clause) for policy in context.policies for clause in policy.cited(rule, topic))


def stands_on(check: Check, context: Context) -> str:
    """The clause behind a rule, in brackets at the end of a sentence; empty where no policy gives one."""
    return next((f" ({policy.shown(policy.cited(check.code)[0])})" for policy in _citing(check, context)), "")


def trace(flow: Flow) -> tuple[Mark, ...]:
    """The flow's steps, from source to sink."""
    return tuple(Mark(step.site, step.text, step.kind, step.depth) for step in flow.steps)


def wrapped_sink(flow: Flow) -> tuple[Mark, ...]:
    """The sink, where the finding is reported at the call into a wrapper around it."""
    if flow.call_site == flow.report_site:
        return ()
    return (Mark(flow.call_site, f"{flow.api} is called here", "sink"),)


def with_fingerprints(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in the order of files, each with its fingerprints; equal identities are numbered."""
    counts: dict[tuple[str, ...], int] = {}
    result = []
    for finding in sorted(findings, key=_position):
        strict, loose = _numbered(finding.identity, counts), _numbered(("loose", *finding.loose_identity), counts)
        result.append(msgspec.structs.replace(finding, fingerprint=_digest(strict), loose_fingerprint=_digest(loose)))
    return result


def _named(flaw: Flaw, context: Context) -> tuple[ClauseRef, ...]:
    """The clause that a legal exception cites in vain."""
    key, _, clause = flaw.text.partition("=")
    local = clause.rpartition(":")[2]
    owners = [policy for policy in context.policies if key == "basis" and policy.has_clause(clause)]
    return tuple(policy.reference(local) for policy in owners)


def _clauses(disclosure: Disclosure) -> tuple[ClauseRef, ...]:
    """Every clause the message may name, the decisive one first, each once."""
    references: dict[ClauseRef, None] = {}
    for breach in disclosure.breaches:
        for objection in breach.objections:
            clauses = [clause for clause in _clauses_of(objection, breach.flow) if clause]
            fallback = clauses or objection.policy.cited(disclosure.code)
            references.update(dict.fromkeys(objection.policy.reference(clause) for clause in fallback))
    return tuple(references)


def _clauses_of(objection: Objection, flow: Flow) -> list[str]:
    row = objection.row
    clauses = [missing.clause for missing in objection.missing[:1]]
    if row is not None:
        clauses += [row.clause, *getattr(row, "also", ())]
    clauses += [missing.clause for missing in objection.missing[1:]]
    clauses += [permit.clause for permit in wording.background(objection)]
    clauses += [permit.clause for permit, _ in objection.alternatives if permit.consent]
    return clauses + (_purposes_declared(objection.policy, flow) if objection.wrong_purpose else [])


def _purposes_declared(policy: PolicyView, flow: Flow) -> list[str]:
    """The clauses of the purposes that do not fit."""
    return [purpose.clause for word in wording.declared_purposes(flow) if (purpose := policy.purpose(word))]


def _checks_seen(disclosure: Disclosure) -> tuple[Mark, ...]:
    """The consent checks on the way that do not fit, with why."""
    marks: dict[Mark, None] = {}
    for breach in disclosure.breaches:
        for objection in breach.objections:
            lacks = [*objection.missing, *(lack for _, others in objection.alternatives for lack in others)]
            if any(lack.reason is Reason.NO_CONSENT for lack in lacks):
                marks.update((Mark(site, _LAPSE, "guard"), None) for site in breach.flow.lapses)
            for lack in lacks:
                why = _NOT_OF_USE.get(lack.reason, "")
                marks.update((_check(held, why), None) for held in lack.seen if held.site and why)
    return tuple(marks)


def _check(held: Held, why: str) -> Mark:
    if held.site is None:
        raise AssertionError("a check without a place is not shown")
    return Mark(held.site, f"{held.text or 'consent'} is checked here, {why}", "guard")


def _flow_identity(check: Check, flow: Flow, categories: tuple[str, ...] = (), *, loose: bool) -> tuple[str, ...]:
    """Origin, sink and what lies between, in words; ``loose`` leaves out the functions."""
    origin = flow.origin
    return (
        check.code,
        *categories,
        origin.module,
        *(() if loose else (origin.function,)),
        origin.text,
        str(origin.nth),
        flow.api,
        *(() if loose else (flow.sink_function,)),
        flow.argument,
        str(flow.sink_nth),
    )


def _citing(check: Check, context: Context) -> list[PolicyView]:
    return [policy for policy in context.policies if policy.cited(check.code)]


def _position(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    return (
        finding.site.path,
        finding.site.node,
        place.line if place else 0,
        place.column if place else 0,
        finding.code,
        finding.identity,
    )


def _numbered(identity: tuple[str, ...], counts: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    nth = counts.get(identity, 0)
    counts[identity] = nth + 1
    return (*identity, str(nth)) if nth else identity


def _digest(identity: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(identity).encode()).hexdigest()
