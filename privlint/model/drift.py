"""Where a policy's text, its mapping and time no longer fit together."""

from __future__ import annotations

import enum

import msgspec

from privlint.model.scale import Confidence


class DriftKind(enum.StrEnum):
    """What does not fit; the first five concern the mapping, the others the text itself."""

    CHANGED = "changed"  # the text of a clause is another than the one that was mapped
    GONE = "gone"  # the text has no such clause any more
    NEW = "new"  # the mapping knows nothing of a clause of the text
    RENUMBERED = "renumbered"  # clauses say the same under other numbers
    OUTDATED = "outdated"  # the policy was revised since
    DANGLING = "dangling"  # a reference leads to no clause
    MISDIRECTED = "misdirected"  # a reference leads to a clause about something else
    UNDEFINED = "undefined"  # a reference leads to a clause that does not say what it is cited for
    EMPTY = "empty"  # something is announced and not given

    @property
    def rule(self) -> str:
        """The rule that reports it."""
        return "PRV801" if self in _OF_THE_MAPPING else "PRV802"


_OF_THE_MAPPING = frozenset(
    {DriftKind.CHANGED, DriftKind.GONE, DriftKind.NEW, DriftKind.RENUMBERED, DriftKind.OUTDATED}
)


class Drift(msgspec.Struct, frozen=True):
    """One thing that does not fit.

    ``policy`` is the policy's id, empty where a text is looked at by itself; ``clause`` the clause it is about, as the
    text numbers it. ``problem`` says what is wrong, as the rest of a sentence whose subject is the clause; ``mend``
    lists what to do. ``file`` and ``line`` tell where it stands, in the text or, for what only the mapping has, in the
    mapping; line 0 where it stands nowhere. ``moved`` pairs old and new ids, for clauses that were renumbered.
    """

    kind: DriftKind
    policy: str
    clause: str
    problem: str
    mend: tuple[str, ...] = ()
    confidence: Confidence = Confidence.HIGH
    file: str = ""
    line: int = 0
    moved: tuple[tuple[str, str], ...] = ()
