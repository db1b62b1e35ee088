"""The hand that writes instructions: registers, the current region and the scope of the function being lowered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import libcst as cst
import msgspec

from privlint.lower.scopes import Kind, Scope
from privlint.model import ir
from privlint.model import module as module_ir

if TYPE_CHECKING:
    from privlint.model.types import TypeExpr

#: How each type of expression is lowered: writes the instructions that compute it, returns the register of its value.
Table: TypeAlias = Mapping[type[cst.CSTNode], Callable[["Builder", Any], ir.Reg]]


#: Regions in regions: half as many again as Python allows blocks, and what every recursion over the IR has room for.
MAX_NESTING = 150


class Definition(msgspec.Struct, frozen=True):
    """A function, lambda, class body or module body that is still to be lowered.

    ``index`` is its place in ``ModuleIR.functions``; the other words mean what they mean in ``FunctionIR``.
    """

    index: int
    kind: Kind
    node: cst.Module | cst.FunctionDef | cst.ClassDef | cst.Lambda
    name: str
    qualname: str
    scope: Scope
    parent: int = -1
    owner: int = -1
    class_index: int = -1
    decorators: tuple[str, ...] = ()


class Draft:
    """A module in the making: the ordinals of its nodes, and what was defined in it so far.

    ``definitions`` grows while it is worked off, outer definitions before inner ones.
    """

    def __init__(self, ordinals: Mapping[int, int], ends: Mapping[int, int], expressions: Table) -> None:
        self.ordinals = ordinals
        self.ends = ends
        self.expressions = expressions
        self.definitions: list[Definition] = []
        self.classes: list[module_ir.ClassIR] = []


class Builder:
    """Lowers expressions of one function into the region that is open; statements open and close regions."""

    def __init__(self, draft: Draft, definition: Definition) -> None:
        self.draft = draft
        self.definition = definition
        self.scope = definition.scope
        self.ordinals = draft.ordinals
        self.expressions = draft.expressions
        self.out: list[ir.Instr] = []
        self.nesting = 0
        self.registers = 0
        self.lambdas = 0
        self.is_generator = False

    def at(self, node: cst.CSTNode) -> int:
        """The ordinal of ``node``."""
        return self.ordinals[id(node)]

    def register(self) -> ir.Reg:
        """A new register."""
        register = self.registers
        self.registers = register + 1
        return register

    def value(self, node: cst.CSTNode) -> ir.Reg:
        """Lower an expression; return the register that holds its value."""
        return self.expressions[type(node)](self, node)

    def optional(self, node: cst.CSTNode | None) -> ir.Reg:
        """Lower an expression that may be absent: NONE then."""
        return ir.NONE if node is None else self.value(node)

    def region(self, write: Callable[..., Any], *arguments: Any) -> ir.Region:
        """What ``write(*arguments)`` emits, as a region of its own."""
        region, _ = self.region_with(write, *arguments)
        return region

    def region_with(self, write: Callable[..., Any], *arguments: Any) -> tuple[ir.Region, Any]:
        """What ``write(*arguments)`` emits, as a region of its own, and what it returns.

        Raises RecursionError for code that nests deeper than the stages after this one can follow.
        """
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise RecursionError
        outside, self.out = self.out, []
        result = write(*arguments)
        self.nesting -= 1
        region = tuple(self.out)
        self.out = outside
        return region, result

    def const(self, at: int, value: str | float | None) -> ir.Reg:
        """A register that holds a constant."""
        dst = self.register()
        self.out.append(ir.Const(at, dst, value))
        return dst

    def opaque(self, at: int, kind: str, *sources: ir.Reg) -> ir.Reg:
        """A register whose content is not kept."""
        dst = self.register()
        self.out.append(ir.Opaque(at, dst, kind, sources))
        return dst

    def load(self, at: int, name: str) -> ir.Reg:
        """A register that holds what ``name`` means here."""
        dst = self.register()
        self.out.append(self.scope.load(at, dst, name))
        return dst

    def store(self, at: int, name: str, src: ir.Reg, declared: TypeExpr | None = None) -> None:
        """Bind ``name``, in whatever scope it belongs to, to a register."""
        variable, scope = self.scope.bind(name)
        self.out.append(ir.Store(at, variable, scope, src, declared))

    def define(
        self, node: cst.FunctionDef | cst.ClassDef | cst.Lambda, name: str, kind: Kind, **more: Any
    ) -> Definition:
        """Reserve a place for a definition inside this one; it is lowered when this one is done."""
        outer = self.definition
        definition = Definition(
            index=len(self.draft.definitions),
            kind=kind,
            node=node,
            name=name,
            qualname=name if outer.kind == "module" else f"{outer.qualname}.{name}",
            scope=Scope(kind, self.scope),
            parent=outer.index,
            owner=outer.class_index,
            **more,
        )
        self.draft.definitions.append(definition)
        return definition
