"""The stage's entry: a linked program in, everything found about its data out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow.declared import Declared
from privlint.flow.knowledge import Knowledge
from privlint.flow.observing import observations
from privlint.flow.outcome import outcome
from privlint.flow.rights import with_rights
from privlint.flow.solve import solve

if TYPE_CHECKING:
    from privlint.catalogue.catalogue import Catalogue
    from privlint.model.flow import Analysis
    from privlint.model.observation import Observation
    from privlint.model.place import Site
    from privlint.model.program import Program
    from privlint.settings.options import Settings


def analyse(program: Program, catalogue: Catalogue, settings: Settings) -> Analysis:
    """Follow personal data through the program. Deterministic: the same input gives the same output, in the same
    order."""
    return observe(program, catalogue, settings, frozenset())[0]


def observe(
    program: Program, catalogue: Catalogue, settings: Settings, watch: frozenset[Site]
) -> tuple[Analysis, tuple[Observation, ...]]:
    """The same analysis, whatever is watched, and what was seen at the calls at these nodes."""
    knowledge = Knowledge(program, catalogue, settings, Declared(program, settings, catalogue.names))
    solve(knowledge)
    analysis = with_rights(knowledge, outcome(knowledge))
    return analysis, observations(knowledge, watch)
