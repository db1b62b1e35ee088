"""What every check may ask: the policies, the settings, the catalogue and the date."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from privlint.judge.policies import PolicyView
    from privlint.model.category import Category
    from privlint.model.drift import Drift
    from privlint.model.finding import Mark
    from privlint.model.flow import Analysis
    from privlint.model.module import ModuleIR
    from privlint.model.recipient import Kind, SinkModel
    from privlint.model.scale import Transform
    from privlint.settings.options import Settings


class Catalogue(Protocol):
    """What the judge needs of the catalogue."""

    @property
    def categories(self) -> Mapping[str, Category]:
        """Every category by its key."""

    def accepts(self, kind: Kind, transform: Transform, category: str) -> bool:
        """Whether a recipient of this kind may receive the datum because of what was done to it."""

    def vendor(self, word: str) -> str | None:
        """The vendor known by this name or alias, in whatever case."""

    def scope(self, word: str) -> str:
        """The scope of consent that a common word means; other words as they are."""

    def sinks(self, path: str) -> tuple[SinkModel, ...]:
        """The recipients that calling ``path`` reaches."""


class Context(NamedTuple):
    """One run, as the checks see it.

    ``opt_outs`` are the opt-out flags that classes of the project define; ``drifts`` where a policy's mapping and its
    text do not fit.
    """

    policies: tuple[PolicyView, ...]
    settings: Settings
    catalogue: Catalogue
    analysis: Analysis
    modules: Mapping[str, ModuleIR]
    today: datetime.date
    opt_outs: tuple[Mark, ...] = ()
    drifts: tuple[Drift, ...] = ()

    def label(self, category: str) -> str:
        """How messages name a category; an own key is named after the nearest known one above it."""
        key = category
        while key and key not in self.catalogue.categories:
            key = key.rpartition(".")[0]
        return self.catalogue.categories[key].label if key else category.rpartition(".")[2].replace("_", " ")

    def identifying(self, category: str) -> bool:
        """Whether data of this category single a person out."""
        known = self.catalogue.categories.get(category)
        return known is not None and known.identifying

    def special(self, category: str) -> bool:
        """Whether data of this category are sensitive by law."""
        known = self.catalogue.categories.get(category)
        return known is not None and known.special

    def module(self, path: str) -> str:
        """The dotted name of the module at ``path``."""
        return self.modules[path].module if path in self.modules else path
