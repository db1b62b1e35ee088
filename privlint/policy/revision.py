"""Whether a mapping is that of the policy's last revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.model.drift import Drift, DriftKind

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from privlint.model.policy import Policy


def outdated(policy: Policy, dates: Iterable[datetime.date] = ()) -> Iterator[Drift]:
    """One drift if the policy was revised since it was mapped, by the mapping's own list or the ``dates`` of a text."""
    header = policy.policy
    latest = max((*header.revisions, *dates), default=header.revision)
    if latest > header.revision:
        problem = f"was revised on {latest}, and the mapping is that of {header.revision}"
        mend = f"compare the clauses, then set revision = {latest} under [policy]"
        yield Drift(DriftKind.OUTDATED, header.id, "", problem, (mend,), file=policy.path)
