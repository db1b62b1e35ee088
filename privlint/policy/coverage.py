"""Clause by clause, what in the code speaks to it: what is promised and never done, what is done and never promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from privlint.model.category import covers
from privlint.model.place import Site
from privlint.model.recipient import Kind
from privlint.policy.rows import BEHIND, describe_rows
from privlint.policy.voices import Voice, voices

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.model.finding import Finding
    from privlint.model.flow import Analysis
    from privlint.model.grant import Grant
    from privlint.model.policy import Policy


class Covered(msgspec.Struct, frozen=True):
    """One clause: what the mapping makes of it (``rows``) and what in the code speaks to it.

    ``state`` is ``broken`` when a finding cites it, ``kept`` when other code speaks to it, ``silent`` when the mapping
    has rows for it and no code does, ``quiet`` when it only stands behind rules, ``unmapped`` when it has no row.
    """

    policy: str
    clause: str
    title: str
    state: str
    rows: tuple[str, ...]
    voices: tuple[Voice, ...]


class Loose(msgspec.Struct, frozen=True, order=True):
    """An end without its other: ``what`` in words, with the clause where it has one and where in the code it is.

    ``grave`` tells that somebody has to act; others are worth knowing.
    """

    policy: str
    clause: str
    what: str
    site: Site | None = None
    grave: bool = True


class Coverage(msgspec.Struct, frozen=True):
    """The whole picture: clauses in the order of the policies; ``undone`` is promised and never done, ``unpromised``
    done and never promised."""

    clauses: tuple[Covered, ...]
    undone: tuple[Loose, ...]
    unpromised: tuple[Loose, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is to be done."""
        broken = any(clause.state == "broken" for clause in self.clauses)
        return not broken and not any(loose.grave for loose in (*self.undone, *self.unpromised))


def cover(
    policies: tuple[Policy, ...],
    analysis: Analysis,
    findings: tuple[Finding, ...],
    grants: tuple[Grant, ...],
    labels: Mapping[str, str],
) -> Coverage:
    """The coverage of every policy; ``labels`` name categories in words."""
    clauses: list[Covered] = []
    undone: list[Loose] = []
    unpromised: list[Loose] = []
    for policy in policies:
        heard = voices(policy, analysis, findings, grants, labels)
        clauses += _clauses(policy, heard)
        undone += _undone(policy, analysis)
        unpromised += _unpromised(policy, analysis, grants, labels)
    return Coverage(tuple(clauses), tuple(undone), tuple(dict.fromkeys(unpromised)))


def _clauses(policy: Policy, heard: Mapping[str, tuple[Voice, ...]]) -> Iterator[Covered]:
    rows = describe_rows(policy)
    for clause in policy.clause:
        here = heard.get(clause.id, ())
        known = rows.get(clause.id, ())
        yield Covered(policy.policy.id, clause.id, clause.title, _state(known, here), known, here)


def _state(rows: tuple[str, ...], here: tuple[Voice, ...]) -> str:
    if here:
        return "broken" if any(voice.kind == "finding" for voice in here) else "kept"
    if all(row.startswith(BEHIND) for row in rows):
        return "quiet" if rows else "unmapped"
    return "silent"


def _undone(policy: Policy, analysis: Analysis) -> Iterator[Loose]:
    """Obligations no code is declared to fulfil; purposes that no code declares."""
    id_ = policy.policy.id
    fulfilled = {word for one in analysis.declarations if one.key == "fulfils" for word in one.value.split("|")}
    for row in policy.obligation:
        if row.id not in fulfilled:
            yield Loose(id_, row.clause, f'no code is declared to fulfil "{row.id}"')
    vendors = {flow.vendor.casefold() for flow in analysis.flows}
    for partner in policy.partner:
        if partner.vendor.casefold() not in vendors:
            yield Loose(id_, "partners", f"{partner.vendor} is listed, and nothing is sent there", grave=False)


def _unpromised(
    policy: Policy, analysis: Analysis, grants: tuple[Grant, ...], labels: Mapping[str, str]
) -> Iterator[Loose]:
    """Data that no row lists, recipients that no row speaks of, vendors without a role."""
    id_ = policy.policy.id
    listed = [row.category for row in policy.data]
    seen = [(one.category, one.site) for one in analysis.collections]
    seen += [(flow.category, flow.report_site) for flow in analysis.flows if not flow.first_party]
    missing = {key: site for key, site in reversed(seen) if listed and not any(covers(row, key) for row in listed)}
    for category, site in sorted(missing.items()):
        yield Loose(id_, "", f"{labels.get(category, category)} is handled, and the policy does not list it", site)
    kinds = {row.recipient for row in policy.permit}
    partners = {partner.vendor.casefold() for partner in policy.partner}
    lists_partners = any(cite.rule == "PRV802" and cite.topic == "partners" for cite in policy.cite)
    for grant in grants:
        flow = grant.flow
        if grant.policy != id_:
            continue
        if flow.kind not in kinds and "*" not in kinds:
            yield Loose(
                id_, "", f"data goes to {_recipient(grant)}, a kind the policy does not speak of", flow.report_site
            )
        if lists_partners and flow.kind is Kind.ADS and flow.vendor.casefold() not in partners:
            yield Loose(id_, "partners", f"{flow.vendor} receives data and is not listed", None)


def _recipient(grant: Grant) -> str:
    flow = grant.flow
    return f"{flow.vendor or flow.host or flow.api} ({flow.kind})"
