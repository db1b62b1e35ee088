"""What a mapping makes of each clause, row by row, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlint.model.policy import Forbid, Permit, Policy


#: How a row begins that only names a rule.
BEHIND = "stands behind "


def describe_rows(policy: Policy) -> dict[str, tuple[str, ...]]:
    """The rows that stand on each clause; clauses without any are left out."""
    found: dict[str, list[str]] = {}
    for clause, words in _rows(policy):
        found.setdefault(clause, []).append(words)
    return {clause: tuple(_gathered(rows)) for clause, rows in found.items()}


def _gathered(rows: list[str]) -> Iterator[str]:
    """Rows that say the same of several things become one."""
    for verb in ("lists ", BEHIND):
        several = dict.fromkeys(row.removeprefix(verb) for row in rows if row.startswith(verb))
        rows = [row for row in rows if not row.startswith(verb)] + ([verb + ", ".join(several)] if several else [])
    yield from dict.fromkeys(rows)


def _rows(policy: Policy) -> Iterator[tuple[str, str]]:
    for purpose in policy.purpose:
        yield purpose.clause, f"purpose {purpose.id}"
    for data in policy.data:
        yield data.clause, f"lists {data.category}"
    for consent in policy.consent:
        before = " before collection" if consent.before else ""
        yield consent.clause, f"consent {consent.scope}{before}"
    for permit in policy.permit:
        for clause in (permit.clause, *permit.also):
            yield clause, f"permits {permit.recipient}{_conditions(permit)}"
    for forbid in policy.forbid:
        yield forbid.clause, f"forbids {_kinds(forbid)}: {', '.join(forbid.categories)}"
    for obligation in policy.obligation:
        yield obligation.clause, f"obligation {obligation.id}"
    for exception in policy.exception:
        yield exception.clause, "exception that basis= may cite"
    for cite in policy.cite:
        yield cite.clause, BEHIND + cite.rule


def _conditions(row: Permit) -> str:
    parts = [
        f"purpose {' or '.join(row.purposes)}" if row.purposes else "",
        f"consent {row.consent}" if row.consent else "",
        f"role {' or '.join(row.roles)}" if row.roles else "",
        f"if {' or '.join(row.transforms)}" if row.transforms else "",
    ]
    named = ", ".join(part for part in parts if part)
    return f" ({named})" if named else ""


def _kinds(row: Forbid) -> str:
    if row.recipient != "*":
        return row.recipient
    return f"all but {', '.join(row.except_)}" if row.except_ else "every recipient"
