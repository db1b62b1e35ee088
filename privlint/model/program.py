"""The linked project: modules, functions and classes that know each other by identity instead of by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from privlint.model.names import Names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlint.model.module import ClassIR, FunctionIR
    from privlint.model.target import Target
    from privlint.model.types import TypeExpr


class FunctionId(NamedTuple):
    """A function of the project: the number of its module (in path order) and its index there.

    ``variant`` is empty for the function as such; the engine also interprets functions for particular kinds of
    arguments, written ``(parameter, kind)``.
    """

    module: int
    number: int
    variant: tuple[tuple[int, str], ...] = ()

    @property
    def base(self) -> FunctionId:
        """The function as such."""
        return FunctionId(self.module, self.number) if self.variant else self


class ClassId(NamedTuple):
    """A class of the project: the number of its module (in path order) and its index there."""

    module: int
    number: int


@dataclass(frozen=True, slots=True)
class Field:
    """A declared field of a class.

    ``declared`` is the head of its type or the class that makes it (``str``, ``EmailField``, ``Column``); ``type`` the
    whole annotation. ``in_repr``, ``in_dump`` and ``in_init`` tell whether printing, dumping and the constructor
    include it. ``at`` is the ordinal of its declaration; ``declares`` are annotation keys and values that the
    declaration itself bears (marker, metadata).
    """

    name: str
    declared: str
    type: TypeExpr | None
    at: int
    in_repr: bool = True
    in_dump: bool = True
    in_init: bool = True
    kw_only: bool = False
    has_default: bool = False
    declares: tuple[tuple[str, str], ...] = ()
    constant: bool = False

    @property
    def category(self) -> str:
        """The category that the declaration itself names; ``none`` denies, empty: it names none."""
        return next((value for key, value in self.declares if key == "data"), "")


#: How objects of a class are built, printed and dumped.
ClassKind = Literal[
    "plain",
    "dataclass",
    "attrs",
    "pydantic",
    "namedtuple",
    "typeddict",
    "msgspec",
    "django",
    "sqlalchemy",
    "enum",
    "exception",
]


@dataclass(slots=True)
class ClassInfo:
    """A class with its place in the hierarchy; ``mro`` mixes project classes and API paths of classes outside."""

    ident: ClassId
    ir: ClassIR
    module: int
    bases: tuple[ClassId | str, ...] = ()
    mro: tuple[ClassId | str, ...] = ()
    kind: ClassKind = "plain"
    fields: dict[str, Field] = field(default_factory=dict)
    methods: dict[str, FunctionId] = field(default_factory=dict)
    attributes: frozenset[str] = frozenset()
    subclasses: tuple[ClassId, ...] = ()


@dataclass(frozen=True, slots=True)
class Program(Names):
    """The whole project: its names, and its classes; ``methods_named`` lists the classes that define a method."""

    classes: dict[ClassId, ClassInfo]
    methods_named: Mapping[str, tuple[ClassId, ...]]

    def function(self, ident: FunctionId) -> FunctionIR:
        """The function with that identity."""
        return self.modules[ident.module].functions[ident.number]

    def label(self, ident: FunctionId) -> str:
        """``module:qualname``, the name that messages and fingerprints use."""
        module = self.modules[ident.module]
        return f"{module.module}:{module.functions[ident.number].qualname}"

    def method(self, start: ClassId, name: str, *, after: ClassId | None = None) -> FunctionId | None:
        """The method ``name`` of the class by its MRO; with ``after``, the search starts behind that class
        (``super``)."""
        passed = after is None
        for entry in self.classes[start].mro:
            if isinstance(entry, ClassId):
                if passed and name in self.classes[entry].methods:
                    return self.classes[entry].methods[name]
                passed = passed or entry == after
        return None

    def field(self, start: ClassId, name: str) -> tuple[ClassId, Field] | None:
        """The declared field ``name`` and the class of the MRO that declares it."""
        for entry in self.classes[start].mro:
            if isinstance(entry, ClassId) and name in self.classes[entry].fields:
                return entry, self.classes[entry].fields[name]
        return None

    def fields(self, start: ClassId) -> list[tuple[ClassId, Field]]:
        """All declared fields, base classes first, overridden ones once: the order of a synthesised constructor."""
        found: dict[str, tuple[ClassId, Field]] = {}
        for entry in reversed(self.classes[start].mro):
            if isinstance(entry, ClassId):
                found.update((name, (entry, field)) for name, field in self.classes[entry].fields.items())
        return list(found.values())

    def external_bases(self, start: ClassId) -> list[str]:
        """The API paths among the class's ancestors, nearest first."""
        return [entry for entry in self.classes[start].mro if isinstance(entry, str)]

    @staticmethod
    def class_id(target: Target) -> ClassId:
        """The identity of the class that a name resolved to."""
        return ClassId(*target.ident)
