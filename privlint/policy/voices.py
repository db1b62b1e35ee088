"""What in the code speaks to a clause: findings, permitted flows, declarations, checks of consent, collections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from privlint.model.category import covers
from privlint.model.place import Site
from privlint.model.policy_words import PolicyWords

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlint.model.finding import Finding
    from privlint.model.flow import Analysis, Declaration
    from privlint.model.grant import Grant
    from privlint.model.policy import Policy


class Voice(msgspec.Struct, frozen=True, order=True):
    """One place in the code that speaks to a clause.

    ``kind`` is ``finding``, ``flow`` (a permitted one), ``purpose``, ``consent``, ``basis``, ``obligation`` or
    ``collection``; ``text`` says it in a few words.
    """

    site: Site
    kind: str
    text: str


def voices(
    policy: Policy,
    analysis: Analysis,
    findings: tuple[Finding, ...],
    grants: tuple[Grant, ...],
    labels: Mapping[str, str],
) -> dict[str, tuple[Voice, ...]]:
    """The voices of each clause of a policy, in the order of files, each once; ``labels`` name categories."""
    heard: dict[str, set[Voice]] = {}
    sources = (
        _findings(policy, findings),
        _permitted(policy, grants, labels),
        _declared(policy, analysis),
        _checked(policy, analysis),
        _collected(policy, analysis, labels),
    )
    for source in sources:
        for clause, voice in source:
            heard.setdefault(clause, set()).add(voice)
    return {clause: tuple(sorted(found)) for clause, found in heard.items()}


def _findings(policy: Policy, findings: tuple[Finding, ...]) -> Iterator[tuple[str, Voice]]:
    for finding in findings:
        if finding.code == "PRV801":
            continue  # this one is about the mapping, not about code
        for reference in finding.clauses:
            if reference.policy == policy.policy.id and not finding.suppressed:
                yield reference.clause, Voice(finding.site, "finding", f"{finding.code} {finding.name}")


def _permitted(policy: Policy, grants: tuple[Grant, ...], labels: Mapping[str, str]) -> Iterator[tuple[str, Voice]]:
    words = PolicyWords(policy)
    for grant in grants:
        flow = grant.flow
        if grant.policy == policy.policy.id:
            to = flow.vendor or flow.host or flow.api
            text = f"{labels.get(flow.category, flow.category)} to {to} ({flow.kind})"
            why = {held.scope for held in flow.held if held.kind == "purpose"} if grant.clauses else set()
            served = [purpose.clause for word in sorted(why) if (purpose := words.purpose(word))]
            yield from ((clause, Voice(flow.report_site, "flow", text)) for clause in (*grant.clauses, *served))


def _declared(policy: Policy, analysis: Analysis) -> Iterator[tuple[str, Voice]]:
    words = PolicyWords(policy)
    obligations = {row.id: row.clause for row in policy.obligation}
    checked = [row.clause for row in policy.obligation if "identity-check" in row.requires]
    for declaration in (one for one in analysis.declarations if one.form != "configuration"):
        for word in (word.strip() for word in declaration.value.split("|")):
            match declaration.key:
                case "purpose" if purpose := words.purpose(word):
                    yield purpose.clause, _voice(declaration, "purpose", f"purpose {word}")
                case "consent" | "consent-check" if scope := words.scope(word):
                    yield scope.clause, _voice(declaration, "consent", f"{declaration.key} {word}")
                case "basis":
                    yield word.removeprefix(f"{policy.policy.id}:"), _voice(declaration, "basis", f"basis {word}")
                case "fulfils" if word in obligations:
                    yield obligations[word], _voice(declaration, "obligation", f"fulfils {word}")
                case "identity-check":
                    yield from ((clause, _voice(declaration, "obligation", "identity check")) for clause in checked)
                case _:
                    continue


def _checked(policy: Policy, analysis: Analysis) -> Iterator[tuple[str, Voice]]:
    """Checks of consent and purposes as they hold on flows and collections."""
    words = PolicyWords(policy)
    everything = [*(flow.held for flow in analysis.flows), *(one.held for one in analysis.collections)]
    for held in (held for several in everything for held in several):
        row = words.scope(held.scope) if held.kind == "consent" and held.scope else None
        if row and held.site and not held.trusted:
            yield row.clause, Voice(held.site, "consent", f"checks consent to {row.scope}")


def _collected(policy: Policy, analysis: Analysis, labels: Mapping[str, str]) -> Iterator[tuple[str, Voice]]:
    """Each datum speaks to the row that names it most closely: where it is collected, and where it is read on its way
    out."""
    seen = [(one.category, one.site, "collected") for one in analysis.collections]
    seen += [(flow.category, flow.steps[0].site, "read") for flow in analysis.flows if flow.steps]
    for category, site, verb in seen:
        rows = [row for row in policy.data if covers(row.category, category)]
        if rows:
            row = max(rows, key=lambda row: len(row.category))
            yield row.clause, Voice(site, "collection", f"{labels.get(category, category)} is {verb}")


def _voice(declaration: Declaration, kind: str, text: str) -> Voice:
    return Voice(declaration.site, kind, text)
