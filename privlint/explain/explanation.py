"""The answer to one question, before it is worded."""

from __future__ import annotations

import msgspec

from privlint.model.finding import Finding
from privlint.model.flow import Capture, Collection, Flow
from privlint.model.observation import Observation
from privlint.model.place import Place, Site


class Verdict(msgspec.Struct, frozen=True):
    """Data on one way to one argument of a recipient, and what became of it.

    ``where`` is ``leaves`` (the recipient is called on the line), ``enters`` (it goes into a wrapper there) or
    ``passes``. ``outcome`` is ``reported``, ``silenced``, ``left out``, ``permitted``, ``excepted`` or ``harmless``;
    ``because`` says why, in one clause.
    """

    flows: tuple[Flow, ...]
    where: str
    outcome: str
    because: str


class Judged(msgspec.Struct, frozen=True):
    """A finding at the line; ``silent`` says why it is not reported, empty when it is."""

    finding: Finding
    silent: str = ""


class Explanation(msgspec.Struct, frozen=True):
    """Everything known about a line. ``unreached`` counts calls on it that no way leads to.

    ``collections`` are data taken in there, ``captures`` automatic captures switched on there; ``places`` holds the
    place of every site in the rest, ``labels`` how categories are called.
    """

    path: str
    line: int
    calls: tuple[Observation, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    findings: tuple[Judged, ...] = ()
    collections: tuple[Collection, ...] = ()
    captures: tuple[Capture, ...] = ()
    unreached: int = 0
    places: dict[Site, Place] = {}
    labels: dict[str, str] = {}
