"""What the names of a project mean across its modules: imports followed, re-exports resolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlint.model.target import Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from privlint.model.ir import Import
    from privlint.model.module import ModuleIR


@dataclass(frozen=True, slots=True)
class Names:
    """The names of all modules.

    ``modules`` in path order; ``by_name`` finds a module by dotted name; ``packages`` are dotted names that only hold
    modules; ``exports`` gives, per module, what each of its top-level names means.
    """

    modules: tuple[ModuleIR, ...]
    by_name: Mapping[str, int]
    packages: frozenset[str]
    exports: tuple[Mapping[str, Target], ...]

    def dotted(self, number: int, dotted: str) -> Target | None:
        """What ``a.b.c`` means at the top level of module ``number``; None when ``a`` is not bound there."""
        head, *rest = dotted.split(".")
        target = self.exports[number].get(head)
        for part in rest:
            if target is None:
                return None
            target = self.member(target, part)
        return target

    def member(self, target: Target, name: str) -> Target | None:
        """The attribute ``name`` of a module or of something outside the project; None for anything else."""
        if target.kind == "external":
            return Target("external", f"{target.name}.{name}")
        return self.from_module(target.name, name) if target.kind == "module" else None

    def from_module(self, dotted: str, name: str) -> Target | None:
        """``from dotted import name``."""
        number = self.by_name.get(dotted)
        if number is not None and name in self.exports[number]:
            return self.exports[number][name]
        inner = f"{dotted}.{name}"
        if inner in self.by_name or inner in self.packages:
            return Target("module", inner, self.by_name.get(inner, -1))
        if number is None and dotted not in self.packages:
            return Target("external", inner)
        return None

    def named_module(self, dotted: str) -> Target:
        """The module ``dotted``: the project's own if there is one, otherwise outside."""
        if dotted in self.by_name or dotted in self.packages:
            return Target("module", dotted, self.by_name.get(dotted, -1))
        return Target("external", dotted)

    def imported(self, number: int, instr: Import) -> Target | None:
        """What an import instruction of module ``number`` binds."""
        dotted = imported_module(self.modules, self.by_name, self.packages, number, instr.module, instr.level)
        if instr.name:
            return self.from_module(dotted, instr.name)
        return self.named_module(top_of(dotted, instr) if instr.top else dotted)


def imported_module(
    modules: Sequence[ModuleIR],
    by_name: Mapping[str, int],
    packages: Set[str],
    number: int,
    name: str,
    level: int,
) -> str:
    """The dotted name of what module ``number`` imports as ``name``, ``level`` packages up: if no module of the project
    has that name, one in a folder of the importing module that lies in no package, since that is where the imports
    of a script start."""
    dotted = modules[number].absolute(name, level)
    folder = modules[number].module
    if level or modules[number].is_package or dotted in by_name or dotted in packages:
        return dotted
    above = [folder[:end] for end, letter in enumerate(folder) if letter == "."]
    if any(name in by_name and modules[by_name[name]].is_package for name in above):
        return dotted  # what lies inside a package is imported from outside it
    for inner in reversed(above):
        found = by_name.get(f"{inner}.{dotted}", number)
        if found != number:
            return f"{inner}.{dotted}"
    return dotted


def top_of(dotted: str, instr: Import) -> str:
    """The package that ``import a.b.c`` binds, which is imported as ``dotted``."""
    return dotted.removesuffix(instr.module) + instr.module.split(".")[0]
