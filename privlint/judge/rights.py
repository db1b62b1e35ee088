"""Findings about the rights of a person: fields that a duty leaves out, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.judge.build import plain_finding
from privlint.judge.obligations import clauses_of, shown_clauses
from privlint.model.finding import Mark
from privlint.model.scale import Confidence

if TYPE_CHECKING:
    from privlint.judge.check import Check
    from privlint.judge.context import Context
    from privlint.judge.evidence import Incomplete
    from privlint.model.finding import Finding
    from privlint.model.rights import PersonalField


def incomplete_finding(
    check: Check, lack: Incomplete, context: Context, says: tuple[str, str], mend: tuple[str, ...]
) -> Finding:
    """The finding at the first function of a duty; ``says`` what one function, and what several, do not do to
    the fields left out."""
    first = lack.duties[0]
    names = " and ".join(duty.function.rpartition(":")[2] for duty in lack.duties[:2])
    others = f" and {len(lack.duties) - 2} more" if len(lack.duties) > 2 else ""
    fulfil, leave = ("fulfils", says[0]) if len(lack.duties) == 1 else ("fulfil", says[1])
    said = f"{names}{others} {fulfil} {lack.obligation} and {leave}"
    fields = _by_model(lack.left_out)
    acts = any(duty.acts for duty in lack.duties)
    return plain_finding(
        check,
        f"{said} {fields}{shown_clauses(lack.obligation, context)}",
        first.site,
        (first.function, lack.obligation),
        confidence=Confidence.HIGH if acts else Confidence.MEDIUM,
        missing=f"left out: {fields}",
        mend=mend,
        clauses=clauses_of(lack.obligation, context),
        categories=tuple(sorted({field.category for field in lack.left_out})),
        related=tuple(
            Mark(field.site, f"{_short(field.model)}.{field.name}: {context.label(field.category)}")
            for field in lack.left_out
        ),
    )


def _by_model(fields: tuple[PersonalField, ...]) -> str:
    """``Customer.phone, .street; Inquiry.email``: every field by name."""
    groups: dict[str, list[str]] = {}
    for field in fields:
        groups.setdefault(_short(field.model), []).append(field.name)
    return "; ".join(f"{model}.{', .'.join(names)}" for model, names in groups.items())


def _short(model: str) -> str:
    return model.rpartition(".")[2]
