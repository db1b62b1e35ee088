"""The stage's entry: a linked program in, everything found about its data out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.flow.declared import Declared
from privlint.flow.knowledge import Knowledge
from privlint.flow.outcome import outcome
from privlint.flow.rights import with_rights
from privlint.flow.solve import solve

if TYPE_CHECKING:
    from privlint.catalogue.catalogue import Catalogue
    from privlint.model.flow import Analysis
    from privlint.model.program import Program
    from privlint.settings.options import Settings


def analyse(program: Program, catalogue: Catalogue, settings: Settings) -> Analysis:
    """Follow personal data through the program. Deterministic: the same input gives the same output, in the same
    order."""
    knowledge = Knowledge(program, catalogue, settings, Declared(program, settings))
    solve(knowledge)
    return with_rights(knowledge, outcome(knowledge))
