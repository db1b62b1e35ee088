"""``# privlint: ignore[…]`` applied to findings, and those suppressions that silence nothing."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import msgspec

from privlint.judge.annotations import known_rule, suppression_problem
from privlint.judge.evidence import IdleSuppression

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from privlint.judge.context import Context
    from privlint.model.finding import Finding
    from privlint.model.place import Site
    from privlint.model.pragma import Pragma


def suppress(
    findings: Iterable[Finding], context: Context, enabled: Collection[str]
) -> tuple[list[Finding], tuple[IdleSuppression, ...]]:
    """The findings, silenced ones with the reason, and the suppressions of enabled rules that are of no use.

    A suppression that is malformed or expired silences nothing.
    """
    standing = {path: _standing(module.pragmas, context) for path, module in sorted(context.modules.items())}
    used: set[tuple[str, Pragma, str]] = set()
    result = []
    for finding in findings:
        pragma = _covering(finding, standing.get(finding.site.path, ()), context)
        if pragma is not None:
            used.add((finding.site.path, pragma, finding.code))
            finding = msgspec.structs.replace(finding, suppressed=pragma.reason)
        result.append(finding)
    idle = [
        IdleSuppression(path, pragma, word, _expired(pragma, context))
        for path, pragmas in standing.items()
        for pragma in pragmas
        for word in dict.fromkeys(pragma.ignore)
        if known_rule(word) in enabled and (path, pragma, known_rule(word)) not in used
    ]
    return result, tuple(idle)


def _standing(pragmas: Iterable[Pragma], context: Context) -> tuple[Pragma, ...]:
    """The suppressions that are well-formed, expired ones included."""
    return tuple(
        pragma
        for pragma in pragmas
        if pragma.is_ignore and pragma.bound != "nothing" and suppression_problem(pragma) is None
    )


def _covering(finding: Finding, pragmas: Iterable[Pragma], context: Context) -> Pragma | None:
    """The narrowest suppression that silences the finding."""
    fitting = [
        pragma
        for pragma in pragmas
        if not _expired(pragma, context)
        and any(word in {finding.code, finding.name} for word in pragma.ignore)
        and _covers(pragma, finding.site)
    ]
    return min(fitting, key=lambda pragma: pragma.last - pragma.first, default=None)


def _covers(pragma: Pragma, site: Site) -> bool:
    return pragma.bound == "file" or pragma.first <= site.node <= pragma.last


def _expired(pragma: Pragma, context: Context) -> bool:
    """Whether the last day on which it holds has passed."""
    return bool(pragma.until) and datetime.date.fromisoformat(pragma.until) < context.today
