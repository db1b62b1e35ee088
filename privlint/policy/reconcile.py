"""The policies of a run, held against the text that the configuration names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from privlint.errors import UserError
from privlint.model.scale import Confidence
from privlint.policy.renumber import renumbered
from privlint.policy.revision import outdated

if TYPE_CHECKING:
    from privlint.model.drift import Drift
    from privlint.model.policy import Policy
    from privlint.settings.options import Settings


def reconcile(policies: tuple[Policy, ...], settings: Settings) -> tuple[tuple[Policy, ...], tuple[Drift, ...]]:
    """The policies with the numbers that the configured source gives their clauses, and all that does not fit.

    Only what is sure is told. Raises UserError when the source cannot be read.
    """
    owner = owner_of_source(policies) if settings.policy_source else None
    found: list[Drift] = []
    for policy in policies:
        found += _against_source(policy, settings) if policy is owner else outdated(policy)
    moved = {old: new for drift in found for old, new in drift.moved}
    return tuple(renumbered(policy, moved) if policy is owner else policy for policy in policies), tuple(found)


def owner_of_source(policies: tuple[Policy, ...]) -> Policy | None:
    """Whose text ``policy-source`` is: the first policy whose clauses bear hashes."""
    return next((policy for policy in policies if any(clause.sha256 for clause in policy.clause)), None)


def _against_source(policy: Policy, settings: Settings) -> list[Drift]:
    # The reader of texts costs as much as all else here, and runs without a source have no use for it.
    from privlint.policy.check import drifts  # noqa: PLC0415
    from privlint.policy.source import read_source  # noqa: PLC0415
    from privlint.policy.text import read_clauses  # noqa: PLC0415

    shown = settings.policy_source
    try:
        text = read_source(Path(settings.root, shown), shown)
    except UserError as error:
        file, line = settings.origins.get("policy-source", ("", 0))
        raise UserError(f"policy-source: {error}", file=file, line=line) from None
    return [one for one in drifts(policy, read_clauses(text), shown) if one.confidence is not Confidence.LOW]
