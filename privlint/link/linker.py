"""The stage's entry: ModuleIRs in, one Program out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlint.link.classes import build_classes
from privlint.link.names import Resolver
from privlint.model.program import ClassId, Program

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlint.model.module import ModuleIR


def link(modules: Iterable[ModuleIR]) -> Program:
    """Link modules into a program; the result does not depend on their order."""
    ordered = tuple(sorted(modules, key=lambda module: module.path))
    resolver = Resolver(ordered)
    classes = build_classes(ordered, resolver)
    named: dict[str, list[ClassId]] = {}
    for ident, info in classes.items():
        for name in info.methods:
            named.setdefault(name, []).append(ident)
    return Program(
        modules=ordered,
        by_name=resolver.by_name,
        exports=tuple(resolver.exports(number) for number in range(len(ordered))),
        classes=classes,
        methods_named={name: tuple(idents) for name, idents in named.items()},
        packages=frozenset(resolver.packages),
    )
